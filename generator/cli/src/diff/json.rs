//! The changes for programs.

use renkei::diagnostic::Span;
use renkei::diff::{ApiDiff, Change, Level, Scope};
use renkei::pipeline::{ApiComparison, Report};
use serde::Serialize;

use super::count;
use crate::json::json_text;

pub(super) fn text(found: &ApiComparison) -> String {
    let diff = &found.diff;
    json_text(&Document {
        format: 1,
        title: &diff.title,
        base_version: &diff.base_version,
        head_version: &diff.head_version,
        bump: diff.bump.as_str(),
        wire: Counts::of(diff, Scope::Wire),
        rust: Counts::of(diff, Scope::Rust),
        changes: diff.changes.iter().map(|it| Row::of(found, it)).collect(),
    })
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Document<'a> {
    format: u32,
    title: &'a str,
    base_version: &'a str,
    head_version: &'a str,
    bump: &'static str,
    wire: Counts,
    rust: Counts,
    changes: Vec<Row<'a>>,
}

#[derive(Serialize)]
struct Counts {
    breaking: usize,
    risky: usize,
    safe: usize,
}

impl Counts {
    fn of(diff: &ApiDiff, scope: Scope) -> Self {
        Self {
            breaking: count(diff, scope, Level::Breaking),
            risky: count(diff, scope, Level::Risky),
            safe: count(diff, scope, Level::Safe),
        }
    }
}

#[derive(Serialize)]
struct Row<'a> {
    id: &'static str,
    scope: &'static str,
    level: &'static str,
    subject: &'a str,
    message: &'a str,
    explanation: &'static str,
    help: Option<&'static str>,
    fingerprint: String,
    operations: Vec<&'a str>,
    base: Option<Place>,
    head: Option<Place>,
}

#[derive(Serialize)]
struct Place {
    file: String,
    line: u32,
    column: u32,
}

impl Place {
    fn of(report: &Report, span: Span) -> Self {
        let file = report.file_at(span);
        let at = file.position(span.start);
        Self { file: file.path().display().to_string(), line: at.line, column: at.column }
    }
}

impl<'a> Row<'a> {
    fn of(found: &ApiComparison, it: &'a Change) -> Self {
        let check = it.check;
        Self {
            id: check.id(),
            scope: check.scope().as_str(),
            level: it.level().as_str(),
            subject: &it.subject,
            message: &it.message,
            explanation: check.explanation(),
            help: Some(check.help()).filter(|it| !it.is_empty()),
            fingerprint: it.fingerprint(),
            operations: it.operations.iter().map(String::as_str).collect(),
            base: it.location.base.map(|span| Place::of(&found.base, span)),
            head: it.location.head.map(|span| Place::of(&found.head, span)),
        }
    }
}
