//! The body of an HTTP/1.1 response. Reading it drives the connection.

use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use hyper::body::Incoming;

use super::super::pool::Http1Lease;
use super::super::{ResponseBody, TransportError, TransportErrorKind};
use super::failure::broken_body;
use super::http1::release;

/// The body of an HTTP/1.1 response.
pub(super) struct Http1Body {
    /// `None` once the response has arrived completely.
    lease: Option<Http1Lease>,
    incoming: Incoming,
    is_success: bool,
}

impl Http1Body {
    pub(super) fn new(lease: Option<Http1Lease>, incoming: Incoming, is_success: bool) -> Self {
        Self { lease, incoming, is_success }
    }

    fn release(&mut self, cx: &mut Context<'_>) {
        if let Some(lease) = self.lease.take() {
            release(lease, cx, self.is_success);
        }
    }

    /// Polls for the next frame, and drives the connection if there is none.
    fn poll_incoming(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, hyper::Error>>> {
        let polled = Pin::new(&mut self.incoming).poll_frame(cx);
        if polled.is_ready() {
            return polled;
        }
        let Some(connection) = self.lease.as_mut().and_then(Http1Lease::connection) else {
            return Poll::Pending;
        };
        connection.drive(cx);
        Pin::new(&mut self.incoming).poll_frame(cx)
    }
}

impl From<Http1Body> for ResponseBody {
    fn from(body: Http1Body) -> Self {
        Self::new(body)
    }
}

impl Body for Http1Body {
    type Data = Bytes;
    type Error = TransportError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, TransportError>>> {
        match self.poll_incoming(cx) {
            Poll::Ready(Some(Ok(frame))) => {
                if self.incoming.is_end_stream() {
                    self.release(cx);
                }
                Poll::Ready(Some(Ok(frame)))
            }
            Poll::Ready(Some(Err(error))) => {
                self.lease = None;
                Poll::Ready(Some(Err(broken_body(error))))
            }
            Poll::Ready(None) => {
                self.release(cx);
                Poll::Ready(None)
            }
            Poll::Pending => {
                let connection = self.lease.as_mut().and_then(Http1Lease::connection);
                if connection.is_some_and(|it| it.has_ended()) {
                    self.lease = None;
                    let error = TransportError::new(TransportErrorKind::BodyBroken);
                    return Poll::Ready(Some(Err(error)));
                }
                Poll::Pending
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.incoming.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.incoming.size_hint()
    }
}
