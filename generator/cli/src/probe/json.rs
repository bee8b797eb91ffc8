//! The report for programs.

use std::time::Duration;

use serde::Serialize;

use super::Report;
use super::measure::Measured;
use super::send::Prepared;
use super::skipped::Skipped;

/// Returns the report as one line of JSON, so that the reports of several rounds are JSON Lines.
pub(super) fn text(report: &Report<'_>) -> String {
    let document = Document {
        format: 1,
        title: &report.api.info.title,
        version: &report.api.info.version,
        rounds: report.rounds,
        window_ms: report.window.map(milliseconds),
        targets: Targets {
            p95_ms: report.targets.p95.map(milliseconds),
            error_rate: report.targets.error_rate,
        },
        meets_targets: report.meets_targets(),
        operations: report.measured.iter().map(|it| Row::of(report, it)).collect(),
        skipped: report.skipped.iter().map(SkippedRow::of).collect(),
    };
    match serde_json::to_string(&document) {
        Ok(text) => renkei::text::escape_in_json(text) + "\n",
        Err(error) => format!("{}\n", serde_json::json!({ "error": error.to_string() })),
    }
}

fn milliseconds(duration: Duration) -> f64 {
    // Whole microseconds are as exact as the measurement.
    (duration.as_secs_f64() * 1e6).round() / 1e3
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Document<'a> {
    format: u32,
    title: &'a str,
    version: &'a str,
    rounds: u64,
    window_ms: Option<f64>,
    targets: Targets,
    meets_targets: bool,
    operations: Vec<Row<'a>>,
    skipped: Vec<SkippedRow<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Targets {
    p95_ms: Option<f64>,
    error_rate: f64,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Row<'a> {
    id: &'a str,
    method: &'a str,
    path: &'a str,
    server: &'a str,
    /// Since the start, as are the counts of errors and differences.
    calls: u64,
    window_calls: usize,
    error_rate: f64,
    p50_ms: f64,
    p95_ms: f64,
    p99_ms: f64,
    meets_targets: bool,
    errors: Vec<ErrorRow<'a>>,
    differences: Vec<DifferenceRow<'a>>,
}

#[derive(Serialize)]
struct ErrorRow<'a> {
    message: &'a str,
    count: u64,
}

#[derive(Serialize)]
struct DifferenceRow<'a> {
    kind: &'static str,
    pointer: &'a str,
    message: &'a str,
    count: u64,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SkippedRow<'a> {
    id: &'a str,
    kind: &'static str,
    reason: &'a str,
    is_failure: bool,
}

impl<'a> SkippedRow<'a> {
    fn of(Skipped { operation, is_failure, .. }: &'a Skipped) -> Self {
        let kind = operation.kind.name();
        Self { id: &operation.id, kind, reason: &operation.reason, is_failure: *is_failure }
    }
}

impl<'a> Row<'a> {
    fn of(report: &Report<'_>, (prepared, measured): &'a (Prepared, Measured)) -> Self {
        let recent = &measured.recent;
        let [p50, p95, p99] = recent.quantiles([0.5, 0.95, 0.99]).map(milliseconds);
        let request = &prepared.request;
        let errors = measured.messages.iter();
        let differences = measured.differences.iter();
        Self {
            id: &request.id,
            method: &request.method,
            path: &request.template,
            server: &prepared.server,
            calls: measured.calls,
            window_calls: recent.count(),
            error_rate: recent.error_rate(),
            p50_ms: p50,
            p95_ms: p95,
            p99_ms: p99,
            meets_targets: measured.meets(report.targets),
            errors: errors.map(|(message, count)| ErrorRow { message, count: *count }).collect(),
            differences: differences
                .map(|(it, count)| DifferenceRow {
                    kind: it.kind.name(),
                    pointer: &it.pointer,
                    message: &it.message,
                    count: *count,
                })
                .collect(),
        }
    }
}
