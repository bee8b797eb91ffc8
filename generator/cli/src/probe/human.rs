//! The report for people.

use std::fmt::Write as _;
use std::time::Duration;

use super::Report;
use super::measure::Measured;
use super::skipped::Skipped;
use crate::paint::{self, paint};

const TITLES: [&str; 6] = ["operation", "calls", "errors", "p50", "p95", "p99"];

/// Returns the table, and what differs from the document.
pub(super) fn text(report: &Report<'_>) -> String {
    let mut rows = vec![TITLES.map(str::to_owned)];
    for (prepared, Measured { recent, .. }) in &report.measured {
        let [p50, p95, p99] = recent.quantiles([0.5, 0.95, 0.99]).map(shown);
        let (calls, errors) = (recent.count().to_string(), recent.failures().to_string());
        rows.push([prepared.request.id.clone(), calls, errors, p50, p95, p99]);
    }
    let mut widths = [0; 6];
    for row in &rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let mut text = String::new();
    let (title, version) = (paint(paint::NAME, &report.api.info.title), &report.api.info.version);
    let _ = writeln!(text, "{title} {version}, {} rounds, {}\n", report.rounds, targets(report));
    for (number, row) in rows.iter().enumerate() {
        let line = line(row, &widths);
        let meets = number.checked_sub(1).and_then(|it| report.measured.get(it));
        let meets = meets.is_none_or(|(_, it)| it.meets(report.targets));
        let line = match (number, meets) {
            (0, _) => paint(paint::QUIET, &line),
            (_, true) => line,
            (_, false) => format!("{}  misses its targets", paint(paint::ERROR, &line)),
        };
        let _ = writeln!(text, "{line}");
    }
    let times = if report.window.is_some() { "times since the start" } else { "times" };
    for (prepared, measured) in &report.measured {
        let id = &prepared.request.id;
        for (message, count) in &measured.messages {
            let _ = writeln!(text, "{id}: {message} ({count} {times})");
        }
        for (it, count) in &measured.differences {
            let place =
                if it.pointer.is_empty() { String::new() } else { format!(" at {}", it.pointer) };
            let _ =
                writeln!(text, "{id}: {}{place} ({}, {count} {times})", it.message, it.kind.name());
        }
    }
    for Skipped { operation, is_failure, .. } in report.skipped {
        let label = "not called";
        let label = if *is_failure { paint(paint::ERROR, label) } else { label.to_owned() };
        let _ = writeln!(text, "{}: {label}: {}", operation.id, operation.reason);
    }
    text
}

fn targets(report: &Report<'_>) -> String {
    let in_window = |it: Duration| format!(" in the last {} s", it.as_secs_f64());
    let window = report.window.map_or_else(String::new, in_window);
    let errors = format!("at most {} % of errors{window}", report.targets.error_rate * 100.0);
    match report.targets.p95 {
        Some(p95) => format!("targets: a p95 of {}, {errors}", shown(p95)),
        None => format!("target: {errors}"),
    }
}

fn line(cells: &[String; 6], widths: &[usize; 6]) -> String {
    let [name, numbers @ ..] = cells;
    let [width, widths @ ..] = widths;
    let numbers = numbers.iter().zip(widths).map(|(cell, width)| format!("  {cell:>width$}"));
    format!("{name:width$}{}", numbers.collect::<String>())
}

fn shown(duration: Duration) -> String {
    let milliseconds = duration.as_secs_f64() * 1000.0;
    if milliseconds < 10.0 {
        format!("{milliseconds:.1} ms")
    } else {
        format!("{milliseconds:.0} ms")
    }
}
