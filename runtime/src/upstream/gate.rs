//! The gate that a 429 closes for all calls to an upstream.
//!
//! When its time is over, one attempt goes first, as a probe. After a success the gate opens. If the
//! upstream was busy before, attempts then start at 70 % of the rate that it served, rising.

use std::time::Duration;

use tokio::time::Instant;

/// The share of the measured rate at which attempts start after a pause.
const SHARE: f64 = 0.7;
/// By how much the rate rises each second.
const RISE: f64 = 0.1;
/// Below this rate, per second, attempts are not paced: there is too little to measure.
const LEAST_RATE: f64 = 10.0;

/// Whether attempts may start.
#[derive(Debug, Default)]
pub(super) struct Gate {
    /// Until when the gate is closed; after that until a probe succeeds.
    closed_until: Option<Instant>,
    probing: bool,
    pace: Option<Pace>,
}

/// The pace of attempts after a pause.
#[derive(Debug)]
struct Pace {
    /// Attempts per second.
    rate: f64,
    /// At this rate the pace ends.
    goal: f64,
    /// When the next attempt may start.
    next: Instant,
    /// When the rate was last raised.
    raised: Instant,
}

/// What an attempt does at the gate.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum GateStep {
    /// It starts.
    Pass,
    /// It starts as the probe.
    Probe,
    /// It waits, and asks again.
    WaitUntil(Instant),
    /// It starts at this time.
    StartAt(Instant),
    /// It waits until the probe is settled.
    WaitForProbe,
}

impl Gate {
    /// Whether nothing delays an attempt.
    pub(super) fn is_open(&self) -> bool {
        self.closed_until.is_none() && self.pace.is_none()
    }

    /// Returns how long the gate is still closed.
    pub(super) fn closed_for(&self, now: Instant) -> Option<Duration> {
        self.closed_until.map(|until| until.saturating_duration_since(now))
    }

    /// Closes the gate. `served` is the rate of successes before. Returns whether it was open.
    pub(super) fn close(&mut self, now: Instant, pause: Duration, served: f64) -> bool {
        let Some(until) = now.checked_add(pause) else { return false };
        let was_open = self.closed_until.is_none();
        self.closed_until = Some(self.closed_until.map_or(until, |it| it.max(until)));
        self.probing = false;
        let before = self.pace.as_ref().map_or(served, |pace| pace.rate);
        self.pace = (before >= LEAST_RATE).then(|| Pace {
            rate: before * SHARE,
            goal: served.max(before),
            next: until,
            raised: until,
        });
        was_open
    }

    /// Whether an attempt that asks now has to wait, without taking the probe or a turn.
    pub(super) fn peek(&self, now: Instant) -> GateStep {
        match self.closed_until {
            Some(until) if now < until => GateStep::WaitUntil(until),
            Some(_) if self.probing => GateStep::WaitForProbe,
            _ => GateStep::Pass,
        }
    }

    /// Takes the probe or the next turn.
    pub(super) fn enter(&mut self, now: Instant) -> GateStep {
        match self.peek(now) {
            GateStep::Pass if self.closed_until.is_some() => {
                self.probing = true;
                GateStep::Probe
            }
            GateStep::Pass => self.take_turn(now),
            step => step,
        }
    }

    fn take_turn(&mut self, now: Instant) -> GateStep {
        let Some(pace) = &mut self.pace else { return GateStep::Pass };
        let rise = now.saturating_duration_since(pace.raised).as_secs_f64() * RISE;
        pace.rate *= 1.0 + rise;
        pace.raised = now.max(pace.raised);
        if pace.rate >= pace.goal {
            self.pace = None;
            return GateStep::Pass;
        }
        let start = pace.next.max(now);
        pace.next = start + Duration::from_secs_f64(1.0 / pace.rate);
        if start > now { GateStep::StartAt(start) } else { GateStep::Pass }
    }

    /// Settles the probe. A probe without a result leaves the gate to the next one.
    pub(super) fn settle_probe(&mut self, succeeded: bool) {
        self.probing = false;
        if succeeded {
            self.closed_until = None;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn one_probe_goes_first() {
        let (mut gate, now) = (Gate::default(), Instant::now());
        assert_eq!(gate.enter(now), GateStep::Pass);
        assert!(gate.close(now, SECOND, 0.0) && !gate.close(now, SECOND / 2, 0.0));
        assert_eq!(gate.enter(now), GateStep::WaitUntil(now + SECOND));
        let later = now + SECOND;
        assert_eq!(gate.enter(later), GateStep::Probe);
        assert_eq!(gate.enter(later), GateStep::WaitForProbe);
        gate.settle_probe(false);
        assert_eq!(gate.enter(later), GateStep::Probe);
        gate.close(later, SECOND, 0.0);
        assert_eq!(gate.enter(later), GateStep::WaitUntil(later + SECOND));
        assert_eq!(gate.enter(later + SECOND), GateStep::Probe);
        gate.settle_probe(true);
        assert!(gate.is_open());
        assert_eq!(gate.enter(later + SECOND), GateStep::Pass);
    }

    #[test]
    fn a_busy_upstream_is_entered_at_a_rising_pace() {
        let (mut gate, now) = (Gate::default(), Instant::now());
        gate.close(now, Duration::ZERO, 100.0);
        assert_eq!(gate.enter(now), GateStep::Probe);
        gate.settle_probe(true);
        let mut last = now;
        for _ in 0..70 {
            match gate.enter(now) {
                GateStep::Pass => {}
                GateStep::StartAt(at) => last = at,
                step => unreachable!("{step:?}"),
            }
        }
        let took = (last - now).as_secs_f64();
        assert!((0.95..1.01).contains(&took), "70 a second, not {took}");
        assert_eq!(gate.enter(now + 10 * SECOND), GateStep::Pass);
        assert!(gate.is_open(), "it has risen");
    }
}
