//! `MetricsSnapshot`: the metrics of a client at one moment, as plain data.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Serialize, Serializer};

use crate::error::{AdmissionLimit, Class};
use crate::hooks::DriftKind;

/// The metrics of a client at one moment. As JSON, durations are numbers of seconds.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[non_exhaustive]
pub struct MetricsSnapshot {
    /// The metrics of each path template, in the order of path, method and upstream.
    pub paths: Vec<PathMetrics>,
    /// The metrics of each upstream whose gate, circuit breaker, targets or canary changed, in the order of their names.
    pub upstreams: Vec<UpstreamMetrics>,
}

/// The metrics of a method and path template at an upstream.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[non_exhaustive]
pub struct PathMetrics {
    /// The method.
    pub method: &'static str,
    /// The path template. It is empty for the requests that poll a long-running operation.
    pub path: &'static str,
    /// Scheme, host and port.
    pub upstream: String,
    /// Whether these are the metrics of all path templates beyond [`Metrics::MAX_PATHS`](super::Metrics::MAX_PATHS).
    /// Their method, path and upstream are empty.
    pub is_overflow: bool,
    /// The calls that ended.
    pub calls: u64,
    /// Those that failed, by class. A response that does not fit its type is decoded after the call has ended, so it counts
    /// as a success here.
    pub errors: BTreeMap<Class, u64>,
    /// The duration of calls: all attempts and the waits between them.
    pub duration: DurationSummary,
    /// How many calls succeeded with one attempt, with two, and so on. The last of ten numbers counts ten attempts and more.
    pub attempts_to_success: Vec<u64>,
    /// The attempts that ended.
    pub attempts: u64,
    /// The attempts whose response had status 429.
    pub throttled: u64,
    /// How long attempts waited for credentials and for the client's limits before they were sent.
    pub wait: DurationSummary,
    /// The attempts that a limit of the client kept from being sent.
    pub not_admitted: BTreeMap<AdmissionLimit, u64>,
    /// The retries that the retry budget did not allow.
    pub budget_exhausted: u64,
    /// The responses that differ from what the client was generated for, or announce it.
    pub drift: BTreeMap<DriftKind, u64>,
    /// The second requests that were sent because the first was late.
    pub hedges: u64,
    /// Those whose response was used.
    pub hedges_used: u64,
}

/// The metrics of an upstream.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[non_exhaustive]
pub struct UpstreamMetrics {
    /// Scheme, host and port.
    pub upstream: String,
    /// The path template, if each has its own limits.
    pub path: Option<&'static str>,
    /// How often the circuit breaker opened.
    pub breaker_openings: u64,
    /// How often a 429, or a quota that was used up, closed the gate.
    pub gate_closings: u64,
    /// Whether the circuit breaker is not closed.
    pub breaker_is_open: bool,
    /// Whether the targets are met. `None` if they always were, or if there are none.
    pub meets_targets: Option<bool>,
    /// The share of the calls that go to it as the canary, since that was raised or withdrawn.
    pub canary_share: Option<f64>,
}

/// A number of durations, with quantiles that differ from the exact ones by at most 1.6 %. There are none before the first
/// duration.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct DurationSummary {
    /// How many durations there are.
    pub count: u64,
    /// Their sum.
    #[serde(serialize_with = "seconds")]
    pub total: Duration,
    /// The median.
    #[serde(serialize_with = "optional_seconds")]
    pub p50: Option<Duration>,
    /// The 95th percentile.
    #[serde(serialize_with = "optional_seconds")]
    pub p95: Option<Duration>,
    /// The 99th percentile.
    #[serde(serialize_with = "optional_seconds")]
    pub p99: Option<Duration>,
}

fn seconds<S: Serializer>(duration: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64(duration.as_secs_f64())
}

fn optional_seconds<S: Serializer>(
    duration: &Option<Duration>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    duration.map(|it| it.as_secs_f64()).serialize(serializer)
}
