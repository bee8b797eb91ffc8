//! The retry budget: what keeps retries from multiplying an outage.

use std::sync::{Mutex, PoisonError};

use tokio::time::Instant;

/// What a full bucket holds.
const CAPACITY: f64 = 500.0;
/// What comes back by itself in a second.
const PER_SECOND: f64 = 5.0;
/// What a success at the first try gives back.
const FIRST_TRY: f64 = 1.0;

/// What a retry costs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Cost {
    /// After a transient failure.
    Transient,
    /// After the server asked to be left alone.
    Throttled,
}

impl Cost {
    fn tokens(self) -> f64 {
        match self {
            Self::Transient => 14.0,
            Self::Throttled => 5.0,
        }
    }
}

/// A bucket of tokens, shared by all calls of a client. A retry takes some, and is not made when
/// there are too few; a success gives back what its last retry took.
#[derive(Debug)]
pub(crate) struct Budget(Mutex<Bucket>);

#[derive(Debug)]
struct Bucket {
    tokens: f64,
    /// When the tokens were last brought up to date; `None` before first use, as a client can be
    /// built before the clock of its runtime exists.
    at: Option<Instant>,
}

impl Default for Budget {
    fn default() -> Self {
        Self(Mutex::new(Bucket { tokens: CAPACITY, at: None }))
    }
}

impl Budget {
    /// Pays for a retry; `false` when there is not enough.
    pub(super) fn pay(&self, cost: Cost) -> bool {
        self.with(|bucket| {
            let enough = bucket.tokens >= cost.tokens();
            if enough {
                bucket.tokens -= cost.tokens();
            }
            enough
        })
    }

    /// Gives back after a success.
    pub(super) fn refund(&self, paid: Option<Cost>) {
        self.with(|bucket| bucket.tokens += paid.map_or(FIRST_TRY, Cost::tokens));
    }

    fn with<T>(&self, change: impl FnOnce(&mut Bucket) -> T) -> T {
        // Nothing in here can panic half-way, so a poisoned bucket is still whole.
        let mut bucket = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        let gone = bucket.at.map_or(0.0, |at| now.duration_since(at).as_secs_f64());
        bucket.at = Some(now);
        bucket.tokens = (bucket.tokens + gone * PER_SECOND).min(CAPACITY);
        let result = change(&mut bucket);
        bucket.tokens = bucket.tokens.min(CAPACITY);
        result
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    fn drain(budget: &Budget, cost: Cost) -> u32 {
        (0..).find(|_| !budget.pay(cost)).unwrap()
    }

    #[tokio::test(start_paused = true)]
    async fn runs_dry_and_comes_back() {
        let budget = Budget::default();
        assert_eq!(drain(&budget, Cost::Transient), 35);
        assert_eq!(drain(&budget, Cost::Throttled), 2);
        budget.refund(Some(Cost::Transient));
        assert_eq!(drain(&budget, Cost::Transient), 1);
        (0..14).for_each(|_| budget.refund(None));
        assert_eq!(drain(&budget, Cost::Transient), 1);
        tokio::time::sleep(Duration::from_secs(28)).await;
        assert_eq!(drain(&budget, Cost::Transient), 10);
        (0..10_000).for_each(|_| budget.refund(None));
        assert_eq!(drain(&budget, Cost::Transient), 35);
    }
}
