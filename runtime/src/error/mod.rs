//! Errors: what went wrong, how far the call got, and its effect on the server.
//!
//! Takes reports of the retry loop, the decoders and the pagers. It must not know how any of them
//! works. Neither `Display` nor `Debug` prints a header value or a body.

mod admission_limit;
mod advice;
mod cause;
mod class;
mod confirmation;
mod evidence;
mod kind;
mod missing_field;
mod op_error;
mod outcome;
mod paging;
mod poller;
mod problem;
mod token;
mod violation;

use std::{error::Error as StdError, fmt, time::Duration};

use http::{HeaderMap, HeaderValue, StatusCode};

pub use self::admission_limit::AdmissionLimit;
pub use self::advice::Advice;
use self::cause::RedactedCause;
pub(crate) use self::cause::root_cause;
pub use self::class::{Class, Phase, TimeLimit};
pub use self::confirmation::Confirmation;
pub use self::evidence::{ConnectionEvidence, Evidence};
pub use self::kind::{ErrorKind, RedirectRefusal};
pub use self::missing_field::MissingField;
pub use self::op_error::OpError;
pub use self::outcome::Outcome;
pub use self::paging::PagingError;
pub use self::poller::PollerError;
pub use self::problem::Problem;
pub use self::token::{TokenError, TokenErrorCode};
pub use self::violation::Violation;
use crate::attempt::forbids_retry;
use crate::client::redacted;
use crate::decode::RawResponse;
use crate::hooks::DriftReporter;

/// An error of any type.
pub type BoxError = Box<dyn StdError + Send + Sync>;

/// Why a call failed.
///
/// Match on [`kind`](Self::kind). [`outcome`](Self::outcome) tells whether the request took effect,
/// such as after a failed payment. `Display` is one line, without the cause that
/// [`source`](StdError::source) returns: reporters such as `anyhow` print both. The type is one pointer wide.
pub struct Error(Box<Inner>);

struct Inner {
    operation: Option<&'static str>,
    kind: ErrorKind,
    outcome: Outcome,
    attempts: u32,
    retry_after: Option<Duration>,
    body_spent: bool,
    response: Option<RawResponse>,
    source: Option<BoxError>,
    stream_break: Option<Error>,
    idempotency_key: Option<HeaderValue>,
    /// Whether the request can be sent again without a second effect.
    is_repeatable: bool,
    /// Whether the operation only reads.
    is_read: bool,
    /// Whether the server says that the first request with this key is still running.
    is_in_progress: bool,
    confirmation: Option<Confirmation>,
    evidence: Option<Evidence>,
}

/// Headers that carry the server's id of a request, the most common first.
const REQUEST_ID_HEADERS: [&str; 5] =
    ["x-request-id", "request-id", "x-amzn-requestid", "x-correlation-id", "cf-ray"];

impl Error {
    pub(crate) fn new(kind: ErrorKind) -> Self {
        Self(Box::new(Inner {
            operation: None,
            kind,
            outcome: Outcome::NotSent,
            attempts: 0,
            retry_after: None,
            body_spent: false,
            response: None,
            source: None,
            stream_break: None,
            idempotency_key: None,
            is_repeatable: false,
            is_read: false,
            is_in_progress: false,
            confirmation: None,
            evidence: None,
        }))
    }

    pub(crate) fn local(what: impl Into<String>) -> Self {
        Self::new(ErrorKind::Local(what.into()))
    }

    pub(crate) fn build(what: impl Into<String>) -> Self {
        Self::new(ErrorKind::Build(what.into()))
    }

    pub(crate) fn of(mut self, operation: &'static str) -> Self {
        self.0.operation = Some(operation);
        self
    }

    pub(crate) fn with_outcome(mut self, outcome: Outcome) -> Self {
        self.0.outcome = outcome;
        self
    }

    pub(crate) fn with_attempts(mut self, attempts: u32) -> Self {
        self.0.attempts = attempts;
        self
    }

    pub(crate) fn with_retry_after(mut self, hint: Option<Duration>) -> Self {
        self.0.retry_after = hint;
        self
    }

    /// Notes that the request was not retried only because its body is a stream, which can be sent
    /// once.
    pub(crate) fn with_body_spent(mut self) -> Self {
        self.0.body_spent = true;
        self
    }

    /// Adds the response, and the idempotency key of its request.
    pub(crate) fn with_response(mut self, response: RawResponse) -> Self {
        self.0.idempotency_key = response.idempotency_key().cloned().or(self.0.idempotency_key);
        self.0.response = Some(response);
        self
    }

    /// Sets who is told what its type does not know of the body.
    pub(crate) fn with_drift_reporter(mut self, reporter: Option<DriftReporter>) -> Self {
        self.0.response = self.0.response.map(|it| it.with_drift_reporter(reporter));
        self
    }

