//! JUnit XML: a suite for each document, a test case for each diagnostic.
//!
//! A document without diagnostics is one test case that passes. Informational diagnostics are skipped test cases.
//! Source: the schema of the Jenkins xUnit plugin.

use std::fmt::Write as _;

use renkei::diagnostic::Severity;
use renkei::pipeline::Report;

use super::Review;
use super::problem::{Problem, problems_of, slashed};
use super::xml::{escaped, open};

pub(super) fn text(review: Review<'_>) -> String {
    let mut text = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let counts = || review.reports.iter().map(|it| it.counts());
    let tests: usize = counts().map(|it| it.total().max(1)).sum();
    let failures: usize = counts().map(|it| it.errors + it.warnings).sum();
    let attributes = [
        ("name", review.title),
        ("tests", &tests.to_string()),
        ("failures", &failures.to_string()),
        ("errors", "0"),
    ];
    open(&mut text, 0, "testsuites", &attributes, ">");
    review.reports.iter().for_each(|it| suite(&mut text, review, it));
    text.push_str("</testsuites>\n");
    text
}

fn suite(text: &mut String, review: Review<'_>, report: &Report) {
    let name = slashed(report.file().path());
    let counts = report.counts();
    let attributes = [
        ("name", name.as_str()),
        ("tests", &counts.total().max(1).to_string()),
        ("failures", &(counts.errors + counts.warnings).to_string()),
        ("errors", "0"),
        ("skipped", &counts.infos.to_string()),
    ];
    open(text, 2, "testsuite", &attributes, ">");
    if counts.total() == 0 {
        open(text, 4, "testcase", &[("name", "no problems"), ("classname", &name)], "/>");
    }
    problems_of(review, report).iter().for_each(|it| case(text, it));
    text.push_str("  </testsuite>\n");
}

fn case(text: &mut String, problem: &Problem<'_>) {
    let subject = problem.diagnostic.subject.as_deref().unwrap_or("document");
    let name = format!("{} {} {subject}", problem.code(), problem.rule_name());
    open(text, 4, "testcase", &[("name", &name), ("classname", &problem.file)], ">");
    let message = problem.diagnostic.message.as_str();
    if problem.severity() == Severity::Info {
        open(text, 6, "skipped", &[("message", message)], "/>");
    } else {
        let kind = problem.severity().as_str();
        let _ = writeln!(
            text,
            "      <failure message=\"{}\" type=\"{kind}\">{}</failure>",
            escaped(message),
            escaped(&problem.report.line(problem.diagnostic))
        );
    }
    text.push_str("    </testcase>\n");
}
