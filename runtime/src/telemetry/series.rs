//! `Series`: the counters of one method and path template at one upstream.

use std::collections::BTreeMap;
use std::time::Duration;

use super::error_type::{CANCELLED, error_type};
use super::histogram::{BucketHistogram, DurationHistogram};
use super::series_map::SeriesKey;
use super::snapshot::PathMetrics;
use crate::error::{AdmissionLimit, Class, Error};
use crate::hooks::DriftKind;

/// How many kinds of result an attempt may have in a series. A server can send any status.
const MAX_RESULTS: usize = 32;
/// The number of attempts from which successes are counted together.
const MAX_ATTEMPTS: usize = 10;

/// How an attempt ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct AttemptKind {
    pub(super) status: Option<u16>,
    /// The type of a failure that is not an HTTP status.
    pub(super) error: Option<&'static str>,
    /// Whether it stands for all kinds of result beyond the limit.
    pub(super) is_overflow: bool,
}

/// The counters of one method and path template at one upstream.
#[derive(Clone, Debug)]
pub(super) struct Series {
    errors: BTreeMap<Class, u64>,
    calls: DurationHistogram,
    attempts_to_success: [u64; MAX_ATTEMPTS],
    attempts_of_successes: u64,
    throttled: u64,
    waits: DurationHistogram,
    not_admitted: BTreeMap<AdmissionLimit, u64>,
    budget_exhausted: u64,
    drift: BTreeMap<DriftKind, u64>,
    hedges: u64,
    hedges_used: u64,
    /// Most attempts end in one of a few ways, so a list is the fastest map.
    attempts: Vec<(AttemptKind, BucketHistogram)>,
}

impl Series {
    pub(super) fn new() -> Self {
        Self {
            errors: BTreeMap::new(),
            calls: DurationHistogram::new(),
            attempts_to_success: [0; MAX_ATTEMPTS],
            attempts_of_successes: 0,
            throttled: 0,
            waits: DurationHistogram::new(),
            not_admitted: BTreeMap::new(),
            budget_exhausted: 0,
            drift: BTreeMap::new(),
            hedges: 0,
            hedges_used: 0,
            attempts: Vec::new(),
        }
    }

    pub(super) fn record_wait(&mut self, waited: Duration) {
        self.waits.record(waited);
    }

    pub(super) fn record_attempt(
        &mut self,
        status: Option<u16>,
        error: Option<&Error>,
        duration: Duration,
    ) {
        self.throttled += u64::from(status == Some(429));
        // A status that is an error names itself.
        let error = error.filter(|_| status.is_none_or(|it| it < 400)).map(error_type);
        self.record_kind(AttemptKind { status, error, is_overflow: false }, duration);
    }

    pub(super) fn record_dropped(&mut self, duration: Duration) {
        let error = Some(CANCELLED);
        self.record_kind(AttemptKind { status: None, error, is_overflow: false }, duration);
    }

    fn record_kind(&mut self, kind: AttemptKind, duration: Duration) {
        let known = self.attempts.iter_mut().find(|(it, _)| *it == kind);
        match known {
            Some((_, durations)) => durations.record(duration),
            None => self.record_first_attempt(kind, duration),
        }
    }

    #[cold]
    fn record_first_attempt(&mut self, kind: AttemptKind, duration: Duration) {
        let overflow = AttemptKind { status: None, error: None, is_overflow: true };
        let kind = if self.attempts.len() < MAX_RESULTS { kind } else { overflow };
        if let Some((_, durations)) = self.attempts.iter_mut().find(|(it, _)| *it == kind) {
            return durations.record(duration);
        }
        let mut durations = BucketHistogram::default();
        durations.record(duration);
        self.attempts.push((kind, durations));
    }

    pub(super) fn record_call(&mut self, attempts: u32, error: Option<&Error>, duration: Duration) {
        self.calls.record(duration);
        if let Some(error) = error {
            *self.errors.entry(error.class()).or_insert(0) += 1;
            return;
        }
        self.attempts_of_successes += u64::from(attempts);
        let index = (attempts.max(1) as usize).min(MAX_ATTEMPTS) - 1;
        if let Some(count) = self.attempts_to_success.get_mut(index) {
            *count += 1;
        }
    }

    pub(super) fn record_not_admitted(&mut self, limit: AdmissionLimit) {
        *self.not_admitted.entry(limit).or_insert(0) += 1;
    }

    pub(super) fn record_budget_exhausted(&mut self) {
        self.budget_exhausted += 1;
    }

    pub(super) fn record_drift(&mut self, kind: DriftKind) {
        *self.drift.entry(kind).or_insert(0) += 1;
    }

    pub(super) fn record_hedge(&mut self, is_used: bool) {
        self.hedges += 1;
        self.hedges_used += u64::from(is_used);
    }

    /// Returns the durations of calls.
    pub(super) fn calls(&self) -> &DurationHistogram {
        &self.calls
    }

    /// Returns how long attempts waited.
    pub(super) fn waits(&self) -> &DurationHistogram {
        &self.waits
    }

    /// Returns the durations of attempts by how they ended, in order.
    pub(super) fn attempts(&self) -> Vec<&(AttemptKind, BucketHistogram)> {
        let mut attempts: Vec<_> = self.attempts.iter().collect();
        attempts.sort_by_key(|it| it.0);
        attempts
    }

    /// Returns the number of attempts of all calls that succeeded.
    pub(super) fn attempts_of_successes(&self) -> u64 {
        self.attempts_of_successes
    }

    pub(super) fn snapshot(&self, key: &SeriesKey) -> PathMetrics {
        let duration = self.calls.summary();
        PathMetrics {
            method: key.method,
            path: key.path,
            upstream: key.upstream.clone(),
            is_overflow: false,
            calls: duration.count,
            errors: self.errors.clone(),
            duration,
            attempts_to_success: self.attempts_to_success.to_vec(),
            attempts: self.attempts.iter().map(|(_, it)| it.count).sum(),
            throttled: self.throttled,
            wait: self.waits.summary(),
            not_admitted: self.not_admitted.clone(),
            budget_exhausted: self.budget_exhausted,
            drift: self.drift.clone(),
            hedges: self.hedges,
            hedges_used: self.hedges_used,
        }
    }
}