    /// Takes what reports the drift of the response, before the error reaches the caller.
    pub(crate) fn take_drift_reporter(&mut self) -> Option<DriftReporter> {
        self.0.response.as_mut()?.take_drift_reporter()
    }

    pub(crate) fn with_idempotency_key(mut self, key: Option<HeaderValue>) -> Self {
        self.0.idempotency_key = key;
        self
    }

    /// Notes that the request can be sent again without a second effect.
    pub(crate) fn with_repeatable(mut self, is_repeatable: bool) -> Self {
        self.0.is_repeatable = is_repeatable;
        self
    }

    /// Notes that the operation only reads, so that nothing of it can take effect.
    pub(crate) fn with_read(mut self, is_read: bool) -> Self {
        self.0.is_read = is_read;
        self
    }

    /// Notes that the server says that the first request with this key is still running.
    pub(crate) fn with_in_progress(mut self, is_in_progress: bool) -> Self {
        self.0.is_in_progress = is_in_progress;
        self
    }

    pub(crate) fn with_evidence(mut self, evidence: Evidence) -> Self {
        self.0.evidence = Some(evidence);
        self
    }

    /// Adds what a look-up said, and sets the outcome to it.
    pub(crate) fn with_confirmation(mut self, confirmation: Confirmation) -> Self {
        self.0.confirmation = Some(confirmation);
        let outcome = match confirmation {
            Confirmation::Applied => Outcome::Applied,
            Confirmation::NotApplied => Outcome::Rejected,
            Confirmation::Inconclusive => return self,
        };
        self.with_outcome(outcome)
    }

    fn is_repeatable(&self) -> bool {
        self.0.is_repeatable
    }

    fn is_read(&self) -> bool {
        self.0.is_read
    }

    /// Whether the last response says that the same request fails again: it forbids a retry, or replays
    /// the stored failure of the first request with the key.
    fn forbids_retry(&self) -> bool {
        self.headers().is_some_and(|it| forbids_retry(self.status(), it))
    }

    fn is_in_progress(&self) -> bool {
        self.0.is_in_progress
    }

    /// Returns a copy for another caller. Its source is the message of the root cause.
    pub(crate) fn copy(&self) -> Self {
        let source = self.0.source.as_deref().map(|it| root_cause(it).to_string().into());
        Self(Box::new(Inner {
            operation: self.0.operation,
            kind: self.0.kind.clone(),
            outcome: self.0.outcome,
            attempts: self.0.attempts,
            retry_after: self.0.retry_after,
            body_spent: self.0.body_spent,
            response: self.0.response.as_ref().map(RawResponse::copy),
            source,
            stream_break: self.0.stream_break.as_ref().map(Self::copy),
            idempotency_key: self.0.idempotency_key.clone(),
            is_repeatable: self.0.is_repeatable,
            is_read: self.0.is_read,
            is_in_progress: self.0.is_in_progress,
            confirmation: self.0.confirmation,
            evidence: self.0.evidence.clone(),
        }))
    }

    /// Sets the cause. If a message of it contains a secret of a URL, only the messages are kept, without
    /// the secret: reporters print the whole chain of sources.
    pub(crate) fn with_source(mut self, source: Option<BoxError>) -> Self {
        self.0.source = source.map(RedactedCause::of);
        self
    }

    /// Adds the error that interrupted a stream, where this one is of the request to resume it.
    pub(crate) fn with_break(mut self, error: Option<Error>) -> Self {
        self.0.stream_break = error;
        self
    }

    pub(crate) fn response(&self) -> Option<&RawResponse> {
        self.0.response.as_ref()
    }

    /// Returns what went wrong, to be matched.
    pub fn kind(&self) -> &ErrorKind {
        &self.0.kind
    }

    /// Returns whose error it is.
    pub fn class(&self) -> Class {
        self.0.kind.class()
    }

    /// Returns how far the last attempt got.
    pub fn phase(&self) -> Phase {
        self.0.kind.phase()
    }

    /// Returns the effect of the call on the server, over all its attempts.
    pub fn outcome(&self) -> Outcome {
        self.0.outcome
    }

    /// Returns what a look-up said about the request, if the response is lost and the document declares one for the operation
    /// (`x-renkei-confirm`). It has set the [`outcome`](Self::outcome).
    pub fn confirmation(&self) -> Option<Confirmation> {
        self.0.confirmation
    }

    /// Returns the number of attempts; 0 if the call failed before the first.
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// Whether the call was not retried only because its body is a stream, which can be sent once
    /// ([`Body::stream`](crate::Body::stream)).
    pub fn body_spent(&self) -> bool {
        self.0.body_spent
    }

    /// Returns the error that interrupted an event stream, if this error is of the request to
    /// resume it.
    pub fn stream_break(&self) -> Option<&Error> {
        self.0.stream_break.as_ref()
    }

