//! The body of an HTTP/1.1 response. Reading it drives the connection.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};

use super::super::super::pool::Http1Lease;
use super::super::super::{ResponseBody, TransportError};
use super::body_decoder::BodyDecoder;
use super::release;

/// The body of an HTTP/1.1 response.
pub(super) struct Http1Body {
    /// `None` once the response has arrived completely, or its connection has failed.
    lease: Option<Http1Lease>,
    decoder: BodyDecoder,
    is_success: bool,
}

impl Http1Body {
    pub(super) fn new(lease: Http1Lease, decoder: BodyDecoder, is_success: bool) -> Self {
        Self { lease: Some(lease), decoder, is_success }
    }

    fn release(&mut self) {
        if let Some(lease) = self.lease.take() {
            release(lease, self.is_success);
        }
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
        let Self { lease, decoder, .. } = &mut *self;
        let Some((connection, _)) = lease.as_mut().and_then(Http1Lease::parts) else {
            return Poll::Ready(None);
        };
        let data = ready!(connection.poll_data(cx, decoder));
        if matches!(data, Some(Err(_))) {
            self.lease = None;
        } else if self.decoder.has_ended() {
            self.release();
        }
        Poll::Ready(data.map(|it| it.map(Frame::data)))
    }

    fn is_end_stream(&self) -> bool {
        self.decoder.has_ended()
    }

    fn size_hint(&self) -> SizeHint {
        self.decoder.length_left().map_or_else(SizeHint::default, SizeHint::with_exact)
    }
}
