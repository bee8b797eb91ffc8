//! The body of a request: bytes in memory, files that are read while they are sent, and streams,
//! which can be sent once.
//!
//! Takes a [`Payload`], which each attempt opens; returns an [`http_body::Body`]. It must not know
//! what the bytes mean.

use std::fmt;
use std::future::{Future, poll_fn};
use std::io;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, ready};

use bytes::{Bytes, BytesMut};
use futures_core::Stream;
use http_body::{Body, Frame, SizeHint};
use tokio::fs::File;
use tokio::io::AsyncReadExt;

use super::{Progress, frame_data};
#[cfg(feature = "http-transport")]
use super::{TransportError, TransportErrorKind};
use crate::error::BoxError;

/// How much of a file is in memory at once.
const CHUNK_SIZE: usize = 64 * 1024;

/// The contents of a body, from which each attempt opens a new body.
#[derive(Clone, Debug, Default)]
pub(crate) struct Payload {
    segments: Vec<Segment>,
}

#[derive(Clone)]
enum Segment {
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

    /// Opens the body for one attempt.
    pub(crate) fn open(&self) -> RequestBody {
        let content = match self.segments.as_slice() {
            [] => Content::Memory(Bytes::new()),
            [Segment::Bytes(bytes)] => Content::Memory(bytes.clone()),
            _ => Content::Segments(Box::new(SegmentedBody {
                length_left: self.len(),
                buffered: self.is_buffered(),
                segments_left: self.segments.clone().into_iter(),
                reading: None,
                stream: None,
                declared: None,
                last: None,
                progress: None,
            })),
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

type Reading = Pin<Box<dyn Future<Output = io::Result<FileChunk>> + Send>>;
type FileChunk = (File, Option<Bytes>);

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
            body.progress = (!body.buffered).then(|| progress.clone());
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
    pub(super) fn check_files(&self) -> impl Future<Output = Result<(), TransportError>> + use<> {
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

/// A body of several segments, or of one that is not in memory.
struct SegmentedBody {
    length_left: Option<u64>,
    buffered: bool,
    /// Where to report that the transport took a chunk.
    progress: Option<Progress>,
    segments_left: std::vec::IntoIter<Segment>,
    reading: Option<Reading>,
    stream: Option<ByteSource>,
    /// How many bytes the current file or stream has still to yield, if its length was declared.
    declared: Option<u64>,
    /// The chunk that completes the declared length, until the file or stream has ended.
    last: Option<Bytes>,
}

impl SegmentedBody {
    #[cfg(feature = "http-transport")]
    fn paths(&self) -> Vec<Arc<Path>> {
        let path = |segment: &Segment| match segment {
            Segment::File { path, .. } => Some(path.clone()),
            Segment::Bytes(_) | Segment::Stream { .. } => None,
        };
        self.segments_left.as_slice().iter().filter_map(path).collect()
    }

    fn record_progress(&self) {
        if let Some(progress) = &self.progress {
            progress.record_progress();
        }
    }

    /// Counts a chunk of a file or stream against its declared length. The chunk that completes the length is kept
    /// back: once it is sent, the server has a complete request, whatever follows.
    fn count(&mut self, bytes: Bytes) -> io::Result<Option<Bytes>> {
        let Some(declared) = self.declared else { return Ok(Some(bytes)) };
        let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        let left = declared.checked_sub(length).ok_or_else(|| io::Error::other(TOO_LONG))?;
        self.declared = Some(left);
        if left > 0 {
            return Ok(Some(bytes));
        }
        self.last = Some(bytes);
        Ok(None)
    }

    /// Handles the end of a file or stream. Returns the chunk that was kept back.
    fn end_segment(&mut self) -> io::Result<Option<Bytes>> {
        match self.declared.take() {
            Some(1..) => Err(io::Error::other(TOO_SHORT)),
            _ => Ok(self.last.take()),
        }
    }

    /// Polls the current file or stream for its next chunk. Returns `None` when there is none to yield.
    fn poll_segment(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<Option<Bytes>>> {
        loop {
            let chunk = if let Some(reading) = &mut self.reading {
                let read = ready!(reading.as_mut().poll(cx));
                self.reading = None;
                let (file, chunk) = read?;
                if chunk.is_some() {
                    self.reading = Some(Box::pin(read_chunk(file)));
                }
                chunk
            } else if let Some(stream) = &mut self.stream {
                let chunk = ready!(stream.as_mut().poll_next(cx));
                if chunk.is_none() {
                    self.stream = None;
                }
                chunk.transpose().map_err(io::Error::other)?
            } else {
                return Poll::Ready(Ok(None));
            };
            let counted = match chunk {
                Some(bytes) if bytes.is_empty() => None,
                Some(bytes) => self.count(bytes)?,
                None => return Poll::Ready(self.end_segment()),
            };
            if counted.is_some() {
                return Poll::Ready(Ok(counted));
            }
        }
    }

    fn give(&mut self, bytes: Bytes) -> Poll<Option<Result<Frame<Bytes>, RequestBodyError>>> {
        let given = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        self.length_left = self.length_left.map(|length_left| length_left.saturating_sub(given));
        self.record_progress();
        Poll::Ready(Some(Ok(Frame::data(bytes))))
    }
}

/// The body of a request cannot be read: a file is missing, or its stream failed. The server never
/// receives the end of such a request.
#[derive(Debug)]
pub struct RequestBodyError(io::Error);

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
fn lock(source: &Mutex<Option<ByteSource>>) -> MutexGuard<'_, Option<ByteSource>> {
    source.lock().unwrap_or_else(PoisonError::into_inner)
}

const SPENT: &str = "the stream of the body was already sent";
const TOO_LONG: &str = "the body is longer than its declared length";
const TOO_SHORT: &str = "the body is shorter than its declared length";

async fn open(path: Arc<Path>) -> io::Result<FileChunk> {
    read_chunk(File::open(PathBuf::from(&*path)).await?).await
}

async fn read_chunk(mut file: File) -> io::Result<FileChunk> {
    let mut buffer = BytesMut::with_capacity(CHUNK_SIZE);
    let read = file.read_buf(&mut buffer).await?;
    Ok((file, (read > 0).then(|| buffer.freeze())))
}

impl SegmentedBody {
    fn poll_frame(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, RequestBodyError>>> {
        loop {
            match ready!(self.poll_segment(cx)) {
                Ok(Some(bytes)) => return self.give(bytes),
                Ok(None) => {}
                Err(error) => return Poll::Ready(Some(Err(RequestBodyError(error)))),
            }
            match self.segments_left.next() {
                None => {
                    self.record_progress();
                    return Poll::Ready(None);
                }
                Some(Segment::Bytes(bytes)) if bytes.is_empty() => {}
                Some(Segment::Bytes(bytes)) => return self.give(bytes),
                Some(Segment::File { path, length }) => {
                    self.declared = Some(length);
                    self.reading = Some(Box::pin(open(path)));
                }
                Some(Segment::Stream { source, length }) => match lock(&source).take() {
                    Some(source) => {
                        self.declared = length;
                        self.stream = Some(source);
                    }
                    None => {
                        return Poll::Ready(Some(Err(RequestBodyError(io::Error::other(SPENT)))));
                    }
                },
            }
        }
    }
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
            Content::Segments(body) => body.length_left,
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
