//! `UpstreamSnapshot`: the state of an upstream at one moment.

use std::sync::atomic::Ordering;
use std::time::Duration;

use tokio::time::Instant;

use super::Upstream;

/// The state of an upstream (scheme, host and port) at one moment.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct UpstreamSnapshot {
    /// Scheme, host and port.
    pub origin: String,
    /// The path template, if each has its own limits
    /// ([`ClientBuilder::limits_by_path`](crate::ClientBuilder::limits_by_path)).
    pub path: Option<&'static str>,
    /// The attempts in flight.
    pub in_flight: usize,
    /// The attempts that wait for one of those to end.
    pub queued: usize,
    /// How full the retry budget is, from 0 to 1.
    pub retry_budget: f64,
    /// How long a 429, or a quota that is used up, still keeps the gate closed.
    pub gate_closed_for: Option<Duration>,
    /// The state of the circuit breaker.
    pub breaker: BreakerState,
    /// How often the circuit breaker has opened.
    pub breaker_openings: u64,
    /// The attempts so far.
    pub attempts: u64,
    /// Those that failed: 5xx, network or timeout.
    pub failures: u64,
    /// Those that were throttled.
    pub throttled: u64,
    /// How many attempts may be in flight: the setting, or fewer while targets are not met.
    pub max_in_flight: usize,
    /// Whether the targets of [`ClientBuilder::slo`](crate::ClientBuilder::slo) are met, as far as that is known.
    pub meets_targets: bool,
    /// The median duration of the last attempts that received a response.
    pub p50: Option<Duration>,
    /// The 95th percentile.
    pub p95: Option<Duration>,
    /// The 99th percentile.
    pub p99: Option<Duration>,
}

/// The state of a circuit breaker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum BreakerState {
    /// Attempts start.
    Closed,
    /// Attempts fail without being sent.
    Open,
    /// A few attempts start as probes.
    HalfOpen,
}

impl Upstream {
    pub(crate) fn snapshot(&self) -> UpstreamSnapshot {
        let now = Instant::now();
        let mut state = self.state();
        let breaker = if state.breaker.is_closed() {
            BreakerState::Closed
        } else if state.breaker.is_half_open() {
            BreakerState::HalfOpen
        } else {
            BreakerState::Open
        };
        UpstreamSnapshot {
            origin: self.origin.clone(),
            path: self.path,
            in_flight: self.in_flight.load(Ordering::Acquire),
            queued: self.queued.load(Ordering::Relaxed),
            retry_budget: state.budget.level(now),
            gate_closed_for: state.gate.closed_for(now),
            breaker,
            breaker_openings: state.breaker.openings(),
            attempts: state.statistics.attempts,
            failures: state.statistics.failures,
            throttled: state.statistics.throttled,
            max_in_flight: self.concurrency.most(),
            meets_targets: self.meets_targets(),
            p50: state.statistics.quantile(0.5),
            p95: state.statistics.quantile(0.95),
            p99: state.statistics.quantile(0.99),
        }
    }
}
