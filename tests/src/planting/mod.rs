//! Measures the recall of lint rules: it plants one violation at a random place of a real document, and looks for the report with
//! the exact line and column.
//!
//! The same seed makes the same violations. A plant changes the text of the document, so formatting stays what it was.

mod edit;
mod names;
mod objects;
mod operations;
mod paths;
pub mod positions;
mod schemas;
mod values;

use std::ops::Range;
use std::path::{Path, PathBuf};

use fastrand::Rng;
use renkei::diagnostic::{Diagnostic, Severity};
use renkei::document::Document;
use renkei::lint::{self, Config};
use renkei::source::{self, Entry, Node};

/// Which share of the violations a rule must find.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Goal {
    /// A rule about the form of a document: 99 %.
    Form,
    /// A rule about words: 90 %.
    Words,
}

impl Goal {
    /// The share.
    #[must_use]
    pub fn share(self) -> f64 {
        match self {
            Self::Form => 0.99,
            Self::Words => 0.9,
        }
    }
}

/// How violations of a rule are planted.
pub struct Plant {
    /// The code of the rule.
    pub code: &'static str,
    /// The share that must be found.
    pub goal: Goal,
    candidates: Candidates,
}

type Candidates = fn(&Site<'_>) -> Vec<Planted>;

const fn form(code: &'static str, candidates: Candidates) -> Plant {
    Plant { code, goal: Goal::Form, candidates }
}

const fn words(code: &'static str, candidates: Candidates) -> Plant {
    Plant { code, goal: Goal::Words, candidates }
}

/// The plants of all rules.
pub const PLANTS: &[Plant] = &[
    form("G001", objects::without_idempotency_key),
    form("G002", operations::without_429),
    form("I001", operations::unused_suppression),
    form("I002", operations::invalid_suppression),
    form("I003", operations::ended_suppression),
    form("M001", operations::without_summary),
    form("M002", values::script),
    form("N001", paths::capital),
    form("N002", paths::underscore),
    words("N003", paths::verb),
    words("N004", paths::action),
    words("N005", paths::singular),
    words("N006", paths::wrong_plural),
    words("N007", paths::misspelt),
    form("N008", paths::trailing_slash),
    form("N009", paths::deep),
    form("N010", paths::other_parameter),
    form("N011", paths::api_prefix),
    form("N012", operations::post_to_item),
    words("N013", paths::noun),
    form("N014", operations::unsafe_operation_id),
    form("N020", names::camel_query),
    words("N021", names::singular_query),
    words("N022", names::plural_query),
    words("N023", names::misspelt_query),
    form("N030", schemas::snake_case),
    words("N031", names::singular_list),
    words("N032", names::misspelt_property),
    form("N033", values::similar_property),
    words("N034", names::plural_string),
    form("N035", values::other_style),
    form("P001", operations::offset_and_limit),
    form("P002", operations::list_without_pages),
    form("P003", operations::page_number),
    form("P004", operations::size_without_bounds),
    form("R001", operations::xml),
    form("R002", operations::list_at_root),
    form("R003", operations::without_error),
    form("R004", operations::error_without_message),
    form("R005", operations::error_in_wrapper),
    words("R006", schemas::date_without_format),
    form("R007", values::time_with_offset),
    form("R008", operations::unknown_status),
    form("R009", operations::get_with_body),
    form("R010", operations::long_query),
    form("R011", operations::list_of_ids),
    form("R012", operations::without_success),
    form("R013", operations::body_for_204),
    form("R014", operations::delete_with_body),
    form("R015", operations::reserved_header),
    form("R016", operations::patch_in_json),
    form("S001", objects::without_security),
    form("S002", values::other_scheme),
    form("S003", values::plain_server),
    form("S004", operations::secret_in_query),
    form("S005", objects::unknown_scheme),
    form("T001", values::without_type),
    form("T002", values::unbounded_string),
    form("T003", values::number_without_format),
    form("T004", values::other_type),
    form("V001", paths::without_version),
    form("V002", paths::minor_version),
    form("X001", objects::broken_reference),
    form("X002", objects::repeated_operation_id),
    form("X003", objects::unused_path_parameter),
    form("X004", paths::ambiguous),
    form("X005", values::repeated_value),
    form("X006", values::wrong_example),
    form("X007", schemas::repeated_property),
    form("X008", operations::undefined_tag),
    form("X009", values::unused_component),
    form("X010", values::undefined_required),
    form("X011", objects::misspelt_key),
    form("X012", values::hidden_member),
    form("X013", values::foreign_keyword),
    form("X014", paths::query),
    form("X015", objects::undefined_variable),
    form("X016", values::undefined_discriminator),
];

/// A document in which violations are planted.
struct Site<'a> {
    text: &'a str,
    root: Node<'a>,
    document: &'a Document,
}

/// One change of the text, and the place of the report: in the old text, or in the new text of the change.
#[derive(Clone, Debug)]
struct Planted {
    range: Range<usize>,
    new: String,
    mark: usize,
}

