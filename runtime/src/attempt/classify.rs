//! The classification table: what a failure means and whether to try again. A pure function.

use http::StatusCode;

use crate::call::Safety;
use crate::error::{ErrorKind, Outcome, Phase};
use crate::transport::FaultKind;

/// What to do after a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Repeat {
    /// Give up.
    Never,
    /// Try again at once, the first time that this happens in a call; after that as for a transient
    /// failure.
    AtOnce,
    /// Try again after a transient failure.
    Transient,
    /// Try again after the server asked to be left alone.
    Throttled,
}

/// What a failure means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Verdict {
    pub(super) repeat: Repeat,
    pub(super) outcome: Outcome,
}

fn verdict(repeat: Repeat, outcome: Outcome) -> Verdict {
    Verdict { repeat, outcome }
}

/// Judges a failure of one attempt.
pub(super) fn classify(kind: &ErrorKind, safety: Safety) -> Verdict {
    use Outcome::{Applied, NotSent, Rejected, Unknown};
    let harmless = |repeat| if safety == Safety::Unsafe { Repeat::Never } else { repeat };
    match kind {
        ErrorKind::Build(_) | ErrorKind::Local(_) | ErrorKind::Auth { .. } => {
            verdict(Repeat::Never, NotSent)
        }
        ErrorKind::Transport(fault) => fault_verdict(*fault, harmless),
        ErrorKind::Timeout { phase, .. } => match phase {
            Phase::Prepare => verdict(Repeat::Never, NotSent),
            Phase::Connect => verdict(Repeat::Transient, NotSent),
            Phase::Exchange => verdict(harmless(Repeat::Transient), Unknown),
            Phase::Body | Phase::Decode => verdict(harmless(Repeat::Transient), Applied),
        },
        ErrorKind::Throttled { .. } => verdict(Repeat::Throttled, Rejected),
        ErrorKind::Status { status, body } => match *status {
            StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_EARLY => {
                verdict(harmless(Repeat::Transient), Unknown)
            }
            StatusCode::INTERNAL_SERVER_ERROR
            | StatusCode::BAD_GATEWAY
            | StatusCode::GATEWAY_TIMEOUT
            | StatusCode::SERVICE_UNAVAILABLE => verdict(harmless(Repeat::Transient), Unknown),
            // The server is still busy with the first request that carried this key.
            StatusCode::CONFLICT if safety == Safety::Keyed && says_in_progress(body) => {
                verdict(Repeat::Transient, Rejected)
            }
            _ => verdict(Repeat::Never, Rejected),
        },
        ErrorKind::Redirect { .. } => verdict(Repeat::Never, Rejected),
        ErrorKind::BodyTooLarge { .. } | ErrorKind::Decode { .. } => {
            verdict(Repeat::Never, Applied)
        }
        ErrorKind::Paging(_) => verdict(Repeat::Never, Applied),
    }
}

fn fault_verdict(fault: FaultKind, harmless: impl Fn(Repeat) -> Repeat) -> Verdict {
    match fault {
        FaultKind::Connect | FaultKind::ConnectTimeout => {
            verdict(Repeat::Transient, Outcome::NotSent)
        }
        FaultKind::Tls | FaultKind::Unsupported => verdict(Repeat::Never, Outcome::NotSent),
        FaultKind::Unsent => verdict(Repeat::AtOnce, Outcome::NotSent),
        FaultKind::Stale => verdict(harmless(Repeat::AtOnce), Outcome::Unknown),
        FaultKind::Broken => verdict(harmless(Repeat::Transient), Outcome::Unknown),
        FaultKind::MalformedHead => verdict(Repeat::Never, Outcome::Unknown),
        FaultKind::BodyBroken => verdict(harmless(Repeat::Transient), Outcome::Applied),
    }
}

