//! `ByteStream`: a body as it arrives.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::{Bytes, BytesMut};
use futures_core::Stream;
use http::{HeaderMap, StatusCode};

use super::incoming::Incoming;
use super::opening::OpenedStream;
use crate::error::Error;

/// The body of an answer as it arrives: a Stream of [`Bytes`], never empty ones.
///
/// There is no limit on all of it, only on how long nothing may come
/// ([`body_idle`](crate::ClientBuilder::body_idle)); the deadline ended with the head. An error ends
/// it; its outcome is [`Applied`](crate::Outcome::Applied), as the server has said success. Dropping
/// it gives the connection up.
pub struct ByteStream {
    incoming: Incoming,
}

/// A success as a stream of bytes.
pub fn byte_stream(opened: OpenedStream) -> ByteStream {
    ByteStream { incoming: opened.incoming }
}

impl ByteStream {
    /// The next bytes; `None` at the end.
    ///
    /// # Errors
    ///
    /// When the connection breaks, or nothing comes for too long. The next call gives `None`.
    pub async fn try_next(&mut self) -> Result<Option<Bytes>, Error> {
        poll_fn(|cx| Pin::new(&mut *self).poll_next(cx)).await.transpose()
    }

    /// All bytes that are still to come, if they are no more than `limit`.
    ///
    /// # Errors
    ///
    /// As [`try_next`](Self::try_next), and when there are more.
    pub async fn collect(mut self, limit: usize) -> Result<Bytes, Error> {
        let mut all = BytesMut::new();
        while let Some(bytes) = self.try_next().await? {
            if bytes.len() > limit.saturating_sub(all.len()) {
                return Err(self.incoming.too_long(limit));
            }
            all.extend_from_slice(&bytes);
        }
        Ok(all.freeze())
    }

    /// How many bytes are still to come, where the server said so.
    pub fn remaining(&self) -> Option<u64> {
        self.incoming.remaining()
    }

    /// The status, in the 200s.
    pub fn status(&self) -> StatusCode {
        self.incoming.head().status_code()
    }

    /// The headers as received.
    pub fn headers(&self) -> &HeaderMap {
        self.incoming.head().headers()
    }
}

impl Stream for ByteStream {
    type Item = Result<Bytes, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.incoming.poll_piece(cx)
    }
}

impl fmt::Debug for ByteStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ByteStream")
            .field("head", self.incoming.head())
            .field("remaining", &self.remaining())
            .finish()
    }
}
