//! The precision of lint rules, from reports about public documents that were judged by hand (`tests/lint/judged.tsv`).
//!
//! `cargo run --release -p renkei-tests --bin lint_sample` prints the reports that have to be judged.

#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use renkei::diagnostic::Severity;
use renkei::lint::{LintRule, rule};
use renkei_tests::judged::{self, Judged, Report};
use renkei_tests::repo;

/// The share of reports that must be right, in percent, where a rule warns by default.
const PRECISION: usize = 95;

fn warns(rule: &LintRule) -> bool {
    rule.severity.is_some_and(|it| it >= Severity::Warning)
}

#[test]
fn rules_that_warn_are_right() {
    let rules = judged::read();
    for (code, judged) in &rules {
        let rule = rule(code).expect("a rule");
        let count = judged.judgements.len();
        assert!(judged.is_complete || count >= judged::SAMPLE, "{code}: only {count} judged");
        let is_precise = judged.correct() * 100 >= count * PRECISION;
        assert!(is_precise || !warns(rule), "{code}: {} of {count} are right", judged.correct());
        assert!(judged.is_judged_twice() || !warns(rule), "{code} is judged once");
        let places: BTreeSet<_> =
            judged.judgements.iter().map(|it| (&it.file, &it.pointer)).collect();
        assert_eq!(places.len(), count, "{code}: a report is judged two times");
    }
    assert!(rules.len() > 40, "{}", rules.len());
}

/// The readings are independent, so some verdicts differ, and the final verdict is one of them.
#[test]
fn disagreements_are_settled() {
    let rules = judged::read();
    let mut differ = 0;
    for (code, judged) in &rules {
        differ += judged.disagreements();
        for row in &judged.judgements {
            let readings = [Some(row.first), row.second];
            assert!(readings.contains(&Some(row.verdict)), "{code} {} {}", row.file, row.pointer);
        }
    }
    assert!(differ > 0, "no reading differs");
}

#[test]
fn the_table_of_precisions_is_current() {
    let path = repo::root().join("generator/src/lint/precision.rs");
    let text = std::fs::read_to_string(&path).expect("the table is there");
    let (head, _) = text.split_once("= &[\n").expect("a table");
    let mut expected = format!("{head}= &[\n");
    for (code, judged) in judged::read() {
        writeln!(expected, "    (\"{code}\", {judged}),").expect("text");
    }
    expected.push_str("];\n");
    if std::env::var_os("RENKEI_UPDATE").is_some() {
        std::fs::write(&path, &expected).expect("the table can be written");
    } else {
        assert!(text == expected, "RENKEI_UPDATE=1 writes {}", path.display());
    }
}

/// Each judged report is still made, every rule that warns has judged reports, and the samples are balanced.
#[test]
fn judged_reports_are_what_the_linter_reports() {
    let Some((folder, documents)) = judged::corpus() else {
        eprintln!("!! SKIPPED: the public documents are not on this machine");
        return;
    };
    let mut reports: BTreeMap<String, Vec<Report>> = BTreeMap::new();
    for report in judged::reports(&folder, &documents) {
        reports.entry(report.code.clone()).or_default().push(report);
    }
    let rules = judged::read();
    let mut problems = Vec::new();
    for (code, judged) in &rules {
        if rule(code).is_some_and(warns) {
            let reports = reports.get(code).map_or(&[][..], Vec::as_slice);
            problems.extend(differences(reports, judged).map(|it| format!("{code}: {it}")));
        }
    }
    let unjudged = reports.keys().filter(|it| !rules.contains_key(*it));
    problems.extend(unjudged.map(|it| format!("{it}: reports, and none is judged")));
    let help = "judge what `lint_sample` prints, and remove what is not reported";
    assert!(problems.is_empty(), "{help}:\n{}", problems.join("\n"));
}

fn differences<'a>(reports: &'a [Report], judged: &'a Judged) -> impl Iterator<Item = String> + 'a {
    let places: BTreeSet<_> = reports.iter().map(|it| (&it.file, &it.pointer)).collect();
    let rows = judged.judgements.iter();
    let gone = rows
        .filter(move |it| !places.contains(&(&it.file, &it.pointer)))
        .map(|it| format!("not reported: {} {}", it.file, it.pointer));
    let is_all = judged.is_complete == (reports.len() == judged.judgements.len());
    let count = (!is_all).then(|| format!("{} reports, judged as all or not", reports.len()));
    let short = judged::unbalanced(reports, judged);
    gone.chain(count).chain(short.into_iter().map(|it| format!("too few rows of {it}")))
}
