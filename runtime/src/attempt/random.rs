//! Randomness that tests can fix.

use std::time::Duration;

use crate::client::Backoff;

/// The source of random waits.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Random {
    /// The thread's generator. Waits need spread, not secrecy.
    Thread,
    /// A fixed fraction, from 0 to 1.
    Fixed(f64),
}

impl Random {
    fn unit(self) -> f64 {
        match self {
            Self::Thread => fastrand::f64(),
            Self::Fixed(part) => part.clamp(0.0, 1.0),
        }
    }

    /// Returns a full-jitter wait: between zero and `base` doubled `retries` times, at most `cap`.
    pub(crate) fn backoff(self, backoff: Backoff, retries: u32) -> Duration {
        let ceiling = backoff.base.saturating_mul(2_u32.saturating_pow(retries)).min(backoff.cap);
        ceiling.mul_f64(self.unit())
    }

    /// Adds up to 10 % to a wait, so that clients that were throttled together do not return
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
