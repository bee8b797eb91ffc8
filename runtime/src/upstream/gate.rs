//! The gate before an upstream. A 429 closes it for all calls, and so does a quota that is used up.
//!
//! When its time is over, one attempt goes first, as a probe. After a success the gate opens. After a
//! 429, attempts then start at 70 % of the rate that the upstream served, rising: soon to that rate, and
//! beyond it the faster the longer no 429 comes. While a server states a
//! small remaining quota, no more attempts are in flight than it allows.

use std::time::Duration;

use tokio::time::Instant;

use super::meter::Meter;
use super::pace::Pace;
use super::quota::Quota;
use super::slow_start::SlowStart;

/// From this many served attempts on, their rate is a measurement.
const LEAST_MEASURED: u32 = 5;

/// The share of rejected attempts from which on a 429 without a stated time closes the gate for the whole
/// default. A 429 among many served attempts rarely speaks of the rate, and closes it for less.
const FULL_SHARE: f64 = 0.05;

/// For how long a 429 asks to pause.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Pause {
    /// The server states it.
    Stated(Duration),
    /// The server does not state it: the default.
    Default(Duration),
}

/// Whether attempts may start.
#[derive(Debug, Default)]
pub(super) struct Gate {
    /// Until when the gate is closed; after that until a probe succeeds.
    closed_until: Option<Instant>,
    /// When a 429 last closed it.
    throttled_at: Option<Instant>,
    probing: bool,
    pace: Option<Pace>,
    /// Turns that were taken before the gate was closed are void.
    closings: u64,
    /// What the server said to remain, and until when.
    quota: Option<(usize, Instant)>,
    slow_start: SlowStart,
    meter: Meter,
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
    /// It starts at this time, if its turn is still valid.
    StartAt(Instant, Turn),
    /// It waits until the probe is settled.
    WaitForProbe,
    /// It waits until another attempt is settled, or at most until this time.
    WaitForChange(Instant),
}

/// A turn of the pace.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Turn(u64);

/// When an attempt asks, and how many others are in flight.
#[derive(Clone, Copy, Debug)]
pub(super) struct Arrival {
    pub(super) now: Instant,
    pub(super) in_flight: usize,
    /// The deadline of its call.
    pub(super) until: Instant,
}

impl Gate {
    pub(super) fn new(slow_start: bool) -> Self {
        let slow_start = if slow_start { SlowStart::Waiting } else { SlowStart::Over };
        Self { slow_start, ..Self::default() }
    }

    /// Whether nothing delays an attempt.
    pub(super) fn is_open(&self) -> bool {
        self.closed_until.is_none()
            && self.pace.is_none()
            && self.quota.is_none()
            && self.slow_start.is_over()
    }

    /// Whether attempts may wait for others to be settled.
    pub(super) fn has_waiting(&self) -> bool {
        self.quota.is_some() || !self.slow_start.is_over()
    }

    /// Returns how long the gate is still closed.
    pub(super) fn closed_for(&self, now: Instant) -> Option<Duration> {
        self.closed_until.map(|until| until.saturating_duration_since(now))
    }

    /// Counts an attempt that was served: with a success or a 4xx.
    pub(super) fn count_served(&mut self, now: Instant) {
        self.meter.count(now);
        self.slow_start.grow();
    }

    /// Closes the gate after a 429 of an attempt that began at `began`, but not for longer than `longest`.
    /// Returns for how long, if it was open.
    pub(super) fn close(
        &mut self,
        now: Instant,
        began: Instant,
        pause: Pause,
        longest: Duration,
    ) -> Option<Duration> {
        let share = self.meter.count_rejected(now);
        let pause = match pause {
            Pause::Stated(pause) => pause.min(longest),
            Pause::Default(pause) => pause.min(longest).mul_f64((share / FULL_SHARE).min(1.0)),
        };
        let until = now.checked_add(pause)?;
        let closed = self.close_until(now, until).then_some(pause);
        // Those that were in flight together say the same.
        if self.throttled_at.is_some_and(|at| began <= at) {
            return closed;
        }
        self.throttled_at = Some(now);
        let (count, served) = self.meter.served(now);
        let rate = self.pace.as_ref().map_or(served, |pace| pace.rate(now).min(served));
        self.pace = (count >= LEAST_MEASURED).then(|| Pace::after(rate, until));
        if self.pace.is_none() {
            self.slow_start.restart(until);
        }
        closed
    }

