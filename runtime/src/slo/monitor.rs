//! `Monitor`: the calls of a sliding window, compared with their targets.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use super::Slo;
use crate::telemetry::DurationHistogram;

/// The window has this many slots, and the targets are compared when one ends.
const SLOTS: u64 = 10;

/// The calls to an upstream in the window of its targets.
#[derive(Debug)]
pub(crate) struct Monitor {
    slo: Slo,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    /// The time from which slots are counted.
    epoch: Option<Instant>,
    slots: Vec<Slot>,
}

#[derive(Debug)]
struct Slot {
    number: u64,
    durations: DurationHistogram,
    failures: u64,
    /// The calls that took longer than the target.
    slow: u64,
}

/// How the window compares with the targets.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Measurement {
    pub(crate) calls: u64,
    pub(crate) failures: u64,
    pub(crate) p95: Duration,
    /// `None` if there are too few calls to tell. It is `false` as soon as more calls could not mend it.
    pub(crate) is_met: Option<bool>,
}

impl Monitor {
    pub(crate) fn new(slo: Slo) -> Self {
        Self { slo, state: Mutex::default() }
    }

    /// Records a call. Returns a measurement of the window before it, if a slot has ended since the last call.
    pub(crate) fn record(
        &self,
        now: Instant,
        duration: Duration,
        has_failed: bool,
    ) -> Option<Measurement> {
        // Nothing panics while the lock is held, so a poisoned state is consistent.
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let epoch = *state.epoch.get_or_insert(now);
        let width = self.slo.window.as_nanos() / u128::from(SLOTS);
        let elapsed = now.duration_since(epoch).as_nanos();
        let number = u64::try_from(elapsed / width.max(1)).unwrap_or(u64::MAX);
        let is_new = state.slots.last().is_none_or(|it| it.number < number);
        let mut measurement = None;
        if is_new {
            state.slots.retain(|it| it.number + SLOTS >= number);
            measurement = (!state.slots.is_empty()).then(|| self.measure(&state.slots));
            state.slots.push(Slot {
                number,
                durations: DurationHistogram::new(),
                failures: 0,
                slow: 0,
            });
        }
        if let Some(slot) = state.slots.last_mut() {
            slot.durations.record(duration);
            slot.failures += u64::from(has_failed);
            slot.slow += u64::from(self.slo.p95.is_some_and(|most| duration > most));
        }
        measurement
    }

    /// Forgets all calls, because what they say does not hold for later ones.
    pub(crate) fn clear(&self) {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).slots.clear();
    }

    fn measure(&self, slots: &[Slot]) -> Measurement {
        let calls: u64 = slots.iter().map(|it| it.durations.count()).sum();
        let failures: u64 = slots.iter().map(|it| it.failures).sum();
        let durations = slots.iter().map(|it| &it.durations);
        // There is at least one call.
        let p95 = DurationHistogram::quantile_of(durations, 0.95).unwrap_or(Duration::ZERO);
        // What too few calls miss for certain needs no further calls.
        let (enough, least) = (calls >= self.slo.least_calls, calls.max(self.slo.least_calls));
        let slow: u64 = slots.iter().map(|it| it.slow).sum();
        let is_slow = slow as f64 > least as f64 * 0.05;
        let fails = self.slo.error_rate.is_some_and(|most| failures as f64 > least as f64 * most);
        let is_met = if is_slow || fails { Some(false) } else { enough.then_some(true) };
        Measurement { calls, failures, p95, is_met }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_window_slides() {
        let slo = Slo::new().p95(Duration::from_millis(200)).error_rate(0.01);
        let (monitor, start) = (Monitor::new(slo.window(Duration::from_secs(10))), Instant::now());
        let mut at = start;
        let mut run = |calls: u64, millis: u64, failures: u64| {
            let mut last = None;
            for call in 0..calls {
                at += Duration::from_millis(10);
                let duration = Duration::from_millis(millis);
                last = monitor.record(at, duration, call < failures).or(last);
            }
            last
        };
        assert_eq!(run(99, 100, 0), None, "the first slot has not ended");
        let first = run(50, 100, 0).unwrap();
        assert_eq!((first.failures, first.is_met), (0, Some(true)));
        let slow = run(1100, 300, 0).unwrap();
        assert_eq!(slow.is_met, Some(false), "{slow:?}");
        assert!(slow.p95.abs_diff(Duration::from_millis(300)) < Duration::from_millis(6));
        assert_eq!(run(1200, 100, 0).unwrap().is_met, Some(true), "the slow ones are too old");
        assert_eq!(run(200, 100, 20).unwrap().is_met, Some(false));
        monitor.clear();
        assert_eq!(run(50, 100, 0), None);
        let few = run(100, 100, 0).unwrap();
        assert_eq!((few.calls < 100, few.is_met), (true, None), "{few:?}");
    }

    #[test]
    fn what_more_calls_could_not_mend_is_known_early() {
        let slo = Slo::new().p95(Duration::from_millis(200)).error_rate(0.01);
        for (slow, failures, expected) in [(5, 1, None), (6, 0, Some(false)), (0, 2, Some(false))] {
            let (monitor, start) = (Monitor::new(slo), Instant::now());
            let after = |call: u64| {
                let duration = Duration::from_millis(if call < slow { 300 } else { 100 });
                monitor.record(start + Duration::from_millis(call * 600), duration, call < failures)
            };
            let first = (0..20).find_map(after).unwrap();
            assert_eq!((first.calls, first.is_met), (10, expected), "{first:?}");
        }
    }
}
