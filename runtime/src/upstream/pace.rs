//! The pace of attempts after the gate was closed: a rate that rises.

use std::time::Duration;

use tokio::time::Instant;

/// The share of the measured rate at which attempts start.
const SHARE: f64 = 0.7;
/// By what share of the first rate the rate rises each second.
const RISE: f64 = 0.1;
/// The lowest rate, per second.
const LEAST_RATE: f64 = 0.1;

/// The pace of attempts. As long as attempts wait for their turn it goes on, so that a server with a
/// limit is met at its limit and not by all who waited.
#[derive(Debug)]
pub(super) struct Pace {
    /// Attempts per second when the pace began.
    first_rate: f64,
    since: Instant,
    /// If no attempt waits, the pace ends at this rate.
    goal: f64,
    /// When the next attempt may start.
    next: Instant,
}

impl Pace {
    /// Creates the pace after a measured rate. It begins at `since`.
    pub(super) fn after(rate: f64, since: Instant) -> Self {
        let first_rate = (rate * SHARE).max(LEAST_RATE);
        Self { first_rate, since, goal: rate, next: since }
    }

    pub(super) fn rate(&self, at: Instant) -> f64 {
        let elapsed = at.saturating_duration_since(self.since).as_secs_f64();
        self.first_rate * (1.0 + RISE * elapsed)
    }

    /// Whether no attempt waits any more, and the rate has reached what was measured.
    pub(super) fn is_over(&self, now: Instant) -> bool {
        self.next <= now && self.rate(now) >= self.goal
    }

    /// Returns when the next attempt starts, without taking its turn.
    pub(super) fn next_start(&self, now: Instant) -> Instant {
        self.next.max(now)
    }

    /// Takes the turn that [`next_start`](Self::next_start) returned.
    pub(super) fn take(&mut self, start: Instant) {
        self.next = start + Duration::from_secs_f64(1.0 / self.rate(start));
    }
}
