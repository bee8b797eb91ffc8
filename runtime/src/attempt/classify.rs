//! The classification table: the outcome of a failure, and whether to retry it. A pure function.

use http::header::{IF_MATCH, IF_NONE_MATCH, IF_UNMODIFIED_SINCE};
use http::{HeaderMap, Method, StatusCode};

use super::retry_after::forbids_retry;
use crate::call::{Prepared, Safety};
use crate::error::{Error, ErrorKind, Outcome, Phase, RedirectRefusal};
use crate::transport::TransportErrorKind;

/// Whether and how to retry after a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Retry {
    /// Do not retry.
    Never,
    /// Retry at once, the first time that this happens in a call; then as for a transient failure.
    Immediate,
    /// Retry at once with new tokens.
    WithNewToken,
    /// Retry as after a transient failure.
    Transient,
    /// Retry as after a throttled attempt.
    Throttled,
}

/// The classification of a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Classification {
    pub(super) repeat: Retry,
    pub(super) outcome: Outcome,
}

impl Classification {
    /// Whether the server says that the first request with this key is still running: no other
    /// rejection with these statuses is transient.
    pub(super) fn is_in_progress(self, status: Option<StatusCode>) -> bool {
        let is_conflict = matches!(status.map(|it| it.as_u16()), Some(409 | 422));
        is_conflict && self.outcome == Outcome::Rejected && self.repeat == Retry::Transient
    }

    /// Does not retry if the response forbids it. New credentials are still tried.
    pub(super) fn unless_forbidden(self, error: &Error) -> Self {
        let forbidden = error.headers().is_some_and(|it| forbids_retry(error.status(), it));
        match self.repeat {
            Retry::Transient | Retry::Throttled if forbidden => {
                Self { repeat: Retry::Never, ..self }
            }
            _ => self,
        }
    }

    /// Tells a rejection after a lost response as what it is. The first DELETE took effect if the resource
    /// is gone (404, 410), and the first conditional write if its condition no longer holds (412) or it now
    /// conflicts with itself (409).
    pub(super) fn after(
        self,
        earlier: Option<Outcome>,
        request: &Prepared,
        status: Option<StatusCode>,
    ) -> Self {
        let is_lost = earlier.is_some_and(|it| it >= Outcome::Unknown);
        let took_effect = match status.map(|it| it.as_u16()) {
            Some(404 | 410) => request.method == Method::DELETE,
            Some(409 | 412) => !request.method.is_safe() && is_conditional(&request.headers),
            _ => false,
        };
        match self.repeat {
            Retry::Never if is_lost && took_effect => Self { outcome: Outcome::Applied, ..self },
            _ => self,
        }
    }

    /// Retries a status that the document names for the operation, if a retry is safe.
    pub(super) fn or_after(
        self,
        named: &[u16],
        status: Option<StatusCode>,
        safety: Safety,
    ) -> Self {
        let is_named = status.is_some_and(|it| named.contains(&it.as_u16()));
        match self.repeat {
            Retry::Never if is_named && safety != Safety::Unsafe => {
                Self { repeat: Retry::Transient, ..self }
            }
            _ => self,
        }
    }
}

/// Whether the request is performed only if the resource is in a certain state (RFC 9110 § 13.1).
fn is_conditional(headers: &HeaderMap) -> bool {
    [IF_MATCH, IF_NONE_MATCH, IF_UNMODIFIED_SINCE].iter().any(|name| headers.contains_key(name))
}

fn classification(repeat: Retry, outcome: Outcome) -> Classification {
    Classification { repeat, outcome }
}

