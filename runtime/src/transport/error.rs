//! Faults: the ways an exchange can break, told apart by what the server may have seen.

use std::{error::Error as StdError, fmt};

use crate::error::{BoxError, Phase};

/// The ways an exchange can break.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// No connection: DNS, refused, unreachable.
    Connect,
    /// No connection within the connect timeout.
    ConnectTimeout,
    /// TLS refused the peer, or the peer refused us: certificate, protocol or alert.
    Tls,
    /// There was a connection, and no byte of this request went out on it: cancelled before it was
    /// sent, HTTP/2 `REFUSED_STREAM` (RFC 9113 § 8.7), or a `GOAWAY` that leaves our stream out (§
    /// 6.8).
    Unsent,
    /// A reused connection that closed without one byte of an answer: most often it was closed
    /// while the request was on its way.
    Stale,
    /// The connection broke after the request went out and before the head of the answer was
    /// complete.
    Broken,
    /// The head of the answer is not HTTP, or is too large.
    MalformedHead,
    /// The body of the answer broke off or is malformed.
    BodyBroken,
    /// The transport cannot send such a request at all.
    Unsupported,
}

impl TransportErrorKind {
    pub(crate) fn phase(self) -> Phase {
        match self {
            Self::Connect | Self::ConnectTimeout | Self::Tls => Phase::Connect,
            Self::Unsent | Self::Stale | Self::Broken | Self::MalformedHead => Phase::Exchange,
            Self::BodyBroken => Phase::Body,
            Self::Unsupported => Phase::Prepare,
        }
    }
}

impl fmt::Display for TransportErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Connect => "could not connect",
            Self::ConnectTimeout => "could not connect in time",
            Self::Tls => "TLS failed",
            Self::Unsent => "the connection ended before the request was sent",
            Self::Stale => "the reused connection ended without an answer",
            Self::Broken => "the connection broke before the answer",
            Self::MalformedHead => "the head of the answer is malformed",
            Self::BodyBroken => "the body of the answer broke off",
            Self::Unsupported => "the transport cannot send this request",
        })
    }
}

/// A broken exchange: its kind, and what the layer below said.
#[derive(Debug)]
pub struct TransportError {
    kind: TransportErrorKind,
    source: Option<BoxError>,
}

impl TransportError {
    /// A fault without a cause.
    pub fn new(kind: TransportErrorKind) -> Self {
        Self { kind, source: None }
    }

    /// A fault that the layer below explains.
    pub fn with_source(
        kind: TransportErrorKind,
        source: impl Into<Box<dyn StdError + Send + Sync>>,
    ) -> Self {
        Self { kind, source: Some(source.into()) }
    }

    /// How it broke.
    pub fn kind(&self) -> TransportErrorKind {
        self.kind
    }

    pub(crate) fn into_parts(self) -> (TransportErrorKind, Option<BoxError>) {
        (self.kind, self.source)
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.kind.fmt(f)
    }
}

impl StdError for TransportError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}
