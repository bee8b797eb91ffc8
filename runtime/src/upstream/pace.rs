//! The pace of attempts after the gate was closed: a rate that returns to what was served, and then rises.

use std::time::Duration;

use tokio::time::Instant;

/// The share of the measured rate at which attempts start.
const SHARE: f64 = 0.7;
/// The measured rate is reached again after so many attempts, or this time.
const RETURN: u32 = 40;
const LONGEST_RETURN: Duration = Duration::from_secs(5);
/// How fast the rate rises then, per second, and how much faster each second. A server with a limit may
/// have a burst of a second left, so what it serves right after a 429 does not show that the limit is
/// higher; what it serves for longer does.
const RISE: f64 = 0.1;
const RISE_MORE: f64 = 0.03;
/// How much the rate rises with each attempt, and at most per second. The more attempts no 429 followed,
/// the less likely it spoke of the rate.
const RISE_BY_ATTEMPT: f64 = 0.003;
const MOST_BY_ATTEMPT: f64 = 0.5;
/// After this time the rate is some thousand times the first one.
const LONGEST_RISE: f64 = 15.0;
/// The lowest rate, per second.
const LEAST_RATE: f64 = 0.1;

/// The pace of attempts. As long as attempts wait for their turn it goes on, so that a server with a
/// limit is met at its limit and not by all who waited. A 429 that has nothing to do with the rate costs
/// little, because the rate that was served before it is soon reached again.
#[derive(Debug)]
pub(super) struct Pace {
    /// Attempts per second that were served before. If no attempt waits, the pace ends at this rate.
    goal: f64,
    since: Instant,
    /// How many turns were taken since.
    taken: u32,
    /// When the goal was reached.
    returned: Option<Instant>,
    /// When the next attempt may start.
    next: Instant,
}

impl Pace {
    /// Creates the pace after a measured rate. It begins at `since`.
    pub(super) fn after(rate: f64, since: Instant) -> Self {
        Self { goal: rate.max(LEAST_RATE), since, taken: 0, returned: None, next: since }
    }

    /// When the measured rate is reached, as far as it is known.
    fn returned(&self) -> Instant {
        let latest = self.since + LONGEST_RETURN;
        self.returned.map_or(latest, |it| it.min(latest))
    }

    pub(super) fn rate(&self, at: Instant) -> f64 {
        let returned = self.returned();
        if at >= returned {
            let elapsed = (at - returned).as_secs_f64().min(LONGEST_RISE);
            let by_attempt = f64::from(self.taken.saturating_sub(RETURN)) * RISE_BY_ATTEMPT;
            let by_time = elapsed * (RISE + RISE_MORE * elapsed);
            return self.goal * (by_time + by_attempt.min(MOST_BY_ATTEMPT * elapsed)).exp();
        }
        let elapsed = at.saturating_duration_since(self.since);
        let by_time = elapsed.as_secs_f64() / LONGEST_RETURN.as_secs_f64();
        let progress = by_time.max(f64::from(self.taken) / f64::from(RETURN));
        self.goal * (SHARE + (1.0 - SHARE) * progress)
    }

    /// Whether no attempt waits any more, and the rate has reached what was measured.
    pub(super) fn is_over(&self, now: Instant) -> bool {
        self.next <= now && now >= self.returned()
    }

    /// Returns when the next attempt starts, without taking its turn.
    pub(super) fn next_start(&self, now: Instant) -> Instant {
        self.next.max(now)
    }

    /// Takes the turn that [`next_start`](Self::next_start) returned.
    pub(super) fn take(&mut self, start: Instant) {
        self.taken = self.taken.saturating_add(1);
        if self.taken >= RETURN {
            self.returned.get_or_insert(start);
        }
        self.next = start + Duration::from_secs_f64(1.0 / self.rate(start));
    }
}