/// Classifies the failure of one attempt. `token_renewable` says whether another attempt would have
/// new tokens.
pub(super) fn classify(kind: &ErrorKind, safety: Safety, token_renewable: bool) -> Classification {
    use Outcome::{Applied, NotSent, Rejected, Unknown};
    let harmless = |repeat| if safety == Safety::Unsafe { Retry::Never } else { repeat };
    match kind {
        // A failed token fetch is cached for a while, so a retry is useless.
        ErrorKind::Build(_)
        | ErrorKind::Local(_)
        | ErrorKind::NotAdmitted(_)
        | ErrorKind::Invalid(_)
        | ErrorKind::Auth { .. }
        | ErrorKind::Provider
        | ErrorKind::Token(_) => classification(Retry::Never, NotSent),
        ErrorKind::Transport(kind) => transport_classification(*kind, harmless),
        ErrorKind::Timeout { phase, .. } => match phase {
            Phase::Prepare | Phase::Admission | Phase::Credential => {
                classification(Retry::Never, NotSent)
            }
            Phase::Connect => classification(Retry::Transient, NotSent),
            Phase::Exchange => classification(harmless(Retry::Transient), Unknown),
            Phase::Body | Phase::Decode => classification(harmless(Retry::Transient), Applied),
        },
        ErrorKind::Throttled { .. } | ErrorKind::Domain { throttled: true, .. } => {
            classification(Retry::Throttled, Rejected)
        }
        ErrorKind::Status { status, body } => {
            status_classification(*status, body, safety, token_renewable)
        }
        // The status in the body counts as the status of the response.
        ErrorKind::Domain { status: Some(status), body, .. } => {
            status_classification(*status, body, safety, token_renewable)
        }
        ErrorKind::Domain { status: None, .. } => classification(Retry::Never, Unknown),
        ErrorKind::Redirect { status, refusal } => {
            classification(Retry::Never, redirect_outcome(*status, *refusal))
        }
        ErrorKind::BodyTooLarge { .. }
        | ErrorKind::ItemTooLarge { .. }
        | ErrorKind::Decode { .. }
        | ErrorKind::Paging(_)
        | ErrorKind::LongRunning(_) => classification(Retry::Never, Applied),
    }
}

/// Classifies a status that is not a success.
fn status_classification(
    status: StatusCode,
    body: &[u8],
    safety: Safety,
    token_renewable: bool,
) -> Classification {
    use Outcome::{Rejected, Unknown};
    let harmless = if safety == Safety::Unsafe { Retry::Never } else { Retry::Transient };
    match status {
        StatusCode::REQUEST_TIMEOUT
        | StatusCode::TOO_EARLY
        | StatusCode::INTERNAL_SERVER_ERROR
        | StatusCode::BAD_GATEWAY
        | StatusCode::GATEWAY_TIMEOUT
        | StatusCode::SERVICE_UNAVAILABLE => classification(harmless, Unknown),
        // The server states that it does not support the request, or that it will not perform it.
        StatusCode::NOT_IMPLEMENTED
        | StatusCode::HTTP_VERSION_NOT_SUPPORTED
        | StatusCode::VARIANT_ALSO_NEGOTIATES
        | StatusCode::LOOP_DETECTED
        | StatusCode::NOT_EXTENDED
        | StatusCode::NETWORK_AUTHENTICATION_REQUIRED => classification(Retry::Never, Rejected),
        // Others, such as those of proxies (520 to 530), say nothing about the effect.
        status if status.is_server_error() => classification(harmless, Unknown),
        // The server rejects the request before it acts on it, whatever the method.
        StatusCode::UNAUTHORIZED if token_renewable => {
            classification(Retry::WithNewToken, Rejected)
        }
        // The server is still processing the first request with this key.
        StatusCode::CONFLICT | StatusCode::UNPROCESSABLE_ENTITY
            if safety == Safety::Keyed && says_in_progress(status, body) =>
        {
            classification(Retry::Transient, Rejected)
        }
        _ => classification(Retry::Never, Rejected),
    }
}

/// Returns the outcome of a redirect that is not followed.
///
/// After a write, 303 usually means that it was performed and that its result is elsewhere (RFC
/// 9110 § 15.4.4). 301 and 302 are used in both senses (§§ 15.4.2, 15.4.3). 307 and 308 request the
/// same method elsewhere (§§ 15.4.8, 15.4.9), so the write was not performed here.
fn redirect_outcome(status: StatusCode, refusal: RedirectRefusal) -> Outcome {
    match status {
        _ if refusal != RedirectRefusal::Write => Outcome::Rejected,
        StatusCode::SEE_OTHER => Outcome::Applied,
        StatusCode::TEMPORARY_REDIRECT | StatusCode::PERMANENT_REDIRECT => Outcome::Rejected,
        _ => Outcome::Unknown,
    }
}

