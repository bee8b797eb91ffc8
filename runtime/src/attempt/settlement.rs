//! What an attempt says about its upstream.

use http::StatusCode;

use super::notices::Notices;
use super::rate_limit;
use crate::client::Settings;
use crate::error::{Class, Error, ErrorKind, Phase};
use crate::hooks::Event;
use crate::transport::TransportErrorKind;
use crate::upstream::{AttemptResult, BreakerChange, Cost, Pause, Settlement};

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

fn answered(status: StatusCode) -> AttemptResult {
    if status.is_server_error() { AttemptResult::Failed } else { AttemptResult::Answered }
}

pub(super) fn breaker_event(upstream: &str, change: BreakerChange) -> Event<'_> {
    match change {
        BreakerChange::Opened(pause) => Event::BreakerOpened { upstream, pause },
        BreakerChange::Closed => Event::BreakerClosed { upstream },
    }
}
