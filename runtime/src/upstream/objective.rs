//! What an upstream does while its targets are not met.

use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::Semaphore;
use tokio::time::Instant;

use super::{BreakerChange, Upstream};
use crate::slo::{CallResult, Measurement, Monitor, Slo, SloReactions, SloReport};

/// How many attempts must have ended since fewer are allowed in flight, before their durations say anything.
const LEAST_ATTEMPTS: u64 = 20;

/// The targets of an upstream, and the reactions in effect.
pub(super) struct Objective {
    monitor: Monitor,
    is_violated: AtomicBool,
    stops_retries: AtomicBool,
    /// How many attempts have ended when the last one has that was in flight with more others than are allowed now.
    settled_at: AtomicU64,
}

/// What a comparison with the targets changed.
#[derive(Debug)]
pub(crate) struct SloChange {
    pub(crate) report: SloReport,
    /// Whether the targets are met now and were not before, or the other way around.
    pub(crate) is_new: bool,
    pub(crate) breaker: Option<BreakerChange>,
}

impl Objective {
    pub(super) fn new(slo: Slo) -> Self {
        Self {
            monitor: Monitor::new(slo),
            is_violated: AtomicBool::new(false),
            stops_retries: AtomicBool::new(false),
            settled_at: AtomicU64::new(0),
        }
    }
}

impl Upstream {
    /// Records a call, and reacts if the targets are due to be compared.
    pub(crate) fn record_call(
        &self,
        duration: Duration,
        result: CallResult,
        react: impl FnOnce(&SloReport) -> SloReactions,
    ) -> Option<SloChange> {
        let objective = self.objective.as_ref()?;
        let measurement = objective.monitor.record(Instant::now(), duration, result)?;
        // Too few calls say nothing: they neither begin nor end a reaction.
        let is_met = measurement.is_met?;
        let was_violated = objective.is_violated.swap(!is_met, Ordering::Relaxed);
        let report = self.report(measurement, is_met);
        let reactions = if is_met { SloReactions::NONE } else { react(&report) };
        objective.stops_retries.store(reactions.stops_retries, Ordering::Relaxed);
        if !reactions.shrinks_concurrency {
            self.concurrency.grow(&self.permits, self.limits.in_flight);
        } else if self.is_overloaded(objective, &report) {
            self.shrink_concurrency(objective);
        }
        let breaker = reactions.opens_breaker.then(|| self.open_breaker()).flatten();
        if breaker.is_some() {
            // Later calls are judged by themselves.
            objective.monitor.clear();
        }
        Some(SloChange { report, is_new: was_violated == is_met, breaker })
    }

    /// Whether a call takes longer than its target.
    pub(crate) fn is_slow(&self, duration: Duration) -> bool {
        self.objective.as_ref().is_some_and(|it| it.monitor.is_slow(duration))
    }

    /// Whether the attempts miss the targets, and not only the calls, which also wait for others. Fewer attempts at once would make
    /// that wait longer. Attempts that were in flight with more others than are allowed now say nothing.
    fn is_overloaded(&self, objective: &Objective, report: &SloReport) -> bool {
        let p95 = {
            let state = self.state();
            let settled_at = objective.settled_at.load(Ordering::Relaxed);
            let count = state.statistics.attempts.saturating_sub(settled_at);
            if settled_at > 0 && count < LEAST_ATTEMPTS {
                return false;
            }
            let count = usize::try_from(count).unwrap_or(usize::MAX);
            state.statistics.quantile_of_last(count, 0.95).unwrap_or(report.p95)
        };
        self.limits.slo.is_some_and(|slo| !slo.is_met_by(p95, report.error_rate()))
    }

    fn shrink_concurrency(&self, objective: &Objective) {
        let in_flight = self.in_flight.load(Ordering::Acquire);
        if self.concurrency.shrink(&self.permits, in_flight) {
            let settled_at = self.state().statistics.attempts.saturating_add(in_flight as u64);
            objective.settled_at.store(settled_at, Ordering::Relaxed);
        }
    }

    fn report(&self, measurement: Measurement, is_met: bool) -> SloReport {
        let Measurement { calls, failures, p95, .. } = measurement;
        let (upstream, path) = (self.origin.clone(), self.path);
        SloReport { upstream, path, calls, failures, refusals: 0, p95, is_met }
    }

