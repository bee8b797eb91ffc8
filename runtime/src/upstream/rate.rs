//! The local rate limit: a token bucket, as the generic cell rate algorithm (ITU-T I.371).

use std::time::Duration;

use tokio::time::Instant;

/// How often attempts may start.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RateLimit {
    /// The time between two attempts in the long run.
    interval: Duration,
    /// How many attempts may start at once.
    burst: u32,
}

impl RateLimit {
    /// Creates a limit. `Err` says what is impossible.
    pub(crate) fn new(per_second: f64, burst: u32) -> Result<Self, &'static str> {
        if burst == 0 {
            return Err("the burst of a rate limit is at least 1");
        }
        let interval = Duration::try_from_secs_f64(1.0 / per_second);
        match interval.ok().filter(|it| per_second > 0.0 && !it.is_zero()) {
            Some(interval) => Ok(Self { interval, burst }),
            None => Err("the rate of a rate limit is a positive number"),
        }
    }
}

/// The state of a rate limit.
#[derive(Debug)]
pub(super) struct TokenBucket {
    limit: RateLimit,
    /// When the bucket is full again; `None` before the first use.
    full_at: Option<Instant>,
}

impl TokenBucket {
    pub(super) fn new(limit: RateLimit) -> Self {
        Self { limit, full_at: None }
    }

    /// Reserves a token. Returns when the attempt may start; `None` if that is after `until`, and
    /// then nothing is reserved.
    pub(super) fn reserve(&mut self, now: Instant, until: Instant) -> Option<Instant> {
        let RateLimit { interval, burst } = self.limit;
        let full_at = self.full_at.map_or(now, |it| it.max(now));
        let tolerance = interval * (burst - 1);
        let start = full_at.checked_sub(tolerance).map_or(now, |it| it.max(now));
        if start > until {
            return None;
        }
        self.full_at = Some(full_at + interval);
        Some(start)
    }

    /// Returns a token that was not used.
    pub(super) fn refund(&mut self) {
        self.full_at = self.full_at.and_then(|it| it.checked_sub(self.limit.interval));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_and_then_the_rate() {
        let mut bucket = TokenBucket::new(RateLimit::new(10.0, 3).unwrap());
        let (now, second) = (Instant::now(), Duration::from_secs(1));
        let mut starts = || {
            let start = bucket.reserve(now, now + second / 4)?;
            Some((start - now).as_millis())
        };
        let found: Vec<_> = (0..7).map(|_| starts()).collect();
        assert_eq!(found, [Some(0), Some(0), Some(0), Some(100), Some(200), None, None]);
        bucket.refund();
        assert_eq!(bucket.reserve(now, now + second), Some(now + second / 5));
        assert_eq!(bucket.reserve(now + second, now + second), Some(now + second));
        for (rate, burst) in [(0.0, 1), (-1.0, 1), (f64::NAN, 1), (f64::INFINITY, 1), (1.0, 0)] {
            assert!(RateLimit::new(rate, burst).is_err(), "{rate} {burst}");
        }
    }
}
