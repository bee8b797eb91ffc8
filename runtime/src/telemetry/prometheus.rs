//! The text format of Prometheus, version 0.0.4.
//!
//! Names of attributes and metrics are those of the semantic conventions of OpenTelemetry, in the form that the specification
//! "Prometheus and OpenMetrics Compatibility" gives them: `http.request.method` is the label `http_request_method`.

use std::fmt::{Display, Write};
use std::time::Duration;

use super::origin::split_origin;
use super::series::{AttemptKind, Series};
use super::series_map::SeriesKey;
use super::snapshot::{DurationSummary, PathMetrics, UpstreamMetrics};

/// Marks what is counted together because a limit of memory was reached (OpenTelemetry, "Metrics SDK", cardinality limits).
const OVERFLOW: (&str, &str) = ("otel_metric_overflow", "true");

/// Renders the metrics of all path templates and upstreams.
pub(super) fn render(
    paths: &[(SeriesKey, Series)],
    overflow: Option<&Series>,
    upstreams: &[UpstreamMetrics],
) -> String {
    let known = paths.iter().map(|(key, series)| (key_labels(key), series.snapshot(key), series));
    let other = overflow.map(|series| {
        (Labels::default().with(OVERFLOW), series.snapshot(&SeriesKey::default()), series)
    });
    let all: Vec<Row<'_>> = known.chain(other).collect();
    let mut text = Text::default();
    attempt_durations(&mut text, &all);
    calls(&mut text, &all);
    limits(&mut text, &all);
    for_upstreams(&mut text, upstreams);
    text.0
}

type Row<'a> = (Labels, PathMetrics, &'a Series);

