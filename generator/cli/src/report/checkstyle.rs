//! The XML of Checkstyle, which most code review systems read.
//!
//! Source: the `XMLLogger` of Checkstyle, format 4.3 and later.

use std::collections::BTreeMap;

use renkei::diagnostic::Severity;

use super::Review;
use super::problem::{Problem, problems, slashed};
use super::xml::open;

pub(super) fn text(review: Review<'_>) -> String {
    let mut files: BTreeMap<String, Vec<Problem<'_>>> = BTreeMap::new();
    for report in review.reports {
        files.entry(slashed(report.file().path())).or_default();
    }
    for problem in problems(review) {
        files.entry(problem.file.clone()).or_default().push(problem);
    }
    let mut text =
        String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<checkstyle version=\"4.3\">\n");
    for (file, problems) in &files {
        open(&mut text, 2, "file", &[("name", file)], ">");
        problems.iter().for_each(|it| push(&mut text, it));
        text.push_str("  </file>\n");
    }
    text.push_str("</checkstyle>\n");
    text
}

fn push(text: &mut String, problem: &Problem<'_>) {
    let line = problem.line().to_string();
    let column = problem.range.map_or(1, |(start, _)| start.column).to_string();
    let severity = match problem.severity() {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "info",
    };
    let source = format!("renkei.{}", problem.code());
    let message = problem.message_with_help();
    let attributes = [
        ("line", line.as_str()),
        ("column", &column),
        ("severity", severity),
        ("message", &message),
        ("source", &source),
    ];
    open(text, 4, "error", &attributes, "/>");
}
