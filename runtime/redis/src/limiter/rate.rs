//! `Rate`: how many attempts start within a time.

use std::time::Duration;

/// How many attempts may start: a number within a period, and how many of them at once.
///
/// # Examples
///
/// ```
/// use renkei_redis::Rate;
///
/// // 50 a second, of which at most 10 start at the same time; and 10,000 a day.
/// let rates = [Rate::per_second(50).burst(10), Rate::per_day(10_000).burst(500)];
/// # let _ = rates;
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[must_use]
pub struct Rate {
    count: u32,
    period: Duration,
    burst: u32,
}

impl Rate {
    /// Creates a rate of `count` attempts within `period`, one at a time.
    ///
    /// The rate is smooth: attempts are spread over the period. Within any period, at most `count` plus the burst start.
    pub const fn new(count: u32, period: Duration) -> Self {
        Self { count, period, burst: 1 }
    }

    /// Creates a rate per second.
    pub const fn per_second(count: u32) -> Self {
        Self::new(count, Duration::from_secs(1))
    }

    /// Creates a rate per minute.
    pub const fn per_minute(count: u32) -> Self {
        Self::new(count, Duration::from_secs(60))
    }

    /// Creates a rate per hour.
    pub const fn per_hour(count: u32) -> Self {
        Self::new(count, Duration::from_secs(60 * 60))
    }

    /// Creates a rate per day.
    pub const fn per_day(count: u32) -> Self {
        Self::new(count, Duration::from_secs(24 * 60 * 60))
    }

    /// Sets how many attempts may start at once after a pause. Defaults to 1.
    ///
    /// Keep it below the burst that the vendor allows, since attempts that start apart can arrive together.
    pub const fn burst(mut self, burst: u32) -> Self {
        self.burst = burst;
        self
    }

    pub(super) fn is_valid(&self) -> bool {
        self.count > 0 && self.burst > 0 && !self.period.is_zero()
    }

    /// Returns the time that one token takes, in microseconds.
    pub(super) fn interval(&self) -> f64 {
        self.period.as_secs_f64() * 1e6 / f64::from(self.count)
    }

    pub(super) fn size(&self) -> u32 {
        self.burst
    }
}
