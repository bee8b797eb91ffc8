//! What went wrong, in matchable form; class and phase follow from it.

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http::StatusCode;

use super::class::{Class, Phase, TimeLimit};
use super::token::TokenError;
use super::violation::Violation;
use crate::decode::DecodeError;
use crate::transport::TransportErrorKind;

/// What went wrong.
///
/// Bodies are here to be read by a program; `Debug` shows only how long they are.
#[derive(Clone)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The client could not be built from its settings.
    Build(String),
    /// The request could not be built, or was refused before anything was sent.
    Local(String),
    /// The request breaks constraints of the document, all of which are here; nothing was sent. Only a client that was
    /// generated with `client.check` looks for them.
    Invalid(Vec<Violation>),
    /// The credentials given satisfy none of the ways this operation can be authorised.
    Auth {
        /// The security schemes that lack a credential, by their names in the document.
        missing: Vec<&'static str>,
    },
    /// A [`CredentialProvider`](crate::CredentialProvider) gave an error, which is the source of
    /// this one.
    Provider,
    /// No access token could be had.
    Token(TokenError),
    /// The connection failed.
    Transport(TransportErrorKind),
    /// Time ran out.
    Timeout {
        /// What was going on when it did.
        phase: Phase,
        /// Which of the limits it was.
        limit: TimeLimit,
        /// How long that limit is.
        after: Duration,
    },
    /// The server answered with a status that is not a success.
    Status {
        /// The status, never in the 200s.
        status: StatusCode,
        /// The body, cut at the limit for error bodies.
        body: Bytes,
    },
    /// The server asked to be left alone for a while: 429, or 503 with a Retry-After.
    Throttled {
        /// 429 or 503.
        status: StatusCode,
        /// The body, cut at the limit for error bodies.
        body: Bytes,
    },
    /// A redirect that is not followed.
    Redirect {
        /// The status, 301, 302, 303, 307 or 308.
        status: StatusCode,
        /// Why it is not followed.
        refusal: RedirectRefusal,
    },
    /// A success whose body is longer than the limit.
    BodyTooLarge {
        /// The limit in bytes.
        limit: usize,
    },
    /// An item of a stream, an event or a line, that is longer than the limit.
    ItemTooLarge {
        /// The limit in bytes.
        limit: usize,
    },
    /// A success whose body is not what the document says.
    Decode {
        /// What does not fit, and where.
        error: DecodeError,
        /// The status, in the 200s.
        status: StatusCode,
        /// The whole body; of a stream, the item.
        body: Bytes,
    },
    /// A pager cannot go on.
    Paging(PagingError),
    /// The server answered with a success whose body says that the request failed. It counts as the HTTP status that the
    /// body names: what is tried again, and what is known of the outcome, follow from that.
    Domain {
        /// The HTTP status that the body names; `None` where what it says is none. Then the call is not tried again, and
        /// its outcome is unknown.
        status: Option<StatusCode>,
        /// What the body says, as text: `404`, or a code of the API's own.
        code: String,
        /// What the body says to people.
        message: Option<String>,
        /// Whether the server asks to be left alone for a while: 429, or 503 with a Retry-After header.
        throttled: bool,
        /// The whole body.
        body: Bytes,
    },
}

/// Why a redirect is not followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RedirectRefusal {
    /// It leads to another scheme, host or port; following it could hand credentials to a stranger.
    OtherOrigin,
    /// More than five in a row.
    TooMany,
    /// The request is not a GET or HEAD; a write is never redirected.
    Write,
    /// There is no usable `Location`.
    NoLocation,
}

/// Why a pager cannot go on.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PagingError {
    /// The server gave a cursor that it had given before: going on would never end.
    CursorRepeated {
        /// That cursor.
        cursor: String,
    },
    /// The server answered two pages alike where pages are only counted: it does not know the
    /// parameter, or gives its last page for ever.
    PageRepeated {
        /// The number or offset of the second.
        cursor: String,
    },
    /// The URL of the next page leads to another origin, where no credential may go, or is none.
    ForeignUrl {
        /// It, without its query.
        url: String,
    },
    /// More pages than the cap.
    TooManyPages {
        /// The cap.
        limit: usize,
    },
}