    /// Notes a quota. Returns for how long it closes an open gate.
    pub(super) fn note_quota(
        &mut self,
        now: Instant,
        quota: Quota,
        most: usize,
        longest: Duration,
    ) -> Option<Duration> {
        let pause = quota.reset.min(longest);
        let until = now.checked_add(pause)?;
        let remaining = usize::try_from(quota.remaining).unwrap_or(usize::MAX);
        // More than can be in flight needs no attention.
        self.quota = (remaining < most && remaining > 0).then_some((remaining, until));
        if remaining > 0 || pause.is_zero() {
            return None;
        }
        // The server tells the limit, so no rate has to be found.
        self.pace = None;
        self.close_until(now, until).then_some(pause)
    }

    /// Notes that a response did not state the quota, so that less of the former one remains.
    pub(super) fn use_quota(&mut self) {
        if let Some((remaining, _)) = &mut self.quota {
            *remaining = remaining.saturating_sub(1).max(1);
        }
    }

    fn close_until(&mut self, now: Instant, until: Instant) -> bool {
        self.meter.stop(now);
        let was_open = self.closed_until.is_none();
        self.closed_until = Some(self.closed_until.map_or(until, |it| it.max(until)));
        self.closings += 1;
        was_open
    }

    /// Returns what an attempt does while the gate is closed; `None` if it may ask for its turn.
    pub(super) fn closed(&self, now: Instant) -> Option<GateStep> {
        match self.closed_until {
            Some(until) if now < until => Some(GateStep::WaitUntil(until)),
            Some(_) if self.probing => Some(GateStep::WaitForProbe),
            _ => None,
        }
    }

    /// Until when an attempt waits for others to be settled, because too many are in flight.
    fn crowded(&mut self, now: Instant, in_flight: usize) -> Option<Instant> {
        if self.quota.is_some_and(|(_, until)| until <= now) {
            self.quota = None;
        }
        let quota = self.quota.filter(|(remaining, _)| in_flight >= *remaining);
        quota.map(|(_, until)| until).or_else(|| self.slow_start.wait(now, in_flight))
    }

    /// Takes the probe or the next turn.
    pub(super) fn enter(&mut self, arrival: Arrival) -> GateStep {
        let Arrival { now, in_flight, .. } = arrival;
        if let Some(step) = self.closed(now) {
            return step;
        }
        if self.closed_until.is_some() {
            self.probing = true;
            return GateStep::Probe;
        }
        match self.crowded(now, in_flight) {
            Some(until) => GateStep::WaitForChange(until),
            None => self.take_turn(arrival),
        }
    }

    fn take_turn(&mut self, Arrival { now, until, .. }: Arrival) -> GateStep {
        let Some(pace) = self.pace.as_mut().filter(|pace| !pace.is_over(now)) else {
            self.pace = None;
            return GateStep::Pass;
        };
        let start = pace.next_start(now);
        // A turn that comes too late is left to another attempt.
        if start > until {
            return GateStep::WaitUntil(start);
        }
        pace.take(start);
        if start > now { GateStep::StartAt(start, Turn(self.closings)) } else { GateStep::Pass }
    }

    /// Whether a turn may be used now: the gate was not closed since.
    pub(super) fn confirm(&mut self, turn: Turn, Arrival { now, in_flight, .. }: Arrival) -> bool {
        turn == Turn(self.closings) && self.crowded(now, in_flight).is_none()
    }

    /// Settles the probe. A probe without a success leaves the gate to the next one.
    pub(super) fn settle_probe(&mut self, now: Instant, succeeded: bool) {
        self.probing = false;
        if succeeded {
            self.closed_until = None;
            self.meter.go_on(now);
        }
    }
}

#[cfg(test)]
mod tests;
