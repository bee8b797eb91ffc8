//! `ErrorKind`: what went wrong, to be matched. Class and phase follow from it.

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http::StatusCode;

use super::admission_limit::AdmissionLimit;
use super::class::{Class, Phase, TimeLimit};
use super::paging::PagingError;
use super::poller::PollerError;
use super::token::TokenError;
use super::violation::Violation;
use crate::decode::DecodeError;
use crate::transport::TransportErrorKind;

/// What went wrong.
///
/// Bodies are available to the program; `Debug` shows only their length.
#[derive(Clone)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The settings of the client are invalid.
    Build(String),
    /// The request could not be built, or failed a check before anything was sent.
    Local(String),
    /// The request violates constraints of the document, all of which are listed; nothing was sent.
    /// Only clients generated with `client.check` validate requests.
    Invalid(Vec<Violation>),
    /// A limit of the client itself does not allow the attempt; nothing was sent.
    /// [`Error::retry_after`](crate::Error::retry_after) says when it may, if that is known.
    NotAdmitted(AdmissionLimit),
    /// The client's credentials satisfy none of the operation's security requirements.
    Auth {
        /// The security schemes without a credential, by their names in the document.
        missing: Vec<&'static str>,
    },
    /// A [`CredentialProvider`](crate::CredentialProvider) failed. Its error is the source of this
    /// one.
    Provider,
    /// No access token could be obtained.
    Token(TokenError),
    /// The connection failed.
    Transport(TransportErrorKind),
    /// A time limit was exceeded.
    Timeout {
        /// The phase in which it was exceeded.
        phase: Phase,
        /// The exceeded limit.
        limit: TimeLimit,
        /// The duration of the limit.
        after: Duration,
    },
    /// The server responded with a status that is not a success.
    Status {
        /// The status, never in the 200s.
        status: StatusCode,
        /// The body, truncated to the limit for error bodies.
        body: Bytes,
    },
    /// The server throttles requests: 429, or 503 with `Retry-After`.
    Throttled {
        /// 429 or 503.
        status: StatusCode,
        /// The body, truncated to the limit for error bodies.
        body: Bytes,
    },
    /// A redirect that is not followed.
    Redirect {
        /// The status: 301, 302, 303, 307 or 308.
        status: StatusCode,
        /// Why it is not followed.
        refusal: RedirectRefusal,
    },
    /// A success whose body exceeds the limit.
    BodyTooLarge {
        /// The limit in bytes.
        limit: usize,
    },
    /// An item of a stream (an event or a line) that exceeds the limit.
    ItemTooLarge {
        /// The limit in bytes.
        limit: usize,
    },
    /// A success whose body does not match the document.
    Decode {
        /// What does not match, and where.
        error: DecodeError,
        /// The status, in the 200s.
        status: StatusCode,
        /// The whole body, or the item of a stream.
        body: Bytes,
    },
    /// A pager cannot continue.
    Paging(PagingError),
    /// A long-running operation ended without a result, or cannot be polled.
    LongRunning(PollerError),
    /// The status is a success, but the body reports a failure. Retries and the outcome follow the
    /// HTTP status in the body.
    Domain {
        /// The HTTP status in the body; `None` if the body has another code. Then the call is not
        /// retried, and its outcome is unknown.
        status: Option<StatusCode>,
        /// The code in the body as text: `404`, or a code of the API's own.
        code: String,
        /// The message in the body.
        message: Option<String>,
        /// Whether the server throttles requests: 429, or 503 with `Retry-After`.
        throttled: bool,
        /// The whole body.
        body: Bytes,
    },
}

/// Why a redirect is not followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RedirectRefusal {
    /// It points to another scheme, host or port, which must not receive the credentials.
    OtherOrigin,
    /// More than five redirects in a row.
    TooMany,
    /// The request is not a GET or HEAD. A write is never redirected.
    Write,
    /// The response has no valid `Location`.
    NoLocation,
}

impl ErrorKind {
    /// Returns whose error it is.
    pub fn class(&self) -> Class {
        match self {
            Self::Build(_) | Self::Local(_) | Self::Invalid(_) | Self::NotAdmitted(_) => {
                Class::Local
            }
            Self::Auth { .. } | Self::Provider | Self::Token(_) => Class::Auth,
            Self::Transport(TransportErrorKind::RequestBody | TransportErrorKind::Unsupported) => {
                Class::Local
            }
            Self::Transport(TransportErrorKind::ConnectTimeout) => Class::Timeout,
            Self::Transport(TransportErrorKind::BodyCoding) => Class::Decode,
            Self::Transport(_) => Class::Network,
            Self::Timeout { .. } => Class::Timeout,
            Self::Status { status, .. } | Self::Throttled { status, .. } => status_class(*status),
            Self::Redirect { .. } => Class::Client,
            Self::BodyTooLarge { .. } | Self::ItemTooLarge { .. } | Self::Decode { .. } => {
                Class::Decode
            }
            Self::Paging(_) => Class::Paging,
            Self::LongRunning(PollerError::OtherToken { .. }) => Class::Local,
            Self::LongRunning(PollerError::Failed { .. }) => Class::Domain,
            Self::LongRunning(_) => Class::Decode,
            Self::Domain { .. } => Class::Domain,
        }
    }

