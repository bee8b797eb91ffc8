//! What breaks the standard is reported where it is written: documents of our own whose comments say what is expected, and
//! the standard's own test documents where they are present.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use std::path::Path;

use renkei::diagnostic::Severity;
use renkei::lint::Preset;
use renkei::pipeline::{self, Options, Report};
use renkei_tests::repo;

/// Validity alone.
fn validate(path: &Path) -> Report {
    let options = Options { preset: Some(Preset::Minimal), ..Options::default() };
    let linted = pipeline::lint(path, &options);
    linted.unwrap_or_else(|failure| panic!("{}: {failure}", path.display())).report
}

/// What a comment such as `# X011: name + S005: other` announces: line, code, and the text at the location.
fn expected(text: &str) -> Vec<String> {
    let mut all = Vec::new();
    for (index, line) in text.lines().enumerate().skip(1) {
        let comment = line.rsplit_once(" # ").map_or("", |(_, comment)| comment);
        for one in comment.split(" + ").filter(|it| !it.is_empty()) {
            let (code, token) = one.split_once(": ").expect("a code and the text at its location");
            all.push(format!("{} {code} {token}", index + 1));
        }
    }
    all
}

/// The same of what was reported; the text at the location is cut to the length of the expected one.
fn reported(report: &Report, text: &str, expected: &[String]) -> Vec<String> {
    let line = |span: renkei::text::Span| text[..span.start as usize].matches('\n').count() + 1;
    let rows = report.diagnostics().iter().map(|it| {
        let span = it.span.expect("every violation has a location");
        let at = &text[span.start as usize..];
        let prefix = format!("{} {} ", line(span), it.code);
        let wanted = expected.iter().filter_map(|it| it.strip_prefix(&prefix));
        let token = wanted.into_iter().find(|it| at.starts_with(*it));
        format!("{prefix}{}", token.unwrap_or_else(|| at.lines().next().unwrap()))
    });
    rows.collect()
}

#[test]
fn every_planted_fault_is_reported_where_it_is() {
    let mut planted = 0;
    for path in repo::documents(&repo::root().join("specs/broken/validity")) {
        let text = std::fs::read_to_string(&path).unwrap();
        let expected = expected(&text);
        let mut found = reported(&validate(&path), &text, &expected);
        let mut wanted = expected.clone();
        found.sort();
        wanted.sort();
        assert_eq!(found, wanted, "{}", repo::shown(&path));
        planted += wanted.len();
    }
    assert!(planted >= 52, "{planted}");
}

/// The test documents of the standard, which are no part of this repository.
#[test]
fn the_standards_own_documents_are_judged_as_it_says() {
    let suite = repo::root().join("../shared/suites/oas-3.1");
    if !suite.is_dir() {
        eprintln!("SKIPPED: {} is missing", suite.display());
        return;
    }
    let errors = |path: &Path| validate(path).counts().errors;
    for path in repo::documents(&suite.join("pass")) {
        assert_eq!(errors(&path), 0, "{}", validate(&path));
    }
    for path in repo::documents(&suite.join("fail")) {
        assert!(errors(&path) > 0, "{} passes", path.display());
    }
}

#[test]
fn features_are_valid_or_warned_about() {
    for path in repo::features() {
        let report = validate(&path);
        for it in report.diagnostics() {
            assert!(it.help.as_ref().is_some_and(|help| !help.is_empty()), "{}", it.message);
            assert!(it.pointer.is_some() && it.severity >= Severity::Warning, "{}", it.message);
        }
    }
}
