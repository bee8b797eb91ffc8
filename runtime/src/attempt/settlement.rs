//! What an attempt says about its upstream.

use http::StatusCode;

use crate::client::Settings;
use crate::error::{Class, Error, ErrorKind};
use crate::hooks::Event;
use crate::transport::TransportErrorKind;
use crate::upstream::{AttemptResult, BreakerChange};

/// Returns the result of an attempt, as far as its upstream is concerned.
pub(super) fn of(error: Option<&Error>, settings: &Settings) -> AttemptResult {
    let Some(error) = error else { return AttemptResult::Success };
    match error.kind() {
        // Only 429 speaks of the rate; 503 is a failure.
        ErrorKind::Throttled { status, .. } | ErrorKind::Domain { status: Some(status), .. }
            if *status == StatusCode::TOO_MANY_REQUESTS =>
        {
            AttemptResult::Throttled(error.retry_after().unwrap_or(settings.throttle_backoff.base))
        }
        ErrorKind::Throttled { status, .. } | ErrorKind::Domain { status: Some(status), .. } => {
            answered(*status)
        }
        ErrorKind::Status { status, .. } => answered(*status),
        // A connection that closed before it was used says nothing.
        ErrorKind::Transport(TransportErrorKind::Unsent | TransportErrorKind::Stale) => {
            AttemptResult::Unsent
        }
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
