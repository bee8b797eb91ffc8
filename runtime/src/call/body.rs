//! `Body`: the bytes of a request, from memory, from disk, or as they come.

use std::fmt;
use std::path::PathBuf;
use std::pin::Pin;

use bytes::Bytes;
use futures_core::Stream;

use crate::error::BoxError;
use crate::transport::{ByteSource, Payload};

/// The body of a request that is only bytes: from memory, from a file, or from a stream.
///
/// Whatever becomes [`Bytes`] becomes one: text, a `Vec<u8>`. Bytes and files are sent again by the
/// next attempt; a stream can be sent once, so that what fails after it was begun is not tried
/// again, and the error says so ([`Error::body_spent`](crate::Error::body_spent)).
///
/// While a file or a stream is sent, the attempt timeout counts from the piece that was sent last, so
/// that it ends what has come to a stand and not what is long; bytes from memory and the answer have
/// to be through in that time. The deadline counts in any case: for a large body give the call more
/// ([`CallOptions::deadline`](crate::CallOptions::deadline)).
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
    /// A file, which is read while it is sent, for every attempt anew; one that cannot be read is an
    /// error when the request is sent.
    pub fn file(path: impl Into<PathBuf>) -> Self {
        Self(BodySource::File(path.into()))
    }

    /// What a stream gives, sent in chunks as it comes. An error of the stream breaks the request off.
    pub fn stream<E: Into<BoxError>>(
        stream: impl Stream<Item = Result<Bytes, E>> + Send + 'static,
    ) -> Self {
        Self(BodySource::Stream(Box::pin(BoxedErrors(Box::pin(stream))), None))
    }

    /// What a stream gives, of which the length is known: for servers that want to be told. One that
    /// gives more or less breaks the request off.
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
                .map_err(|cause| format!("the file for the body cannot be read: {cause}"))?,
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
    /// Says how long it is or where, and does not show it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            BodySource::Bytes(bytes) => write!(f, "Body({} bytes)", bytes.len()),
            BodySource::File(path) => write!(f, "Body({})", path.display()),
            BodySource::Stream(_, Some(length)) => write!(f, "Body(stream of {length} bytes)"),
            BodySource::Stream(_, None) => f.write_str("Body(stream)"),
        }
    }
}

/// A stream whose errors are boxed.
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
