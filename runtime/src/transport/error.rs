//! `TransportError`: how an exchange failed, distinguished by what the server may have seen.

use std::{error::Error as StdError, fmt};

use crate::error::{BoxError, Phase};

/// How an exchange failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// There is no connection: DNS failed, or the peer refused it or is unreachable.
    Connect,
    /// There is no connection within the connect timeout.
    ConnectTimeout,
    /// TLS failed: a certificate, the protocol version or an alert.
    Tls,
    /// No byte of this request was sent on the connection: it was cancelled before, the peer reset
    /// the stream with HTTP/2 `REFUSED_STREAM` (RFC 9113 § 8.7), or a `GOAWAY` excludes the stream
    /// (§ 6.8).
    Unsent,
    /// A reused connection closed without a byte of a response. Usually the peer closed it while
    /// the request was in flight.
    Stale,
    /// The connection failed after the request was sent and before the response head was complete.
    Broken,
    /// The response head is not HTTP, or is too large.
    MalformedHead,
    /// The response body is incomplete or malformed.
    BodyBroken,
    /// The response body arrived, but does not match its content coding.
    BodyCoding,
    /// The body of the request cannot be read: a file is missing, or its stream failed. The server
    /// never received the end of the request.
    RequestBody,
    /// The transport cannot send such a request.
    Unsupported,
}

impl TransportErrorKind {
    pub(crate) fn phase(self) -> Phase {
        match self {
            Self::Connect | Self::ConnectTimeout | Self::Tls => Phase::Connect,
            Self::Unsent | Self::Stale | Self::Broken | Self::MalformedHead => Phase::Exchange,
            Self::BodyBroken | Self::BodyCoding => Phase::Body,
            Self::RequestBody | Self::Unsupported => Phase::Prepare,
        }
    }
}

impl fmt::Display for TransportErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Connect => "could not connect",
            Self::ConnectTimeout => "could not connect in time",
            Self::Tls => "TLS failed",
            Self::Unsent => "the connection closed before the request was sent",
            Self::Stale => "the reused connection closed without a response",
            Self::Broken => "the connection failed before the response",
            Self::MalformedHead => "the response head is malformed",
            Self::BodyBroken => "the response body is incomplete",
            Self::BodyCoding => "the response body does not match its content coding",
            Self::RequestBody => "the request body cannot be read",
            Self::Unsupported => "the transport cannot send this request",
        })
    }
}

/// A failed exchange: its kind, and the underlying cause.
#[derive(Debug)]
pub struct TransportError {
    kind: TransportErrorKind,
    source: Option<BoxError>,
}

impl TransportError {
    /// Creates an error without a cause.
    pub fn new(kind: TransportErrorKind) -> Self {
        Self { kind, source: None }
    }

    /// Creates an error with its cause.
    pub fn with_source(
        kind: TransportErrorKind,
        source: impl Into<Box<dyn StdError + Send + Sync>>,
    ) -> Self {
        Self { kind, source: Some(source.into()) }
    }

    /// Returns how the exchange failed.
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