    fn open_breaker(&self) -> Option<BreakerChange> {
        if !self.limits.breaker {
            return None;
        }
        let mut state = self.state();
        let change = state.breaker.open_at(Instant::now());
        self.note_calm(&state);
        change
    }

    /// Whether the targets are met, as far as that is known.
    pub(crate) fn meets_targets(&self) -> bool {
        self.objective.as_ref().is_none_or(|it| !it.is_violated.load(Ordering::Relaxed))
    }

    /// Whether a retry may follow a failure.
    pub(crate) fn allows_retries(&self) -> bool {
        self.objective.as_ref().is_none_or(|it| !it.stops_retries.load(Ordering::Relaxed))
    }
}

/// How many attempts may be in flight, which may be fewer than the setting.
#[derive(Debug)]
pub(super) struct Concurrency {
    most: Mutex<usize>,
    /// The permits in use that are not given back, because fewer are allowed now.
    owed: AtomicUsize,
}

impl Concurrency {
    pub(super) fn new(most: usize) -> Self {
        Self { most: Mutex::new(most), owed: AtomicUsize::new(0) }
    }

    /// Returns a permit, unless it is one too many.
    pub(super) fn release(&self, permits: &Semaphore) {
        let is_owed = self.owed.load(Ordering::Acquire) > 0
            && self
                .owed
                .fetch_update(Ordering::AcqRel, Ordering::Acquire, |it| it.checked_sub(1))
                .is_ok();
        if !is_owed {
            permits.add_permits(1);
        }
    }

    /// Returns how many attempts may be in flight.
    pub(super) fn most(&self) -> usize {
        *self.most.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Allows 30 % fewer than are in flight, and at least one. Returns whether that changes anything.
    fn shrink(&self, permits: &Semaphore, in_flight: usize) -> bool {
        let mut most = self.most.lock().unwrap_or_else(PoisonError::into_inner);
        let fewer = (in_flight.min(*most) * 7 / 10).max(1);
        if fewer >= *most {
            return false;
        }
        let removed = *most - fewer;
        self.owed.fetch_add(removed - permits.forget_permits(removed), Ordering::AcqRel);
        *most = fewer;
        true
    }

    /// Allows twice as many, up to the setting.
    fn grow(&self, permits: &Semaphore, setting: usize) {
        let mut most = self.most.lock().unwrap_or_else(PoisonError::into_inner);
        let more = most.saturating_mul(2).min(setting);
        if more <= *most {
            return;
        }
        let mut added = more - *most;
        while added > 0 {
            let subtract = |it: usize| it.checked_sub(1);
            if self.owed.fetch_update(Ordering::AcqRel, Ordering::Acquire, subtract).is_err() {
                break;
            }
            added -= 1;
        }
        permits.add_permits(added);
        *most = more;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fewer_and_more_attempts_in_flight() {
        let (permits, concurrency) = (Semaphore::new(100), Concurrency::new(100));
        let take = |count: u32| permits.try_acquire_many(count).unwrap().forget();
        take(50);
        concurrency.shrink(&permits, 50);
        assert_eq!((concurrency.most(), permits.available_permits()), (35, 0));
        (0..15).for_each(|_| concurrency.release(&permits));
        assert_eq!(permits.available_permits(), 0, "35 are in flight, as many as are allowed");
        concurrency.release(&permits);
        assert_eq!(permits.available_permits(), 1);
        concurrency.shrink(&permits, 34);
        assert_eq!((concurrency.most(), permits.available_permits()), (23, 0));
        concurrency.grow(&permits, 100);
        assert_eq!((concurrency.most(), permits.available_permits()), (46, 12));
        concurrency.grow(&permits, 100);
        concurrency.grow(&permits, 100);
        (0..34).for_each(|_| concurrency.release(&permits));
        assert_eq!((concurrency.most(), permits.available_permits()), (100, 100));
        assert!(concurrency.shrink(&permits, 0));
        assert!(!concurrency.shrink(&permits, 0), "one is the least");
        assert_eq!((concurrency.most(), permits.available_permits()), (1, 1));
    }
}
