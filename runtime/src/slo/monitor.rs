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
    /// The time from which slots are counted: that of the first call.
    epoch: Option<Instant>,
    slots: Vec<Slot>,
    /// Whether the targets were not met when that was last known.
    is_missed: bool,
}

#[derive(Debug)]
struct Slot {
    number: u64,
    durations: DurationHistogram,
    failures: u64,
    refusals: u64,
    /// The calls that took longer than the target.
    slow: u64,
}

impl Slot {
    fn new(number: u64) -> Self {
        Self { number, durations: DurationHistogram::new(), failures: 0, refusals: 0, slow: 0 }
    }
}

/// How a call ended for its upstream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CallResult {
    Succeeded,
    /// The upstream answered, but not with what was asked for: 4xx, or a response that cannot be used.
    Refused,
    /// 5xx, network or timeout.
    Failed,
}

/// How the window compares with the targets.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Measurement {
    pub(crate) calls: u64,
    pub(crate) failures: u64,
    pub(crate) refusals: u64,
    pub(crate) p95: Duration,
    /// `None` if there are too few calls to tell. It is `false` as soon as more calls could not mend it. After that, it is also
    /// `true` if no call of the window has failed or was slow, however few there were.
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
        result: CallResult,
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
            measurement = (!state.slots.is_empty()).then(|| self.measure(&mut state, now));
            state.slots.push(Slot::new(number));
        }
        if let Some(slot) = state.slots.last_mut() {
            slot.durations.record(duration);
            slot.failures += u64::from(result == CallResult::Failed);
            slot.refusals += u64::from(result == CallResult::Refused);
            slot.slow += u64::from(self.is_slow(duration));
        }
        measurement
    }

    /// Whether a call takes longer than its target.
    pub(crate) fn is_slow(&self, duration: Duration) -> bool {
        self.slo.p95.is_some_and(|most| duration > most)
    }

    /// Forgets all calls, because what they say does not hold for later ones.
    pub(crate) fn clear(&self) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.slots.clear();
        state.epoch = None;
    }

    /// Counts the last call, which was recorded as a success, as refused: its body has turned out to be unusable.
    pub(crate) fn refuse_last(&self) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(slot) = state.slots.last_mut() {
            slot.refusals += 1;
        }
    }

    /// Returns how many calls the window must have before it says anything.
    pub(crate) fn least_calls(&self) -> u64 {
        self.slo.least_calls
    }

    fn measure(&self, state: &mut State, now: Instant) -> Measurement {
        let State { slots, is_missed, epoch } = state;
        let sum = |of: fn(&Slot) -> u64| slots.iter().map(of).sum::<u64>();
        let calls = sum(|it| it.durations.count());
        let (failures, refusals, slow) =
            (sum(|it| it.failures), sum(|it| it.refusals), sum(|it| it.slow));
        let durations = slots.iter().map(|it| &it.durations);
        // There is at least one call.
        let p95 = DurationHistogram::quantile_of(durations, 0.95).unwrap_or(Duration::ZERO);
        // What too few calls miss for certain needs no further calls.
        let least = calls.max(self.slo.least_calls);
        let is_slow = slow as f64 > least as f64 * 0.05;
        let fails = self.slo.error_rate.is_some_and(|most| failures as f64 > least as f64 * most);
        let is_whole = epoch.is_some_and(|it| now.duration_since(it) >= self.slo.window);
        let is_over = *is_missed && is_whole && failures + slow == 0;
        let is_known = is_over || calls >= self.slo.least_calls;
        let is_met = if is_slow || fails { Some(false) } else { is_known.then_some(true) };
        *is_missed = is_met.map_or(*is_missed, |it| !it);
        Measurement { calls, failures, refusals, p95, is_met }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn result(has_failed: bool) -> CallResult {
        if has_failed { CallResult::Failed } else { CallResult::Succeeded }
    }

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
                last = monitor.record(at, duration, result(call < failures)).or(last);
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
        assert_eq!(run(50, 100, 0), None, "a new slot has begun");
        let after = run(100, 100, 0).unwrap();
        assert_eq!((after.calls, after.failures, after.is_met), (100, 0, Some(true)));
    }

    #[test]
    fn what_more_calls_could_not_mend_is_known_early() {
        let slo = Slo::new().p95(Duration::from_millis(200)).error_rate(0.01);
        for (slow, failures, expected) in [(5, 1, None), (6, 0, Some(false)), (0, 2, Some(false))] {
            let (monitor, start) = (Monitor::new(slo), Instant::now());
            let after = |call: u64| {
                let duration = Duration::from_millis(if call < slow { 300 } else { 100 });
                let at = start + Duration::from_millis(call * 600);
                monitor.record(at, duration, result(call < failures))
            };
            let first = (0..20).find_map(after).unwrap();
            assert_eq!((first.calls, first.is_met), (10, expected), "{first:?}");
        }
    }

    /// One call every two seconds never fills a window of a hundred calls.
    #[test]
    fn a_window_of_few_calls_without_a_failure_ends_a_violation() {
        let monitor = Monitor::new(Slo::new().error_rate(0.01));
        let start = Instant::now();
        let mut known = Vec::new();
        for second in (0..240).step_by(2) {
            let at = start + Duration::from_secs(second);
            let result = result((20..40).contains(&second));
            let measured = monitor.record(at, Duration::from_millis(10), result);
            let is_met = measured.and_then(|it| it.is_met);
            known.extend(is_met.map(|it| (second, it)));
        }
        let missed: Vec<u64> = known.iter().filter(|it| !it.1).map(|it| it.0).collect();
        assert_eq!((missed.first(), missed.last()), (Some(&24), Some(&96)), "{known:?}");
        let met: Vec<u64> = known.iter().filter(|it| it.1).map(|it| it.0).collect();
        assert_eq!(met, [102], "the last failure has left the window: {known:?}");
    }
}
