//! Findings for programs. `format` grows only when a field changes its meaning; new fields do not count.

use renkei::diagnostic::Diagnostic;
use renkei::lint::rule;
use renkei::pipeline::Report;
use serde::Serialize;

#[derive(Serialize)]
struct Findings<'a> {
    format: u32,
    summary: Summary,
    diagnostics: Vec<Finding<'a>>,
}

#[derive(Serialize)]
struct Summary {
    errors: usize,
    warnings: usize,
    infos: usize,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Finding<'a> {
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

impl<'a> Finding<'a> {
    fn of(report: &Report, finding: &'a Diagnostic) -> Self {
        let source = report.file_of(finding);
        let start = finding.span.map(|span| source.position(span.start));
        let end = finding.span.map(|span| source.position(span.end));
        Self {
            code: finding.code.0,
            rule: rule(finding.code.0).map(|rule| rule.name),
            severity: finding.severity.as_str(),
            message: &finding.message,
            help: finding.help.as_deref(),
            file: source.path().display().to_string(),
            line: start.map(|at| at.line),
            column: start.map(|at| at.column),
            end_line: end.map(|at| at.line),
            end_column: end.map(|at| at.column),
            pointer: finding.pointer.as_ref().map(renkei::source::JsonPointer::as_str),
        }
    }
}

/// The findings of all documents as one JSON object.
pub(super) fn findings(reports: &[Report]) -> String {
    let counts = super::counts(reports);
    let summary = Summary { errors: counts.errors, warnings: counts.warnings, infos: counts.infos };
    let each = reports.iter().flat_map(|report| {
        report.diagnostics().iter().map(move |finding| Finding::of(report, finding))
    });
    text(&Findings { format: 1, summary, diagnostics: each.collect() })
}

/// A value as indented JSON that ends with a line break.
pub(crate) fn text(value: &impl Serialize) -> String {
    // Plain structs of texts and numbers always serialise.
    serde_json::to_string_pretty(value).map(|text| text + "\n").unwrap_or_default()
}
