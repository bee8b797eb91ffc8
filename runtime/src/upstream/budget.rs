//! The retry budget, which keeps retries from amplifying an outage.

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

/// A token bucket. A retry costs tokens and is not made if there are too few. A success refunds the
/// cost of its last retry.
#[derive(Debug)]
pub(crate) struct Budget {
    tokens: f64,
    /// When the tokens were last updated; `None` before the first use, because a client may be
    /// built before its runtime exists.
    at: Option<Instant>,
}

impl Default for Budget {
    fn default() -> Self {
        Self { tokens: CAPACITY, at: None }
    }
}

impl Budget {
    /// Pays for a retry. Returns `false` if there are too few tokens.
    pub(crate) fn pay(&mut self, now: Instant, cost: Cost) -> bool {
        self.refill(now);
        let enough = self.tokens >= cost.tokens();
        if enough {
            self.tokens -= cost.tokens();
        }
        enough
    }

    /// Refunds tokens after a success.
    pub(crate) fn refund(&mut self, now: Instant, paid: Option<Cost>) {
        self.refill(now);
        self.tokens = (self.tokens + paid.map_or(FIRST_TRY, Cost::tokens)).min(CAPACITY);
    }

    /// Returns how full the bucket is, from 0 to 1.
    pub(super) fn level(&mut self, now: Instant) -> f64 {
        self.refill(now);
        self.tokens / CAPACITY
    }

    fn refill(&mut self, now: Instant) {
        // A full bucket needs no arithmetic.
        if self.tokens < CAPACITY {
            let gone = self.at.map_or(0.0, |at| now.duration_since(at).as_secs_f64());
            self.tokens = (self.tokens + gone * PER_SECOND).min(CAPACITY);
        }
        self.at = Some(now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    fn drain(budget: &mut Budget, now: Instant, cost: Cost) -> u32 {
        (0..).find(|_| !budget.pay(now, cost)).unwrap()
    }

    #[test]
    fn the_budget_is_spent_and_refilled() {
        let (mut budget, now) = (Budget::default(), Instant::now());
        assert_eq!(drain(&mut budget, now, Cost::Transient), 35);
        assert_eq!(drain(&mut budget, now, Cost::Throttled), 2);
        budget.refund(now, Some(Cost::Transient));
        assert_eq!(drain(&mut budget, now, Cost::Transient), 1);
        (0..14).for_each(|_| budget.refund(now, None));
        assert_eq!(drain(&mut budget, now, Cost::Transient), 1);
        let later = now + Duration::from_secs(28);
        assert_eq!(drain(&mut budget, later, Cost::Transient), 10);
        (0..10_000).for_each(|_| budget.refund(later, None));
        assert_eq!(drain(&mut budget, later, Cost::Transient), 35);
    }
}
