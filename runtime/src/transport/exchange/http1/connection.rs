//! An HTTP/1.1 connection: one exchange at a time.
//!
//! It is driven by the exchange that uses it, not by a task: dropping the exchange closes it, and no other task has to be
//! woken.

use std::io;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::{HeaderValue, Method, Request};
use tokio::io::AsyncReadExt;
use tokio::time::Instant;

use super::super::super::connect::{Connected, ConnectionStats, Forwarding, MonitoredStream};
use super::super::super::pool::ConnectionPermit;
use super::super::super::request_body::RequestBodyError;
use super::super::super::{RequestBody, TransportError};
use super::super::failure::broken_body;
use super::body_decoder::BodyDecoder;
use super::response_head::{HeadError, HeadReader, ResponseHead};
use super::upload::Upload;

/// How much is received at once, at least.
const LEAST_READ: usize = 8 * 1024;

/// How much of a body is received at once, at most.
const LARGEST_READ: usize = 64 * 1024;

/// An HTTP/1.1 connection.
pub(in super::super::super) struct Http1Connection {
    stream: MonitoredStream,
    forwarding: Option<Forwarding>,
    /// What was received and not used yet. The space is used again once nobody has parts of it.
    received: BytesMut,
    head: HeadReader,
    upload: Upload,
    state: State,
    /// Whether the server keeps the connection open after this exchange.
    is_kept: bool,
    /// How long the server keeps the connection, if it has stated that.
    pub(super) kept_for: Option<Duration>,
    /// When the connection must no longer be used.
    pub(in super::super::super) expires: Instant,
    _permit: ConnectionPermit,
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    Unused,
    /// An exchange has begun and not ended.
    Busy,
    /// No more can be received.
    Closed,
}

/// Why there is no response.
pub(super) enum ReceiveError {
    Body(RequestBodyError),
    Head(HeadError),
    Connection(io::Error),
}

impl Http1Connection {
    pub(in super::super::super) fn new(connected: Connected, permit: ConnectionPermit) -> Self {
        Self {
            stream: connected.stream,
            forwarding: connected.forwarding,
            received: BytesMut::new(),
            head: HeadReader::default(),
            upload: Upload::default(),
            state: State::Unused,
            is_kept: true,
            kept_for: None,
            expires: Instant::now(),
            _permit: permit,
        }
    }

    pub(super) fn stats(&self) -> &Arc<ConnectionStats> {
        self.stream.stats()
    }

    /// Whether the connection can serve a request: the server has neither closed it nor sent anything.
    pub(in super::super::super) fn is_alive(&mut self, cx: &mut Context<'_>) -> bool {
        if self.state == State::Unused && self.poll_fill(cx, LEAST_READ).is_ready() {
            self.state = State::Closed;
        }
        self.is_reusable()
    }

    /// Whether no exchange is in progress, and the connection can serve another.
    pub(in super::super::super) fn is_reusable(&self) -> bool {
        self.state == State::Unused && !self.stats().write_failed()
    }

    /// Records that the connection is unused from now.
    pub(in super::super::super) fn set_unused(&mut self, now: Instant, idle: Duration) {
        self.expires = now + self.kept_for.map_or(idle, |kept| kept.min(idle));
    }

    /// Begins an exchange. Nothing is sent before the connection is polled.
    pub(super) fn begin(&mut self, request: Request<RequestBody>, host: &HeaderValue) {
        self.state = State::Busy;
        self.upload.begin(request, host, self.forwarding.as_ref());
    }

    /// Sends the request, and polls for the head of the response.
    pub(super) fn poll_head(
        &mut self,
        cx: &mut Context<'_>,
        method: &Method,
    ) -> Poll<Result<ResponseHead, ReceiveError>> {
        if let Poll::Ready(sent) = self.upload.poll_send(cx, &mut self.stream) {
            sent.map_err(ReceiveError::Connection)?.map_err(ReceiveError::Body)?;
        }
        loop {
            let head = self.head.read(&mut self.received, method).map_err(ReceiveError::Head)?;
            if let Some(head) = head {
                self.is_kept = head.is_kept;
                return Poll::Ready(Ok(head));
            }
            if ready!(self.poll_fill(cx, LEAST_READ)).map_err(ReceiveError::Connection)? == 0 {
                let error = io::ErrorKind::UnexpectedEof.into();
                return Poll::Ready(Err(ReceiveError::Connection(error)));
            }
        }
    }

    /// Polls for the next data of the body, and continues to send the request.
    pub(super) fn poll_data(
        &mut self,
        cx: &mut Context<'_>,
        decoder: &mut BodyDecoder,
    ) -> Poll<Option<Result<Bytes, TransportError>>> {
        if !self.upload.has_ended() {
            if let Poll::Ready(sent) = self.upload.poll_send(cx, &mut self.stream) {
                sent.map_err(broken_body)?.map_err(broken_body)?;
            }
        }
        loop {
            if let Some(data) = self.decode(decoder)? {
                return Poll::Ready(Some(Ok(data)));
            }
            if decoder.has_ended() {
                return Poll::Ready(None);
            }
            let left = decoder.length_left().unwrap_or(0);
            let wanted = usize::try_from(left).unwrap_or(LARGEST_READ);
            let wanted = wanted.clamp(LEAST_READ, LARGEST_READ);
            if ready!(self.poll_fill(cx, wanted)).map_err(broken_body)? == 0 {
                self.state = State::Closed;
                if !decoder.close() {
                    return Poll::Ready(Some(Err(broken_body(io::Error::from(
                        io::ErrorKind::UnexpectedEof,
                    )))));
                }
            }
        }
    }

    /// Takes data of the body that has arrived.
    pub(super) fn decode(
        &mut self,
        decoder: &mut BodyDecoder,
    ) -> Result<Option<Bytes>, TransportError> {
        decoder.decode(&mut self.received).map_err(broken_body)
    }

    /// Ends the exchange, whose response has ended, if the connection is ready for the next one.
    pub(super) fn end_exchange(&mut self) {
        let is_ready = self.is_kept && self.received.is_empty() && self.upload.has_ended();
        if is_ready && self.state == State::Busy {
            self.state = State::Unused;
        }
    }

    /// Whether the response ended before the request.
    pub(super) fn is_uploading(&self) -> bool {
        self.state == State::Busy && !self.upload.has_ended() && !self.stats().write_failed()
    }

    /// Sends the rest of the request. Ends early if the server closes the connection.
    pub(super) fn poll_rest(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        if self.upload.poll_send(cx, &mut self.stream).is_ready() {
            return Poll::Ready(());
        }
        while let Ok(1..) = ready!(self.poll_fill(cx, LEAST_READ)) {
            self.received.clear();
        }
        Poll::Ready(())
    }

    /// Receives more. Returns how much; nothing if the server has closed the connection.
    fn poll_fill(&mut self, cx: &mut Context<'_>, wanted: usize) -> Poll<io::Result<usize>> {
        if self.received.capacity() - self.received.len() < wanted / 2 {
            self.received.reserve(wanted);
        }
        pin!(self.stream.read_buf(&mut self.received)).poll(cx)
    }
}