    /// Returns how far the last attempt got.
    pub fn phase(&self) -> Phase {
        match self {
            Self::Build(_) | Self::Local(_) | Self::Invalid(_) => Phase::Prepare,
            Self::NotAdmitted(_) => Phase::Admission,
            Self::Auth { .. } | Self::Provider | Self::Token(_) => Phase::Credential,
            Self::Transport(kind) => kind.phase(),
            Self::Timeout { phase, .. } => *phase,
            Self::BodyTooLarge { .. } | Self::ItemTooLarge { .. } => Phase::Body,
            Self::Status { .. }
            | Self::Throttled { .. }
            | Self::Redirect { .. }
            | Self::Decode { .. }
            | Self::Paging(_)
            | Self::LongRunning(_)
            | Self::Domain { .. } => Phase::Decode,
        }
    }

    /// Returns the status that was received, or the one that the body of a domain error reports.
    pub fn status(&self) -> Option<StatusCode> {
        match self {
            Self::Status { status, .. }
            | Self::Throttled { status, .. }
            | Self::Redirect { status, .. }
            | Self::Decode { status, .. } => Some(*status),
            Self::Domain { status, .. } => *status,
            _ => None,
        }
    }
}

fn status_class(status: StatusCode) -> Class {
    if status == StatusCode::UNAUTHORIZED {
        Class::Auth
    } else if status.is_server_error() {
        Class::Server
    } else {
        Class::Client
    }
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Build(what) => write!(f, "the client cannot be built: {what}"),
            Self::Local(what) => f.write_str(what),
            Self::Invalid(violations) => listed(f, violations),
            Self::NotAdmitted(limit) => limit.fmt(f),
            Self::Auth { missing } => {
                write!(f, "no credential for the security scheme {}", missing.join(", "))
            }
            Self::Provider => f.write_str("the credential provider failed"),
            Self::Token(error) => error.fmt(f),
            Self::Transport(kind) => kind.fmt(f),
            Self::Timeout { phase, limit, after } => {
                write!(f, "timed out {} ({limit} of {after:?})", phase.doing())
            }
            Self::Status { status, .. } => write!(f, "status {status}"),
            Self::Throttled { status, .. } => write!(f, "throttled with status {status}"),
            Self::Redirect { status, refusal } => {
                write!(f, "redirect {status} not followed: {refusal}")
            }
            Self::BodyTooLarge { limit } => write!(f, "the body is longer than {limit} bytes"),
            Self::ItemTooLarge { limit } => {
                write!(f, "an item of the stream is longer than {limit} bytes")
            }
            Self::Decode { error, .. } => error.fmt(f),
            Self::Paging(error) => error.fmt(f),
            Self::LongRunning(error) => error.fmt(f),
            Self::Domain { status: Some(status), .. } => {
                write!(f, "the response body reports status {status}")
            }
            Self::Domain { .. } => f.write_str("the response body reports a failure"),
        }
    }
}

impl fmt::Debug for ErrorKind {
    /// Shows everything except bodies, which may contain secrets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Build(what) => f.debug_tuple("Build").field(what).finish(),
            Self::Local(what) => f.debug_tuple("Local").field(what).finish(),
            Self::Invalid(violations) => f.debug_tuple("Invalid").field(violations).finish(),
            Self::NotAdmitted(limit) => f.debug_tuple("NotAdmitted").field(limit).finish(),
            Self::Auth { missing } => f.debug_struct("Auth").field("missing", missing).finish(),
            Self::Provider => f.write_str("Provider"),
            Self::Token(error) => f.debug_tuple("Token").field(error).finish(),
            Self::Transport(kind) => f.debug_tuple("Transport").field(kind).finish(),
            Self::Timeout { phase, limit, after } => f
                .debug_struct("Timeout")
                .field("phase", phase)
                .field("limit", limit)
                .field("after", after)
                .finish(),
            Self::Status { status, body } => debug_status(f, "Status", *status, body),
            Self::Throttled { status, body } => debug_status(f, "Throttled", *status, body),
            Self::Redirect { status, refusal } => f
                .debug_struct("Redirect")
                .field("status", status)
                .field("refusal", refusal)
                .finish(),
            Self::BodyTooLarge { limit } => {
                f.debug_struct("BodyTooLarge").field("limit", limit).finish()
            }
            Self::ItemTooLarge { limit } => {
                f.debug_struct("ItemTooLarge").field("limit", limit).finish()
            }
            Self::Decode { error, .. } => f.debug_tuple("Decode").field(error).finish(),
            Self::Paging(error) => f.debug_tuple("Paging").field(error).finish(),
            Self::LongRunning(error) => f.debug_tuple("LongRunning").field(error).finish(),
            Self::Domain { status, throttled, body, .. } => f
                .debug_struct("Domain")
                .field("status", status)
                .field("throttled", throttled)
                .field("body_len", &body.len())
                .finish_non_exhaustive(),
        }
    }
}

/// The maximum number of violations to show.
const MAX_SHOWN: usize = 20;

fn listed(f: &mut fmt::Formatter<'_>, violations: &[Violation]) -> fmt::Result {
    for (index, violation) in violations.iter().take(MAX_SHOWN).enumerate() {
        let comma = if index == 0 { "" } else { "; " };
        write!(f, "{comma}{violation}")?;
    }
    match violations.len().saturating_sub(MAX_SHOWN) {
        0 => Ok(()),
        more => write!(f, "; and {more} more"),
    }
}

fn debug_status(
    f: &mut fmt::Formatter<'_>,
    name: &str,
    status: StatusCode,
    body: &Bytes,
) -> fmt::Result {
    f.debug_struct(name).field("status", &status.as_u16()).field("body_len", &body.len()).finish()
}

impl fmt::Display for RedirectRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::OtherOrigin => "it points to another origin",
            Self::TooMany => "too many redirects",
            Self::Write => "a write is never redirected",
            Self::NoLocation => "it has no valid Location",
        })
    }
}
