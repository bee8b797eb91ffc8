//! The default transport: hyper-util's pooled client over rustls.
//!
//! Takes a request; returns hyper's response. It classifies hyper's errors by the statistics of the
//! connection. It must not know retries: hyper-util's own are switched off.

use std::error::Error as StdError;
use std::future::poll_fn;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use http_body_util::BodyExt;
use hyper_rustls::HttpsConnectorBuilder;
use hyper_util::client::legacy::connect::{CaptureConnection, HttpConnector, capture_connection};
use hyper_util::client::legacy::{Client, Error as ClientError, ResponseFuture};
use hyper_util::rt::{TokioExecutor, TokioTimer};

use super::connector::{ConnectTimedOut, ConnectionStats, Connector};
use super::keep_alive;
use super::tls::{CertificateRequired, TlsConfig};
use super::{
    Attempt, BoxFuture, Progress, RequestBody, ResponseBody, Transport, TransportError,
    TransportErrorKind,
};
use crate::error::Error;

/// How long an idle connection stays in the pool.
const POOL_IDLE: Duration = Duration::from_secs(15);
/// The maximum number of idle connections per host.
const POOL_IDLE_PER_HOST: usize = 32;

/// HTTP/1.1 and HTTP/2 (by ALPN) over TCP and TLS 1.2 or newer, with Mozilla's roots and a
/// connection pool.
///
/// It works on any tokio runtime with I/O and time enabled.
#[derive(Clone)]
pub struct HyperTransport {
    client: Client<Connector, RequestBody>,
}

impl HyperTransport {
    /// Creates a transport that connects (DNS, TCP and TLS together) within `connect_timeout`.
    ///
    /// # Errors
    ///
    /// Returns a [`Build`](crate::ErrorKind::Build) error if the TLS library rejects its
    /// configuration.
    pub fn new(connect_timeout: Duration) -> Result<Self, Error> {
        Self::with_tls_config(connect_timeout, TlsConfig::default())
    }

    pub(crate) fn with_tls_config(
        connect_timeout: Duration,
        trust: TlsConfig,
    ) -> Result<Self, Error> {
        Ok(Self::with_tls(trust.into_config().map_err(Error::build)?, connect_timeout))
    }

    fn with_tls(tls: rustls::ClientConfig, connect_timeout: Duration) -> Self {
        let mut tcp = HttpConnector::new();
        tcp.enforce_http(false);
        tcp.set_nodelay(true);
        let https = HttpsConnectorBuilder::new()
            .with_tls_config(tls)
            .https_or_http()
            .enable_all_versions()
            .wrap_connector(tcp);
        let client = Client::builder(TokioExecutor::new())
            .timer(TokioTimer::new())
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(POOL_IDLE)
            .pool_max_idle_per_host(POOL_IDLE_PER_HOST)
            .retry_canceled_requests(false)
            .build(Connector::new(https, connect_timeout));
        Self { client }
    }
}

impl std::fmt::Debug for HyperTransport {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("HyperTransport")
    }
}

impl Transport for HyperTransport {
    fn send(
        &self,
        mut request: http::Request<RequestBody>,
        attempt: Attempt,
    ) -> BoxFuture<Result<http::Response<ResponseBody>, TransportError>> {
        let capture = capture_connection(&mut request);
        attempt.progress.set_connecting();
        let response = self.client.request(request);
        let mut exchange =
            Exchange { response, capture, progress: attempt.progress, connection: None };
        Box::pin(async move {
            match poll_fn(|cx| exchange.poll(cx)).await {
                Ok(response) => {
                    if let Some(connection) = &exchange.connection {
                        keep_alive::apply(
                            response.headers(),
                            &connection.stats,
                            &exchange.capture,
                            POOL_IDLE,
                        );
                    }
                    Ok(response.map(|body| ResponseBody::new(body.map_err(body_fault))))
                }
                Err(error) => Err(transport_error(error, exchange.connection.as_ref())),
            }
        })
    }
}

/// One request in flight, and the connection that it was assigned to.
struct Exchange {
    response: ResponseFuture,
    capture: CaptureConnection,
    progress: Progress,
    connection: Option<ConnectionUse>,
}

/// The connection of a request, as it was when the request was assigned to it.
struct ConnectionUse {
    stats: Arc<ConnectionStats>,
    reused: bool,
    read_before: u64,
}

