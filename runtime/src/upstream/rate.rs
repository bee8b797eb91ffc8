//! The local rate limit: a token bucket, as the generic cell rate algorithm (ITU-T I.371).

use std::time::Duration;

use tokio::time::Instant;

/// How often attempts may start.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RateLimit {
    /// The time between two attempts in the long run.
    interval: Duration,
    /// How long before its time an attempt may start: the time that all attempts of a burst but one take.
    tolerance: Duration,
}

impl RateLimit {
    /// Creates a limit. `Err` says what is impossible.
    pub(crate) fn new(per_second: f64, burst: u32) -> Result<Self, &'static str> {
        if burst == 0 {
            return Err("the burst of a rate limit is at least 1");
        }
        let interval = Duration::try_from_secs_f64(1.0 / per_second);
        let interval = interval.ok().filter(|it| per_second > 0.0 && !it.is_zero());
        let tolerance = interval.and_then(|it| it.checked_mul(burst - 1));
        match (interval, tolerance) {
            (Some(interval), Some(tolerance)) => Ok(Self { interval, tolerance }),
            (Some(_), None) => Err("the rate of a rate limit is too low for its burst"),
            (None, _) => Err("the rate of a rate limit is a positive number"),
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
        let full_at = self.full_at.map_or(now, |it| it.max(now));
        let start = full_at.checked_sub(self.limit.tolerance).map_or(now, |it| it.max(now));
        if start > until {
            return None;
        }
        self.full_at = Some(full_at.checked_add(self.limit.interval)?);
        Some(start)
    }

    /// Takes a token, if there is one now.
    pub(super) fn take(&mut self, now: Instant) -> bool {
        self.reserve(now, now).is_some()
    }

    /// Whether there is a token now.
    pub(super) fn has_token(&self, now: Instant) -> bool {
        let start = self.full_at.and_then(|it| it.checked_sub(self.limit.tolerance));
        start.is_none_or(|it| it <= now)
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
        let later = now + second;
        assert_eq!(
            [bucket.take(later), bucket.take(later), bucket.take(later)],
            [true, true, false]
        );
        assert!(!bucket.has_token(later) && bucket.has_token(later + second / 10));
        for (rate, burst) in
            [(1e-15, u32::MAX), (0.0, 1), (-1.0, 1), (f64::NAN, 1), (f64::INFINITY, 1), (1.0, 0)]
        {
            assert!(RateLimit::new(rate, burst).is_err(), "{rate} {burst}");
        }
    }
}
