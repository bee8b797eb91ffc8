//! Randomness, behind a seam so that a test can fix it.

use std::time::Duration;

use crate::client::Backoff;

/// Where random waits come from.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Random {
    /// The thread's generator. Waits need no secrecy, only spread.
    Thread,
    /// Always this, from 0 to 1.
    Fixed(f64),
}

impl Random {
    fn unit(self) -> f64 {
        match self {
            Self::Thread => fastrand::f64(),
            Self::Fixed(part) => part.clamp(0.0, 1.0),
        }
    }

    /// A full-jitter wait: anything from nothing to `base` doubled `retries` times, within `cap`.
    pub(crate) fn backoff(self, backoff: Backoff, retries: u32) -> Duration {
        let ceiling = backoff.base.saturating_mul(2_u32.saturating_pow(retries)).min(backoff.cap);
        ceiling.mul_f64(self.unit())
    }

    /// A wait and up to a tenth more, so that those who were sent away together do not come back
    /// together.
    pub(crate) fn spread(self, wait: Duration) -> Duration {
        wait.saturating_add(wait.mul_f64(self.unit() / 10.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_the_cap() {
        let backoff = Backoff { base: Duration::from_millis(100), cap: Duration::from_secs(2) };
        for (retries, part, expected) in [
            (0, 1.0, 100),
            (1, 1.0, 200),
            (3, 0.5, 400),
            (5, 1.0, 2000),
            (99, 1.0, 2000),
            (3, 0.0, 0),
        ] {
            assert_eq!(
                Random::Fixed(part).backoff(backoff, retries),
                Duration::from_millis(expected)
            );
        }
        let one = Random::Thread.backoff(backoff, 5);
        assert!(one <= backoff.cap);
        assert_eq!(Random::Fixed(1.0).spread(Duration::from_secs(10)), Duration::from_secs(11));
    }
}
