//! `ConnectError`: why there is no connection. Several requests may wait for one connection, so it
//! can be cloned.

use std::error::Error as StdError;
use std::fmt;
use std::io;
use std::sync::Arc;

use super::tls::CertificateRequired;
use crate::transport::{TransportError, TransportErrorKind};

/// Why there is no connection.
#[derive(Clone, Debug)]
pub(in crate::transport) struct ConnectError {
    kind: TransportErrorKind,
    source: Arc<dyn StdError + Send + Sync>,
}

impl ConnectError {
    pub(in crate::transport) fn new(
        kind: TransportErrorKind,
        source: impl Into<Box<dyn StdError + Send + Sync>>,
    ) -> Self {
        Self { kind, source: Arc::from(source.into()) }
    }

    /// Creates the error of a TCP connection or a proxy.
    pub(super) fn network(error: io::Error) -> Self {
        let kind = match error.kind() {
            io::ErrorKind::TimedOut => TransportErrorKind::ConnectTimeout,
            _ => TransportErrorKind::Connect,
        };
        Self::new(kind, error)
    }

    /// Creates the error of a TLS handshake. Without an error of TLS itself, the connection failed.
    pub(super) fn tls(error: io::Error) -> Self {
        match error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>()) {
            Some(cause) if CertificateRequired::matches(cause) => {
                Self::new(TransportErrorKind::Tls, CertificateRequired)
            }
            Some(_) => Self::new(TransportErrorKind::Tls, error),
            None => Self::network(error),
        }
    }

    pub(super) fn timed_out() -> Self {
        Self::new(TransportErrorKind::ConnectTimeout, "connect timeout")
    }

    /// Creates the error of a connection that was abandoned, because its runtime ended.
    pub(in crate::transport) fn abandoned() -> Self {
        Self::new(TransportErrorKind::Connect, "the runtime that connects has ended")
    }
}

impl From<ConnectError> for TransportError {
    fn from(error: ConnectError) -> Self {
        Self::with_source(error.kind, SharedSource(error.source))
    }
}

/// The shared cause of a [`ConnectError`].
struct SharedSource(Arc<dyn StdError + Send + Sync>);

impl fmt::Display for SharedSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for SharedSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl StdError for SharedSource {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source()
    }
}
