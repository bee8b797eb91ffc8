//! What a call that has ended says about its servers: about the upstream's targets, and about the canary.

use std::time::Duration;

use super::call_state::CallState;
use super::retry_loop::Run;
use super::settlement;
use crate::call::Destination;
use crate::error::{Error, ErrorKind};
use crate::hooks::{DriftReporter, Event};
use crate::routing::{ActiveCanary, CanaryChange};
use crate::slo::CallResult;
use crate::upstream::SloChange;

impl Run<'_> {
    /// Tells the breaker that the call failed because of the upstream.
    pub(super) fn record_failed_call(&self, state: &CallState, has_failed: bool) {
        if !has_failed || !state.is_upstream_failure {
            return;
        }
        if let Some(change) = self.upstream.record_failed_call() {
            self.call.core().hooks().report(|| settlement::breaker_event(&self.upstream, change));
        }
    }

    /// Compares the call with the targets of its upstream, and with those of the canary. A copy for the shadow has no targets.
    pub(super) fn record_result(&self, duration: Duration, error: Option<&Error>) {
        // A canary has to take its share, so a closed gate or an open breaker is a failure too.
        let is_rejected = self.prepared.destination == Destination::Canary
            && matches!(error.map(Error::kind), Some(ErrorKind::NotAdmitted(_)));
        let result = settlement::call_result(error);
        if let Some(result) = result {
            self.record_slo(duration, result);
        }
        if let Some(result) = result.or(is_rejected.then_some(CallResult::Failed)) {
            self.record_route(duration, result);
        }
    }

    /// Counts a call that was dropped after it had taken longer than its target. One that was dropped before says nothing.
    pub(super) fn record_dropped(&self, duration: Duration) {
        if self.upstream.is_slow(duration) {
            self.record_slo(duration, CallResult::Succeeded);
        }
        let canary = self.call.core().canary().filter(|it| it.is_slow(duration));
        if let Some(canary) = canary.filter(|_| self.prepared.destination == Destination::Canary) {
            self.record_canary(canary, duration, CallResult::Succeeded);
        }
    }

    fn record_route(&self, duration: Duration, result: CallResult) {
        let Some(canary) = self.call.core().canary() else { return };
        match self.prepared.destination {
            Destination::Canary => {
                if result == CallResult::Succeeded {
                    canary.note_new_token(false);
                }
                self.record_canary(canary, duration, result);
            }
            Destination::BaseBesideCanary => canary.record_base(result),
            Destination::Base | Destination::Shadow => {}
        }
    }

    fn record_canary(&self, canary: &ActiveCanary, duration: Duration, result: CallResult) {
        let (hooks, upstream) = (self.call.core().hooks(), self.upstream.origin());
        match &canary.record(upstream, duration, result) {
            Some(CanaryChange::Raised(share)) => {
                hooks.report(|| Event::CanaryRaised { upstream, share: *share });
            }
            Some(CanaryChange::Withdrawn(report)) => {
                hooks.report(|| Event::CanaryWithdrawn { report });
            }
            None => {}
        }
    }

    fn record_slo(&self, duration: Duration, result: CallResult) {
        if self.prepared.destination == Destination::Shadow {
            return;
        }
        let core = self.call.core();
        let change = self.upstream.record_call(duration, result, |it| core.react(it));
        let Some(SloChange { report, is_new, breaker }) = &change else { return };
        if !report.is_met {
            core.hooks().report(|| Event::SloViolated { report });
        } else if *is_new {
            core.hooks().report(|| Event::SloMet { report });
        }
        if let Some(change) = *breaker {
            core.hooks().report(|| settlement::breaker_event(&self.upstream, change));
        }
    }

    /// Returns what reports how the body of the response is decoded, if someone is told.
    pub(super) fn drift_reporter(&self) -> Option<DriftReporter> {
        let core = self.call.core();
        let is_canary = self.prepared.destination == Destination::Canary;
        let canary = core.canary().filter(|_| is_canary);
        core.hooks().drift_reporter(self.call.operation(), &self.upstream, canary)
    }
}
