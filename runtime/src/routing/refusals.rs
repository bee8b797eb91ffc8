//! `BaseRefusals`: how many calls the base URL refuses, with which a canary is compared.

use std::sync::{Mutex, PoisonError};

/// After so many calls, older ones count for half, so that the share follows the calls that are made now.
const MOST_CALLS: f64 = 10_000.0;

/// By how many standard deviations the canary must differ. Until it has all calls, it is compared some hundred times, and chance alone must
/// not withdraw it.
const DEVIATIONS: f64 = 5.0;

/// The share of its calls that the base URL refuses: many look-ups of a CRM end with 404.
#[derive(Debug, Default)]
pub(super) struct BaseRefusals(Mutex<Counts>);

#[derive(Debug, Default)]
struct Counts {
    calls: f64,
    refusals: f64,
}

impl BaseRefusals {
    pub(super) fn record(&self, is_refused: bool) {
        // Nothing panics while the lock is held, so poisoned counts are consistent.
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        counts.calls += 1.0;
        counts.refusals += f64::from(u8::from(is_refused));
        if counts.calls >= MOST_CALLS {
            counts.calls /= 2.0;
            counts.refusals /= 2.0;
        }
    }

    /// Whether so many refusals are clearly more than the base URL has in so many calls. A base URL without calls says nothing.
    pub(super) fn are_exceeded_by(&self, refusals: u64, calls: u64) -> bool {
        let counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if counts.calls == 0.0 {
            return false;
        }
        let expected = calls as f64 * counts.refusals / counts.calls;
        // Rare events of a constant rate have the square root of their number as standard deviation.
        refusals as f64 > expected + DEVIATIONS * expected.max(1.0).sqrt()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn base(calls: u64, refusals: u64) -> BaseRefusals {
        let base = BaseRefusals::default();
        (0..calls).for_each(|call| base.record(call % calls < refusals));
        base
    }

    #[test]
    fn clearly_more_refusals_than_the_base_url() {
        for (base, refusals, calls, expected) in [
            (base(0, 0), 100, 100, false),
            (base(900, 0), 5, 100, false),
            (base(900, 0), 6, 100, true),
            (base(1000, 20), 9, 100, false),
            (base(1000, 20), 10, 100, true),
            (base(1000, 500), 80, 100, false),
            (base(1000, 500), 100, 100, true),
            (base(1000, 20), 240, 10_000, false),
            (base(1000, 20), 280, 10_000, true),
        ] {
            let exceeds = base.are_exceeded_by(refusals, calls);
            assert_eq!(exceeds, expected, "{refusals} of {calls}: {base:?}");
        }
    }

    #[test]
    fn later_calls_count_more() {
        let base = base(20_000, 20_000);
        (0..100_000).for_each(|_| base.record(false));
        assert!(base.are_exceeded_by(6, 100), "{base:?}");
    }
}
