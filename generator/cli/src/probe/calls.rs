//! The calls of an operation that are compared with its targets.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// How many calls of an operation a schedule compares at most: the last ones.
const MAX_CALLS: usize = 10_000;

/// A call.
#[derive(Clone, Copy, Debug)]
pub(super) struct Call {
    pub(super) ended: Instant,
    pub(super) duration: Duration,
    pub(super) has_failed: bool,
    /// Whether the response differs from the document.
    pub(super) has_drift: bool,
}

/// The calls of a window that ends with the last call, or all calls without a window.
#[derive(Debug)]
pub(super) struct RecentCalls {
    window: Option<Duration>,
    calls: VecDeque<Call>,
}

impl RecentCalls {
    pub(super) fn new(window: Option<Duration>) -> Self {
        Self { window, calls: VecDeque::new() }
    }

    /// Adds a call, and removes those that the window has left.
    pub(super) fn add(&mut self, call: Call) {
        self.calls.push_back(call);
        let Some(window) = self.window else { return };
        let is_old = |it: &Call| call.ended.saturating_duration_since(it.ended) > window;
        while self.calls.len() > MAX_CALLS || self.calls.front().is_some_and(is_old) {
            self.calls.pop_front();
        }
    }

    pub(super) fn count(&self) -> usize {
        self.calls.len()
    }

    pub(super) fn failures(&self) -> usize {
        self.calls.iter().filter(|it| it.has_failed).count()
    }

    /// Returns the share of calls that failed.
    pub(super) fn error_rate(&self) -> f64 {
        if self.calls.is_empty() { 0.0 } else { self.failures() as f64 / self.count() as f64 }
    }

    pub(super) fn has_drift(&self) -> bool {
        self.calls.iter().any(|it| it.has_drift)
    }

    /// Returns quantiles of the durations, in the order of `parts`.
    pub(super) fn quantiles<const N: usize>(&self, parts: [f64; N]) -> [Duration; N] {
        let mut sorted: Vec<_> = self.calls.iter().map(|it| it.duration).collect();
        sorted.sort_unstable();
        parts.map(|part| {
            let rank = (part * sorted.len() as f64).ceil() as usize;
            sorted.get(rank.saturating_sub(1)).copied().unwrap_or(Duration::ZERO)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: Duration = Duration::from_secs(60);

    /// Adds a call each minute, and returns the time after the last one.
    fn add(to: &mut RecentCalls, from: Instant, calls: u32, has_failed: bool) -> Instant {
        for number in 0..calls {
            let ended = from + MINUTE * number;
            to.add(Call { ended, duration: MINUTE, has_failed, has_drift: has_failed });
        }
        from + MINUTE * calls
    }

    #[test]
    fn a_failure_is_forgotten_after_the_window() {
        let mut calls = RecentCalls::new(Some(60 * MINUTE));
        let recovered = add(&mut calls, Instant::now(), 1, true);
        let later = add(&mut calls, recovered, 60, false);
        assert_eq!((calls.count(), calls.failures(), calls.has_drift()), (61, 1, true));
        add(&mut calls, later, 1, false);
        assert_eq!((calls.count(), calls.failures(), calls.has_drift()), (61, 0, false));
    }

    #[test]
    fn an_outage_after_a_long_success_is_seen_at_once() {
        let mut calls = RecentCalls::new(Some(60 * MINUTE));
        let month = add(&mut calls, Instant::now(), 30 * 24 * 60, false);
        let outage = add(&mut calls, month, 4, true);
        assert!(calls.error_rate() > 0.05, "{}", calls.error_rate());
        add(&mut calls, outage, 60, true);
        assert_eq!(calls.error_rate(), 1.0);
    }

    #[test]
    fn a_window_has_a_last_call_and_a_limit_and_all_calls_count_without_one() {
        let mut calls = RecentCalls::new(Some(MINUTE / 2));
        let later = add(&mut calls, Instant::now(), 2, true);
        assert_eq!(calls.count(), 1, "calls are rarer than the window");
        let mut calls = RecentCalls::new(Some(u32::MAX * MINUTE));
        let many = u32::try_from(MAX_CALLS).unwrap();
        let later = add(&mut calls, later, many, true);
        add(&mut calls, later, 1, false);
        assert_eq!((calls.count(), calls.failures()), (MAX_CALLS, MAX_CALLS - 1));
        let mut calls = RecentCalls::new(None);
        let later = add(&mut calls, later, 1, true);
        add(&mut calls, later, many, false);
        assert_eq!((calls.count(), calls.failures()), (MAX_CALLS + 1, 1));
    }
}
