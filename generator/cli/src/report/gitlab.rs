//! A code quality report of GitLab, which shows diagnostics in merge requests.
//!
//! Source: GitLab Docs, "Code Quality", "Code Quality report format".

use renkei::diagnostic::Severity;
use serde::Serialize;

use super::Review;
use super::problem::{Problem, problems};
use crate::json::json_text;

#[derive(Serialize)]
struct Issue {
    description: String,
    check_name: String,
    fingerprint: String,
    severity: &'static str,
    location: Location,
}

#[derive(Serialize)]
struct Location {
    path: String,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: u32,
    end: u32,
}

pub(super) fn text(review: Review<'_>) -> String {
    json_text(&problems(review).iter().map(issue).collect::<Vec<_>>())
}

fn issue(problem: &Problem<'_>) -> Issue {
    let severity = match problem.severity() {
        Severity::Error => "major",
        Severity::Warning => "minor",
        Severity::Info => "info",
    };
    let end = problem.range.map_or(1, |(_, end)| end.line);
    Issue {
        description: format!("{}: {}", problem.code(), problem.diagnostic.message),
        check_name: problem.rule_name().to_owned(),
        fingerprint: problem.fingerprint.clone(),
        severity,
        location: Location {
            path: problem.file.clone(),
            lines: Lines { begin: problem.line(), end },
        },
    }
}
