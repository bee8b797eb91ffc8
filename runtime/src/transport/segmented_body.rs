//! A request body of several segments: bytes, files that are read while they are sent, and streams.
//!
//! Takes the segments of a payload; yields chunks. It checks that each file and stream has its declared length.

use std::future::Future;
use std::io;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use bytes::{Bytes, BytesMut};
use http_body::Frame;
use tokio::fs::File;
use tokio::io::AsyncReadExt;

use super::Progress;
use super::request_body::{ByteSource, RequestBodyError, Segment, lock};

/// How much of a file is in memory at once.
pub(super) const CHUNK_SIZE: usize = 64 * 1024;

const SPENT: &str = "the stream of the body was already sent";
const TOO_LONG: &str = "the body is longer than its declared length";
const TOO_SHORT: &str = "the body is shorter than its declared length";

type Reading = Pin<Box<dyn Future<Output = io::Result<FileChunk>> + Send>>;
type FileChunk = (File, Option<Bytes>);

/// A body of several segments, or of one that is not in memory.
pub(super) struct SegmentedBody {
    length_left: Option<u64>,
    is_buffered: bool,
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
    pub(super) fn new(segments: Vec<Segment>, length: Option<u64>, is_buffered: bool) -> Self {
        Self {
            length_left: length,
            is_buffered,
            segments_left: segments.into_iter(),
            reading: None,
            stream: None,
            declared: None,
            last: None,
            progress: None,
        }
    }

    pub(super) fn length_left(&self) -> Option<u64> {
        self.length_left
    }

    /// Reports each chunk to `progress`, unless the body is in memory.
    pub(super) fn watch(&mut self, progress: &Progress) {
        self.progress = (!self.is_buffered).then(|| progress.clone());
    }

    #[cfg(feature = "http-transport")]
    pub(super) fn paths(&self) -> Vec<Arc<Path>> {
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

    /// Polls for the next chunk.
    pub(super) fn poll_frame(
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

async fn open(path: Arc<Path>) -> io::Result<FileChunk> {
    read_chunk(File::open(PathBuf::from(&*path)).await?).await
}

async fn read_chunk(mut file: File) -> io::Result<FileChunk> {
    let mut buffer = BytesMut::with_capacity(CHUNK_SIZE);
    let read = file.read_buf(&mut buffer).await?;
    Ok((file, (read > 0).then(|| buffer.freeze())))
}