fn attempt_durations(text: &mut Text, rows: &[Row<'_>]) {
    const NAME: &str = "http_client_request_duration_seconds";
    text.family(NAME, "histogram", "Duration of HTTP client requests: each attempt of a call.");
    for (labels, _, series) in rows {
        for (kind, durations) in series.attempts() {
            let labels = kind_labels(labels, kind);
            for (bound, count) in durations.cumulative() {
                text.bucket(NAME, &labels, bound, count);
            }
            text.bucket(NAME, &labels, "+Inf", durations.count);
            text.sum_and_count(NAME, &labels, durations.total.as_secs_f64(), durations.count);
        }
    }
}

fn calls(text: &mut Text, rows: &[Row<'_>]) {
    const DURATION: &str = "renkei_client_call_duration_seconds";
    text.family(DURATION, "summary", "Duration of calls, with all attempts and waits.");
    rows.iter().for_each(|(labels, it, _)| text.summary(DURATION, labels, &it.duration));

    const ERRORS: &str = "renkei_client_call_errors_total";
    text.family(ERRORS, "counter", "Calls that failed, by the class of the error.");
    for (labels, metrics, _) in rows {
        for (class, count) in &metrics.errors {
            let labels = labels.clone().with(("error_class", class.as_str()));
            text.sample(ERRORS, &labels, count);
        }
    }

    const ATTEMPTS: &str = "renkei_client_call_attempts";
    text.family(ATTEMPTS, "histogram", "Attempts of each call that succeeded.");
    for (labels, metrics, series) in rows {
        let mut sum = 0;
        for (number, count) in
            (1..metrics.attempts_to_success.len()).zip(&metrics.attempts_to_success)
        {
            sum += count;
            text.bucket(ATTEMPTS, labels, number, sum);
        }
        let all: u64 = metrics.attempts_to_success.iter().sum();
        text.bucket(ATTEMPTS, labels, "+Inf", all);
        text.sum_and_count(ATTEMPTS, labels, series.attempts_of_successes(), all);
    }
}

fn limits(text: &mut Text, rows: &[Row<'_>]) {
    const THROTTLED: &str = "renkei_client_throttled_total";
    text.family(THROTTLED, "counter", "Attempts whose response had status 429.");
    rows.iter().for_each(|(labels, it, _)| text.sample(THROTTLED, labels, it.throttled));

    const WAIT: &str = "renkei_client_attempt_wait_seconds";
    text.family(WAIT, "summary", "How long attempts waited for credentials and limits.");
    rows.iter().for_each(|(labels, it, _)| text.summary(WAIT, labels, &it.wait));

    const NOT_ADMITTED: &str = "renkei_client_not_admitted_total";
    text.family(
        NOT_ADMITTED,
        "counter",
        "Attempts that a limit of the client kept from being sent.",
    );
    for (labels, metrics, _) in rows {
        for (limit, count) in &metrics.not_admitted {
            text.sample(NOT_ADMITTED, &labels.clone().with(("limit", limit.as_str())), count);
        }
    }

    const DRIFT: &str = "renkei_client_drift_total";
    text.family(
        DRIFT,
        "counter",
        "Responses that differ from the document, or announce that they will.",
    );
    for (labels, metrics, _) in rows {
        for (kind, count) in &metrics.drift {
            text.sample(DRIFT, &labels.clone().with(("drift", kind.as_str())), count);
        }
    }

    const BUDGET: &str = "renkei_client_retry_budget_exhausted_total";
    text.family(BUDGET, "counter", "Retries that the retry budget did not allow.");
    rows.iter().for_each(|(labels, it, _)| text.sample(BUDGET, labels, it.budget_exhausted));
}

fn for_upstreams(text: &mut Text, upstreams: &[UpstreamMetrics]) {
    const BREAKER: &str = "renkei_client_breaker_openings_total";
    text.family(BREAKER, "counter", "How often the circuit breaker of a server opened.");
    for it in upstreams {
        text.sample(BREAKER, &server_labels(&it.upstream), it.breaker_openings);
    }
    const GATE: &str = "renkei_client_gate_closings_total";
    text.family(GATE, "counter", "How often a 429 or a used-up quota stopped attempts for a time.");
    for it in upstreams {
        text.sample(GATE, &server_labels(&it.upstream), it.gate_closings);
    }
}

/// The labels of a sample, separated by commas, with escaped values.
#[derive(Clone, Debug, Default)]
struct Labels(String);

impl Labels {
    fn with(mut self, (name, value): (&str, &str)) -> Self {
        let comma = if self.0.is_empty() { "" } else { "," };
        self.0 += &format!("{comma}{name}=\"");
        for char in value.chars() {
            match char {
                '\\' => self.0.push_str("\\\\"),
                '"' => self.0.push_str("\\\""),
                '\n' => self.0.push_str("\\n"),
                char => self.0.push(char),
            }
        }
        self.0.push('"');
        self
    }
}

fn key_labels(key: &SeriesKey) -> Labels {
    let labels = server_labels(&key.upstream).with(("http_request_method", key.method));
    // A label that is missing and an empty one are the same.
    if key.path.is_empty() { labels } else { labels.with(("url_template", key.path)) }
}

fn server_labels(upstream: &str) -> Labels {
    let (scheme, address, port) = split_origin(upstream);
    [("url_scheme", scheme), ("server_address", address), ("server_port", &port.to_string())]
        .into_iter()
        .fold(Labels::default(), Labels::with)
}

fn kind_labels(labels: &Labels, kind: &AttemptKind) -> Labels {
    let mut labels = labels.clone();
    if kind.is_overflow && !labels.0.contains(OVERFLOW.0) {
        labels = labels.with(OVERFLOW);
    }
    let status = kind.status.map(|it| it.to_string());
    if let Some(status) = &status {
        labels = labels.with(("http_response_status_code", status));
    }
    let failed_status = status.as_deref().filter(|_| kind.status.is_some_and(|it| it >= 400));
    match kind.error.or(failed_status) {
        Some(error) => labels.with(("error_type", error)),
        None => labels,
    }
}

/// The text so far.
#[derive(Debug, Default)]
struct Text(String);

impl Text {
    fn family(&mut self, name: &str, kind: &str, help: &str) {
        self.line(format_args!("# HELP {name} {help}"));
        self.line(format_args!("# TYPE {name} {kind}"));
    }

    fn sample(&mut self, name: &str, labels: &Labels, value: impl Display) {
        let labels = &labels.0;
        self.line(format_args!("{name}{{{labels}}} {value}"));
    }

    fn bucket(&mut self, name: &str, labels: &Labels, bound: impl Display, count: u64) {
        let labels = labels.clone().with(("le", &bound.to_string()));
        self.sample(&format!("{name}_bucket"), &labels, count);
    }

    fn summary(&mut self, name: &str, labels: &Labels, summary: &DurationSummary) {
        let quantiles = [("0.5", summary.p50), ("0.95", summary.p95), ("0.99", summary.p99)];
        for (quantile, duration) in quantiles {
            // A summary without values has no quantiles.
            let value = duration.map_or(f64::NAN, |it: Duration| it.as_secs_f64());
            self.sample(name, &labels.clone().with(("quantile", quantile)), value);
        }
        self.sum_and_count(name, labels, summary.total.as_secs_f64(), summary.count);
    }

    fn sum_and_count(&mut self, name: &str, labels: &Labels, sum: impl Display, count: u64) {
        self.sample(&format!("{name}_sum"), labels, sum);
        self.sample(&format!("{name}_count"), labels, count);
    }

    fn line(&mut self, line: std::fmt::Arguments<'_>) {
        // Writing to a string does not fail.
        let _ = writeln!(self.0, "{line}");
    }
}
