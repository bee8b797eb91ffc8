//! The classification of a failed exchange, by the error and the statistics of the connection.

use std::error::Error as StdError;
use std::io;
use std::sync::Arc;

use super::super::connect::tls::CertificateRequired;
use super::super::connect::{ConnectionStats, ReceivedAlert};
use super::super::{TransportError, TransportErrorKind};
use crate::error::ConnectionEvidence;

/// The connection of a request, as it was when the request was assigned to it.
#[derive(Clone, Debug)]
pub(in crate::transport) struct ConnectionUse {
    stats: Arc<ConnectionStats>,
    reused: bool,
    written_before: u64,
    read_before: u64,
}

impl ConnectionUse {
    pub(super) fn begin(stats: &Arc<ConnectionStats>) -> Self {
        let reused = stats.begin_use();
        let (written_before, read_before) = (stats.written(), stats.read());
        Self { stats: stats.clone(), reused, written_before, read_before }
    }

    /// Returns what the connection has transferred since.
    pub(in crate::transport) fn evidence(&self) -> ConnectionEvidence {
        ConnectionEvidence {
            peer: self.stats.peer(),
            is_reused: self.reused,
            bytes_sent: self.stats.written().saturating_sub(self.written_before),
            bytes_received: self.stats.read().saturating_sub(self.read_before),
        }
    }

    /// Whether no byte was received since the request was assigned.
    pub(super) fn is_silent(&self) -> bool {
        self.stats.read() == self.read_before
    }

    /// On a reused connection the counters cannot separate this request's bytes from the end of the
    /// previous one, so it counts as sent.
    fn is_unsent(&self) -> bool {
        !self.reused && self.stats.written() == 0
    }

    /// Returns the alert that came before any other byte. In TLS 1.3 a server checks the client
    /// certificate only after the client may send data (RFC 8446 § 4.4.2.4).
    fn first_alert(&self) -> ReceivedAlert {
        if self.reused || self.stats.read() > 0 {
            return ReceivedAlert::None;
        }
        self.stats.alert()
    }

    /// Classifies the failure of a connection before the head of an HTTP/1.1 response was complete.
    pub(super) fn connection_error(&self, error: io::Error) -> TransportError {
        self.error(self.broken_kind(), error)
    }

    /// Classifies the failure of an HTTP/2 exchange.
    pub(super) fn http2_error(&self, error: h2::Error) -> TransportError {
        let kind = match () {
            () if is_refused(&error) => TransportErrorKind::Unsent,
            // What the server sent violates the protocol.
            () if error.is_library() => TransportErrorKind::MalformedHead,
            () if error.is_reset() || error.is_go_away() => TransportErrorKind::Broken,
            () if error.reason().is_none() && !error.is_io() => TransportErrorKind::Unsupported,
            () => self.broken_kind(),
        };
        self.error(kind, error)
    }

    /// Returns the kind of a connection that ended without a response.
    fn broken_kind(&self) -> TransportErrorKind {
        match self.first_alert() {
            ReceivedAlert::Handshake | ReceivedAlert::CertificateRequired => {
                TransportErrorKind::Tls
            }
            ReceivedAlert::None | ReceivedAlert::Other => match () {
                () if self.is_unsent() => TransportErrorKind::Unsent,
                () if self.reused && self.is_silent() => TransportErrorKind::Stale,
                () => TransportErrorKind::Broken,
            },
        }
    }

    pub(super) fn error(
        &self,
        kind: TransportErrorKind,
        error: impl StdError + Send + Sync + 'static,
    ) -> TransportError {
        let certificate_required = self.first_alert() == ReceivedAlert::CertificateRequired;
        if kind == TransportErrorKind::Tls && certificate_required {
            return TransportError::with_source(kind, CertificateRequired);
        }
        TransportError::with_source(kind, error)
    }
}

/// Whether the peer states that it did not process the stream: `REFUSED_STREAM` (RFC 9113 § 8.7),
/// or a `GOAWAY` that excludes it (§ 6.8), whatever its reason. h2 reports a `GOAWAY` of the peer
/// only for streams above the last one processed.
pub(super) fn is_refused(error: &h2::Error) -> bool {
    let is_refusal = error.is_reset() && error.reason() == Some(h2::Reason::REFUSED_STREAM);
    error.is_remote() && (is_refusal || error.is_go_away())
}

/// Creates the error of a response body that ended too early.
pub(super) fn broken_body(error: impl StdError + Send + Sync + 'static) -> TransportError {
    TransportError::with_source(TransportErrorKind::BodyBroken, error)
}
