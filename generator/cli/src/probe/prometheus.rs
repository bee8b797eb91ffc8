//! The report in the text format of Prometheus.

use std::fmt::Write as _;

use renkei::probe::DifferenceKind;

use super::Report;
use super::measure::Measured;

/// Returns the metrics. Each has the label `operation`.
pub(super) fn text(report: &Report<'_>) -> String {
    let mut out = String::new();
    let measured: Vec<_> =
        report.measured.iter().map(|(it, of)| (label(&it.request.id), of)).collect();
    durations(&mut out, &measured);
    head(&mut out, "renkei_probe_errors_total", "counter", "Calls that failed.");
    for (id, it) in &measured {
        let _ = writeln!(out, "renkei_probe_errors_total{{operation=\"{id}\"}} {}", it.errors);
    }
    drift(&mut out, &measured);
    skipped(&mut out, report);
    targets(&mut out, report, &measured);
    out
}

fn durations(out: &mut String, measured: &[(String, &Measured)]) {
    head(out, "renkei_probe_duration_seconds", "summary", "Durations of calls.");
    for (id, it) in measured {
        let quantiles = it.recent.quantiles([0.5, 0.95, 0.99]);
        for (part, value) in [0.5, 0.95, 0.99].into_iter().zip(quantiles) {
            let _ = writeln!(
                out,
                "renkei_probe_duration_seconds{{operation=\"{id}\",quantile=\"{part}\"}} {}",
                value.as_secs_f64()
            );
        }
        let total = it.total.as_secs_f64();
        let _ = writeln!(out, "renkei_probe_duration_seconds_sum{{operation=\"{id}\"}} {total}");
        let _ =
            writeln!(out, "renkei_probe_duration_seconds_count{{operation=\"{id}\"}} {}", it.calls);
    }
}

fn drift(out: &mut String, measured: &[(String, &Measured)]) {
    let help = "Differences between responses and the document.";
    head(out, "renkei_probe_drift_total", "counter", help);
    for (id, it) in measured {
        for kind in DifferenceKind::ALL {
            let (kind, count) = (kind.name(), it.drift.get(&kind).copied().unwrap_or(0));
            let _ = writeln!(
                out,
                "renkei_probe_drift_total{{operation=\"{id}\",drift=\"{kind}\"}} {count}"
            );
        }
    }
}

fn skipped(out: &mut String, report: &Report<'_>) {
    head(out, "renkei_probe_skipped", "gauge", "Operations that are not called.");
    for it in report.skipped {
        let (id, reason) = (label(&it.operation.id), it.operation.kind.name());
        let _ = writeln!(out, "renkei_probe_skipped{{operation=\"{id}\",reason=\"{reason}\"}} 1");
    }
}

/// An operation that should be called and is not misses its targets, so that an alert need not know two metrics.
fn targets(out: &mut String, report: &Report<'_>, measured: &[(String, &Measured)]) {
    head(out, "renkei_probe_meets_targets", "gauge", "Whether the targets are met.");
    let called = measured.iter().map(|(id, it)| (id.clone(), it.meets(report.targets)));
    let failures = report.skipped.iter().filter(|it| it.is_failure);
    let failures = failures.map(|it| (label(&it.operation.id), false));
    for (id, meets) in called.chain(failures) {
        let meets = u8::from(meets);
        let _ = writeln!(out, "renkei_probe_meets_targets{{operation=\"{id}\"}} {meets}");
    }
}

fn head(out: &mut String, name: &str, kind: &str, help: &str) {
    let _ = writeln!(out, "# HELP {name} {help}\n# TYPE {name} {kind}");
}

/// Escapes the value of a label.
fn label(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}
