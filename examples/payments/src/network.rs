//! A network that loses answers: connections that break while an answer goes out.
//!
//! Takes a TCP listener; gives one for `axum::serve`, and on each connection a [`Cut`] with which its next answer can be
//! lost. It must not know what is sent over it.

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

/// How much of an answer leaves the machine before its connection breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lost {
    /// Not one byte: the client sees a connection that closes without a word.
    All,
    /// The client has a piece of the status line and the headers.
    MostOf,
    /// The client has the status and the headers, and the body ends too early.
    TheEnd,
}

impl Lost {
    /// Every kind, one after the other.
    pub(crate) fn nth(number: usize) -> Self {
        match number % 3 {
            0 => Self::All,
            1 => Self::MostOf,
            _ => Self::TheEnd,
        }
    }

    /// What is left of an answer of `length` bytes.
    fn left_of(self, length: usize) -> usize {
        match self {
            Self::All => 0,
            Self::MostOf => length / 8,
            Self::TheEnd => length.saturating_sub(8),
        }
    }
}

/// The scissors of one connection.
#[derive(Clone, Debug, Default)]
pub(crate) struct Cut(Arc<AtomicU8>);

impl Cut {
    const WHOLE: u8 = 0;
    const BROKEN: u8 = 4;

    /// The next answer is lost, and the connection with it.
    pub(crate) fn next_answer(&self, lost: Lost) {
        let number = match lost {
            Lost::All => 1,
            Lost::MostOf => 2,
            Lost::TheEnd => 3,
        };
        self.0.store(number, Ordering::SeqCst);
    }

    /// What to do with an answer of `length` bytes: `None` sends it whole.
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

/// A listener whose connections can lose an answer.
pub(crate) struct LossyListener(TcpListener);

impl LossyListener {
    /// Listens at an address of this machine; port 0 stands for any free one.
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

/// A connection that can lose an answer.
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
    /// A failed write makes the server drop the connection. A small answer is one write, headers and body together.
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
