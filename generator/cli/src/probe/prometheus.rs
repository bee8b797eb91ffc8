//! The report in the text format of Prometheus.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use renkei::probe::DifferenceKind;

use super::Report;

/// Returns the metrics. Each has the label `operation`.
pub(super) fn text(report: &Report<'_>) -> String {
    let mut out = String::new();
    let named: Vec<_> =
        report.measured.iter().map(|(it, of)| (label(&it.request.id), of)).collect();
    head(&mut out, "renkei_probe_duration_seconds", "summary", "Durations of calls.");
    for (id, it) in &named {
        for (part, value) in [0.5, 0.95, 0.99].into_iter().zip(it.quantiles([0.5, 0.95, 0.99])) {
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
    head(&mut out, "renkei_probe_errors_total", "counter", "Calls that failed.");
    for (id, it) in &named {
        let _ = writeln!(out, "renkei_probe_errors_total{{operation=\"{id}\"}} {}", it.errors);
    }
    head(
        &mut out,
        "renkei_probe_drift_total",
        "counter",
        "Differences between responses and the document.",
    );
    for (id, it) in &named {
        let mut counts: BTreeMap<DifferenceKind, u64> = BTreeMap::new();
        for (difference, count) in &it.differences {
            *counts.entry(difference.kind).or_insert(0) += count;
        }
        for kind in DifferenceKind::ALL {
            let (kind, count) = (kind.name(), counts.get(&kind).copied().unwrap_or(0));
            let _ = writeln!(
                out,
                "renkei_probe_drift_total{{operation=\"{id}\",drift=\"{kind}\"}} {count}"
            );
        }
    }
    head(&mut out, "renkei_probe_meets_targets", "gauge", "Whether the targets are met.");
    for (id, it) in &named {
        let meets = u8::from(it.meets(report.targets));
        let _ = writeln!(out, "renkei_probe_meets_targets{{operation=\"{id}\"}} {meets}");
    }
    out
}

fn head(out: &mut String, name: &str, kind: &str, help: &str) {
    let _ = writeln!(out, "# HELP {name} {help}\n# TYPE {name} {kind}");
}

/// Escapes the value of a label.
fn label(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}
