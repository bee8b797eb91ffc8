//! `ByteStream`: a response body as it arrives.

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

/// A response body as it arrives: a stream of non-empty [`Bytes`].
///
/// The whole body is not limited, only the time without data
/// ([`body_idle`](crate::ClientBuilder::body_idle)); the deadline does not apply after the response
/// head. An error ends the stream. Its outcome is [`Applied`](crate::Outcome::Applied), because the
/// server reported success. Dropping the stream closes the connection.
pub struct ByteStream {
    incoming: Incoming,
}

/// Returns the body as a stream of bytes.
pub fn byte_stream(opened: OpenedStream) -> ByteStream {
    ByteStream { incoming: opened.incoming }
}

impl ByteStream {
    /// Returns the next bytes, or `None` at the end.
    ///
    /// # Errors
    ///
    /// Fails if the connection fails or no data arrives in time. The next call then returns `None`.
    pub async fn try_next(&mut self) -> Result<Option<Bytes>, Error> {
        poll_fn(|cx| Pin::new(&mut *self).poll_next(cx)).await.transpose()
    }

    /// Returns all remaining bytes, if there are at most `limit`.
    ///
    /// # Errors
    ///
    /// Those of [`try_next`](Self::try_next), and an error if there are more.
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

    /// Returns the number of remaining bytes, if the server stated the length.
    pub fn remaining(&self) -> Option<u64> {
        self.incoming.remaining()
    }

    /// Returns the status, which is in the 200s.
    pub fn status(&self) -> StatusCode {
        self.incoming.head().status_code()
    }

    /// Returns the headers as received.
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