/// Whether a 409's body says that the first request with this key is still under way. There is no
/// standard form of it, so the words are looked for at its beginning.
fn says_in_progress(body: &[u8]) -> bool {
    const WORDS: [&[u8]; 3] = [b"in progress", b"in_progress", b"in-progress"];
    let start = body.get(..2048).unwrap_or(body);
    WORDS
        .iter()
        .any(|words| start.windows(words.len()).any(|window| window.eq_ignore_ascii_case(words)))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use bytes::Bytes;

    use super::Outcome::*;
    use super::Repeat::*;
    use super::*;
    use crate::decode::DecodeError;
    use crate::error::{PagingError, RedirectRefusal, TimeLimit};

    fn status(code: u16) -> ErrorKind {
        ErrorKind::Status { status: StatusCode::from_u16(code).unwrap(), body: Bytes::new() }
    }

    fn conflict(body: &'static str) -> ErrorKind {
        ErrorKind::Status {
            status: StatusCode::CONFLICT,
            body: Bytes::from_static(body.as_bytes()),
        }
    }

    fn throttled(code: u16) -> ErrorKind {
        ErrorKind::Throttled { status: StatusCode::from_u16(code).unwrap(), body: Bytes::new() }
    }

    fn timeout(phase: Phase) -> ErrorKind {
        ErrorKind::Timeout { phase, limit: TimeLimit::Attempt, after: Duration::ZERO }
    }

    fn fault(kind: FaultKind) -> ErrorKind {
        ErrorKind::Transport(kind)
    }

    /// One row: a failure, what to do for a safe, a keyed and an unsafe request, and the outcome.
    type Row = (ErrorKind, [Repeat; 3], Outcome);

    fn before_and_without_an_answer() -> Vec<Row> {
        vec![
            (ErrorKind::Local(String::new()), [Never; 3], NotSent),
            (ErrorKind::Build(String::new()), [Never; 3], NotSent),
            (ErrorKind::Auth { missing: vec![] }, [Never; 3], NotSent),
            (fault(FaultKind::Unsupported), [Never; 3], NotSent),
            (timeout(Phase::Prepare), [Never; 3], NotSent),
            (fault(FaultKind::Connect), [Transient; 3], NotSent),
            (fault(FaultKind::ConnectTimeout), [Transient; 3], NotSent),
            (timeout(Phase::Connect), [Transient; 3], NotSent),
            (fault(FaultKind::Tls), [Never; 3], NotSent),
            (fault(FaultKind::Unsent), [AtOnce; 3], NotSent),
            (fault(FaultKind::Stale), [AtOnce, AtOnce, Never], Unknown),
            (fault(FaultKind::Broken), [Transient, Transient, Never], Unknown),
            (timeout(Phase::Exchange), [Transient, Transient, Never], Unknown),
            (fault(FaultKind::MalformedHead), [Never; 3], Unknown),
        ]
    }

    fn with_an_answer() -> Vec<Row> {
        let decode =
            |error| ErrorKind::Decode { error, status: StatusCode::OK, body: Bytes::new() };
        vec![
            (fault(FaultKind::BodyBroken), [Transient, Transient, Never], Applied),
            (timeout(Phase::Body), [Transient, Transient, Never], Applied),
            (ErrorKind::BodyTooLarge { limit: 1 }, [Never; 3], Applied),
            (decode(DecodeError::new("")), [Never; 3], Applied),
            (ErrorKind::Paging(PagingError::TooManyPages { limit: 1 }), [Never; 3], Applied),
            (status(408), [Transient, Transient, Never], Unknown),
            (status(425), [Transient, Transient, Never], Unknown),
            (throttled(429), [Throttled; 3], Rejected),
            (throttled(503), [Throttled; 3], Rejected),
            (status(500), [Transient, Transient, Never], Unknown),
            (status(502), [Transient, Transient, Never], Unknown),
            (status(503), [Transient, Transient, Never], Unknown),
            (status(504), [Transient, Transient, Never], Unknown),
            (conflict("{}"), [Never; 3], Rejected),
            (conflict("Request In Progress"), [Never, Transient, Never], Rejected),
            (conflict("idempotency_in_progress"), [Never, Transient, Never], Rejected),
            (status(401), [Never; 3], Rejected),
            (status(400), [Never; 3], Rejected),
            (status(404), [Never; 3], Rejected),
            (status(422), [Never; 3], Rejected),
            (status(501), [Never; 3], Rejected),
            (status(505), [Never; 3], Rejected),
            (status(304), [Never; 3], Rejected),
            (
                ErrorKind::Redirect { status: StatusCode::FOUND, refusal: RedirectRefusal::Write },
                [Never; 3],
                Rejected,
            ),
        ]
    }

    #[test]
    fn table() {
        let rows = before_and_without_an_answer().into_iter().chain(with_an_answer());
        for (kind, repeats, outcome) in rows {
            let safeties = [Safety::Safe, Safety::Keyed, Safety::Unsafe];
            for (safety, repeat) in safeties.into_iter().zip(repeats) {
                assert_eq!(
                    classify(&kind, safety),
                    Verdict { repeat, outcome },
                    "{kind:?} {safety:?}"
                );
            }
        }
    }
}
