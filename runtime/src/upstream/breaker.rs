//! The circuit breaker: an upstream that fails most of the time is left alone for a while.

use std::time::Duration;

use tokio::time::Instant;

/// The length of the window, in slots of one second.
const SLOTS: usize = 10;
/// The calls in the window from which on the breaker may open.
const LEAST_CALLS: u32 = 20;
/// How long the breaker is open at first, and after a probe that failed.
///
/// A probe costs the upstream one request, and a longer pause would keep a client away after the upstream has recovered:
/// `tests/examples/outage.rs` measures both.
const FIRST_PAUSE: Duration = Duration::from_secs(5);
const LONGEST_PAUSE: Duration = Duration::from_secs(8);
/// The probes that must succeed before the breaker closes.
const PROBES: u32 = 3;

/// The attempts of one second.
#[derive(Clone, Copy, Debug, Default)]
struct Slot {
    second: u64,
    attempts: u32,
    failures: u32,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Mode {
    Closed,
    Open { until: Instant },
    HalfOpen { claimed: u32, succeeded: u32 },
}

/// Counts calls and failures (5xx, network, timeout) in a window of 10 s. An attempt that failed counts
/// only if its call fails: an upstream whose every first response is lost is worth its retries.
#[derive(Debug)]
pub(super) struct Breaker {
    slots: [Slot; SLOTS],
    /// The time from which seconds are counted.
    epoch: Option<Instant>,
    mode: Mode,
    /// How long it is open the next time.
    pause: Duration,
    openings: u64,
}

impl Default for Breaker {
    fn default() -> Self {
        Self {
            slots: [Slot::default(); SLOTS],
            epoch: None,
            mode: Mode::Closed,
            pause: FIRST_PAUSE,
            openings: 0,
        }
    }
}

/// A change that an attempt caused.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum BreakerChange {
    Opened(Duration),
    Closed,
}

impl Breaker {
    /// Whether the breaker neither rejects nor counts probes.
    pub(super) fn is_closed(&self) -> bool {
        self.mode == Mode::Closed
    }

    pub(super) fn is_half_open(&self) -> bool {
        matches!(self.mode, Mode::HalfOpen { .. })
    }

    pub(super) fn openings(&self) -> u64 {
        self.openings
    }

    /// Fails with the time until a probe may start, if none may start now.
    pub(super) fn peek(&mut self, now: Instant) -> Result<(), Duration> {
        match self.mode {
            Mode::Open { until } if now < until => Err(until - now),
            Mode::Open { .. } => {
                self.mode = Mode::HalfOpen { claimed: 0, succeeded: 0 };
                Ok(())
            }
            Mode::HalfOpen { claimed: PROBES.., .. } => Err(Duration::ZERO),
            Mode::HalfOpen { .. } | Mode::Closed => Ok(()),
        }
    }

    /// Starts an attempt. Returns whether it is a probe.
    pub(super) fn claim(&mut self, now: Instant) -> Result<bool, Duration> {
        self.peek(now)?;
        match &mut self.mode {
            Mode::HalfOpen { claimed, .. } => {
                *claimed += 1;
                Ok(true)
            }
            _ => Ok(false),
        }
    }

    /// Returns a probe without a result.
    pub(super) fn release(&mut self) {
        if let Mode::HalfOpen { claimed, .. } = &mut self.mode {
            *claimed = claimed.saturating_sub(1);
        }
    }

    /// Records a call that failed.
    pub(super) fn record_failed_call(&mut self, now: Instant) -> Option<BreakerChange> {
        if self.is_closed() { self.count(now, true) } else { None }
    }

    /// Records the result of an attempt. A failure that is not a probe is recorded with its call.
    pub(super) fn record(
        &mut self,
        now: Instant,
        probe: bool,
        failed: bool,
    ) -> Option<BreakerChange> {
        match (&mut self.mode, failed) {
            (Mode::HalfOpen { .. }, true) if probe => Some(self.open(now)),
            (Mode::HalfOpen { succeeded, .. }, false) if probe => {
                *succeeded += 1;
                (*succeeded >= PROBES).then(|| self.close())
            }
            (Mode::Closed, false) => self.count(now, false),
            _ => None,
        }
    }

