//! Lint output for programs. `format` changes only if a field changes its meaning, not if a field is added.

use renkei::diagnostic::Diagnostic;
use renkei::lint::rule;
use renkei::pipeline::Report;
use serde::Serialize;

use crate::json::json_text;

#[derive(Serialize)]
struct LintReport<'a> {
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
        }
    }
}

/// Renders the diagnostics of all documents as one JSON object.
pub(super) fn text(reports: &[Report]) -> String {
    let counts = super::counts(reports);
    let summary = Summary { errors: counts.errors, warnings: counts.warnings, infos: counts.infos };
    let each = reports.iter().flat_map(|report| {
        report.diagnostics().iter().map(move |diagnostic| JsonDiagnostic::of(report, diagnostic))
    });
    json_text(&LintReport { format: 1, summary, diagnostics: each.collect() })
}
