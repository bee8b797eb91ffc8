//! What an attempt says about its upstream.

use http::StatusCode;

use super::notices::Notices;
use super::rate_limit;
use crate::client::Settings;
use crate::error::{Class, Error, ErrorKind, Phase};
use crate::hooks::Event;
use crate::slo::CallResult;
use crate::transport::TransportErrorKind;
use crate::upstream::{AttemptResult, BreakerChange, Cost, Pause, Settlement, Upstream};

/// Returns what an attempt says about its upstream. `error` is its error, and `paid` is what it cost, if it was a retry.
pub(super) fn of(
    error: Option<&Error>,
    notices: &Notices<'_>,
    settings: &Settings,
    paid: Option<Cost>,
) -> Settlement {
    let quota = notices.headers.filter(|_| notices.has_quota).and_then(rate_limit::read);
    Settlement { result: attempt_result(error, settings), paid, quota }
}

/// Returns how an attempt with this error ended for its upstream.
pub(super) fn attempt_result(error: Option<&Error>, settings: &Settings) -> AttemptResult {
    let Some(error) = error else { return AttemptResult::Success };
    match error.kind() {
        // Only 429 speaks of the rate; 503 is a failure.
        ErrorKind::Throttled { status, .. } | ErrorKind::Domain { status: Some(status), .. }
            if *status == StatusCode::TOO_MANY_REQUESTS =>
        {
            let default = Pause::Default(settings.throttle_backoff.base);
            AttemptResult::Throttled(error.retry_after().map_or(default, Pause::Stated))
        }
        ErrorKind::Throttled { status, .. } | ErrorKind::Domain { status: Some(status), .. } => {
            answered(*status)
        }
        ErrorKind::Status { status, .. } => answered(*status),
        // A connection that closed before it was used says nothing.
        ErrorKind::Transport(TransportErrorKind::Unsent | TransportErrorKind::Stale) => {
            AttemptResult::Unsent
        }
        // Nor does a signer that takes too long.
        ErrorKind::Timeout { phase: Phase::Prepare, .. } => AttemptResult::Unsent,
        kind => match kind.class() {
            Class::Network | Class::Timeout => AttemptResult::Failed,
            Class::Local => AttemptResult::Unsent,
            _ => AttemptResult::Answered,
        },
    }
}

/// Returns how a call ended for its upstream. Returns `None` if the error says nothing about it, such as a limit of the client itself, or a
/// token endpoint that does not respond.
pub(super) fn call_result(error: Option<&Error>) -> Option<CallResult> {
    let Some(error) = error else { return Some(CallResult::Succeeded) };
    match error.kind() {
        ErrorKind::Domain { status: Some(status), .. } if status.is_server_error() => {
            Some(CallResult::Failed)
        }
        kind if matches!(kind.phase(), Phase::Prepare | Phase::Credential) => None,
        kind => match kind.class() {
            Class::Server | Class::Network | Class::Timeout => Some(CallResult::Failed),
            Class::Client | Class::Auth | Class::Decode | Class::Domain => {
                Some(CallResult::Refused)
            }
            Class::Local | Class::Paging => None,
        },
    }
}

fn answered(status: StatusCode) -> AttemptResult {
    if status.is_server_error() { AttemptResult::Failed } else { AttemptResult::Answered }
}

pub(super) fn breaker_event(of: &Upstream, change: BreakerChange) -> Event<'_> {
    let (upstream, path) = (of.origin(), of.path());
    match change {
        BreakerChange::Opened(pause) => Event::BreakerOpened { upstream, path, pause },
        BreakerChange::Closed => Event::BreakerClosed { upstream, path },
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::error::{AdmissionLimit, TimeLimit};
    use crate::transport::TransportErrorKind;

    #[test]
    fn results_of_calls() {
        let body = crate::Bytes::new;
        let status = |code| {
            let status = StatusCode::from_u16(code).unwrap();
            ErrorKind::Status { status, body: body() }
        };
        let domain = |code| {
            let status = Option::map(code, |it| StatusCode::from_u16(it).unwrap());
            let (code, message, throttled) = ("E1".to_owned(), None, false);
            ErrorKind::Domain { status, code, message, throttled, body: body() }
        };
        let timeout = |phase| {
            let (limit, after) = (TimeLimit::Attempt, Duration::from_secs(1));
            ErrorKind::Timeout { phase, limit, after }
        };
        for (kind, expected) in [
            (status(500), Some(CallResult::Failed)),
            (status(404), Some(CallResult::Refused)),
            (status(401), Some(CallResult::Refused)),
            (domain(Some(503)), Some(CallResult::Failed)),
            (domain(Some(404)), Some(CallResult::Refused)),
            (domain(None), Some(CallResult::Refused)),
            (ErrorKind::Transport(TransportErrorKind::Broken), Some(CallResult::Failed)),
            (ErrorKind::Transport(TransportErrorKind::BodyCoding), Some(CallResult::Refused)),
            (timeout(Phase::Body), Some(CallResult::Failed)),
            (timeout(Phase::Credential), None),
            (ErrorKind::Auth { missing: Vec::new() }, None),
            (ErrorKind::Provider, None),
            (ErrorKind::NotAdmitted(AdmissionLimit::Breaker), None),
        ] {
            let error = Error::new(kind);
            assert_eq!(call_result(Some(&error)), expected, "{error:?}");
        }
        assert_eq!(call_result(None), Some(CallResult::Succeeded));
    }
}