impl Exchange {
    fn poll(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<Result<http::Response<hyper::body::Incoming>, ClientError>> {
        let polled = Pin::new(&mut self.response).poll(cx);
        if self.connection.is_none() {
            self.connection = ConnectionUse::begin(&self.capture);
            if self.connection.is_some() {
                self.progress.set_connected();
            }
        }
        polled
    }
}

impl ConnectionUse {
    /// Records the connection as soon as there is one. Some bytes of the response may already have
    /// been read on another thread. Then a failure looks like a stale connection, which is handled
    /// like any other.
    fn begin(capture: &CaptureConnection) -> Option<Self> {
        let mut extensions = http::Extensions::new();
        capture.connection_metadata().as_ref()?.get_extras(&mut extensions);
        let stats = extensions.remove::<Arc<ConnectionStats>>()?;
        let reused = stats.acquire() > 0;
        let read_before = if reused { stats.read() } else { 0 };
        Some(Self { stats, reused, read_before })
    }

    /// On a reused connection the counters cannot separate this request's bytes from the end of the
    /// previous one, so it counts as sent. hyper reports a request that was cancelled before.
    fn is_unsent(&self) -> bool {
        !self.reused && self.stats.written() == 0
    }

    /// Whether the first bytes received were an alert. In TLS 1.3 a server checks the client
    /// certificate only after the client may send data (RFC 8446 § 4.4.2.4).
    fn was_rejected_by_alert(&self) -> bool {
        !self.reused && self.stats.read() == 0 && self.stats.received_alert()
    }

    fn is_stale(&self) -> bool {
        self.reused && self.stats.read() == self.read_before
    }
}

fn transport_error(error: ClientError, connection: Option<&ConnectionUse>) -> TransportError {
    let kind = kind_of(&error, connection);
    // TLS 1.2 reports this during the handshake, TLS 1.3 after it.
    let early = find::<rustls::Error>(&error).is_some_and(CertificateRequired::matches);
    if early
        || (kind == TransportErrorKind::Tls
            && connection.is_some_and(|connection| connection.stats.certificate_required()))
    {
        return TransportError::with_source(kind, CertificateRequired);
    }
    TransportError::with_source(kind, error)
}

fn kind_of(error: &ClientError, connection: Option<&ConnectionUse>) -> TransportErrorKind {
    if error.is_connect() {
        return connect_kind(error);
    }
    if connection.is_some_and(ConnectionUse::was_rejected_by_alert) {
        return TransportErrorKind::Tls;
    }
    let Some(cause) = find::<hyper::Error>(error) else {
        // Errors about the request itself have no cause.
        return TransportErrorKind::Unsupported;
    };
    if cause.is_canceled() || find::<h2::Error>(error).is_some_and(refused) {
        return TransportErrorKind::Unsent;
    }
    if cause.is_parse() {
        return TransportErrorKind::MalformedHead;
    }
    match connection {
        // Without a connection the HTTP handshake failed, before the request was assigned to it.
        None => TransportErrorKind::Unsent,
        Some(connection) if connection.is_unsent() => TransportErrorKind::Unsent,
        Some(connection) if connection.is_stale() => TransportErrorKind::Stale,
        Some(_) => TransportErrorKind::Broken,
    }
}

fn connect_kind(error: &ClientError) -> TransportErrorKind {
    if find::<rustls::Error>(error).is_some() {
        return TransportErrorKind::Tls;
    }
    let timed_out = find::<ConnectTimedOut>(error).is_some()
        || find::<io::Error>(error).is_some_and(|cause| cause.kind() == io::ErrorKind::TimedOut);
    if timed_out { TransportErrorKind::ConnectTimeout } else { TransportErrorKind::Connect }
}

/// Whether the peer states that it did not process the stream: `REFUSED_STREAM` (RFC 9113 § 8.7),
/// or a graceful `GOAWAY`, which h2 reports only for streams above the last one processed (§ 6.8).
fn refused(error: &h2::Error) -> bool {
    let reason = error.reason();
    error.is_remote()
        && ((error.is_reset() && reason == Some(h2::Reason::REFUSED_STREAM))
            || (error.is_go_away() && reason == Some(h2::Reason::NO_ERROR)))
}

fn body_fault(error: hyper::Error) -> TransportError {
    TransportError::with_source(TransportErrorKind::BodyBroken, error)
}

/// Finds a cause of one type. An `io::Error` hides the error that it wraps from `source`, so this
/// unwraps it too.
fn find<'a, T: StdError + 'static>(error: &'a (dyn StdError + 'static)) -> Option<&'a T> {
    let mut next = Some(error);
    while let Some(cause) = next {
        if let Some(found) = cause.downcast_ref::<T>() {
            return Some(found);
        }
        next = match cause.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
            Some(wrapped) => Some(wrapped as &(dyn StdError + 'static)),
            None => cause.source(),
        };
    }
    None
}
