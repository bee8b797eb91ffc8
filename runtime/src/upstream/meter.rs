//! How many attempts an upstream has served lately.

use tokio::time::Instant;

/// The length of the window, in slots of one second.
const SLOTS: usize = 10;

/// Counts attempts in a window of 10 s.
#[derive(Debug, Default)]
pub(super) struct Meter {
    /// Each slot is a second and its count.
    slots: [(u64, u32); SLOTS],
    /// The time from which seconds are counted.
    epoch: Option<Instant>,
}

impl Meter {
    /// Counts an attempt that was served.
    pub(super) fn count(&mut self, now: Instant) {
        let second = self.second(now);
        let slot = self.slots.get_mut((second % SLOTS as u64) as usize);
        let Some((of, count)) = slot else { return };
        (*of, *count) = if *of == second { (second, *count + 1) } else { (second, 1) };
    }

    /// Returns how many attempts the window has, and how many that is per second since its first one.
    pub(super) fn served(&mut self, now: Instant) -> (u32, f64) {
        let second = self.second(now);
        let recent =
            self.slots.iter().filter(|(of, count)| *count > 0 && *of + SLOTS as u64 > second);
        let all =
            recent.fold((0, second), |(all, first), (of, count)| (all + count, first.min(*of)));
        let (count, first) = all;
        (count, f64::from(count) / (second - first + 1) as f64)
    }

    fn second(&mut self, now: Instant) -> u64 {
        now.duration_since(*self.epoch.get_or_insert(now)).as_secs()
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
}
