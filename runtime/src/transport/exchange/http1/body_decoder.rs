//! The body of an HTTP/1.1 response, from its framing (RFC 9112 §§ 6 and 7).
//!
//! Takes what was received; returns the data in it. It must not know the connection.

use std::fmt;

use bytes::{Buf, Bytes, BytesMut};

/// The maximum length of the line before a chunk.
const MAX_LINE: usize = 4 * 1024;

/// The maximum length of all trailers.
const MAX_TRAILER_LENGTH: usize = 16 * 1024;

/// The maximum number of trailers.
const MAX_TRAILERS: usize = 64;

/// How a body is framed, and how much of it is left.
#[derive(Debug, PartialEq)]
pub(super) enum BodyDecoder {
    /// This many bytes.
    Length(u64),
    /// Chunks.
    Chunked(ChunkState),
    /// Until the server closes the connection.
    UntilClosed,
    /// Nothing is left.
    Ended,
}

#[derive(Debug, PartialEq)]
pub(super) enum ChunkState {
    /// Before the line with a size. The flag tells whether a chunk precedes it, whose data ends with a line break.
    Size { is_first: bool },
    /// This many bytes.
    Data(u64),
    /// After the last chunk.
    Trailers,
}

/// Why a body is malformed.
#[derive(Debug, PartialEq)]
pub(super) enum BodyError {
    Chunk,
    Trailer,
    TooLong,
}

impl fmt::Display for BodyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Chunk => "a chunk of the body is malformed",
            Self::Trailer => "a trailer of the body is malformed",
            Self::TooLong => "the line of a chunk, or the trailers, are too long",
        })
    }
}

impl std::error::Error for BodyError {}

impl BodyDecoder {
    pub(super) fn chunked() -> Self {
        Self::Chunked(ChunkState::Size { is_first: true })
    }

    /// Whether the whole body was returned.
    pub(super) fn has_ended(&self) -> bool {
        matches!(self, Self::Ended | Self::Length(0))
    }

    /// Returns how many bytes are left, if that is known.
    pub(super) fn length_left(&self) -> Option<u64> {
        match self {
            Self::Length(left) => Some(*left),
            Self::Ended => Some(0),
            Self::Chunked(_) | Self::UntilClosed => None,
        }
    }

    /// Takes the next data. Returns `None` if more has to be received, or if the body has ended.
    pub(super) fn decode(&mut self, received: &mut BytesMut) -> Result<Option<Bytes>, BodyError> {
        match self {
            Self::Length(left) => Ok(take(received, left)),
            Self::UntilClosed if received.is_empty() => Ok(None),
            Self::UntilClosed => Ok(Some(received.split().freeze())),
            Self::Ended => Ok(None),
            Self::Chunked(state) => {
                let data = decode_chunk(state, received)?;
                if data.is_none() && *state == ChunkState::Trailers && take_trailers(received)? {
                    *self = Self::Ended;
                }
                Ok(data)
            }
        }
    }

    /// Notes that the server has closed the connection. Returns whether the body is complete.
    pub(super) fn close(&mut self) -> bool {
        if *self == Self::UntilClosed {
            *self = Self::Ended;
        }
        self.has_ended()
    }
}

/// Takes up to `left` bytes, if there are any.
fn take(received: &mut BytesMut, left: &mut u64) -> Option<Bytes> {
    let length = received.len().min(usize::try_from(*left).unwrap_or(usize::MAX));
    if length == 0 {
        return None;
    }
    *left = left.saturating_sub(u64::try_from(length).unwrap_or(u64::MAX));
    Some(received.split_to(length).freeze())
}

/// Takes data of a chunk. Returns `None` before trailers too.
fn decode_chunk(
    state: &mut ChunkState,
    received: &mut BytesMut,
) -> Result<Option<Bytes>, BodyError> {
    loop {
        match state {
            ChunkState::Size { is_first } => {
                let Some((length, size)) = chunk_size(received, *is_first)? else {
                    return Ok(None);
                };
                received.advance(length);
                *state = if size == 0 { ChunkState::Trailers } else { ChunkState::Data(size) };
            }
            ChunkState::Data(0) => *state = ChunkState::Size { is_first: false },
            ChunkState::Data(left) => return Ok(take(received, left)),
            ChunkState::Trailers => return Ok(None),
        }
    }
}

/// Reads the line before a chunk. Returns its length and the size of the chunk.
fn chunk_size(received: &[u8], is_first: bool) -> Result<Option<(usize, u64)>, BodyError> {
    let (line, before) = match received {
        _ if is_first => (received, 0),
        [b'\r', b'\n', line @ ..] => (line, 2),
        [] | [b'\r'] => return Ok(None),
        _ => return Err(BodyError::Chunk),
    };
    if !line.first().is_none_or(u8::is_ascii_hexdigit) {
        return Err(BodyError::Chunk);
    }
    match httparse::parse_chunk_size(line) {
        Ok(httparse::Status::Complete((length, _))) if length > MAX_LINE => Err(BodyError::TooLong),
        Ok(httparse::Status::Complete((length, size))) => Ok(Some((before + length, size))),
        Ok(httparse::Status::Partial) if line.len() > MAX_LINE => Err(BodyError::TooLong),
        Ok(httparse::Status::Partial) => Ok(None),
        Err(_) => Err(BodyError::Chunk),
    }
}

/// Takes the trailers and the empty line after them, if they have arrived. Nobody reads trailers.
fn take_trailers(received: &mut BytesMut) -> Result<bool, BodyError> {
    let mut trailers = [httparse::EMPTY_HEADER; MAX_TRAILERS];
    match httparse::parse_headers(received, &mut trailers) {
        Ok(httparse::Status::Complete((length, _))) if length <= MAX_TRAILER_LENGTH => {
            received.advance(length);
            Ok(true)
        }
        Ok(httparse::Status::Complete(_)) => Err(BodyError::TooLong),
        Ok(httparse::Status::Partial) if received.len() > MAX_TRAILER_LENGTH => {
            Err(BodyError::TooLong)
        }
        Ok(httparse::Status::Partial) => Ok(false),
        Err(_) => Err(BodyError::Trailer),
    }
}
