//! What a probe has measured of an operation.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use renkei::model::Api;
use renkei::probe::{Difference, DifferenceKind, Received, differences};

use super::calls::{Call, RecentCalls};
use super::send::{Prepared, Response};

/// How many different messages and differences of an operation are kept.
const MAX_DISTINCT: usize = 100;

/// The targets of a probe.
#[derive(Clone, Copy, Debug)]
pub(super) struct Targets {
    pub(super) p95: Option<Duration>,
    /// The share of calls that may fail.
    pub(super) error_rate: f64,
}

/// The calls of an operation. All counts are since the start, but those of `recent`.
pub(super) struct Measured {
    pub(super) calls: u64,
    pub(super) errors: u64,
    pub(super) total: Duration,
    pub(super) messages: BTreeMap<String, u64>,
    pub(super) differences: BTreeMap<Difference, u64>,
    /// All differences, also those that `differences` has no place for.
    pub(super) drift: BTreeMap<DifferenceKind, u64>,
    /// The calls that are compared with targets.
    pub(super) recent: RecentCalls,
}

impl Measured {
    /// `window` is how long a call counts for the targets; without it, all calls do.
    pub(super) fn new(window: Option<Duration>) -> Self {
        Self {
            calls: 0,
            errors: 0,
            total: Duration::ZERO,
            messages: BTreeMap::new(),
            differences: BTreeMap::new(),
            drift: BTreeMap::new(),
            recent: RecentCalls::new(window),
        }
    }

    /// Records a call that has just ended.
    pub(super) fn record(
        &mut self,
        api: &Api,
        prepared: &Prepared,
        duration: Duration,
        result: Result<Response, String>,
    ) {
        self.calls += 1;
        self.total += duration;
        let (error, has_drift) = match result {
            Err(message) => (Some(message), false),
            Ok(response) => self.compare(api, prepared, &response),
        };
        let has_failed = error.is_some();
        if let Some(message) = error {
            self.errors += 1;
            count(&mut self.messages, message);
        }
        self.recent.add(Call { ended: Instant::now(), duration, has_failed, has_drift });
    }

    /// Counts how a response differs from the document. Returns why the call failed, if it did, and whether there is a difference.
    fn compare(
        &mut self,
        api: &Api,
        prepared: &Prepared,
        response: &Response,
    ) -> (Option<String>, bool) {
        let received = Received {
            status: response.status,
            content_type: response.content_type.as_deref(),
            deprecation: response.deprecation.as_deref(),
            sunset: response.sunset.as_deref(),
            body: &response.body,
        };
        let found = differences(api, prepared.request.operation, received);
        let has_drift = !found.is_empty();
        let is_invalid = found.iter().any(|it| it.kind == DifferenceKind::Invalid);
        for difference in found {
            *self.drift.entry(difference.kind).or_insert(0) += 1;
            count(&mut self.differences, difference);
        }
        let error = match response.status {
            200..300 => is_invalid.then(|| "the body does not fit the document".to_owned()),
            status => Some(format!("status {status}")),
        };
        (error, has_drift)
    }

    pub(super) fn meets(&self, targets: Targets) -> bool {
        let [p95] = self.recent.quantiles([0.95]);
        targets.p95.is_none_or(|most| p95 <= most) && self.recent.error_rate() <= targets.error_rate
    }
}

fn count<K: Ord>(counts: &mut BTreeMap<K, u64>, key: K) {
    if counts.len() < MAX_DISTINCT || counts.contains_key(&key) {
        *counts.entry(key).or_insert(0) += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_and_quantiles() {
        let mut measured = Measured::new(None);
        let ms = Duration::from_millis;
        for number in 1..=100 {
            let (ended, has_failed) = (Instant::now(), number == 1);
            measured.recent.add(Call { ended, duration: ms(number), has_failed, has_drift: false });
        }
        let quantiles = measured.recent.quantiles([0.5, 0.95, 0.99]);
        assert_eq!(quantiles, [ms(50), ms(95), ms(99)]);
        for (p95, error_rate, expected) in [(95, 0.01, true), (94, 0.01, false), (95, 0.005, false)]
        {
            let targets = Targets { p95: Some(ms(p95)), error_rate };
            assert_eq!(measured.meets(targets), expected, "{targets:?}");
        }
    }
}
