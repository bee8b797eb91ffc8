//! The same violations in what `renkei generate` and `renkei diff` report: each must have the planted line and column.

use std::path::Path;

use fastrand::Rng;
use renkei::emit::Layout;
use renkei::pipeline::{self, Failure, Options, Report};
use renkei::text::{SourceFile, Span};
use tempfile::TempDir;

use super::{Original, PLANTS, Planted, Recall, candidates};

/// The violations that the generator reports, too.
const OF_GENERATE: [&str; 7] = ["X001", "X002", "X003", "X004", "X007", "X011", "X014"];

/// The plant that is a change of an API at its own place: a renamed property.
const OF_DIFF: [&str; 1] = ["N030"];

/// Counts the planted violations that the generator reports at their place, for each code.
#[must_use]
pub fn of_generate(originals: &[Original], count: usize, seed: u64) -> Vec<(&'static str, Recall)> {
    measure(&OF_GENERATE, originals, count, seed, |code, _, head, mark| {
        let options = Options { config_text: Some("lint: {}".to_owned()), ..Options::default() };
        let generated =
            pipeline::generate(head, Layout::Module, &Options { lint: false, ..options });
        let report = match generated {
            Ok(generated) => generated.report,
            Err(Failure::Document(report)) => report,
            Err(other) => panic!("{}: {other}", head.display()),
        };
        at(
            &report,
            report.diagnostics().iter().filter(|it| it.code.0 == code).map(|it| it.span),
            mark,
        )
    })
}

/// Counts the planted changes that a comparison reports at their place, for each code.
#[must_use]
pub fn of_diff(originals: &[Original], count: usize, seed: u64) -> Vec<(&'static str, Recall)> {
    measure(&OF_DIFF, originals, count, seed, |_, base, head, mark| {
        let options = Options { config_text: Some("lint: {}".to_owned()), ..Options::default() };
        let forward = pipeline::diff(&base.into(), head, &options);
        let backward = pipeline::diff(&head.into(), base, &options);
        let (Ok(forward), Ok(backward)) = (forward, backward) else { return false };
        let heads = forward.diff.changes.iter().map(|it| it.location.head);
        let bases = backward.diff.changes.iter().map(|it| it.location.base);
        at(&forward.head, heads, mark) && at(&backward.base, bases, mark)
    })
}

/// Whether one of the spans begins at a byte of the first file, by line and column.
fn at(report: &Report, spans: impl Iterator<Item = Option<Span>>, mark: usize) -> bool {
    let file: &SourceFile = report.file();
    let wanted = file.position(u32::try_from(mark).unwrap_or(u32::MAX));
    let mut spans = spans.flatten().filter(|it| it.file == file.id());
    spans.any(|it| file.position(it.start) == wanted)
}

fn measure(
    codes: &[&'static str],
    originals: &[Original],
    count: usize,
    seed: u64,
    is_found: impl Fn(&str, &Path, &Path, usize) -> bool,
) -> Vec<(&'static str, Recall)> {
    let folder = TempDir::new().expect("a temporary folder");
    let mut results = Vec::new();
    for code in codes {
        let plant = PLANTS.iter().find(|it| it.code == *code).expect("the code has a plant");
        let mut random = Rng::with_seed(seed);
        let mut all: Vec<(&Original, Vec<Planted>)> =
            originals.iter().map(|it| (it, candidates(plant, it))).collect();
        all.iter_mut().for_each(|(_, list)| random.shuffle(list));
        all.retain(|(_, list)| !list.is_empty());
        let mut recall = Recall::default();
        while recall.planted < count && !all.is_empty() {
            let at = random.usize(..all.len());
            let (original, list) = &mut all[at];
            if let Some(planted) = list.pop() {
                let (base, head) = (
                    folder.path().join(format!("base-{}", original.name)),
                    folder.path().join(&original.name),
                );
                let mut text = original.text.clone();
                text.replace_range(planted.range.clone(), &planted.new);
                std::fs::write(&base, &original.text).expect("the folder is writable");
                std::fs::write(&head, &text).expect("the folder is writable");
                recall.planted += 1;
                if is_found(code, &base, &head, planted.mark) {
                    recall.found += 1;
                } else {
                    let before = text.get(..planted.mark).unwrap_or("");
                    let line = before.matches('\n').count() + 1;
                    recall.missed.push(format!("{}:{line} {}", original.name, planted.new));
                }
            }
            all.retain(|(_, list)| !list.is_empty());
        }
        results.push((*code, recall));
    }
    results
}