    fn count(&mut self, now: Instant, failed: bool) -> Option<BreakerChange> {
        let second = self.second(now);
        let slot = self.slots.get_mut((second % SLOTS as u64) as usize)?;
        if slot.second != second {
            *slot = Slot { second, ..Slot::default() };
        }
        slot.attempts += 1;
        slot.failures += u32::from(failed);
        if !failed {
            return None;
        }
        let (attempts, failures) = self.window(second);
        (attempts >= LEAST_CALLS && failures * 2 >= attempts).then(|| self.open(now))
    }

    /// Returns the attempts and failures of the window.
    fn window(&self, second: u64) -> (u32, u32) {
        let recent = self.slots.iter().filter(|it| it.second + SLOTS as u64 > second);
        recent.fold((0, 0), |(all, failed), it| (all + it.attempts, failed + it.failures))
    }

    fn second(&mut self, now: Instant) -> u64 {
        now.duration_since(*self.epoch.get_or_insert(now)).as_secs()
    }

    /// Opens the breaker, if it is closed.
    pub(super) fn open_at(&mut self, now: Instant) -> Option<BreakerChange> {
        self.is_closed().then(|| self.open(now))
    }

    fn open(&mut self, now: Instant) -> BreakerChange {
        let pause = self.pause;
        self.mode = Mode::Open { until: now + pause };
        self.pause = (pause * 2).min(LONGEST_PAUSE);
        self.openings += 1;
        self.slots = [Slot::default(); SLOTS];
        BreakerChange::Opened(pause)
    }

    fn close(&mut self) -> BreakerChange {
        self.mode = Mode::Closed;
        self.pause = FIRST_PAUSE;
        BreakerChange::Closed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    /// Records a call with one attempt.
    fn result(breaker: &mut Breaker, now: Instant, failed: bool) -> Option<BreakerChange> {
        let change = breaker.record(now, false, failed);
        if failed { breaker.record_failed_call(now) } else { change }
    }

    fn opened(breaker: &mut Breaker, now: Instant) -> Option<BreakerChange> {
        (0..20).find_map(|index| result(breaker, now, index % 2 == 1))
    }

    #[test]
    fn half_of_twenty_attempts_open_it() {
        let (mut breaker, now) = (Breaker::default(), Instant::now());
        for _ in 0..19 {
            assert_eq!(result(&mut breaker, now, true), None);
        }
        // They are too old to count.
        let now = now + 10 * SECOND;
        assert_eq!(result(&mut breaker, now, true), None);
        let mut breaker = Breaker::default();
        for index in 0..100 {
            assert_eq!(result(&mut breaker, now, index % 3 == 0), None, "a third");
        }
        // Every first attempt fails, and every second one succeeds.
        let mut breaker = Breaker::default();
        for index in 0..100 {
            assert_eq!(breaker.record(now, false, index % 2 == 0), None, "no call fails");
        }
        let mut breaker = Breaker::default();
        assert_eq!(opened(&mut breaker, now), Some(BreakerChange::Opened(5 * SECOND)));
        assert_eq!(breaker.peek(now + SECOND), Err(4 * SECOND));
    }

    #[test]
    fn three_probes_close_it_and_one_failure_opens_it_for_longer() {
        let (mut breaker, mut now) = (Breaker::default(), Instant::now());
        opened(&mut breaker, now);
        for pause in [5, 8, 8] {
            assert!(breaker.claim(now + (pause - 1) * SECOND).is_err(), "{pause}");
            now += pause * SECOND;
            assert_eq!(breaker.claim(now), Ok(true), "{pause}");
            breaker.record(now, true, true);
        }
        now += 8 * SECOND;
        for _ in 0..3 {
            assert_eq!(breaker.claim(now), Ok(true));
        }
        assert!(breaker.claim(now).is_err(), "three at a time");
        breaker.release();
        assert_eq!(breaker.claim(now), Ok(true));
        assert_eq!(breaker.record(now, true, false), None);
        assert_eq!(breaker.record(now, true, false), None);
        assert_eq!(breaker.record(now, true, false), Some(BreakerChange::Closed));
        assert_eq!(opened(&mut breaker, now), Some(BreakerChange::Opened(5 * SECOND)));
    }
}