impl ErrorKind {
    /// Who has to act.
    pub fn class(&self) -> Class {
        match self {
            Self::Build(_) | Self::Local(_) | Self::Invalid(_) => Class::Local,
            Self::Auth { .. } | Self::Provider | Self::Token(_) => Class::Auth,
            Self::Transport(TransportErrorKind::Unsupported) => Class::Local,
            Self::Transport(_) => Class::Network,
            Self::Timeout { .. } => Class::Timeout,
            Self::Status { status, .. } | Self::Throttled { status, .. } => status_class(*status),
            Self::Redirect { .. } => Class::Client,
            Self::BodyTooLarge { .. } | Self::ItemTooLarge { .. } | Self::Decode { .. } => {
                Class::Decode
            }
            Self::Paging(_) => Class::Paging,
            Self::Domain { .. } => Class::Domain,
        }
    }

    /// How far the last attempt got.
    pub fn phase(&self) -> Phase {
        match self {
            Self::Build(_) | Self::Local(_) | Self::Invalid(_) => Phase::Prepare,
            Self::Auth { .. } | Self::Provider | Self::Token(_) => Phase::Credential,
            Self::Transport(fault) => fault.phase(),
            Self::Timeout { phase, .. } => *phase,
            Self::BodyTooLarge { .. } | Self::ItemTooLarge { .. } => Phase::Body,
            Self::Status { .. }
            | Self::Throttled { .. }
            | Self::Redirect { .. }
            | Self::Decode { .. }
            | Self::Paging(_)
            | Self::Domain { .. } => Phase::Decode,
        }
    }

    /// The status that was received, if one was; for a domain error the one that the body names.
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
            Self::Auth { missing } => write!(f, "no credential for {}", missing.join(", ")),
            Self::Provider => f.write_str("the credential provider failed"),
            Self::Token(error) => error.fmt(f),
            Self::Transport(fault) => fault.fmt(f),
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
            Self::Domain { status: Some(status), .. } => {
                write!(f, "the body of the success says status {status}")
            }
            Self::Domain { .. } => f.write_str("the body of the success says that it is none"),
        }
    }
}

impl fmt::Debug for ErrorKind {
    /// Like the derived form, but for bodies, which may hold what must not be logged.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Build(what) => f.debug_tuple("Build").field(what).finish(),
            Self::Local(what) => f.debug_tuple("Local").field(what).finish(),
            Self::Invalid(violations) => f.debug_tuple("Invalid").field(violations).finish(),
            Self::Auth { missing } => f.debug_struct("Auth").field("missing", missing).finish(),
            Self::Provider => f.write_str("Provider"),
            Self::Token(error) => f.debug_tuple("Token").field(error).finish(),
            Self::Transport(fault) => f.debug_tuple("Transport").field(fault).finish(),
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
            Self::Domain { status, throttled, body, .. } => f
                .debug_struct("Domain")
                .field("status", status)
                .field("throttled", throttled)
                .field("body_len", &body.len())
                .finish_non_exhaustive(),
        }
    }
}

/// How many violations are shown.
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
            Self::OtherOrigin => "it leads to another origin",
            Self::TooMany => "too many redirects",
            Self::Write => "a write is never redirected",
            Self::NoLocation => "it has no usable Location",
        })
    }
}

impl fmt::Display for PagingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::CursorRepeated { cursor } => {
                write!(f, "the cursor {cursor:?} was given before: the pages go round in a circle")
            }
            Self::PageRepeated { cursor } => {
                write!(
                    f,
                    "the page {cursor} is the same as the one before: the pages would never end"
                )
            }
            Self::ForeignUrl { url } => {
                write!(
                    f,
                    "the next page {url:?} is not of this server's origin, and is not followed"
                )
            }
            Self::TooManyPages { limit } => write!(f, "more than {limit} pages"),
        }
    }
}
