//! A connection's byte stream, with statistics.
//!
//! Counts bytes above TLS, records alerts, and hides write errors: a peer that rejects an upload
//! closes its side, and its response can still be read.

use std::io::{self, IoSlice};
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU64, Ordering};
use std::task::{Context, Poll};

use rustls::AlertDescription;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio_rustls::client::TlsStream;

use super::tls::refuses_handshake;

/// The statistics of one connection. Bytes are counted above TLS, so a handshake is not included.
#[derive(Debug, Default)]
pub(in crate::transport) struct ConnectionStats {
    written: AtomicU64,
    read: AtomicU64,
    used: AtomicBool,
    alert: AtomicU8,
    write_failed: AtomicBool,
    /// The address of the other side.
    peer: Option<SocketAddr>,
}

/// A TLS alert that the server sent after the handshake of this side. It is recorded here because
/// the HTTP libraries keep only the text of an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::transport) enum ReceivedAlert {
    None,
    /// The server refuses the handshake, so it did not read any data.
    Handshake,
    /// The same, because there was no client certificate.
    CertificateRequired,
    /// Any other: the server may have read the request.
    Other,
}

impl ConnectionStats {
    pub(in crate::transport) fn peer(&self) -> Option<SocketAddr> {
        self.peer
    }

    pub(in crate::transport) fn written(&self) -> u64 {
        self.written.load(Ordering::Acquire)
    }

    pub(in crate::transport) fn read(&self) -> u64 {
        self.read.load(Ordering::Acquire)
    }

    /// Records one more request on this connection. Returns whether there were earlier ones.
    pub(in crate::transport) fn begin_use(&self) -> bool {
        self.used.swap(true, Ordering::AcqRel)
    }

    /// Whether a write has failed. Then the connection serves no further request.
    pub(in crate::transport) fn write_failed(&self) -> bool {
        self.write_failed.load(Ordering::Acquire)
    }

    pub(in crate::transport) fn alert(&self) -> ReceivedAlert {
        match self.alert.load(Ordering::Acquire) {
            0 => ReceivedAlert::None,
            1 => ReceivedAlert::Handshake,
            2 => ReceivedAlert::CertificateRequired,
            _ => ReceivedAlert::Other,
        }
    }

    fn record_alert(&self, error: &io::Error) {
        let tls = error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>());
        let Some(rustls::Error::AlertReceived(alert)) = tls else { return };
        let kind = match alert {
            AlertDescription::CertificateRequired => 2,
            alert if refuses_handshake(*alert) => 1,
            _ => 3,
        };
        self.alert.store(kind, Ordering::Release);
    }
}

/// The bytes of a connection: TCP or a Unix socket, with or without TLS. A proxy may add a second
/// layer of TLS.
pub(super) enum Stream {
    Tcp(TcpStream),
    #[cfg(unix)]
    Unix(tokio::net::UnixStream),
    Tls(Box<TlsStream<Stream>>),
}

impl Stream {
    fn peer(&self) -> Option<SocketAddr> {
        match self {
            Self::Tcp(stream) => stream.peer_addr().ok(),
            #[cfg(unix)]
            Self::Unix(_) => None,
            Self::Tls(stream) => stream.get_ref().0.peer(),
        }
    }
}

macro_rules! on_stream {
    ($this:expr, $method:ident($($argument:expr),*)) => {
        match $this {
            Stream::Tcp(stream) => Pin::new(stream).$method($($argument),*),
            #[cfg(unix)]
            Stream::Unix(stream) => Pin::new(stream).$method($($argument),*),
            Stream::Tls(stream) => Pin::new(stream.as_mut()).$method($($argument),*),
        }
    };
}

impl AsyncRead for Stream {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        on_stream!(self.get_mut(), poll_read(cx, buf))
    }
}

impl AsyncWrite for Stream {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        on_stream!(self.get_mut(), poll_write(cx, buf))
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        on_stream!(self.get_mut(), poll_flush(cx))
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        on_stream!(self.get_mut(), poll_shutdown(cx))
    }

    fn is_write_vectored(&self) -> bool {
        match self {
            Self::Tcp(stream) => stream.is_write_vectored(),
            #[cfg(unix)]
            Self::Unix(stream) => stream.is_write_vectored(),
            Self::Tls(stream) => stream.is_write_vectored(),
        }
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        on_stream!(self.get_mut(), poll_write_vectored(cx, bufs))
    }
}

/// A [`Stream`] with its statistics.
pub(in crate::transport) struct MonitoredStream {
    stream: Stream,
    stats: Arc<ConnectionStats>,
}

impl MonitoredStream {
    pub(super) fn new(stream: Stream) -> Self {
        let stats = ConnectionStats { peer: stream.peer(), ..ConnectionStats::default() };
        Self { stream, stats: Arc::new(stats) }
    }

    #[cfg(test)]
    pub(in crate::transport) fn of_tcp(stream: TcpStream) -> Self {
        Self::new(Stream::Tcp(stream))
    }

    pub(in crate::transport) fn stats(&self) -> &Arc<ConnectionStats> {
        &self.stats
    }

    /// Counts what was written. An error becomes a write that never ends: reading continues, and
    /// its result ends the exchange.
    fn count_written(&self, written: Poll<io::Result<usize>>) -> Poll<io::Result<usize>> {
        match written {
            Poll::Ready(Ok(count)) => {
                self.stats.written.fetch_add(count as u64, Ordering::AcqRel);
                Poll::Ready(Ok(count))
            }
            Poll::Ready(Err(_)) => {
                self.stats.write_failed.store(true, Ordering::Release);
                Poll::Pending
            }
            Poll::Pending => Poll::Pending,
        }
    }
}

impl AsyncRead for MonitoredStream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buf.filled().len();
        let result = Pin::new(&mut self.stream).poll_read(cx, buf);
        let count = buf.filled().len().saturating_sub(before);
        if count > 0 {
            self.stats.read.fetch_add(count as u64, Ordering::AcqRel);
        }
        if let Poll::Ready(Err(error)) = &result {
            self.stats.record_alert(error);
        }
        result
    }
}

impl AsyncWrite for MonitoredStream {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        if self.stats.write_failed() {
            return Poll::Pending;
        }
        let written = Pin::new(&mut self.stream).poll_write(cx, buf);
        self.count_written(written)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match Pin::new(&mut self.stream).poll_flush(cx) {
            Poll::Ready(Err(_)) => {
                self.stats.write_failed.store(true, Ordering::Release);
                Poll::Ready(Ok(()))
            }
            flushed => flushed,
        }
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.stats.write_failed() {
            return Poll::Ready(Ok(()));
        }
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
        if self.stats.write_failed() {
            return Poll::Pending;
        }
        let written = Pin::new(&mut self.stream).poll_write_vectored(cx, bufs);
        self.count_written(written)
    }
}
