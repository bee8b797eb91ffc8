//! The loop around attempts: deadline, classification, budget and waits.

use std::future::Future;
use std::pin::pin;
use std::time::Duration;

use http::StatusCode;
use tokio::time::{Instant, sleep, timeout_at};

use super::budget::Cost;
use super::classify::{Classification, Retry, classify};
use super::single_attempt::{AttemptResponse, single_attempt};
use crate::auth::UsedTokens;
use crate::call::{Call, Prepared, Safety};
use crate::client::{Core, Settings};
use crate::decode::RawResponse;
use crate::error::{Class, Error, ErrorKind, Outcome, Phase, TimeLimit};
use crate::transport::{Progress, ResponseBody};

/// Runs a call to its end.
pub(crate) async fn run(call: Call) -> Result<RawResponse, Error> {
    let response = retry_loop(&call).await;
    response.map(|response| response.head).map_err(|error| error.of(call.operation().id))
}

/// A success whose body is unread.
pub(crate) struct OpenResponse {
    pub(crate) head: RawResponse,
    pub(crate) body: ResponseBody,
    /// The request body, which may still be in flight.
    pub(crate) upload: Option<Progress>,
}

/// Runs a call that requests a stream up to the head of a success. The body is not read.
pub(crate) async fn open(call: &Call) -> Result<OpenResponse, Error> {
    let response = retry_loop(call).await.map_err(|error| error.of(call.operation().id))?;
    // A body that was read is part of the head.
    let body = response.unread.unwrap_or_else(|| ResponseBody::from(response.head.body().clone()));
    Ok(OpenResponse { head: response.head, body, upload: response.upload })
}

async fn retry_loop(call: &Call) -> Result<AttemptResponse, Error> {
    let prepared = call.prepare()?;
    let key = prepared.idempotency_key.clone();
    match attempts_of(call, &prepared).await {
        Ok(response) => Ok(response.with_idempotency_key(key)),
        Err(error) => Err(error.with_idempotency_key(key)),
    }
}

async fn attempts_of(call: &Call, prepared: &Prepared) -> Result<AttemptResponse, Error> {
    let limits = CallLimits::of(call, prepared.safety);
    if limits.deadline.is_zero() {
        return Err(limits.time().timed_out(Phase::Prepare));
    }
    let mut state = CallState::default();
    loop {
        state.attempts += 1;
        let mut used = UsedTokens::default();
        let time = limits.time();
        let error = match single_attempt(call, prepared, time, state.attempts, &mut used).await {
            Ok(response) => {
                call.core().budget().refund(state.paid);
                return Ok(response.with_attempts(state.attempts));
            }
            Err(error) => error,
        };
        let refused = error.status() == Some(StatusCode::UNAUTHORIZED);
        let token_renewable = refused && !state.token_renewed && used.invalidate();
        let classification = classify(error.kind(), prepared.safety, token_renewable);
        let classification =
            classification.or_after(call.operation().retry_on, error.status(), prepared.safety);
        let classification = classification.unless_forbidden(&error);
        let error = state.note(error, classification);
        if prepared.body.is_spent() {
            let given_up = classification.repeat != Retry::Never;
            return Err(if given_up { error.with_body_spent() } else { error });
        }
        match state.next(&error, classification.repeat, &limits, call.core()) {
            Some(wait) => sleep(wait).await,
            None => return Err(error),
        }
    }
}

/// The limits of one call: the client's, overridden by the call's own.
struct CallLimits {
    deadline: Duration,
    ends_at: Instant,
    attempt_timeout: Duration,
    attempts: u32,
    /// How much time an attempt needs at least, if it is not the first.
    least: Duration,
}

/// How much time the last attempt of an operation that is not safe to repeat needs at least. With
/// less it would probably time out, and turn a call of which nothing was sent into one whose outcome
/// is unknown.
const LEAST_TIME: Duration = Duration::from_millis(50);

impl CallLimits {
    fn of(call: &Call, safety: Safety) -> Self {
        let settings = call.core().settings();
        let options = call.call_options();
        let deadline = options.deadline.unwrap_or(settings.deadline);
        Self {
            deadline,
            least: if safety == Safety::Unsafe { LEAST_TIME } else { Duration::ZERO },
            ends_at: later(deadline),
            attempt_timeout: options.attempt_timeout.unwrap_or(settings.attempt_timeout),
            attempts: attempts(call),
        }
    }

    /// Whether another attempt has enough time after a wait.
    fn has_time_after(&self, wait: Duration) -> bool {
        let ends = Instant::now().checked_add(wait).and_then(|it| it.checked_add(self.least));
        ends.is_some_and(|ends| ends < self.ends_at)
    }

    /// Returns the time budget of an attempt that starts now.
    fn time(&self) -> TimeBudget {
        let until = later(self.attempt_timeout);
        let (ends_at, deadline) = (self.ends_at, self.deadline);
        let time = TimeBudget {
            until,
            limit: TimeLimit::Attempt,
            after: self.attempt_timeout,
            ends_at,
            deadline,
            upload: None,
        };
        time.within_deadline()
    }
}

