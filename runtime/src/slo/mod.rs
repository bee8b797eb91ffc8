//! Service level objectives: targets for calls to an upstream, and what a client does while they are not met.
//!
//! Takes the durations and failures of calls; returns reports. It must not know operations or requests.

mod monitor;

use std::time::Duration;

use serde::Serialize;

pub(crate) use self::monitor::{CallResult, Measurement, Monitor};

/// Targets for the calls to an upstream, over a sliding window of time.
///
/// The errors that count are those of the upstream: 5xx, network and timeout. The status that the body of a domain error names counts as
/// that of its response. A call counts as a whole, with its retries.
///
/// # Examples
///
/// ```
/// use std::time::Duration;
/// use renkei_runtime::{Slo, SloReactions};
///
/// let slo = Slo::new().p95(Duration::from_millis(200)).error_rate(0.005);
/// let reactions = SloReactions::NONE.stop_retries().shrink_concurrency();
/// // let client = Client::builder().slo(slo).on_slo(move |_| reactions).build()?;
/// # let _ = (slo, reactions);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[must_use]
pub struct Slo {
    pub(crate) p95: Option<Duration>,
    pub(crate) error_rate: Option<f64>,
    pub(crate) window: Duration,
    pub(crate) least_calls: u64,
}

impl Slo {
    /// No targets, over a window of 60 s with at least 100 calls.
    pub const fn new() -> Self {
        Self { p95: None, error_rate: None, window: Duration::from_secs(60), least_calls: 100 }
    }

    /// Returns the targets that a document's configuration declares, in milliseconds and as a share.
    #[doc(hidden)]
    pub const fn declared(p95: Option<u64>, error_rate: Option<f64>) -> Self {
        let p95 = match p95 {
            Some(milliseconds) => Some(Duration::from_millis(milliseconds)),
            None => None,
        };
        Self { p95, error_rate, ..Self::new() }
    }

    /// Sets the 95th percentile of the duration of calls, which is to be at most this.
    pub const fn p95(mut self, most: Duration) -> Self {
        self.p95 = Some(most);
        self
    }

    /// Sets the share of calls that may fail, from 0 to 1.
    pub const fn error_rate(mut self, most: f64) -> Self {
        self.error_rate = Some(most);
        self
    }

    /// Sets the window of time that counts. The targets are compared ten times in it. Defaults to 60 s.
    pub const fn window(mut self, window: Duration) -> Self {
        self.window = window;
        self
    }

    /// Sets how many calls the window must have before it says anything. Defaults to 100.
    pub const fn least_calls(mut self, calls: u64) -> Self {
        self.least_calls = calls;
        self
    }

    /// Whether a 95th percentile and a share of failures meet the targets.
    pub(crate) fn is_met_by(&self, p95: Duration, error_rate: f64) -> bool {
        self.p95.is_none_or(|most| p95 <= most)
            && self.error_rate.is_none_or(|most| error_rate <= most)
    }

    /// Returns why the targets are impossible.
    pub(crate) fn invalid(&self) -> Option<&'static str> {
        if self.error_rate.is_some_and(|it| !(0.0..=1.0).contains(&it)) {
            return Some("the error rate of an SLO is between 0 and 1");
        }
        if self.window < Duration::from_millis(100) {
            return Some("the window of an SLO is at least 100 ms");
        }
        (self.p95.is_none() && self.error_rate.is_none()).then_some("the SLO has no target")
    }
}

impl Default for Slo {
    fn default() -> Self {
        Self::new()
    }
}

/// How the calls of a window compare with their targets.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct SloReport {
    /// Scheme, host and port.
    pub upstream: String,
    /// The path template, if each has its own limits.
    pub path: Option<&'static str>,
    /// The calls in the window.
    pub calls: u64,
    /// Those that failed because of the upstream.
    pub failures: u64,
    /// Those that a canary refused: with 4xx, or with a response that cannot be used. They are counted for a canary only.
    pub refusals: u64,
    /// The 95th percentile of their durations. As JSON, nanoseconds and seconds.
    pub p95: Duration,
    /// Whether all targets are met.
    pub is_met: bool,
}

impl SloReport {
    /// Returns the share of calls that failed.
    pub fn error_rate(&self) -> f64 {
        if self.calls == 0 { 0.0 } else { self.failures as f64 / self.calls as f64 }
    }
}

/// What a client does while targets are not met. All of it ends by itself when they are met again.
///
/// In any case, [`hedging`](crate::ClientBuilder::hedging) and [`shadow`](crate::ClientBuilder::shadow) stop meanwhile.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[must_use]
pub struct SloReactions {
    pub(crate) shrinks_concurrency: bool,
    pub(crate) stops_retries: bool,
    pub(crate) opens_breaker: bool,
}

impl SloReactions {
    /// No reaction.
    pub const NONE: Self =
        Self { shrinks_concurrency: false, stops_retries: false, opens_breaker: false };

    /// Allows 30 % fewer attempts in flight than there are, when the targets are compared and attempts miss them. Attempts that began
    /// with more others in flight than are allowed now do not count. Twice as many are allowed each time that the targets are met
    /// again.
    pub const fn shrink_concurrency(mut self) -> Self {
        self.shrinks_concurrency = true;
        self
    }

    /// Makes no retries. A request that was not sent, or was rejected for an old token, is still sent again.
    pub const fn stop_retries(mut self) -> Self {
        self.stops_retries = true;
        self
    }

    /// Opens the circuit breaker, unless it is switched off.
    pub const fn open_breaker(mut self) -> Self {
        self.opens_breaker = true;
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn impossible_targets_are_refused() {
        for (slo, is_valid) in [
            (Slo::new(), false),
            (Slo::new().error_rate(0.005), true),
            (Slo::new().error_rate(1.5), false),
            (Slo::new().error_rate(f64::NAN), false),
            (Slo::new().p95(Duration::from_millis(200)), true),
            (Slo::new().error_rate(0.1).window(Duration::ZERO), false),
        ] {
            assert_eq!(slo.invalid().is_none(), is_valid, "{slo:?}");
        }
    }
}
