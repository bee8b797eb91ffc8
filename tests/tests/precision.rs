//! The precision of lint rules, from reports about public documents that were judged by hand (`tests/lint/judged.tsv`).
//!
//! To add judgements, print a sample with `cargo run --release -p renkei-tests --bin lint_sample`.

#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use std::collections::{BTreeMap, BTreeSet};

use renkei::diagnostic::Severity;
use renkei::lint::rule;
use renkei_tests::repo;

/// The smallest sample of a rule that has more reports.
const SAMPLE: usize = 40;
/// The share of reports that must be right, in percent, where a rule warns by default.
const PRECISION: usize = 95;

/// The judged reports of one rule.
#[derive(Default)]
struct Judged {
    right: usize,
    wrong: usize,
    documents: BTreeSet<String>,
    /// Whether these are all reports about the documents.
    is_all: bool,
}

fn judged() -> BTreeMap<String, Judged> {
    let path = repo::root().join("tests/lint/judged.tsv");
    let text = std::fs::read_to_string(path).expect("the judgements are there");
    let mut rules: BTreeMap<String, Judged> = BTreeMap::new();
    for line in text.lines().filter(|it| !it.starts_with('#')) {
        let cells: Vec<&str> = line.split('\t').collect();
        let [code, document, pointer, verdict, why] = cells.as_slice() else {
            panic!("five cells: {line}")
        };
        let judged = rules.entry((*code).to_owned()).or_default();
        if *pointer == "*" {
            judged.is_all = *verdict == "all";
            continue;
        }
        assert!(!why.is_empty(), "a reason: {line}");
        judged.documents.insert((*document).to_owned());
        match *verdict {
            "right" => judged.right += 1,
            "wrong" => judged.wrong += 1,
            _ => panic!("right or wrong: {line}"),
        }
    }
    rules
}

#[test]
fn rules_that_warn_are_right() {
    let rules = judged();
    for (code, judged) in &rules {
        let rule = rule(code).expect("a rule");
        let count = judged.right + judged.wrong;
        assert!(judged.is_all || count >= SAMPLE, "{code}: only {count} judged");
        let warns = rule.severity.is_some_and(|it| it >= Severity::Warning);
        let is_precise = judged.right * 100 >= count * PRECISION;
        assert!(is_precise || !warns, "{code}: {} of {count} are right", judged.right);
        let figure = format!(
            "{} of {count} {}reports about {} public documents were correct",
            judged.right,
            if judged.is_all { "" } else { "sampled " },
            judged.documents.len()
        );
        assert_eq!(rule.precision, Some(figure.as_str()), "{code}");
    }
    assert!(rules.len() > 8, "{}", rules.len());
}
