//! The body of an HTTP/2 response.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use h2::RecvStream;
use http_body::{Body, Frame, SizeHint};

use super::super::pool::StreamLease;
use super::super::{ResponseBody, TransportError};
use super::failure::broken_body;
use super::http2_upload::Upload;

/// The body of an HTTP/2 response. The stream ends before its lease does.
pub(super) struct Http2Body {
    incoming: RecvStream,
    /// The request body, which may still be in flight.
    upload: Option<Upload>,
    lease: Option<StreamLease>,
    /// How many bytes are left, if the head declares the length.
    left: Option<u64>,
    has_ended: bool,
}

impl Http2Body {
    /// `declared` is the length that the head declares for this body.
    pub(super) fn new(
        incoming: RecvStream,
        upload: Option<Upload>,
        lease: Option<StreamLease>,
        declared: Option<u64>,
    ) -> Self {
        Self { incoming, upload, lease, left: declared, has_ended: false }
    }

    fn poll_upload(&mut self, cx: &mut Context<'_>) -> Result<(), TransportError> {
        let Some(upload) = &mut self.upload else { return Ok(()) };
        match upload.poll(cx) {
            Poll::Ready(result) => {
                self.upload = None;
                result
            }
            Poll::Pending => Ok(()),
        }
    }

    /// Reads the next data, or the end with its trailers, which are ignored.
    fn poll_incoming(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, TransportError>>> {
        if let Some(data) = ready!(self.incoming.poll_data(cx)) {
            let data = data.map_err(broken_body)?;
            // An error means that the stream has ended, which the next poll shows.
            let _ = self.incoming.flow_control().release_capacity(data.len());
            let length = u64::try_from(data.len()).unwrap_or(u64::MAX);
            self.left = self.left.map(|left| left.saturating_sub(length));
            return Poll::Ready(Some(Ok(data)));
        }
        match ready!(self.incoming.poll_trailers(cx)) {
            Ok(_) => Poll::Ready(None),
            Err(error) => Poll::Ready(Some(Err(broken_body(error)))),
        }
    }
}

impl From<Http2Body> for ResponseBody {
    fn from(body: Http2Body) -> Self {
        Self::new(body)
    }
}

impl Body for Http2Body {
    type Data = Bytes;
    type Error = TransportError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, TransportError>>> {
        if self.has_ended {
            return Poll::Ready(None);
        }
        self.poll_upload(cx)?;
        let data = ready!(self.poll_incoming(cx));
        if !matches!(data, Some(Ok(_))) {
            self.has_ended = true;
            // A request body that is still being sent needs the stream.
            if self.upload.is_none() {
                self.lease = None;
            }
        }
        Poll::Ready(data.map(|it| it.map(Frame::data)))
    }

    fn is_end_stream(&self) -> bool {
        self.has_ended || self.incoming.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        match self.left {
            _ if self.is_end_stream() => SizeHint::with_exact(0),
            Some(left) => SizeHint::with_exact(left),
            None => SizeHint::default(),
        }
    }
}
