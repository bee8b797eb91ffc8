//! `LineStream`: a sequence of JSON values.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_core::Stream;
use http::{HeaderMap, StatusCode};
use serde::de::DeserializeOwned;

use super::incoming::Incoming;
use super::opening::OpenedStream;
use super::record::RecordReader;
use crate::decode::{DecodeError, ItemDecoding};
use crate::error::Error;
use crate::json;
use crate::media_type::MediaType;

/// JSON values as they arrive: JSON Lines, NDJSON and the like, or a JSON text sequence (RFC 7464).
///
/// A value that does not match is an error, and the stream continues with the next value. Any other
/// error ends the stream: the connection failed, no data arrived in time
/// ([`body_idle`](crate::ClientBuilder::body_idle)), or a value exceeds
/// [`max_item`](crate::ClientBuilder::max_item). The outcome of an error is
/// [`Applied`](crate::Outcome::Applied), because the server reported success. Dropping the stream
/// closes the connection.
pub struct LineStream<T> {
    lines: Lines,
    decode: fn(&Bytes) -> Result<T, json::JsonError>,
    /// A large value that is being decoded on another thread.
    decoding: Option<ItemDecoding<Bytes, Result<T, json::JsonError>>>,
}

/// Returns a stream of JSON values.
pub fn lines<T: DeserializeOwned>(opened: OpenedStream) -> LineStream<T> {
    let decode = |record: &Bytes| json::from_response(record);
    LineStream { lines: Lines::new(opened), decode, decoding: None }
}

/// The part that is not generic over the values.
struct Lines {
    incoming: Incoming,
    reader: RecordReader,
    max_item: usize,
}

impl Lines {
    fn new(OpenedStream { incoming, max_item, .. }: OpenedStream) -> Self {
        let is_sequence = incoming.head().media_type().is_some_and(MediaType::is_json_sequence);
        let reader = RecordReader::new(is_sequence, max_item);
        Self { incoming, reader, max_item }
    }

    fn poll_record(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, Error>>> {
        loop {
            match self.reader.next() {
                Ok(Some(record)) => return Poll::Ready(Some(self.whole(record))),
                Ok(None) => {}
                Err(_) => {
                    self.reader.clear();
                    return Poll::Ready(Some(Err(self.incoming.too_large(self.max_item))));
                }
            }
            match ready!(self.incoming.poll_piece(cx)) {
                Some(Ok(piece)) => self.reader.push(piece),
                Some(Err(error)) => {
                    // Discard the incomplete value.
                    self.reader.clear();
                    return Poll::Ready(Some(Err(error)));
                }
                None => return Poll::Ready(self.reader.last().map(|it| self.whole(it))),
            }
        }
    }

    fn whole(&self, record: Bytes) -> Result<Bytes, Error> {
        if self.reader.may_be_cut(&record) {
            let error = DecodeError::new("the value may be truncated");
            return Err(self.incoming.undecodable(record, error));
        }
        Ok(record)
    }
}

impl<T: Send + 'static> LineStream<T> {
    /// Returns the next value, or `None` at the end.
    ///
    /// # Errors
    ///
    /// Fails if the value does not match; the next call returns the next value. Also fails if the
    /// connection fails, no data arrives in time, or a value is too large; the next call then
    /// returns `None`.
    pub async fn try_next(&mut self) -> Result<Option<T>, Error> {
        poll_fn(|cx| Pin::new(&mut *self).poll_next(cx)).await.transpose()
    }

    /// Returns all remaining values.
    ///
    /// The memory is not limited, so use it only for servers that are trusted to end the stream.
    ///
    /// # Errors
    ///
    /// Returns the first error of [`try_next`](Self::try_next).
    pub async fn collect(mut self) -> Result<Vec<T>, Error> {
        let mut all = Vec::new();
        while let Some(value) = self.try_next().await? {
            all.push(value);
        }
        Ok(all)
    }
}

impl<T> LineStream<T> {
    /// Returns the status, which is in the 200s.
    pub fn status(&self) -> StatusCode {
        self.lines.incoming.head().status_code()
    }

    /// Returns the headers as received.
    pub fn headers(&self) -> &HeaderMap {
        self.lines.incoming.head().headers()
    }
}

impl<T: Send + 'static> Stream for LineStream<T> {
    type Item = Result<T, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let is_observed = self.lines.incoming.is_drift_observed();
        let (record, (result, unknown)) = loop {
            if let Some(mut decoding) = self.decoding.take() {
                let Poll::Ready(result) = decoding.poll(cx) else {
                    self.decoding = Some(decoding);
                    return Poll::Pending;
                };
                break (decoding.into_item(), result);
            }
            let record = match ready!(self.lines.poll_record(cx)) {
                Some(Ok(record)) => record,
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            };
            let length = record.len();
            match ItemDecoding::begin(record, length, self.decode, is_observed) {
                Ok(decoding) => self.decoding = Some(decoding),
                Err(record) => {
                    let result = json::count_unknown(is_observed, || (self.decode)(&record));
                    break (record, result);
                }
            }
        };
        if result.is_ok() {
            self.lines.incoming.report_unknown(&unknown);
        }
        let result = result.map_err(|cause| self.lines.incoming.unfit(record, &cause));
        Poll::Ready(Some(result))
    }
}

impl<T> fmt::Debug for LineStream<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LineStream")
            .field("head", self.lines.incoming.head())
            .finish_non_exhaustive()
    }
}
