//! Lint output for programs. `format` changes only if a field changes its meaning, not if a field is added.

use renkei::diagnostic::{Diagnostic, Fix, Span};
use renkei::lint::rule;
use renkei::pipeline::{Counts, LintReport, Report};
use serde::Serialize;

use super::output::LintRun;
use crate::json::json_text;

#[derive(Serialize)]
struct JsonReport<'a> {
    format: u32,
    summary: Summary,
    diagnostics: Vec<JsonDiagnostic<'a>>,
}

#[derive(Serialize)]
struct Summary {
    errors: usize,
    warnings: usize,
    infos: usize,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct JsonDiagnostic<'a> {
    code: &'static str,
    rule: Option<&'static str>,
    severity: &'static str,
    message: &'a str,
    help: Option<&'a str>,
    file: String,
    line: Option<u32>,
    column: Option<u32>,
    end_line: Option<u32>,
    end_column: Option<u32>,
    pointer: Option<&'a str>,
    /// What it is about, the same in every version of the document. Code and subject identify it.
    subject: Option<&'a str>,
    /// The cause that it has in common with others.
    group: Option<&'a str>,
    related: Vec<Related<'a>>,
    fix: Option<JsonFix<'a>>,
}

#[derive(Serialize)]
struct Related<'a> {
    label: &'a str,
    #[serde(flatten)]
    range: Range,
}

#[derive(Serialize)]
struct JsonFix<'a> {
    applicability: &'static str,
    edits: Vec<JsonEdit<'a>>,
}

#[derive(Serialize)]
struct JsonEdit<'a> {
    #[serde(flatten)]
    range: Range,
    text: &'a str,
}

/// A part of a file: lines and columns from 1, the end exclusive.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Range {
    file: String,
    line: u32,
    column: u32,
    end_line: u32,
    end_column: u32,
}

impl Range {
    fn of(report: &Report, span: Span) -> Self {
        let file = report.file_at(span);
        let (start, end) = (file.position(span.start), file.position(span.end));
        Self {
            file: file.path().display().to_string(),
            line: start.line,
            column: start.column,
            end_line: end.line,
            end_column: end.column,
        }
    }
}

fn related<'a>(report: &Report, span: Span, label: &'a str) -> Related<'a> {
    Related { label, range: Range::of(report, span) }
}

fn json_fix<'a>(report: &Report, fix: &'a Fix) -> JsonFix<'a> {
    let edits = fix.edits.iter();
    let edits = edits.map(|it| JsonEdit { range: Range::of(report, it.span), text: &it.text });
    JsonFix { applicability: fix.applicability.as_str(), edits: edits.collect() }
}

impl<'a> JsonDiagnostic<'a> {
    fn of(report: &Report, diagnostic: &'a Diagnostic) -> Self {
        let source = report.file_of(diagnostic);
        let start = diagnostic.span.map(|span| source.position(span.start));
        let end = diagnostic.span.map(|span| source.position(span.end));
        Self {
            code: diagnostic.code.0,
            rule: rule(diagnostic.code.0).map(|rule| rule.name),
            severity: diagnostic.severity.as_str(),
            message: &diagnostic.message,
            help: diagnostic.help.as_deref(),
            file: source.path().display().to_string(),
            line: start.map(|it| it.line),
            column: start.map(|it| it.column),
            end_line: end.map(|it| it.line),
            end_column: end.map(|it| it.column),
            pointer: diagnostic.pointer.as_ref().map(renkei::text::JsonPointer::as_str),
            subject: diagnostic.subject.as_deref(),
            group: diagnostic.group.as_ref().map(|it| it.message.as_str()),
            related: diagnostic
                .related
                .iter()
                .map(|(span, label)| related(report, *span, label))
                .collect(),
            fix: diagnostic.fix.as_ref().map(|it| json_fix(report, it)),
        }
    }
}

/// Renders the diagnostics of all documents as one JSON object.
pub(super) fn text(LintRun { reports, .. }: LintRun<'_>) -> String {
    let counts: Counts = super::counts(reports);
    let summary = Summary { errors: counts.errors, warnings: counts.warnings, infos: counts.infos };
    let each = reports.iter().flat_map(|LintReport { report, .. }| {
        report.diagnostics().iter().map(move |diagnostic| JsonDiagnostic::of(report, diagnostic))
    });
    json_text(&JsonReport { format: 1, summary, diagnostics: each.collect() })
}
