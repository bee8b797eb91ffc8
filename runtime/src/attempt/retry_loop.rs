//! The loop around attempts. Each attempt has the same phases: gate, credentials, admission, exchange,
//! settlement, classification; then there is a wait, or the call ends.

use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::time::Duration;

use http::StatusCode;
use tokio::time::{Instant, sleep};

use super::call_state::{CallState, RetryContext};
use super::classify::{Classification, Retry, classify};
use super::drift;
use super::dropped::{InFlight, PendingCall};
use super::hedge::HedgeTimer;
use super::limits::{CallLimits, TimeBudget};
use super::notices::Notices;
use super::single_attempt::{AttemptResponse, single_attempt};
use super::{route, settlement};
use crate::auth::{CredentialPlacement, UsedTokens, ready_credentials, resolve_credentials};
use crate::call::{Call, Destination, Prepared, Safety};
use crate::confirm::confirmed;
use crate::decode::RawResponse;
use crate::error::{Error, ErrorKind, Phase};
use crate::hooks::{AttemptIdentity, AttemptReport, Event, Span, SpanEnd, SpanStart, within};
use crate::upstream::{Admission, AdmissionRequest, AttemptEnd, AttemptResult, Upstream};

/// Runs a call to its end.
pub(crate) async fn run(call: Call) -> Result<RawResponse, Error> {
    match run_prepared(&call).await {
        Ok(response) => Ok(response),
        Err(error) => Err(confirmed(&call, error.of(call.operation().id)).await),
    }
}

async fn run_prepared(call: &Call) -> Result<RawResponse, Error> {
    let mut prepared = call.prepare()?;
    route::route(call, &mut prepared);
    // The deadline also counts while another call with the same key runs.
    let limits = CallLimits::of(call);
    let has_key = prepared.idempotency_key.is_some();
    let (core, flights) = (call.core(), call.core().flights());
    let deadline = call.call_options().deadline.unwrap_or(core.settings().deadline);
    // Only a key that the caller has set, or that a clone has too, can occur twice.
    if has_key && (call.shares_key() || core.journals().is_some()) {
        // Boxed, because few calls do this, and a future is as large as its largest branch.
        return Box::pin(run_keyed(call, &prepared, limits, deadline)).await;
    }
    let result = retry_loop(call, &prepared, limits).await;
    // The caller learns a generated key from an error, and may use it again.
    if has_key && result.is_err() {
        if let Some(request) = flights.request(&prepared, deadline) {
            flights.remember(&request);
        }
    }
    result.map(|response| response.head)
}

/// Runs a call whose key another call may have too, or which a journal records.
async fn run_keyed(
    call: &Call,
    prepared: &Prepared,
    limits: CallLimits,
    deadline: Duration,
) -> Result<RawResponse, Error> {
    let (core, flights) = (call.core(), call.core().flights());
    type Work<'a> = Pin<Box<dyn Future<Output = Result<RawResponse, Error>> + Send + 'a>>;
    let (is_shared, ends_at) = (call.shares_key(), limits.ends_at);
    let work = async {
        match retry_loop(call, prepared, limits).await {
            Ok(response) => Ok(response.head),
            // Before others with the key and the journal learn the outcome.
            Err(error) => Err(confirmed(call, error).await),
        }
    };
    // Another process knows only keys that the caller has set.
    let work: Work<'_> = match core.responses() {
        Some(responses) if is_shared => Box::pin(responses.run(call, prepared, work)),
        _ => Box::pin(work),
    };
    let work: Work<'_> = match core.journals() {
        Some(journals) => Box::pin(journals.record(call, prepared, ends_at, work)),
        None => work,
    };
    match flights.request(prepared, deadline) {
        Some(request) if is_shared => flights.run(request, work).await,
        request => {
            let result = work.await;
            if let (Err(_), Some(request), false) = (&result, &request, is_shared) {
                flights.remember(request);
            }
            result
        }
    }
}

/// A call with everything that its attempts share.
pub(super) struct Run<'a> {
    pub(super) call: &'a Call,
    pub(super) prepared: &'a Prepared,
    pub(super) limits: CallLimits,
    pub(super) upstream: Arc<Upstream>,
}

