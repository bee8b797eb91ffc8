//! The connector: DNS, TCP and TLS within one time limit, and statistics of each connection.
//!
//! Takes a URI; returns a connection with its own [`ConnectionStats`]. It must not know HTTP.

use std::fmt;
use std::io::{self, IoSlice};
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use http::Uri;
use hyper_rustls::HttpsConnector;
use hyper_util::client::legacy::connect::{Connected, Connection, HttpConnector};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::Instant;
use tower_service::Service;

use super::BoxFuture;
use super::tls::CertificateRequired;
use crate::error::BoxError;

/// The statistics of one connection. Bytes are counted above TLS, so a handshake is not included.
#[derive(Debug, Default)]
pub(super) struct ConnectionStats {
    written: AtomicU64,
    read: AtomicU64,
    uses: AtomicU32,
    /// Whether the server has sent a TLS alert. It is recorded here because h2 keeps only the text
    /// of an error.
    received_alert: AtomicBool,
    /// Whether that alert requires a client certificate.
    certificate_required: AtomicBool,
    /// When the server will close the connection, if it has stated that.
    kept_until: Mutex<Option<Instant>>,
}

impl ConnectionStats {
    /// Sets when the server will close the connection. Returns `true` the first time.
    pub(super) fn keep_until(&self, until: Instant) -> bool {
        self.kept_until.lock().unwrap_or_else(PoisonError::into_inner).replace(until).is_none()
    }

    pub(super) fn kept_until(&self) -> Option<Instant> {
        *self.kept_until.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn written(&self) -> u64 {
        self.written.load(Ordering::Acquire)
    }

    pub(super) fn received_alert(&self) -> bool {
        self.received_alert.load(Ordering::Acquire)
    }

    pub(super) fn certificate_required(&self) -> bool {
        self.certificate_required.load(Ordering::Acquire)
    }

    pub(super) fn read(&self) -> u64 {
        self.read.load(Ordering::Acquire)
    }

    /// Counts one more request on this connection. Returns the number of earlier ones.
    pub(super) fn acquire(&self) -> u32 {
        self.uses.fetch_add(1, Ordering::AcqRel)
    }
}

/// The connect timeout has elapsed. A type of its own, to be found below hyper's errors.
#[derive(Debug)]
pub(super) struct ConnectTimedOut;

impl fmt::Display for ConnectTimedOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("connect timeout")
    }
}

impl std::error::Error for ConnectTimedOut {}

/// Connects within a time limit, and counts bytes.
#[derive(Clone)]
pub(super) struct Connector {
    inner: HttpsConnector<HttpConnector>,
    limit: Duration,
}

type Stream = <HttpsConnector<HttpConnector> as Service<Uri>>::Response;

impl Connector {
    pub(super) fn new(inner: HttpsConnector<HttpConnector>, limit: Duration) -> Self {
        Self { inner, limit }
    }
}

impl Service<Uri> for Connector {
    type Response = TokioIo<CountingStream>;
    type Error = BoxError;
    type Future = BoxFuture<Result<TokioIo<CountingStream>, BoxError>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, uri: Uri) -> Self::Future {
        let connecting = self.inner.call(uri);
        let limit = self.limit;
        Box::pin(async move {
            match tokio::time::timeout(limit, connecting).await {
                Ok(stream) => Ok(TokioIo::new(CountingStream::new(stream?))),
                Err(_) => Err(ConnectTimedOut.into()),
            }
        })
    }
}

/// A connection that counts its bytes. It implements tokio's traits, because forwarding hyper's
/// read cursor requires unsafe code.
pub(super) struct CountingStream {
    stream: TokioIo<Stream>,
    stats: Arc<ConnectionStats>,
}

impl CountingStream {
    fn new(stream: Stream) -> Self {
        Self { stream: TokioIo::new(stream), stats: Arc::default() }
    }

    fn note_alert(&self, error: &io::Error) {
        let tls = error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>());
        if let Some(alert @ rustls::Error::AlertReceived(_)) = tls {
            self.stats
                .certificate_required
                .store(CertificateRequired::matches(alert), Ordering::Release);
            self.stats.received_alert.store(true, Ordering::Release);
        }
    }

    fn count_written(&self, written: &Poll<io::Result<usize>>) {
        if let Poll::Ready(Ok(count)) = written {
            self.stats.written.fetch_add(*count as u64, Ordering::AcqRel);
        }
    }
}

impl Connection for CountingStream {
    fn connected(&self) -> Connected {
        self.stream.inner().connected().extra(self.stats.clone())
    }
}

impl AsyncRead for CountingStream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buf.filled().len();
        let result = Pin::new(&mut self.stream).poll_read(cx, buf);
        let count = buf.filled().len().saturating_sub(before);
        self.stats.read.fetch_add(count as u64, Ordering::AcqRel);
        if let Poll::Ready(Err(error)) = &result {
            self.note_alert(error);
        }
        result
    }
}

impl AsyncWrite for CountingStream {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(cx, buf);
        self.count_written(&written);
        written
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(cx, bufs);
        self.count_written(&written);
        written
    }
}
