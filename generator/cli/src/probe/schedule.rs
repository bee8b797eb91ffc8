//! When the rounds of a probe begin.

use std::time::{Duration, Instant};

/// Rounds that begin at multiples of an interval.
pub(super) struct Schedule {
    every: Duration,
    /// When the last round was due.
    due: Instant,
}

impl Schedule {
    /// The first round begins now.
    pub(super) fn new(every: Duration) -> Self {
        Self { every, due: Instant::now() }
    }

    /// Waits until the next round is due.
    pub(super) fn wait(&mut self) {
        let wait = self.next(Instant::now());
        std::thread::sleep(wait);
    }

    /// Returns the time until the next round. The rounds that were due while the last one ran are left out, because calls
    /// without a pause would measure a load of their own.
    fn next(&mut self, now: Instant) -> Duration {
        let every = self.every.as_nanos().max(1);
        let since_due = now.saturating_duration_since(self.due).as_nanos() % every;
        let since_due = Duration::from_nanos(u64::try_from(since_due).unwrap_or(u64::MAX));
        let wait = self.every.saturating_sub(since_due);
        self.due = now.checked_add(wait).unwrap_or(now);
        wait
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounds_that_were_due_in_a_slow_one_are_left_out() {
        let ms = Duration::from_millis;
        let start = Instant::now();
        let mut schedule = Schedule { every: ms(100), due: start };
        for (ended, due) in [(0, 100), (130, 200), (550, 600), (700, 800), (801, 900)] {
            assert_eq!(schedule.next(start + ms(ended)), ms(due - ended), "{ended}");
            assert_eq!(schedule.due, start + ms(due));
        }
        let mut endless = Schedule { every: Duration::MAX, due: start };
        assert_eq!(endless.next(start), Duration::MAX);
    }
}
