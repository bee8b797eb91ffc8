//! How many attempts an upstream has served and rejected lately.

use std::time::Duration;

use tokio::time::Instant;

/// The length of the window, in slots of one second.
const SLOTS: usize = 10;

/// Counts attempts in a window of 10 s, without the time in which the gate was closed: the rate that an
/// upstream serves is not lower because nothing was sent.
#[derive(Debug, Default)]
pub(super) struct Meter {
    slots: [Slot; SLOTS],
    /// The time from which seconds are counted.
    epoch: Option<Instant>,
    /// Since when no time passes.
    stopped: Option<Instant>,
}

/// A second and its attempts.
#[derive(Clone, Copy, Debug, Default)]
struct Slot {
    second: u64,
    served: u32,
    rejected: u32,
}

impl Meter {
    /// Counts an attempt that was served.
    pub(super) fn count(&mut self, now: Instant) {
        if let Some(slot) = self.slot(now) {
            slot.served += 1;
        }
    }

    /// Counts an attempt that was rejected. Returns the share of those in the window.
    pub(super) fn count_rejected(&mut self, now: Instant) -> f64 {
        if let Some(slot) = self.slot(now) {
            slot.rejected += 1;
        }
        let all = self.recent(now).map(|it| (f64::from(it.served), f64::from(it.rejected)));
        let (served, rejected) = all.fold((0.0, 0.0), |sum, it| (sum.0 + it.0, sum.1 + it.1));
        rejected / (served + rejected)
    }

    /// Stops the time until [`go_on`](Self::go_on).
    pub(super) fn stop(&mut self, now: Instant) {
        self.stopped.get_or_insert(now);
    }

    pub(super) fn go_on(&mut self, now: Instant) {
        if let (Some(stopped), Some(epoch)) = (self.stopped.take(), &mut self.epoch) {
            *epoch += now.saturating_duration_since(stopped);
        }
    }

    fn slot(&mut self, now: Instant) -> Option<&mut Slot> {
        let second = self.second(now);
        let slot = self.slots.get_mut((second % SLOTS as u64) as usize)?;
        if slot.second != second {
            *slot = Slot { second, ..Slot::default() };
        }
        Some(slot)
    }

    fn recent(&mut self, now: Instant) -> impl Iterator<Item = &Slot> {
        let second = self.second(now);
        self.slots.iter().filter(move |it| it.second + SLOTS as u64 > second)
    }

    /// Returns how many attempts the window has, and how many that is per second since its first one.
    pub(super) fn served(&mut self, now: Instant) -> (u32, f64) {
        let second = self.second(now);
        let recent = self.recent(now).filter(|it| it.served > 0);
        let (count, first) =
            recent.fold((0, second), |(all, first), it| (all + it.served, first.min(it.second)));
        (count, f64::from(count) / (second - first + 1) as f64)
    }

    fn second(&mut self, now: Instant) -> u64 {
        let now = self.stopped.unwrap_or(now);
        let epoch = *self.epoch.get_or_insert(now);
        now.checked_duration_since(epoch).map_or(0, |it: Duration| it.as_secs())
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn the_rate_since_the_first_attempt_of_the_window() {
        let (mut meter, now) = (Meter::default(), Instant::now());
        let at = |seconds| now + Duration::from_secs(seconds);
        assert_eq!(meter.served(now), (0, 0.0));
        (0..10).for_each(|_| meter.count(now));
        assert_eq!(meter.served(now), (10, 10.0));
        (0..20).for_each(|_| meter.count(at(1)));
        assert_eq!(meter.served(at(2)), (30, 10.0));
        assert_eq!(meter.served(at(10)), (20, 2.0));
        (0..7).for_each(|_| meter.count(at(100)));
        assert_eq!(meter.served(at(100)), (7, 7.0));
        assert_eq!(meter.served(at(110)), (0, 0.0));
    }

    #[test]
    fn the_time_in_which_nothing_was_sent_does_not_count() {
        let (mut meter, now) = (Meter::default(), Instant::now());
        let at = |seconds| now + Duration::from_secs(seconds);
        (0..30).for_each(|_| meter.count(now));
        assert!((meter.count_rejected(at(1)) - 1.0 / 31.0).abs() < 1e-9);
        meter.stop(at(2));
        meter.stop(at(30));
        assert_eq!(meter.served(at(60)), (30, 10.0));
        meter.go_on(at(62));
        assert_eq!(meter.served(at(62)), (30, 10.0));
        assert_eq!(meter.served(at(64)), (30, 6.0));
        assert_eq!(meter.count_rejected(at(72)), 1.0);
    }
}