impl Site<'_> {
    /// The bytes of a key or string without its quotes, if it is written without escapes.
    fn inner(&self, start: u32, end: u32, text: &str) -> Option<Range<usize>> {
        let (start, end) = (start as usize, end as usize);
        let quoted = start + 1..end.checked_sub(1)?;
        let plain = start..end;
        [plain, quoted].into_iter().find(|it| self.text.get(it.clone()) == Some(text))
    }

    /// A new key, with the report at the key.
    fn rename(&self, entry: &Entry<'_>, new: &str) -> Option<Planted> {
        let range = self.inner(entry.key_span.start, entry.key_span.end, entry.key)?;
        let mark = entry.key_span.start as usize;
        Some(Planted { range, new: new.to_owned(), mark })
    }

    /// A new string, with the report at the string.
    fn replace(&self, node: Node<'_>, new: &str) -> Option<Planted> {
        let range = self.inner(node.span().start, node.span().end, node.as_str()?)?;
        Some(Planted { range, new: new.to_owned(), mark: node.span().start as usize })
    }
}

/// How many violations were planted and found.
#[derive(Debug, Default)]
pub struct Recall {
    /// The planted violations.
    pub planted: usize,
    /// Those that were reported at their line and column.
    pub found: usize,
    /// The others: the document, the line and what was written there.
    pub missed: Vec<String>,
}

impl Recall {
    /// Whether the goal is reached.
    #[must_use]
    pub fn reaches(&self, goal: Goal) -> bool {
        #[expect(clippy::cast_precision_loss, reason = "these are small counts")]
        let share = self.found as f64 / self.planted.max(1) as f64;
        share >= goal.share()
    }
}

/// A document that was read, with its text.
pub struct Original {
    name: String,
    text: String,
    document: Document,
}

/// Reads the documents that consist of one file.
#[must_use]
pub fn originals(paths: &[PathBuf]) -> Vec<Original> {
    let read = |path: &PathBuf| {
        let name = path.file_name()?.to_string_lossy().into_owned();
        let text = std::fs::read_to_string(path).ok()?;
        document(&name, &text).map(|document| Original { document, name, text })
    };
    paths.iter().filter_map(read).collect()
}

fn document(name: &str, text: &str) -> Option<Document> {
    Document::new(source::read_text(name, text).ok()?).ok()
}

/// Plants violations of one rule, one at a time, and counts those that are reported.
#[must_use]
pub fn measure(plant: &Plant, originals: &[Original], count: usize, seed: u64) -> Recall {
    let mut random = Rng::with_seed(seed);
    let mut recall = Recall::default();
    // Each document counts, whatever its size, so the order is by chance and not by place.
    let mut candidates: Vec<(&Original, Vec<Planted>)> =
        originals.iter().map(|it| (it, candidates(plant, it))).collect();
    candidates.iter_mut().for_each(|(_, list)| random.shuffle(list));
    candidates.retain(|(_, list)| !list.is_empty());
    while recall.planted < count && !candidates.is_empty() {
        let at = random.usize(..candidates.len());
        let (original, list) = &mut candidates[at];
        if let Some(planted) = list.pop() {
            try_one(plant, original, &planted, &mut recall);
        }
        candidates.retain(|(_, list)| !list.is_empty());
    }
    recall
}

fn candidates(plant: &Plant, original: &Original) -> Vec<Planted> {
    let Original { text, document, .. } = original;
    let Some(root) = document.root() else { return Vec::new() };
    (plant.candidates)(&Site { text, root, document })
}

fn try_one(plant: &Plant, original: &Original, planted: &Planted, recall: &mut Recall) {
    let mut text = original.text.clone();
    text.replace_range(planted.range.clone(), &planted.new);
    let mark = match planted.mark {
        mark if mark >= planted.range.end && !planted.range.is_empty() => {
            mark + planted.new.len() - planted.range.len()
        }
        mark => mark,
    };
    let Some(document) = document(&original.name, &text) else { return };
    let file = document.files().root();
    let wanted = file.position(u32::try_from(mark).unwrap_or(u32::MAX));
    let is_it = |finding: &Diagnostic| {
        finding.code.0 == plant.code
            && finding.span.is_some_and(|span| file.position(span.start) == wanted)
    };
    recall.planted += 1;
    if findings(plant.code, &document).iter().any(is_it) {
        recall.found += 1;
    } else {
        let line = text.lines().nth(wanted.line as usize - 1).unwrap_or("").trim();
        let shown: String = line.chars().take(120).collect();
        recall.missed.push(format!("{}:{}:{} {shown}", original.name, wanted.line, wanted.column));
    }
}

/// The findings of one rule.
fn findings(code: &str, document: &Document) -> Vec<Diagnostic> {
    let severities = [(code.to_owned(), Some(Severity::Warning))];
    let config = Config::with_severities(severities.into()).expect("the rule exists");
    let rule = lint::rule(code).expect("the rule exists");
    lint::lint(document, &config.only(&[rule]))
}

/// The documents of the corpus of real documents, if it is on this machine, with at most so many bytes.
#[must_use]
pub fn corpus(folder: &Path, max_bytes: u64) -> Vec<PathBuf> {
    let is_small = |path: &PathBuf| std::fs::metadata(path).is_ok_and(|it| it.len() <= max_bytes);
    let exists = folder.is_dir();
    if !exists {
        return Vec::new();
    }
    crate::repo::documents(folder).into_iter().filter(is_small).collect()
}
