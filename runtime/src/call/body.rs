//! `Body`: the bytes of a request, from memory, a file or a stream.

use std::fmt;
use std::path::PathBuf;
use std::pin::Pin;

use bytes::Bytes;
use futures_core::Stream;

use crate::error::BoxError;
use crate::transport::{ByteSource, Payload};

/// A request body of plain bytes: from memory, a file or a stream.
///
/// Anything that converts into [`Bytes`] converts into a body, such as a string or a `Vec<u8>`. A retry
/// sends bytes and files again. A stream can be sent once: a failure after the stream was started is
/// not retried, and [`Error::body_spent`](crate::Error::body_spent) reports that.
///
/// While a file or a stream is sent, the attempt timeout restarts with each chunk, so it ends a stalled
/// upload but not a long one. Bytes from memory and the response must be complete within the attempt
/// timeout. The deadline always applies: raise it for a large body
/// ([`CallOptions::deadline`](crate::CallOptions::deadline)).
///
/// # Examples
///
/// ```
/// use renkei_runtime::Body;
///
/// let (text, report) = (Body::from("hello"), Body::file("report.pdf"));
/// # let _ = (text, report);
/// ```
pub struct Body(BodySource);

enum BodySource {
    Bytes(Bytes),
    File(PathBuf),
    Stream(ByteSource, Option<u64>),
}

impl Body {
    /// Creates a body from a file, which each attempt reads while it sends it.
    ///
    /// A file that cannot be read is an error when the request is sent.
    pub fn file(path: impl Into<PathBuf>) -> Self {
        Self(BodySource::File(path.into()))
    }

    /// Creates a body from a stream of unknown length, sent in chunks.
    ///
    /// An error of the stream aborts the request.
    pub fn stream<E: Into<BoxError>>(
        stream: impl Stream<Item = Result<Bytes, E>> + Send + 'static,
    ) -> Self {
        Self(BodySource::Stream(Box::pin(BoxedErrors(Box::pin(stream))), None))
    }

    /// Creates a body from a stream of known length, which is sent as `Content-Length`.
    ///
    /// A stream that yields more or fewer bytes aborts the request.
    pub fn stream_of<E: Into<BoxError>>(
        length: u64,
        stream: impl Stream<Item = Result<Bytes, E>> + Send + 'static,
    ) -> Self {
        Self(BodySource::Stream(Box::pin(BoxedErrors(Box::pin(stream))), Some(length)))
    }

    pub(super) fn into_payload(self) -> Result<Payload, String> {
        let mut payload = Payload::default();
        match self.0 {
            BodySource::Bytes(bytes) => payload.push(bytes),
            BodySource::File(path) => payload
                .push_file(&path)
                .map_err(|cause| format!("cannot read the file of the body: {cause}"))?,
            BodySource::Stream(stream, length) => payload.push_stream(stream, length),
        }
        Ok(payload)
    }
}

impl<T: Into<Bytes>> From<T> for Body {
    fn from(bytes: T) -> Self {
        Self(BodySource::Bytes(bytes.into()))
    }
}

impl fmt::Debug for Body {
    /// Shows the length or the path, never the contents.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            BodySource::Bytes(bytes) => write!(f, "Body({} bytes)", bytes.len()),
            BodySource::File(path) => write!(f, "Body({})", path.display()),
            BodySource::Stream(_, Some(length)) => write!(f, "Body(stream of {length} bytes)"),
            BodySource::Stream(_, None) => f.write_str("Body(stream)"),
        }
    }
}

/// A stream that boxes its errors.
struct BoxedErrors<S>(Pin<Box<S>>);

impl<S, E> Stream for BoxedErrors<S>
where
    S: Stream<Item = Result<Bytes, E>>,
    E: Into<BoxError>,
{
    type Item = Result<Bytes, BoxError>;

    fn poll_next(
        mut self: Pin<&mut Self>,
        cx: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Self::Item>> {
        self.0.as_mut().poll_next(cx).map(|item| item.map(|it| it.map_err(Into::into)))
    }
}
