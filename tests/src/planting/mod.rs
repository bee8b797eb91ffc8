//! Measures the recall of lint rules: it plants one violation at a random place of a real document, and looks for the report with
//! the exact line and column.
//!
//! The same seed makes the same violations. A plant changes the text of the document, so formatting stays what it was.

mod objects;
mod paths;
mod schemas;

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
    candidates: fn(&Site<'_>) -> Vec<Planted>,
}

/// The plants of all rules that have one.
pub const PLANTS: &[Plant] = &[
    Plant { code: "G001", goal: Goal::Form, candidates: objects::without_idempotency_key },
    Plant { code: "N001", goal: Goal::Form, candidates: paths::capital },
    Plant { code: "N002", goal: Goal::Form, candidates: paths::underscore },
    Plant { code: "N003", goal: Goal::Words, candidates: paths::verb },
    Plant { code: "N005", goal: Goal::Words, candidates: paths::singular },
    Plant { code: "N030", goal: Goal::Form, candidates: schemas::snake_case },
    Plant { code: "R006", goal: Goal::Words, candidates: schemas::date_without_format },
    Plant { code: "S001", goal: Goal::Form, candidates: objects::without_security },
    Plant { code: "S005", goal: Goal::Form, candidates: objects::unknown_scheme },
    Plant { code: "V001", goal: Goal::Form, candidates: paths::without_version },
    Plant { code: "X001", goal: Goal::Form, candidates: objects::broken_reference },
    Plant { code: "X002", goal: Goal::Form, candidates: objects::repeated_operation_id },
    Plant { code: "X003", goal: Goal::Form, candidates: objects::unused_path_parameter },
    Plant { code: "X004", goal: Goal::Form, candidates: paths::ambiguous },
    Plant { code: "X007", goal: Goal::Form, candidates: schemas::repeated_property },
    Plant { code: "X011", goal: Goal::Form, candidates: objects::misspelt_key },
    Plant { code: "X014", goal: Goal::Form, candidates: paths::query },
    Plant { code: "X015", goal: Goal::Form, candidates: objects::undefined_variable },
];

/// A document in which violations are planted.
struct Site<'a> {
    text: &'a str,
    root: Node<'a>,
    document: &'a Document,
}

/// One change of the text, and the place of the report. The change is not before that place.
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
}

/// Reads the documents that consist of one file.
#[must_use]
pub fn originals(paths: &[PathBuf]) -> Vec<Original> {
    let read = |path: &PathBuf| {
        let name = path.file_name()?.to_string_lossy().into_owned();
        let text = std::fs::read_to_string(path).ok()?;
        document(&name, &text).map(|_| Original { name, text })
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
    let Some(document) = document(&original.name, &original.text) else { return Vec::new() };
    let Some(root) = document.root() else { return Vec::new() };
    (plant.candidates)(&Site { text: &original.text, root, document: &document })
}

fn try_one(plant: &Plant, original: &Original, planted: &Planted, recall: &mut Recall) {
    let mut text = original.text.clone();
    text.replace_range(planted.range.clone(), &planted.new);
    let Some(document) = document(&original.name, &text) else { return };
    let file = document.files().root();
    let wanted = file.position(u32::try_from(planted.mark).unwrap_or(u32::MAX));
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
