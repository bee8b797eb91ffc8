//! Counters and the durations of the last attempts.

use std::time::Duration;

/// How many durations are kept.
const KEPT: usize = 128;

/// The statistics of an upstream.
#[derive(Debug, Default)]
pub(super) struct Statistics {
    pub(super) attempts: u64,
    pub(super) failures: u64,
    pub(super) throttled: u64,
    /// The durations of the last attempts in microseconds, the oldest overwritten first.
    durations: Vec<u32>,
    next: usize,
}

impl Statistics {
    /// Records the duration of an attempt that received a response.
    pub(super) fn record(&mut self, duration: Duration) {
        let micros = u32::try_from(duration.as_micros()).unwrap_or(u32::MAX);
        match self.durations.get_mut(self.next) {
            Some(slot) => *slot = micros,
            None => self.durations.push(micros),
        }
        self.next = (self.next + 1) % KEPT;
    }

    /// Returns a quantile of the durations, from 0 to 1.
    pub(super) fn quantile(&self, part: f64) -> Option<Duration> {
        self.quantile_of_last(KEPT, part)
    }

    /// Returns a quantile of the last `count` durations, or of those that are kept if they are fewer.
    pub(super) fn quantile_of_last(&self, count: usize, part: f64) -> Option<Duration> {
        let (older, newer) = self.durations.split_at_checked(self.next)?;
        let last = newer.iter().chain(older).rev().take(count);
        let mut sorted: Vec<_> = last.copied().collect();
        sorted.sort_unstable();
        let index = (sorted.len().saturating_sub(1) as f64 * part).round() as usize;
        sorted.get(index).map(|micros| Duration::from_micros((*micros).into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_of_the_last_attempts() {
        let mut statistics = Statistics::default();
        assert_eq!(statistics.quantile(0.5), None);
        (0..1000).for_each(|_| statistics.record(Duration::from_secs(9)));
        (0..=127).for_each(|ms| statistics.record(Duration::from_millis(ms)));
        let at = |part| statistics.quantile(part).unwrap().as_millis();
        assert_eq!((at(0.0), at(0.5), at(0.95), at(1.0)), (0, 64, 121, 127));
        (0..10).for_each(|_| statistics.record(Duration::from_secs(1)));
        let of_last = |count| statistics.quantile_of_last(count, 0.0).unwrap().as_millis();
        assert_eq!((of_last(10), of_last(11), of_last(1000)), (1000, 127, 10));
    }
}
