//! A network that loses responses: its connections break while a response is sent.
//!
//! Wraps a TCP listener for `axum::serve`. Each connection has a [`Cut`], which can lose its next response. It must not know
//! what is sent over it.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::task::{Context, Poll};

use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};

/// How much of a response is sent before its connection breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lost {
    /// Nothing: the client sees a connection that closes.
    All,
    /// The client receives a part of the status line and headers.
    MostOf,
    /// The client receives status and headers, and the body ends early.
    TheEnd,
}

impl Lost {
    /// Returns each kind in turn.
    pub(crate) fn nth(number: usize) -> Self {
        match number % 3 {
            0 => Self::All,
            1 => Self::MostOf,
            _ => Self::TheEnd,
        }
    }

    /// Returns how many of a response's `length` bytes are sent.
    fn left_of(self, length: usize) -> usize {
        match self {
            Self::All => 0,
            Self::MostOf => length / 8,
            Self::TheEnd => length.saturating_sub(8),
        }
    }
}

/// Cuts the next response of one connection.
#[derive(Clone, Debug, Default)]
pub(crate) struct Cut(Arc<AtomicU8>);

impl Cut {
    const WHOLE: u8 = 0;
    const BROKEN: u8 = 4;

    /// Loses the next response, and closes the connection.
    pub(crate) fn next_response(&self, lost: Lost) {
        let number = match lost {
            Lost::All => 1,
            Lost::MostOf => 2,
            Lost::TheEnd => 3,
        };
        self.0.store(number, Ordering::SeqCst);
    }

    /// Returns how many of a response's `length` bytes are sent; `None` sends all.
    fn left_of(&self, length: usize) -> Option<usize> {
        let lost = match self.0.load(Ordering::SeqCst) {
            Self::WHOLE => return None,
            1 => Lost::All,
            2 => Lost::MostOf,
            3 => Lost::TheEnd,
            _ => return Some(0),
        };
        self.0.store(Self::BROKEN, Ordering::SeqCst);
        Some(lost.left_of(length))
    }
}

/// A listener whose connections can lose a response.
pub(crate) struct LossyListener(TcpListener);

impl LossyListener {
    /// Listens at an address of this machine; port 0 means any free one.
    pub(crate) async fn bind(address: SocketAddr) -> io::Result<Self> {
        Ok(Self(TcpListener::bind(address).await?))
    }
}

impl Listener for LossyListener {
    type Io = Connection;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Connection, SocketAddr) {
        let (stream, address) = Listener::accept(&mut self.0).await;
        (Connection { stream, cut: Cut::default() }, address)
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.0.local_addr()
    }
}

impl Connected<IncomingStream<'_, LossyListener>> for Cut {
    fn connect_info(stream: IncomingStream<'_, LossyListener>) -> Self {
        stream.io().cut.clone()
    }
}

/// A connection that can lose a response.
pub(crate) struct Connection {
    stream: TcpStream,
    cut: Cut,
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
    /// A failed write makes the server drop the connection. A small response is one write, headers and body together.
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let Some(left) = self.cut.left_of(bytes.len()) else {
            return Pin::new(&mut self.stream).poll_write(context, bytes);
        };
        match bytes.get(..left) {
            Some(rest) if !rest.is_empty() => Pin::new(&mut self.stream).poll_write(context, rest),
            _ => Poll::Ready(Err(io::ErrorKind::ConnectionReset.into())),
        }
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
