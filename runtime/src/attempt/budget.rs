//! The retry budget, which keeps retries from amplifying an outage.

use std::sync::{Mutex, PoisonError};

use tokio::time::Instant;

/// The tokens of a full bucket.
const CAPACITY: f64 = 500.0;
/// The tokens added per second.
const PER_SECOND: f64 = 5.0;
/// The tokens added for a success at the first attempt.
const FIRST_TRY: f64 = 1.0;

/// The cost of a retry.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Cost {
    /// After a transient failure.
    Transient,
    /// After a throttled attempt.
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

/// A token bucket that all calls of a client share. A retry costs tokens and is not made if there
/// are too few. A success refunds the cost of its last retry.
#[derive(Debug)]
pub(crate) struct Budget(Mutex<Bucket>);

#[derive(Debug)]
struct Bucket {
    tokens: f64,
    /// When the tokens were last updated; `None` before the first use, because a client may be
    /// built before its runtime exists.
    at: Option<Instant>,
}

impl Default for Budget {
    fn default() -> Self {
        Self(Mutex::new(Bucket { tokens: CAPACITY, at: None }))
    }
}

impl Budget {
    /// Pays for a retry. Returns `false` if there are too few tokens.
    pub(crate) fn pay(&self, cost: Cost) -> bool {
        self.with(|bucket| {
            let enough = bucket.tokens >= cost.tokens();
            if enough {
                bucket.tokens -= cost.tokens();
            }
            enough
        })
    }

    /// Refunds tokens after a success.
    pub(crate) fn refund(&self, paid: Option<Cost>) {
        self.with(|bucket| bucket.tokens += paid.map_or(FIRST_TRY, Cost::tokens));
    }

    fn with<T>(&self, change: impl FnOnce(&mut Bucket) -> T) -> T {
        // Nothing panics while the lock is held, so a poisoned bucket is consistent.
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
    async fn the_budget_is_spent_and_refilled() {
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