// Not an async function, whose future would contain the other one.
pub(super) fn retry_loop<'a>(
    call: &'a Call,
    prepared: &'a Prepared,
    limits: CallLimits,
) -> impl Future<Output = Result<AttemptResponse, Error>> + Send + 'a {
    let upstream = call.core().upstream(&prepared.uri, call.operation().path);
    let span = start_span(call, &upstream);
    retry_loop_in(call, prepared, limits, (upstream, span))
}

/// Starts the span of a call, within the span that is current now.
pub(super) fn start_span(call: &Call, upstream: &Upstream) -> Option<Box<dyn Span>> {
    let tracer = call.core().hooks().tracer.as_deref()?;
    tracer.start_call(&SpanStart::new(call, upstream, None))
}

pub(super) async fn retry_loop_in(
    call: &Call,
    prepared: &Prepared,
    limits: CallLimits,
    (upstream, span): (Arc<Upstream>, Option<Box<dyn Span>>),
) -> Result<AttemptResponse, Error> {
    let (core, operation) = (call.core(), call.operation());
    let run = Run { call, prepared, limits, upstream };
    let started = Instant::now();
    core.hooks().report_start(|| Event::CallStarted {
        operation: operation.id,
        method: operation.method,
        path: operation.path,
        upstream: run.upstream.origin(),
    });
    let mut state = CallState::default();
    let pending = PendingCall { run: &run, started };
    let result = {
        let attempts = pin!(run.attempts(&mut state, span.as_deref()));
        within(span.as_deref(), attempts).await
    };
    if let Some(span) = span {
        span.end(&SpanEnd { status: None, error: result.as_ref().err() });
    }
    std::mem::forget(pending);
    run.record_failed_call(&state, result.is_err());
    let (error, duration) = (result.as_ref().err(), started.elapsed());
    run.record_result(duration, error);
    core.hooks().report_end(|| Event::CallEnded {
        operation: operation.id,
        method: operation.method,
        path: operation.path,
        upstream: run.upstream.origin(),
        attempts: state.attempts,
        error,
        duration,
    });
    if prepared.destination != Destination::Shadow {
        core.hooks().interceptors.iter().for_each(|it| it.after_call(operation.id, error));
    }
    let key = prepared.idempotency_key.clone();
    let reporter = run.drift_reporter();
    match result {
        Ok(response) => Ok(response.of_call(key, duration, reporter)),
        Err(error) => {
            let is_repeatable = prepared.safety != Safety::Unsafe && !prepared.body.is_spent();
            let error = error.with_idempotency_key(key).with_repeatable(is_repeatable);
            Err(error.with_read(operation.is_read()).with_drift_reporter(reporter))
        }
    }
}

