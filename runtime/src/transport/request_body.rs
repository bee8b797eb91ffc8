//! The body of a request: bytes in memory, files that are read while they are sent, and streams,
//! which can be sent once.
//!
//! Takes a [`Payload`], which each attempt opens; returns an [`http_body::Body`]. It must not know
//! what the bytes mean.

use std::fmt;
use std::future::poll_fn;
use std::io;
use std::path::Path;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};

use bytes::{Bytes, BytesMut};
use futures_core::Stream;
use http_body::{Body, Frame, SizeHint};

use super::segmented_body::SegmentedBody;
use super::{Progress, frame_data};
#[cfg(feature = "http-transport")]
use super::{TransportError, TransportErrorKind};
use crate::error::BoxError;

/// The contents of a body, from which each attempt opens a new body.
#[derive(Clone, Debug, Default)]
pub(crate) struct Payload {
    segments: Vec<Segment>,
}

/// A part of a body.
#[derive(Clone)]
pub(super) enum Segment {
    Bytes(Bytes),
    File {
        path: Arc<Path>,
        length: u64,
    },
    /// The source is `None` once it was started.
    Stream {
        source: Arc<Mutex<Option<ByteSource>>>,
        length: Option<u64>,
    },
}

/// A stream of bytes.
pub(crate) type ByteSource = Pin<Box<dyn Stream<Item = Result<Bytes, BoxError>> + Send>>;

impl Payload {
    pub(crate) fn push(&mut self, bytes: impl Into<Bytes>) {
        self.segments.push(Segment::Bytes(bytes.into()));
    }

    /// Adds a file, whose length is read now.
    pub(crate) fn push_file(&mut self, path: &Path) -> io::Result<()> {
        let about = std::fs::metadata(path)?;
        if !about.is_file() {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "it is not a file"));
        }
        self.segments.push(Segment::File { path: Arc::from(path), length: about.len() });
        Ok(())
    }

    /// Adds a stream, with its length if that is known.
    pub(crate) fn push_stream(&mut self, source: ByteSource, length: Option<u64>) {
        self.segments.push(Segment::Stream { source: Arc::new(Mutex::new(Some(source))), length });
    }

    /// Returns the length, or `None` if it is unknown before the body is sent.
    pub(crate) fn len(&self) -> Option<u64> {
        self.segments.iter().map(Segment::len).sum()
    }

    /// Whether a stream in it was started, so that it cannot be sent again.
    pub(crate) fn is_spent(&self) -> bool {
        self.segments.iter().any(|segment| match segment {
            Segment::Bytes(_) | Segment::File { .. } => false,
            Segment::Stream { source, .. } => lock(source).is_none(),
        })
    }

    /// Returns the bytes, if all of them are in memory and contiguous.
    pub(crate) fn in_memory(&self) -> Option<&Bytes> {
        match self.segments.as_slice() {
            [Segment::Bytes(bytes)] => Some(bytes),
            _ => None,
        }
    }

    /// Whether all of it is in memory.
    pub(crate) fn is_buffered(&self) -> bool {
        self.segments.iter().all(|it| matches!(it, Segment::Bytes(_)))
    }

    /// Returns the parts, if all of them are in memory.
    fn segments_in_memory(&self) -> Option<Vec<&Bytes>> {
        self.segments.iter().map(Segment::bytes).collect()
    }

    /// Returns the bytes, if all of them are in memory. Those of a multipart body are copied.
    pub(crate) fn to_bytes(&self) -> Option<Bytes> {
        match self.segments_in_memory()?.as_slice() {
            [bytes] => Some((*bytes).clone()),
            parts => Some(parts.iter().flat_map(|it| it.iter().copied()).collect()),
        }
    }

    /// Opens the body for one attempt.
    pub(crate) fn open(&self) -> RequestBody {
        let content = match self.segments.as_slice() {
            [] => Content::Memory(Bytes::new()),
            [Segment::Bytes(bytes)] => Content::Memory(bytes.clone()),
            segments => {
                let (length, is_buffered) = (self.len(), self.is_buffered());
                Content::Segments(Box::new(SegmentedBody::new(
                    segments.to_vec(),
                    length,
                    is_buffered,
                )))
            }
        };
        RequestBody(content)
    }
}

impl From<Bytes> for Payload {
    fn from(bytes: Bytes) -> Self {
        Self { segments: vec![Segment::Bytes(bytes)] }
    }
}

impl Segment {
    fn bytes(&self) -> Option<&Bytes> {
        match self {
            Self::Bytes(bytes) => Some(bytes),
            Self::File { .. } | Self::Stream { .. } => None,
        }
    }

    fn len(&self) -> Option<u64> {
        match self {
            Self::Bytes(bytes) => Some(u64::try_from(bytes.len()).unwrap_or(u64::MAX)),
            Self::File { length, .. } => Some(*length),
            Self::Stream { length, .. } => *length,
        }
    }
}

impl fmt::Debug for Segment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self {
            Self::Bytes(_) => "Bytes",
            Self::File { .. } => "File",
            Self::Stream { .. } => "Stream",
        };
        f.debug_tuple(what).field(&self.len()).finish()
    }
}

