//! The hedger: after how long a second request is sent, and whether the budget allows it.
//!
//! Takes the durations of first attempts by path template; returns the delay of a second one. It must not know requests.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::path_map::PathMap;
use crate::telemetry::DurationHistogram;

/// How many durations must be known before a second request is sent.
const LEAST_DURATIONS: u64 = 100;
/// How many durations a histogram holds. The last one and the current one count.
const GENERATION: u64 = 1000;
/// After how many durations the delay is computed again.
const REFRESH: u64 = 32;
/// How many hedges may follow each other at once.
const MOST_TOKENS: f64 = 10.0;
/// A delay never falls below this quantile.
const LEAST_QUANTILE: f64 = 0.95;

/// The hedger of an upstream.
#[derive(Debug)]
pub(crate) struct Hedger {
    /// The share of extra requests.
    share: f64,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    /// Each request adds the share, and a hedge costs one. It starts empty, so the extra load never exceeds the share.
    tokens: f64,
    paths: PathMap<Latencies>,
}

/// The latest durations of a path template.
#[derive(Debug)]
struct Latencies {
    current: DurationHistogram,
    last: DurationHistogram,
    delay: Option<Duration>,
}

impl Latencies {
    fn new() -> Self {
        Self { current: DurationHistogram::new(), last: DurationHistogram::new(), delay: None }
    }

    fn record(&mut self, duration: Duration, quantile: f64) {
        self.current.record(duration);
        let count = self.current.count();
        if count + self.last.count() >= LEAST_DURATIONS && count % REFRESH == 0 {
            let both = [&self.current, &self.last].into_iter();
            // A timer cannot be shorter.
            let delay = DurationHistogram::quantile_of(both, quantile);
            self.delay = delay.map(|it| it.max(Duration::from_millis(1)));
        }
        if count >= GENERATION {
            self.last = std::mem::replace(&mut self.current, DurationHistogram::new());
        }
    }
}

impl Hedger {
    pub(super) fn new(share: f64) -> Self {
        Self { share, state: Mutex::default() }
    }

    /// The quantile after which a second request is sent. Slightly fewer requests are as slow as the budget allows, so that it
    /// suffices for the slowest of them.
    fn quantile(&self) -> f64 {
        (1.0 - 0.9 * self.share).max(LEAST_QUANTILE)
    }

    /// Counts a request, and returns after how long a second one may be sent.
    pub(crate) fn begin(&self, path: &'static str) -> Option<Duration> {
        let mut state = self.state();
        state.tokens = (state.tokens + self.share).min(MOST_TOKENS);
        state.paths.get(path)?.delay
    }

    /// Takes what a second request costs. Returns `false` if the budget does not allow it.
    pub(crate) fn take(&self) -> bool {
        let mut state = self.state();
        let has_token = state.tokens >= 1.0;
        if has_token {
            state.tokens -= 1.0;
        }
        has_token
    }

    /// Returns what a second request costs that was not sent.
    pub(crate) fn put_back(&self) {
        self.state().tokens += 1.0;
    }

    /// Records how long a first request took, or how long it had been waited for when the second one was faster.
    pub(crate) fn record(&self, path: &'static str, duration: Duration) {
        let quantile = self.quantile();
        let mut state = self.state();
        state.paths.get_or_insert_with(path, Latencies::new).record(duration, quantile);
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Nothing panics while the lock is held, so a poisoned state is consistent.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATH: &str = "/orders";

    #[test]
    fn the_extra_load_never_exceeds_the_share() {
        let hedger = Hedger::new(0.03);
        let mut hedges = 0;
        for request in 1..=100_000_u32 {
            hedger.begin(PATH);
            // Most of the time nobody needs one.
            if request % 10 == 0 && hedger.take() {
                hedges += 1;
            }
            assert!(f64::from(hedges) <= f64::from(request) * 0.03 + 1e-6, "{request}");
        }
        assert_eq!(hedges, 3000);
        let idle = Hedger::new(0.03);
        for _ in 0..10_000 {
            let _ = idle.begin(PATH);
        }
        assert_eq!((0..100).filter(|_| idle.take()).count(), 10, "a burst is limited");
    }

    #[test]
    fn the_delay_is_a_high_quantile_of_the_latest_durations() {
        let hedger = Hedger::new(0.03);
        for milliseconds in 0..99 {
            hedger.record(PATH, Duration::from_millis(milliseconds));
            assert_eq!(hedger.begin(PATH), None);
        }
        let is_near = |milliseconds: u64| {
            let delay = hedger.begin(PATH).unwrap().as_millis() as u64;
            assert!(delay.abs_diff(milliseconds) <= milliseconds / 30, "{delay}");
        };
        (0..2000).for_each(|it| hedger.record(PATH, Duration::from_millis(it % 1000)));
        is_near(973);
        (0..2000).for_each(|it| hedger.record(PATH, Duration::from_millis(it % 100)));
        is_near(97);
        assert_eq!(hedger.begin("/other"), None);
        assert_eq!(Hedger::new(0.2).quantile(), LEAST_QUANTILE);
    }
}
