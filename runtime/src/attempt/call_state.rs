//! The state of a call over its attempts: what it has tried, what it has paid, how long it waits.

use std::time::Duration;

use super::classify::{Classification, Retry};
use super::limits::CallLimits;
use crate::call::Safety;
use crate::client::{Core, Settings};
use crate::error::{Class, Error, Outcome, Phase};
use crate::upstream::{Cost, Upstream};

/// How much time the last attempt of an operation that is not safe to repeat needs at least. With
/// less it would probably time out, and turn a call of which nothing was sent into one whose outcome
/// is unknown.
const LEAST_TIME: Duration = Duration::from_millis(50);

/// The state of a call over its attempts.
#[derive(Default)]
pub(super) struct CallState {
    pub(super) attempts: u32,
    waits: u32,
    resent_immediately: bool,
    pub(super) token_renewed: bool,
    outcome: Option<Outcome>,
    /// What the current attempt cost, if it is a retry.
    pub(super) paid: Option<Cost>,
    /// Whether the last attempt failed because of the upstream.
    pub(super) is_upstream_failure: bool,
    /// Whether the budget did not allow another attempt.
    pub(super) is_budget_exhausted: bool,
}

/// What decides on another attempt besides the state.
pub(super) struct RetryContext<'a> {
    pub(super) limits: &'a CallLimits,
    pub(super) core: &'a Core,
    pub(super) upstream: &'a Upstream,
    pub(super) safety: Safety,
}

impl RetryContext<'_> {
    fn has_time_after(&self, wait: Duration) -> bool {
        let least = match self.safety {
            // Before the first calls there is no median.
            Safety::Unsafe => self.upstream.median().unwrap_or_default().max(LEAST_TIME),
            Safety::Safe | Safety::Keyed => Duration::ZERO,
        };
        self.limits.has_time_after(wait, least)
    }
}

impl CallState {
    /// Returns the state of an attempt with this number, next to another one.
    pub(super) fn numbered(attempts: u32) -> Self {
        Self { attempts, ..Self::default() }
    }

    /// Returns the outcome of the attempts so far, if there were any.
    pub(super) fn outcome(&self) -> Option<Outcome> {
        self.outcome
    }

    /// Records a failure. The outcome of a call is the highest of its attempts.
    pub(super) fn note(&mut self, error: Error, classification: Classification) -> Error {
        let outcome = self
            .outcome
            .map_or(classification.outcome, |before| before.max(classification.outcome));
        self.outcome = Some(outcome);
        let unsent = error.class() == Class::Local || error.phase() == Phase::Credential;
        let made = if unsent { self.attempts - 1 } else { self.attempts };
        error.with_outcome(outcome).with_attempts(made)
    }

    /// Returns how long to wait before the next attempt, or `None` if there is none.
    pub(super) fn next(
        &mut self,
        error: &Error,
        repeat: Retry,
        context: &RetryContext<'_>,
    ) -> Option<Duration> {
        if self.attempts >= context.limits.attempts {
            return None;
        }
        let settings = context.core.settings();
        let (backoff, cost) = match repeat {
            Retry::Immediate if !self.resent_immediately => {
                self.resent_immediately = true;
                return context.has_time_after(Duration::ZERO).then_some(Duration::ZERO);
            }
            Retry::WithNewToken => {
                self.token_renewed = true;
                return context.has_time_after(Duration::ZERO).then_some(Duration::ZERO);
            }
            Retry::Throttled => (settings.throttle_backoff, Cost::Throttled),
            Retry::Transient | Retry::Immediate => (settings.backoff, Cost::Transient),
            Retry::Never => return None,
        };
        if !context.upstream.allows_retries() {
            return None;
        }
        let wait = context.core.random().backoff(backoff, self.waits);
        let wait = waited(error.retry_after(), wait, context.core)?;
        if !context.has_time_after(wait) {
            return None;
        }
        self.is_budget_exhausted = !context.upstream.pay(cost);
        if self.is_budget_exhausted {
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
