//! What a probe has measured of an operation.

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use renkei::model::Api;
use renkei::probe::{Difference, DifferenceKind, Received, differences};

use super::send::{Prepared, Response};

/// How many durations of an operation count: the last ones.
const MAX_DURATIONS: usize = 10_000;
/// How many different messages and differences of an operation are kept.
const MAX_DISTINCT: usize = 100;

/// The targets of a probe.
#[derive(Clone, Copy, Debug)]
pub(super) struct Targets {
    pub(super) p95: Option<Duration>,
    /// The share of calls that may fail.
    pub(super) error_rate: f64,
}

/// The calls of an operation.
#[derive(Default)]
pub(super) struct Measured {
    pub(super) calls: u64,
    pub(super) errors: u64,
    pub(super) total: Duration,
    pub(super) messages: BTreeMap<String, u64>,
    pub(super) differences: BTreeMap<Difference, u64>,
    durations: VecDeque<Duration>,
}

impl Measured {
    /// Records a call.
    pub(super) fn record(
        &mut self,
        api: &Api,
        prepared: &Prepared,
        duration: Duration,
        result: Result<Response, String>,
    ) {
        self.calls += 1;
        self.total += duration;
        if self.durations.len() >= MAX_DURATIONS {
            self.durations.pop_front();
        }
        self.durations.push_back(duration);
        let error = match result {
            Err(message) => Some(message),
            Ok(response) => self.compare(api, prepared, &response),
        };
        if let Some(message) = error {
            self.errors += 1;
            count(&mut self.messages, message);
        }
    }

    /// Counts how a response differs from the document. Returns why the call failed, if it did.
    fn compare(&mut self, api: &Api, prepared: &Prepared, response: &Response) -> Option<String> {
        let content_type = response.content_type.as_deref();
        let received = Received { status: response.status, content_type, body: &response.body };
        let mut found = differences(api, prepared.request.operation, received);
        if response.is_deprecated {
            let message = "the response announces a deprecation".to_owned();
            found.push(Difference {
                kind: DifferenceKind::Deprecated,
                pointer: String::new(),
                message,
            });
        }
        let is_invalid = found.iter().any(|it| it.kind == DifferenceKind::Invalid);
        for difference in found {
            count(&mut self.differences, difference);
        }
        if !(200..300).contains(&response.status) {
            return Some(format!("status {}", response.status));
        }
        is_invalid.then(|| "the body does not fit the document".to_owned())
    }

    /// Returns the share of calls that failed.
    pub(super) fn error_rate(&self) -> f64 {
        if self.calls == 0 { 0.0 } else { self.errors as f64 / self.calls as f64 }
    }

    /// Returns quantiles of the durations, in the order of `parts`.
    pub(super) fn quantiles<const N: usize>(&self, parts: [f64; N]) -> [Duration; N] {
        let mut sorted: Vec<_> = self.durations.iter().copied().collect();
        sorted.sort_unstable();
        parts.map(|part| {
            let rank = (part * sorted.len() as f64).ceil() as usize;
            sorted.get(rank.saturating_sub(1)).copied().unwrap_or(Duration::ZERO)
        })
    }

    pub(super) fn meets(&self, targets: Targets) -> bool {
        let [p95] = self.quantiles([0.95]);
        targets.p95.is_none_or(|most| p95 <= most) && self.error_rate() <= targets.error_rate
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
        let mut measured = Measured::default();
        for milliseconds in 1..=100 {
            measured.durations.push_back(Duration::from_millis(milliseconds));
        }
        (measured.calls, measured.errors) = (100, 1);
        let ms = |it: u64| Duration::from_millis(it);
        assert_eq!(measured.quantiles([0.5, 0.95, 0.99]), [ms(50), ms(95), ms(99)]);
        for (p95, error_rate, expected) in [(95, 0.01, true), (94, 0.01, false), (95, 0.005, false)]
        {
            let targets = Targets { p95: Some(ms(p95)), error_rate };
            assert_eq!(measured.meets(targets), expected, "{targets:?}");
        }
    }
}
