//! Randomness that tests can fix: the waits of a client, and its idempotency keys.
//!
//! All other inputs of a call are its request, the transport and tokio's clock. So a client with a seed, a scripted
//! transport and a paused clock repeats itself exactly.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use uuid::Uuid;

use crate::client::Backoff;

/// The source of random waits and keys.
#[derive(Clone, Debug)]
pub(crate) enum Random {
    /// The thread's generator for waits, which need spread and no secrecy; the system's for keys.
    System,
    /// A fixed fraction for waits, from 0 to 1.
    Fixed(f64),
    /// A generator with a seed, for both. Clones share it.
    Seeded(Arc<Mutex<fastrand::Rng>>),
}

impl Random {
    pub(crate) fn seeded(seed: u64) -> Self {
        Self::Seeded(Arc::new(Mutex::new(fastrand::Rng::with_seed(seed))))
    }

    /// Returns a number from 0 to 1.
    pub(crate) fn unit(&self) -> f64 {
        match self {
            Self::System => fastrand::f64(),
            Self::Fixed(part) => part.clamp(0.0, 1.0),
            Self::Seeded(generator) => {
                generator.lock().unwrap_or_else(PoisonError::into_inner).f64()
            }
        }
    }

    /// Returns a random UUID (RFC 9562 § 5.4).
    pub(crate) fn uuid(&self) -> Uuid {
        match self {
            Self::System | Self::Fixed(_) => Uuid::new_v4(),
            Self::Seeded(generator) => {
                let bits = generator.lock().unwrap_or_else(PoisonError::into_inner).u128(..);
                uuid::Builder::from_random_bytes(bits.to_be_bytes()).into_uuid()
            }
        }
    }

    /// Returns a full-jitter wait: between zero and `base` doubled `retries` times, at most `cap`.
    pub(crate) fn backoff(&self, backoff: Backoff, retries: u32) -> Duration {
        let ceiling = backoff.base.saturating_mul(2_u32.saturating_pow(retries)).min(backoff.cap);
        ceiling.mul_f64(self.unit())
    }

    /// Adds up to 10 % to a wait, so that clients that were throttled together do not return
    /// together.
    pub(crate) fn spread(&self, wait: Duration) -> Duration {
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
        let one = Random::System.backoff(backoff, 5);
        assert!(one <= backoff.cap);
        assert_eq!(Random::Fixed(1.0).spread(Duration::from_secs(10)), Duration::from_secs(11));
    }

    #[test]
    fn a_seed_repeats_itself() {
        let sample = |seed| {
            let random = Random::seeded(seed);
            let ten = (0..10).map(|_| random.spread(Duration::from_secs(1)));
            (ten.collect::<Vec<_>>(), random.uuid())
        };
        assert_eq!(sample(7), sample(7));
        assert_ne!(sample(7), sample(8));
        assert_eq!(sample(7).1.get_version_num(), 4);
    }
}