/// Returns the number of attempts of a call. The call's own setting wins. Otherwise the document's
/// number applies: instead of the default, and as a maximum where the client sets one.
pub(crate) fn attempts(call: &Call) -> u32 {
    const USUAL: u32 = 3;
    let usual = match (call.operation().attempts, call.core().settings().attempts) {
        (Some(document), Some(client)) => document.min(client),
        (one, other) => one.or(other).unwrap_or(USUAL),
    };
    call.call_options().attempts.unwrap_or(usual).max(1)
}

/// Returns a point in time. A wait too long for the clock counts as forever.
fn later(wait: Duration) -> Instant {
    const FOREVER: Duration = Duration::from_secs(60 * 60 * 24 * 365);
    let now = Instant::now();
    now.checked_add(wait).unwrap_or(now + FOREVER)
}

/// When an attempt must end, and by which limit.
///
/// The attempt timeout is for buffered bodies. While a file or a stream is sent, it restarts with
/// each chunk, because the time to send depends on the size. The deadline always applies.
#[derive(Clone, Debug)]
pub(super) struct TimeBudget {
    pub(super) until: Instant,
    limit: TimeLimit,
    after: Duration,
    ends_at: Instant,
    deadline: Duration,
    /// The body that is being sent.
    pub(super) upload: Option<Progress>,
}

impl TimeBudget {
    pub(super) fn timed_out(&self, phase: Phase) -> Error {
        Error::new(ErrorKind::Timeout { phase, limit: self.limit, after: self.after })
    }

    /// Returns the value of the future, or `None` when the time is up.
    pub(super) async fn wait<T>(&mut self, future: impl Future<Output = T>) -> Option<T> {
        let mut future = pin!(future);
        loop {
            if let Ok(value) = timeout_at(self.until, future.as_mut()).await {
                return Some(value);
            }
            if !self.extend() {
                return None;
            }
        }
    }

    /// Extends the time if the upload has made progress. Returns whether there is time left.
    fn extend(&mut self) -> bool {
        let moved = self.upload.as_ref().and_then(Progress::last_progress);
        let Some(until) = moved.and_then(|it| it.checked_add(self.after)) else { return false };
        if self.limit != TimeLimit::Attempt || until <= self.until {
            return false;
        }
        self.until = until;
        *self = self.clone().within_deadline();
        true
    }

    fn within_deadline(self) -> Self {
        if self.until < self.ends_at {
            return self;
        }
        Self { until: self.ends_at, limit: TimeLimit::Deadline, after: self.deadline, ..self }
    }
}

/// The state of a call over its attempts.
#[derive(Default)]
struct CallState {
    attempts: u32,
    waits: u32,
    resent_immediately: bool,
    token_renewed: bool,
    outcome: Option<Outcome>,
    paid: Option<Cost>,
}

impl CallState {
    /// Records a failure. The outcome of a call is the highest of its attempts.
    fn note(&mut self, error: Error, classification: Classification) -> Error {
        let outcome = self
            .outcome
            .map_or(classification.outcome, |before| before.max(classification.outcome));
        self.outcome = Some(outcome);
        let unsent = error.class() == Class::Local || error.phase() == Phase::Credential;
        let made = if unsent { self.attempts - 1 } else { self.attempts };
        error.with_outcome(outcome).with_attempts(made)
    }

    /// Returns how long to wait before the next attempt, or `None` if there is none.
    fn next(
        &mut self,
        error: &Error,
        repeat: Retry,
        limits: &CallLimits,
        core: &Core,
    ) -> Option<Duration> {
        if self.attempts >= limits.attempts {
            return None;
        }
        let repeat = match repeat {
            Retry::Immediate if !self.resent_immediately => {
                self.resent_immediately = true;
                return limits.has_time_after(Duration::ZERO).then_some(Duration::ZERO);
            }
            Retry::Immediate => Retry::Transient,
            Retry::WithNewToken => {
                self.token_renewed = true;
                return limits.has_time_after(Duration::ZERO).then_some(Duration::ZERO);
            }
            repeat => repeat,
        };
        let (backoff, cost) = match repeat {
            Retry::Throttled => (core.settings().throttle_backoff, Cost::Throttled),
            Retry::Transient => (core.settings().backoff, Cost::Transient),
            Retry::Never | Retry::Immediate | Retry::WithNewToken => return None,
        };
        let wait = core.random().backoff(backoff, self.waits);
        let wait = waited(error.retry_after(), wait, core)?;
        if !limits.has_time_after(wait) {
            return None;
        }
        if !core.budget().pay(cost) {
            return None;
        }
        self.waits += 1;
        self.paid = Some(cost);
        Some(wait)
    }
}

/// Returns the longer of the server's hint and the backoff, plus jitter. Returns `None` if the hint
/// exceeds the cap: to return early would violate it, and no caller expects to sleep that long.
fn waited(hint: Option<Duration>, backoff: Duration, core: &Core) -> Option<Duration> {
    let settings: &Settings = core.settings();
    if hint.is_some_and(|hint| hint > settings.retry_after_cap) {
        return None;
    }
    Some(core.random().spread(hint.map_or(backoff, |hint| hint.max(backoff))))
}
