//! The body of a request: bytes in memory, and files that are read while they are sent.
//!
//! Takes a [`Payload`], which can be opened for every attempt anew; gives an [`http_body::Body`]. It must not know what
//! the bytes mean.

use std::fmt;
use std::future::Future;
use std::io;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use bytes::{Bytes, BytesMut};
use http_body::{Body, Frame, SizeHint};
use tokio::fs::File;
use tokio::io::{AsyncReadExt, Take};

/// How much of a file is in memory at once.
const PIECE: usize = 64 * 1024;

/// What a body is made of, as often as it is sent.
#[derive(Clone, Debug, Default)]
pub(crate) struct Payload {
    segments: Vec<Segment>,
}

#[derive(Clone)]
enum Segment {
    Bytes(Bytes),
    File { path: Arc<Path>, length: u64 },
}

impl Payload {
    pub(crate) fn push(&mut self, bytes: impl Into<Bytes>) {
        self.segments.push(Segment::Bytes(bytes.into()));
    }

    /// Adds a file, which is as long now as it will be when it is sent.
    pub(crate) fn push_file(&mut self, path: &Path) -> io::Result<()> {
        let about = std::fs::metadata(path)?;
        if !about.is_file() {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "it is not a file"));
        }
        self.segments.push(Segment::File { path: Arc::from(path), length: about.len() });
        Ok(())
    }

    pub(crate) fn len(&self) -> u64 {
        self.segments.iter().map(Segment::len).sum()
    }

    /// The bytes, where all of it is in memory and in one piece.
    pub(crate) fn in_memory(&self) -> Option<&Bytes> {
        match self.segments.as_slice() {
            [Segment::Bytes(bytes)] => Some(bytes),
            _ => None,
        }
    }

    /// The body for one attempt.
    pub(crate) fn open(&self) -> RequestBody {
        RequestBody { left: self.len(), waiting: self.segments.clone().into_iter(), reading: None }
    }
}

impl From<Bytes> for Payload {
    fn from(bytes: Bytes) -> Self {
        Self { segments: vec![Segment::Bytes(bytes)] }
    }
}

impl Segment {
    fn len(&self) -> u64 {
        match self {
            Self::Bytes(bytes) => u64::try_from(bytes.len()).unwrap_or(u64::MAX),
            Self::File { length, .. } => *length,
        }
    }
}

impl fmt::Debug for Segment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = if matches!(self, Self::Bytes(_)) { "Bytes" } else { "File" };
        write!(f, "{what}({})", self.len())
    }
}

type Reading = Pin<Box<dyn Future<Output = io::Result<Piece>> + Send>>;
type Piece = (Take<File>, Option<Bytes>);

/// The body of one request, which a transport sends piece by piece. Its length is known.
///
/// Files are opened when their turn comes, and no more than 64 KiB of them is in memory at once.
pub struct RequestBody {
    left: u64,
    waiting: std::vec::IntoIter<Segment>,
    reading: Option<Reading>,
}

impl RequestBody {
    /// The whole body in memory; files are read at once, and block.
    pub(crate) fn into_bytes(self) -> io::Result<Bytes> {
        let mut all = BytesMut::new();
        for segment in self.waiting {
            match segment {
                Segment::Bytes(bytes) => all.extend_from_slice(&bytes),
                Segment::File { path, .. } => all.extend_from_slice(&std::fs::read(path)?),
            }
        }
        Ok(all.freeze())
    }

    fn give(&mut self, bytes: Bytes) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        self.left = self.left.saturating_sub(u64::try_from(bytes.len()).unwrap_or(u64::MAX));
        Poll::Ready(Some(Ok(Frame::data(bytes))))
    }
}

async fn open(path: Arc<Path>, length: u64) -> io::Result<Piece> {
    let file = File::open(PathBuf::from(&*path)).await?;
    piece(file.take(length)).await
}

async fn piece(mut file: Take<File>) -> io::Result<Piece> {
    let mut buffer = BytesMut::with_capacity(PIECE);
    let read = file.read_buf(&mut buffer).await?;
    Ok((file, (read > 0).then(|| buffer.freeze())))
}

impl Body for RequestBody {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        loop {
            if let Some(reading) = &mut self.reading {
                let read = ready!(reading.as_mut().poll(cx));
                self.reading = None;
                match read {
                    Ok((file, Some(bytes))) => {
                        self.reading = Some(Box::pin(piece(file)));
                        return self.give(bytes);
                    }
                    Ok((_, None)) => {}
                    Err(error) => return Poll::Ready(Some(Err(error))),
                }
            }
            match self.waiting.next() {
                None => return Poll::Ready(None),
                Some(Segment::Bytes(bytes)) if bytes.is_empty() => {}
                Some(Segment::Bytes(bytes)) => return self.give(bytes),
                Some(Segment::File { path, length }) => {
                    self.reading = Some(Box::pin(open(path, length)));
                }
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.left == 0
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.left)
    }
}

impl From<Bytes> for RequestBody {
    fn from(bytes: Bytes) -> Self {
        Payload::from(bytes).open()
    }
}

impl fmt::Debug for RequestBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RequestBody").field("left", &self.left).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use http_body_util::BodyExt;

    use super::*;

    #[tokio::test]
    async fn a_file_is_read_in_pieces_as_often_as_it_is_opened() {
        let path = std::env::temp_dir().join(uuid::Uuid::new_v4().to_string());
        std::fs::write(&path, vec![b'x'; 5 * PIECE]).unwrap();
        let mut payload = Payload::from(Bytes::from_static(b"<"));
        payload.push_file(&path).unwrap();
        payload.push(">");
        for _ in 0..2 {
            let mut body = payload.open();
            let (mut all, mut largest) = (Vec::new(), 0);
            assert_eq!(body.size_hint().exact(), Some(payload.len()));
            while let Some(frame) = body.frame().await {
                let bytes = frame.unwrap().into_data().unwrap();
                largest = largest.max(bytes.len());
                all.extend_from_slice(&bytes);
            }
            assert!(body.is_end_stream() && largest <= PIECE, "{largest}");
            assert_eq!(
                (all.len(), all.first(), all.last()),
                (5 * PIECE + 2, Some(&b'<'), Some(&b'>'))
            );
        }
        std::fs::remove_file(&path).unwrap();
        assert!(payload.open().collect().await.is_err());
        assert!(payload.push_file(&path).is_err());
    }
}