/// The body of one request, which a transport sends in chunks. Its length is known, except for some
/// streams.
///
/// Files are opened when they are reached, and at most 64 KiB of them is in memory at once.
pub struct RequestBody(Content);

enum Content {
    /// All of it. Empty once it was taken.
    Memory(Bytes),
    Segments(Box<SegmentedBody>),
}

impl RequestBody {
    /// Reports each chunk to `progress`, unless the body is in memory: that is taken at once, which
    /// says nothing.
    pub(crate) fn watch(&mut self, progress: &Progress) {
        if let Content::Segments(body) = &mut self.0 {
            body.watch(progress);
        }
    }

    /// Returns all bytes, if they are in memory and contiguous.
    #[cfg(feature = "http-transport")]
    pub(super) fn into_memory(self) -> Result<Bytes, Self> {
        match self.0 {
            Content::Memory(bytes) => Ok(bytes),
            segments @ Content::Segments(_) => Err(Self(segments)),
        }
    }

    #[cfg(feature = "http-transport")]
    /// Ensures that the files exist, so that a missing one costs no connection.
    pub(super) fn check_files(
        &self,
    ) -> impl std::future::Future<Output = Result<(), TransportError>> + use<> {
        let paths = match &self.0 {
            Content::Memory(_) => Vec::new(),
            Content::Segments(body) => body.paths(),
        };
        async move {
            for path in paths {
                let about = tokio::fs::metadata(&path).await;
                about.map_err(|error| RequestBodyError(error).to_transport_error())?;
            }
            Ok(())
        }
    }

    /// Returns all bytes.
    pub(crate) async fn into_bytes(mut self) -> Result<Bytes, RequestBodyError> {
        let mut all = BytesMut::new();
        while let Some(frame) = poll_fn(|cx| Pin::new(&mut self).poll_frame(cx)).await {
            all.extend_from_slice(&frame_data(frame?));
        }
        Ok(all.freeze())
    }
}

/// The body of a request cannot be read: a file is missing, or its stream failed. The server never
/// receives the end of such a request.
#[derive(Debug)]
pub struct RequestBodyError(pub(super) io::Error);

#[cfg(feature = "http-transport")]
impl RequestBodyError {
    pub(super) fn to_transport_error(&self) -> TransportError {
        let source = io::Error::new(self.0.kind(), self.0.to_string());
        TransportError::with_source(TransportErrorKind::RequestBody, source)
    }
}

impl fmt::Display for RequestBodyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for RequestBodyError {}

/// Nothing panics while the lock is held.
pub(super) fn lock(source: &Mutex<Option<ByteSource>>) -> MutexGuard<'_, Option<ByteSource>> {
    source.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Body for RequestBody {
    type Data = Bytes;
    type Error = RequestBodyError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, RequestBodyError>>> {
        match &mut self.0 {
            Content::Memory(bytes) if bytes.is_empty() => Poll::Ready(None),
            Content::Memory(bytes) => Poll::Ready(Some(Ok(Frame::data(std::mem::take(bytes))))),
            Content::Segments(body) => body.poll_frame(cx),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.size_hint().exact() == Some(0)
    }

    fn size_hint(&self) -> SizeHint {
        let length = match &self.0 {
            Content::Memory(bytes) => Some(u64::try_from(bytes.len()).unwrap_or(u64::MAX)),
            Content::Segments(body) => body.length_left(),
        };
        length.map_or_else(SizeHint::default, SizeHint::with_exact)
    }
}

impl From<Bytes> for RequestBody {
    fn from(bytes: Bytes) -> Self {
        Self(Content::Memory(bytes))
    }
}

impl fmt::Debug for RequestBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RequestBody").field("length", &self.size_hint().exact()).finish()
    }
}

#[cfg(test)]
mod tests {
    use http_body_util::BodyExt;

    use super::super::segmented_body::CHUNK_SIZE;
    use super::*;

    #[tokio::test]
    async fn a_file_is_read_in_chunks_by_each_attempt() {
        let path = std::env::temp_dir().join(uuid::Uuid::new_v4().to_string());
        std::fs::write(&path, vec![b'x'; 5 * CHUNK_SIZE]).unwrap();
        let mut payload = Payload::from(Bytes::from_static(b"<"));
        payload.push_file(&path).unwrap();
        payload.push(">");
        for _ in 0..2 {
            let mut body = payload.open();
            let (mut all, mut largest) = (Vec::new(), 0);
            assert_eq!(body.size_hint().exact(), payload.len());
            while let Some(frame) = body.frame().await {
                let bytes = frame.unwrap().into_data().unwrap();
                largest = largest.max(bytes.len());
                all.extend_from_slice(&bytes);
            }
            assert!(body.is_end_stream() && largest <= CHUNK_SIZE, "{largest}");
            assert_eq!(
                (all.len(), all.first(), all.last()),
                (5 * CHUNK_SIZE + 2, Some(&b'<'), Some(&b'>'))
            );
        }
        std::fs::remove_file(&path).unwrap();
        assert!(payload.open().collect().await.is_err());
        assert!(payload.push_file(&path).is_err());
    }
}
