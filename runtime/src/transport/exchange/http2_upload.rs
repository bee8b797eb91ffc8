//! The body of an HTTP/2 request, sent as the peer's windows allow.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use h2::{Reason, SendStream};
use http_body::Body;

use super::super::{RequestBody, TransportError, frame_data};

/// A request body that is being sent.
pub(super) struct Upload {
    stream: SendStream<Bytes>,
    body: RequestBody,
    /// What the windows have not allowed yet.
    pending: Bytes,
}

impl Upload {
    pub(super) fn new(stream: SendStream<Bytes>, body: RequestBody) -> Self {
        Self { stream, body, pending: Bytes::new() }
    }

    /// Sends what it can. It is ready when everything was sent, or the peer needs no more: then the
    /// response shows why.
    pub(super) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), TransportError>> {
        loop {
            if !matches!(self.stream.poll_reset(cx), Poll::Pending) {
                return Poll::Ready(Ok(()));
            }
            if self.pending.is_empty() {
                match ready!(Pin::new(&mut self.body).poll_frame(cx)) {
                    None => {
                        let _ = self.stream.send_data(Bytes::new(), true);
                        return Poll::Ready(Ok(()));
                    }
                    Some(Ok(frame)) => self.pending = frame_data(frame),
                    Some(Err(error)) => {
                        self.stream.send_reset(Reason::CANCEL);
                        return Poll::Ready(Err(error.to_transport_error()));
                    }
                }
                continue;
            }
            self.stream.reserve_capacity(self.pending.len());
            // What could be sent at once is sent without another poll.
            let capacity = match self.stream.capacity() {
                0 => match ready!(self.stream.poll_capacity(cx)) {
                    Some(Ok(capacity)) => capacity,
                    Some(Err(_)) | None => return Poll::Ready(Ok(())),
                },
                capacity => capacity,
            };
            let chunk = self.pending.split_to(capacity.min(self.pending.len()));
            let ends = self.pending.is_empty() && self.body.is_end_stream();
            if self.stream.send_data(chunk, ends).is_err() || ends {
                return Poll::Ready(Ok(()));
            }
        }
    }
}