impl Run<'_> {
    async fn attempts(
        &self,
        state: &mut CallState,
        span: Option<&dyn Span>,
    ) -> Result<AttemptResponse, Error> {
        if self.limits.deadline.is_zero() {
            return Err(self.limits.time().timed_out(Phase::Prepare));
        }
        let mut last = None;
        loop {
            state.attempts += 1;
            let mut used = UsedTokens::default();
            let result = self.maybe_hedged(state, &mut used, span).await;
            let error = match result {
                Ok(response) => {
                    self.reported(state, None, false);
                    return Ok(response.with_attempts(state.attempts));
                }
                Err(error) => error,
            };
            let classification = self.classified(&error, state, &used);
            let is_in_progress = classification.is_in_progress(error.status());
            let error = state.note(error, classification).with_in_progress(is_in_progress);
            if self.prepared.body.is_spent() {
                let given_up = classification.repeat != Retry::Never;
                return Err(if given_up { error.with_body_spent() } else { error });
            }
            if !self.wait_for_next(state, &error, classification.repeat).await {
                // What an earlier attempt received says more than a limit of the client.
                let is_limit = matches!(error.kind(), ErrorKind::NotAdmitted(_));
                return Err(last.filter(|_| is_limit).unwrap_or(error));
            }
            last = Some(error);
        }
    }

    /// Makes an attempt, and a second one next to it if that is late.
    async fn maybe_hedged(
        &self,
        state: &mut CallState,
        used: &mut UsedTokens,
        span: Option<&dyn Span>,
    ) -> Result<AttemptResponse, Error> {
        let (hedge, number) = (self.hedge(state), state.attempts);
        let timer = hedge.as_ref().map(|it| &it.timer);
        let result = {
            let attempt = pin!(self.attempt(state, used, span, timer));
            match &hedge {
                Some(hedge) => self.hedged(hedge, attempt, number, span).await,
                None => (attempt.await, number),
            }
        };
        if let Some(hedge) = &hedge {
            hedge.record();
        }
        state.attempts = state.attempts.max(result.1);
        result.0
    }

    /// Makes one attempt, phase by phase.
    pub(super) async fn attempt(
        &self,
        state: &mut CallState,
        used: &mut UsedTokens,
        parent: Option<&dyn Span>,
        timer: Option<&HedgeTimer>,
    ) -> Result<AttemptResponse, Error> {
        let arrived = Instant::now();
        state.is_upstream_failure = false;
        // The futures that may wait are boxed, because few attempts do, and a future is as large as its largest branch.
        if !self.upstream.is_calm() {
            Box::pin(self.upstream.pass_gate(self.limits.ends_at)).await?;
        }
        // Credentials come before the permit, so that a slow token endpoint holds up nobody.
        let placements = self.credentials(used).await?;
        let request = self.admission_request();
        let mut admission = match self.upstream.admit_at_once(&request) {
            Some(admission) => admission,
            None => Box::pin(self.upstream.admit(&request)).await?,
        };
        let began = admission.begin();
        let waited = began.duration_since(arrived);
        if let Some(timer) = timer {
            timer.start(began);
        }
        let (operation, hooks) = (self.call.operation(), self.call.core().hooks());
        hooks.report_start(|| Event::AttemptStarted {
            operation: operation.id,
            method: operation.method,
            path: operation.path,
            attempt: state.attempts,
            upstream: self.upstream.origin(),
            waited,
        });
        let mut time = self.limits.time().with_hedge_timer(timer);
        let in_flight = InFlight { run: self, number: state.attempts, waited, began };
        let result = self.exchange(state.attempts, &placements, parent, &mut time).await;
        std::mem::forget(in_flight);
        let at = Instant::now();
        let end = AttemptEnd { at, duration: at.duration_since(began) };
        let evidence = |error: Error| error.with_evidence(time.evidence(arrived, began, at));
        let result = result.map_err(evidence);
        let notices = Notices::of_result(result.as_ref());
        self.settle(admission, result.as_ref().err(), &notices, end, state);
        if hooks.wants_drift() {
            drift::report(self.call, &self.upstream, &notices, result.as_ref());
        }
        hooks.report_end(|| Event::AttemptEnded {
            operation: operation.id,
            method: operation.method,
            path: operation.path,
            attempt: state.attempts,
            upstream: self.upstream.origin(),
            waited,
            status: status_of(&result),
            error: result.as_ref().err(),
            duration: end.duration,
        });
        result
    }

    /// Sends the request of an attempt, within a span of its own.
    async fn exchange(
        &self,
        number: u32,
        placements: &[CredentialPlacement],
        parent: Option<&dyn Span>,
        time: &mut TimeBudget<'_>,
    ) -> Result<AttemptResponse, Error> {
        let start = SpanStart::new(self.call, &self.upstream, Some(number));
        let span = parent.and_then(|it| it.start_attempt(&start));
        let trace = span.as_ref().and_then(|it| it.context()).or_else(|| start.parent().cloned());
        let identity = AttemptIdentity { number, trace };
        let result = {
            let attempt = single_attempt(self.call, self.prepared, placements, time, &identity);
            within(span.as_deref(), pin!(attempt)).await
        };
        if let Some(span) = span {
            span.end(&SpanEnd { status: status_of(&result), error: result.as_ref().err() });
        }
        result
    }

    async fn credentials(&self, used: &mut UsedTokens) -> Result<Vec<CredentialPlacement>, Error> {
        let call = self.call;
        if let Some(ready) = ready_credentials(call.operation(), call.core(), self.prepared) {
            return ready;
        }
        let mut time = self.limits.time();
        let resolving = resolve_credentials(call.operation(), call.core(), self.prepared, used);
        match time.wait(Box::pin(resolving)).await {
            Some(resolved) => resolved,
            None => Err(time.timed_out(Phase::Credential)),
        }
    }

    fn admission_request(&self) -> AdmissionRequest<'_> {
        AdmissionRequest {
            until: self.limits.ends_at,
            limiter: self.call.core().rate_limiter(),
            path: self.call.operation().path,
        }
    }

    /// Returns what the attempt has taken, and tells the upstream its result.
    fn settle(
        &self,
        admission: Admission,
        error: Option<&Error>,
        notices: &Notices<'_>,
        end: AttemptEnd,
        state: &mut CallState,
    ) {
        let core = self.call.core();
        let settlement = settlement::of(error, notices, core.settings(), state.paid);
        state.is_upstream_failure = settlement.result == AttemptResult::Failed;
        let changes = admission.settle(&settlement, end);
        if let Some(pause) = changes.gate_closed {
            let (upstream, path) = (self.upstream.origin(), self.upstream.path());
            core.hooks().report(|| Event::GateClosed { upstream, path, pause });
        }
        if let Some(change) = changes.breaker {
            core.hooks().report(|| settlement::breaker_event(&self.upstream, change));
        }
    }

    fn classified(&self, error: &Error, state: &CallState, used: &UsedTokens) -> Classification {
        let (operation, safety) = (self.call.operation(), self.prepared.safety);
        let refused = error.status() == Some(StatusCode::UNAUTHORIZED);
        let token_renewable = refused && self.may_renew_token(state) && used.invalidate();
        classify(error.kind(), safety, token_renewable)
            .after(state.outcome(), self.prepared, error.status())
            .or_after(operation.retry_on, error.status(), safety)
            .unless_forbidden(error)
    }

    /// Whether a rejected token may be renewed for another attempt.
    fn may_renew_token(&self, state: &CallState) -> bool {
        let canary = self.call.core().canary();
        match self.prepared.destination {
            Destination::Shadow => false,
            Destination::Canary if state.token_renewed => {
                canary.inspect(|it| it.note_new_token(true));
                false
            }
            Destination::Canary => canary.is_some_and(|it| it.may_renew_tokens()),
            Destination::Base | Destination::BaseBesideCanary => !state.token_renewed,
        }
    }

    /// Waits before the next attempt. Returns `false` if there is none.
    async fn wait_for_next(&self, state: &mut CallState, error: &Error, repeat: Retry) -> bool {
        let (operation, core) = (self.call.operation(), self.call.core());
        let (method, path) = (operation.method, operation.path);
        let operation = operation.id;
        let context = RetryContext {
            limits: &self.limits,
            core,
            upstream: &self.upstream,
            safety: self.prepared.safety,
        };
        let vetoed = self.reported(state, Some(error), repeat != Retry::Never);
        let repeat = if vetoed { Retry::Never } else { repeat };
        let upstream = self.upstream.origin();
        if let ErrorKind::NotAdmitted(limit) = *error.kind() {
            core.hooks().report(|| Event::NotAdmitted { operation, method, path, upstream, limit });
        }
        let Some(wait) = state.next(error, repeat, &context) else {
            if state.is_budget_exhausted {
                core.hooks().report(|| Event::BudgetExhausted {
                    operation,
                    method,
                    path,
                    upstream,
                });
            }
            return false;
        };
        let attempt = state.attempts + 1;
        core.hooks().report(|| Event::RetryScheduled { operation, attempt, wait });
        sleep(wait).await;
        true
    }

    /// Tells the interceptors how an attempt ended. Returns whether one of them vetoes a retry.
    fn reported(&self, state: &CallState, error: Option<&Error>, may_retry: bool) -> bool {
        let (operation, number) = (self.call.operation().id, state.attempts);
        let report = AttemptReport { operation, number, error, may_retry };
        self.call.core().hooks().vetoes_retry(&report)
    }
}

/// Returns the status of the response, if there was one.
fn status_of(result: &Result<AttemptResponse, Error>) -> Option<u16> {
    match result {
        Ok(response) => Some(response.head.status()),
        Err(error) => error.status().map(|it| it.as_u16()),
    }
}
