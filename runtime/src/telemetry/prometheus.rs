//! The text format of Prometheus, version 0.0.4.
//!
//! Names of attributes and metrics are those of the semantic conventions of OpenTelemetry, in the form that the specification
//! "Prometheus and OpenMetrics Compatibility" gives them: `http.request.method` is the label `http_request_method`.

use std::fmt::{Display, Write};

use super::histogram::DurationHistogram;
use super::known_method;
use super::origin::split_origin;
use super::series::{AttemptKind, Series};
use super::series_map::SeriesKey;
use super::snapshot::{PathMetrics, UpstreamMetrics};

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
            text.buckets(NAME, &labels, durations.cumulative(), durations.count);
            text.sum_and_count(NAME, &labels, durations.total.as_secs_f64(), durations.count);
        }
    }
}

fn calls(text: &mut Text, rows: &[Row<'_>]) {
    const DURATION: &str = "renkei_client_call_duration_seconds";
    text.family(DURATION, "histogram", "Duration of calls, with all attempts and waits.");
    rows.iter().for_each(|(labels, _, series)| text.durations(DURATION, labels, series.calls()));

    const ERRORS: &str = "renkei_client_call_errors_total";
    text.family(ERRORS, "counter", "Calls that failed, by the class of the error.");
    for (labels, metrics, _) in rows {
        for (class, count) in &metrics.errors {
            let labels = labels.clone().with(("renkei_error_class", class.as_str()));
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
    text.family(WAIT, "histogram", "How long attempts waited for credentials and limits.");
    rows.iter().for_each(|(labels, _, series)| text.durations(WAIT, labels, series.waits()));

    const NOT_ADMITTED: &str = "renkei_client_not_admitted_total";
    text.family(
        NOT_ADMITTED,
        "counter",
        "Attempts that a limit of the client kept from being sent.",
    );
    for (labels, metrics, _) in rows {
        for (limit, count) in &metrics.not_admitted {
            text.sample(
                NOT_ADMITTED,
                &labels.clone().with(("renkei_limit", limit.as_str())),
                count,
            );
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
            text.sample(DRIFT, &labels.clone().with(("renkei_drift", kind.as_str())), count);
        }
    }

    const BUDGET: &str = "renkei_client_retry_budget_exhausted_total";
    text.family(BUDGET, "counter", "Retries that the retry budget did not allow.");
    rows.iter().for_each(|(labels, it, _)| text.sample(BUDGET, labels, it.budget_exhausted));

    const HEDGES: &str = "renkei_client_hedges_total";
    text.family(
        HEDGES,
        "counter",
        "Second requests of safe operations, because the first was late.",
    );
    for (labels, metrics, _) in rows.iter().filter(|it| it.1.hedges > 0) {
        let first = metrics.hedges - metrics.hedges_used;
        for (winner, count) in [("first", first), ("second", metrics.hedges_used)] {
            text.sample(HEDGES, &labels.clone().with(("renkei_winner", winner)), count);
        }
    }
}

fn for_upstreams(text: &mut Text, upstreams: &[UpstreamMetrics]) {
    const BREAKER: &str = "renkei_client_breaker_openings_total";
    text.family(BREAKER, "counter", "How often the circuit breaker of a server opened.");
    for it in upstreams {
        text.sample(BREAKER, &upstream_labels(it), it.breaker_openings);
    }
    const GATE: &str = "renkei_client_gate_closings_total";
    text.family(GATE, "counter", "How often a 429 or a used-up quota stopped attempts for a time.");
    for it in upstreams {
        text.sample(GATE, &upstream_labels(it), it.gate_closings);
    }
    const OPEN: &str = "renkei_client_breaker_open";
    text.family(OPEN, "gauge", "1 while the circuit breaker of a server is not closed.");
    for it in upstreams {
        text.sample(OPEN, &upstream_labels(it), u8::from(it.breaker_is_open));
    }
    const MET: &str = "renkei_client_slo_met";
    text.family(MET, "gauge", "1 while the calls to a server meet their targets, or else 0.");
    for (it, is_met) in upstreams.iter().filter_map(|it| Some((it, it.meets_targets?))) {
        text.sample(MET, &upstream_labels(it), u8::from(is_met));
    }
    const SHARE: &str = "renkei_client_canary_share";
    text.family(SHARE, "gauge", "The share of the calls that go to the canary.");
    for (it, share) in upstreams.iter().filter_map(|it| Some((it, it.canary_share?))) {
        text.sample(SHARE, &upstream_labels(it), share);
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
    let labels = server_labels(&key.upstream);
    path_labels(labels.with(("http_request_method", known_method(key.method))), key.path)
}

fn upstream_labels(it: &UpstreamMetrics) -> Labels {
    path_labels(server_labels(&it.upstream), it.path.unwrap_or(""))
}

fn path_labels(labels: Labels, path: &str) -> Labels {
    // A label that is missing and an empty one are the same.
    if path.is_empty() { labels } else { labels.with(("url_template", path)) }
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

    /// Writes the buckets of a histogram, with how many values do not exceed each bound, and how many there are.
    fn buckets(
        &mut self,
        name: &str,
        labels: &Labels,
        cumulative: impl Iterator<Item = (f64, u64)>,
        count: u64,
    ) {
        cumulative.for_each(|(bound, count)| self.bucket(name, labels, bound, count));
        self.bucket(name, labels, "+Inf", count);
    }

    fn durations(&mut self, name: &str, labels: &Labels, durations: &DurationHistogram) {
        self.buckets(name, labels, durations.cumulative(), durations.count());
        let total = durations.total().as_secs_f64();
        self.sum_and_count(name, labels, total, durations.count());
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
