//! Connections that can lose a response, as a broken network does after the server has performed a request.
//!
//! Wraps a TCP listener for `axum::serve`. It must not know what is sent over it.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

use axum::serve::Listener;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};

/// Decides which responses are lost.
#[derive(Clone, Default)]
pub(crate) struct LostResponses {
    lose: Arc<AtomicBool>,
}

impl LostResponses {
    /// Closes the connection instead of sending the next response.
    pub(crate) fn lose_next(&self) {
        self.lose.store(true, Ordering::SeqCst);
    }

    fn is_lost(&self) -> bool {
        self.lose.swap(false, Ordering::SeqCst)
    }
}

/// A listener whose connections can lose a response.
pub(crate) struct LossyListener {
    listener: TcpListener,
    lost_responses: LostResponses,
}

impl LossyListener {
    /// Listens on a free local port.
    pub(crate) async fn bind(lost_responses: LostResponses) -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        Ok(Self { listener, lost_responses })
    }

    /// Returns the address that it listens on.
    pub(crate) fn address(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }
}

impl Listener for LossyListener {
    type Io = Connection;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Connection, SocketAddr) {
        let (stream, address) = Listener::accept(&mut self.listener).await;
        (Connection { stream, lost_responses: self.lost_responses.clone() }, address)
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.address()
    }
}

/// A connection that can lose a response.
pub(crate) struct Connection {
    stream: TcpStream,
    lost_responses: LostResponses,
}

impl AsyncRead for Connection {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Connection {
    /// A failed write makes the server drop the connection, so the client sees it close without one byte.
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        if self.lost_responses.is_lost() {
            return Poll::Ready(Err(io::ErrorKind::ConnectionReset.into()));
        }
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