    /// Returns how long the server asked to wait, counted from its last response.
    ///
    /// A time too long for a [`Duration`] is [`Duration::MAX`].
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// Returns the status of the last response, or the one that the body of a domain error reports.
    ///
    /// It may be a success, whose body could not be read or decoded.
    pub fn status(&self) -> Option<StatusCode> {
        let own = self.0.kind.status();
        own.or_else(|| match self.0.kind {
            ErrorKind::Domain { .. } => None,
            _ => self.0.response.as_ref().map(RawResponse::status_code),
        })
    }

    /// Returns the headers of the last response as received.
    pub fn headers(&self) -> Option<&HeaderMap> {
        self.0.response.as_ref().map(RawResponse::headers)
    }

    /// Returns the idempotency key of the request, if it had one.
    ///
    /// Send it again with [`CallOptions::idempotency_key`](crate::CallOptions::idempotency_key) to repeat a request whose
    /// outcome is unknown, also from another process.
    pub fn idempotency_key(&self) -> Option<&str> {
        self.0.idempotency_key.as_ref()?.to_str().ok()
    }

    /// Returns the times and the connection of the last attempt. It is what the support of
    /// an API asks for, next to [`request_id`](Self::request_id).
    ///
    /// It is `None` if the call failed before its first attempt, or if the response arrived and could not be decoded.
    pub fn evidence(&self) -> Option<&Evidence> {
        self.0.evidence.as_ref()
    }

    /// Returns the operation's id in the document. It is `None` for an error in building the
    /// client.
    pub fn operation(&self) -> Option<&'static str> {
        self.0.operation
    }

    /// Returns the server's id of the request, from `X-Request-Id` or a common variant of it.
    pub fn request_id(&self) -> Option<&str> {
        let headers = self.0.response.as_ref()?.headers();
        REQUEST_ID_HEADERS.iter().find_map(|name| headers.get(*name)?.to_str().ok())
    }

    /// Returns the body as problem details (RFC 9457), if it has that content type and parses.
    pub fn problem(&self) -> Option<Problem> {
        let response = self.0.response.as_ref()?;
        let declared = response.media_type()?.is("application/problem+json");
        declared.then(|| Problem::read(response.json_text())).flatten()
    }

    /// Returns the body of the last response as any type that it fits.
    ///
    /// This also reads the body of a domain error, which has the form of a success.
    ///
    /// # Examples
    ///
    /// ```
    /// # use renkei_runtime::Error;
    /// fn users_of_partial_result(error: &Error) -> Option<Vec<String>> {
    ///     #[derive(serde::Deserialize)]
    ///     struct Users {
    ///         users: Vec<String>,
    ///     }
    ///     error.body_as::<Users>().map(|body| body.users)
    /// }
    /// ```
    pub fn body_as<T: serde::de::DeserializeOwned>(&self) -> Option<T> {
        crate::json::from_slice(self.0.response.as_ref()?.json_text()).ok()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(operation) = self.0.operation {
            write!(f, "{operation}: ")?;
        }
        write!(f, "{}", self.0.kind)?;
        if let Some(error) = &self.0.stream_break {
            write!(f, ", after {}", error.kind())?;
        }
        if self.0.body_spent {
            f.write_str("; the request body is a stream that cannot be sent again")?;
        }
        if self.0.attempts > 0 {
            let plural = if self.0.attempts == 1 { "" } else { "s" };
            let outcome = self.0.confirmation.map_or(self.0.outcome.as_str(), Confirmation::as_str);
            write!(f, " ({} attempt{plural}; {outcome})", self.0.attempts)?;
        }
        Ok(())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let source = self.0.source.as_deref().map(|it| redacted(&root_cause(it).to_string()));
        f.debug_struct("Error")
            .field("operation", &self.0.operation)
            .field("kind", &self.0.kind)
            .field("outcome", &self.0.outcome)
            .field("attempts", &self.0.attempts)
            .field("retry_after", &self.0.retry_after)
            .field("source", &source)
            .field("stream_break", &self.0.stream_break)
            .finish()
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source.as_deref().map(|source| source as _)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_are_small_and_send() {
        fn travels<T: Send + Sync + 'static>() {}
        travels::<Error>();
        travels::<OpError<String>>();
        assert!(size_of::<Error>() <= 8);
        assert!(size_of::<OpError<[u8; 1000]>>() <= 16);
    }

    #[test]
    fn display_is_one_line() {
        let error = Error::new(ErrorKind::Auth { missing: vec!["apiKey"] }).of("getOrder");
        assert_eq!(error.to_string(), "getOrder: no credential for the security scheme apiKey");
        let body = bytes::Bytes::from_static(b"secret");
        let kind = ErrorKind::Status { status: StatusCode::BAD_GATEWAY, body };
        let error = Error::new(kind).of("getOrder").with_attempts(3).with_outcome(Outcome::Unknown);
        assert_eq!(
            error.to_string(),
            "getOrder: status 502 Bad Gateway (3 attempts; whether the request took effect is unknown)"
        );
        assert!(!format!("{error:?}").contains("secret"));
    }
}