fn transport_classification(
    kind: TransportErrorKind,
    harmless: impl Fn(Retry) -> Retry,
) -> Classification {
    match kind {
        TransportErrorKind::Connect | TransportErrorKind::ConnectTimeout => {
            classification(Retry::Transient, Outcome::NotSent)
        }
        TransportErrorKind::Tls
        | TransportErrorKind::RequestBody
        | TransportErrorKind::Unsupported => classification(Retry::Never, Outcome::NotSent),
        TransportErrorKind::Unsent => classification(Retry::Immediate, Outcome::NotSent),
        TransportErrorKind::Stale => classification(harmless(Retry::Immediate), Outcome::Unknown),
        TransportErrorKind::Broken => classification(harmless(Retry::Transient), Outcome::Unknown),
        TransportErrorKind::MalformedHead => classification(Retry::Never, Outcome::Unknown),
        TransportErrorKind::BodyCoding => classification(Retry::Never, Outcome::Applied),
        TransportErrorKind::BodyBroken => {
            classification(harmless(Retry::Transient), Outcome::Applied)
        }
    }
}

/// Whether the body says that the first request with this key is still in progress: with the words of
/// the IETF draft (draft-ietf-httpapi-idempotency-key-header § 2.7), Stripe and others for 409, and
/// those of Adyen for 422. This searches the beginning of the body, because their forms differ.
fn says_in_progress(status: StatusCode, body: &[u8]) -> bool {
    const CONFLICT: &[&[u8]] = &[
        b"in progress",
        b"in_progress",
        b"in-progress",
        b"is outstanding",
        b"being processed",
        b"still processing",
        b"key_in_use",
        b"key in use",
        b"concurrent request",
        b"concurrent_request",
    ];
    const UNPROCESSABLE: &[&[u8]] = &[b"already processed or in progress"];
    let words = if status == StatusCode::CONFLICT { CONFLICT } else { UNPROCESSABLE };
    let start = body.get(..2048).unwrap_or(body);
    words
        .iter()
        .any(|words| start.windows(words.len()).any(|window| window.eq_ignore_ascii_case(words)))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use bytes::Bytes;

    use super::Outcome::*;
    use super::Retry::*;
    use super::*;
    use crate::decode::DecodeError;
    use crate::error::{PagingError, TimeLimit, TokenError};

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

    fn transport(kind: TransportErrorKind) -> ErrorKind {
        ErrorKind::Transport(kind)
    }

    /// One row: a failure, the retries of a safe, a keyed and an unsafe request, and the outcome.
    type Row = (ErrorKind, [Retry; 3], Outcome);

    fn before_and_without_an_answer() -> Vec<Row> {
        vec![
            (ErrorKind::Local(String::new()), [Never; 3], NotSent),
            (ErrorKind::Build(String::new()), [Never; 3], NotSent),
            (ErrorKind::Auth { missing: vec![] }, [Never; 3], NotSent),
            (transport(TransportErrorKind::Unsupported), [Never; 3], NotSent),
            (transport(TransportErrorKind::RequestBody), [Never; 3], NotSent),
            (timeout(Phase::Prepare), [Never; 3], NotSent),
            (timeout(Phase::Credential), [Never; 3], NotSent),
            (ErrorKind::Provider, [Never; 3], NotSent),
            (ErrorKind::Token(TokenError::Abandoned), [Never; 3], NotSent),
            (transport(TransportErrorKind::Connect), [Transient; 3], NotSent),
            (transport(TransportErrorKind::ConnectTimeout), [Transient; 3], NotSent),
            (timeout(Phase::Connect), [Transient; 3], NotSent),
            (transport(TransportErrorKind::Tls), [Never; 3], NotSent),
            (transport(TransportErrorKind::Unsent), [Immediate; 3], NotSent),
            (transport(TransportErrorKind::Stale), [Immediate, Immediate, Never], Unknown),
            (transport(TransportErrorKind::Broken), [Transient, Transient, Never], Unknown),
            (timeout(Phase::Exchange), [Transient, Transient, Never], Unknown),
            (transport(TransportErrorKind::MalformedHead), [Never; 3], Unknown),
        ]
    }

    fn with_an_answer() -> Vec<Row> {
        let decode =
            |error| ErrorKind::Decode { error, status: StatusCode::OK, body: Bytes::new() };
        vec![
            (transport(TransportErrorKind::BodyBroken), [Transient, Transient, Never], Applied),
            (transport(TransportErrorKind::BodyCoding), [Never; 3], Applied),
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
        ]
    }

    /// Repeats each row with a status for the same status in the body of a success.
    fn in_a_body() -> Vec<Row> {
        let domain = |status, throttled, body: &Bytes| ErrorKind::Domain {
            status,
            code: String::new(),
            message: None,
            throttled,
            body: body.clone(),
        };
        let same = |(kind, repeats, outcome): Row| {
            let kind = match &kind {
                ErrorKind::Status { status, body } => domain(Some(*status), false, body),
                ErrorKind::Throttled { status, body } => domain(Some(*status), true, body),
                _ => return None,
            };
            Some((kind, repeats, outcome))
        };
        let mut rows: Vec<Row> = with_an_answer().into_iter().filter_map(same).collect();
        assert!(rows.len() > 15);
        rows.push((domain(None, false, &Bytes::new()), [Never; 3], Unknown));
        rows
    }

    fn redirected() -> Vec<Row> {
        let redirect = |code, refusal, outcome| {
            let status = StatusCode::from_u16(code).unwrap();
            (ErrorKind::Redirect { status, refusal }, [Never; 3], outcome)
        };
        vec![
            redirect(301, RedirectRefusal::Write, Unknown),
            redirect(302, RedirectRefusal::Write, Unknown),
            redirect(303, RedirectRefusal::Write, Applied),
            redirect(307, RedirectRefusal::Write, Rejected),
            redirect(308, RedirectRefusal::Write, Rejected),
            redirect(302, RedirectRefusal::TooMany, Rejected),
            redirect(303, RedirectRefusal::OtherOrigin, Rejected),
            redirect(303, RedirectRefusal::NoLocation, Rejected),
        ]
    }

    #[test]
    fn table() {
        let rows = [before_and_without_an_answer(), with_an_answer(), in_a_body(), redirected()];
        for (kind, repeats, outcome) in rows.into_iter().flatten() {
            let safeties = [Safety::Safe, Safety::Keyed, Safety::Unsafe];
            for (safety, repeat) in safeties.into_iter().zip(repeats) {
                assert_eq!(
                    classify(&kind, safety, false),
                    Classification { repeat, outcome },
                    "{kind:?} {safety:?}"
                );
            }
        }
    }

    #[test]
    fn a_declared_status_is_retried_if_that_is_safe() {
        let after = |code: u16, named: &[u16], safety| {
            let status = StatusCode::from_u16(code).ok();
            classify(&self::status(code), safety, false).or_after(named, status, safety)
        };
        for safety in [Safety::Safe, Safety::Keyed] {
            assert_eq!(after(409, &[404, 409], safety), classification(Transient, Rejected));
            assert_eq!(after(422, &[409], safety), classification(Never, Rejected));
        }
        assert_eq!(after(409, &[409], Safety::Unsafe), classification(Never, Rejected));
    }

    #[test]
    fn a_rejected_token_is_renewed() {
        for safety in [Safety::Safe, Safety::Keyed, Safety::Unsafe] {
            assert_eq!(
                classify(&status(401), safety, true),
                classification(WithNewToken, Rejected)
            );
            assert_eq!(classify(&status(403), safety, true), classification(Never, Rejected));
        }
    }
}
