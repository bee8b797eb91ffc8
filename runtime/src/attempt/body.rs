//! Reading a body within a limit.

use bytes::BytesMut;
use http_body::Body;
use http_body_util::BodyExt;
use serde::de::IgnoredAny;

use crate::transport::{ResponseBody, TransportError};

/// Why a body was not read to its end.
pub(super) enum BodyReadError {
    /// It is longer than the limit.
    TooLarge,
    /// It broke off.
    Transport(TransportError),
}

/// Reads a body into `buffer`, which holds at most `limit` bytes whatever happens, so that a body
/// that broke off or was too long can still be used in part.
pub(super) async fn read(
    body: &mut ResponseBody,
    limit: usize,
    buffer: &mut BytesMut,
) -> Result<(), BodyReadError> {
    let announced = usize::try_from(body.size_hint().lower()).unwrap_or(usize::MAX);
    // No more than this at once on the server's word alone.
    buffer.reserve(announced.min(limit).min(64 * 1024));
    while let Some(frame) = body.frame().await {
        let Ok(data) = frame.map_err(BodyReadError::Transport)?.into_data() else { continue };
        let room = limit.saturating_sub(buffer.len());
        if data.len() > room {
            buffer.extend_from_slice(data.get(..room).unwrap_or_default());
            return Err(BodyReadError::TooLarge);
        }
        buffer.extend_from_slice(&data);
    }
    Ok(())
}

/// Reads a body until the first value of JSON is whole, at most `limit` bytes and one piece more; gives how long the
/// value is. What was read stays in `buffer`, so that nothing of the body is lost.
pub(super) async fn first_value(
    body: &mut ResponseBody,
    limit: usize,
    buffer: &mut BytesMut,
) -> Result<Option<usize>, TransportError> {
    while let Some(frame) = body.frame().await {
        let Ok(data) = frame?.into_data() else { continue };
        buffer.extend_from_slice(&data);
        // An object is whole when a brace is closed.
        let length = if data.contains(&b'}') { length_of_value(buffer) } else { None };
        if length.is_some() || buffer.len() > limit {
            return Ok(length);
        }
    }
    Ok(None)
}

/// How long the first value is with what stands before it, where it is whole.
fn length_of_value(text: &[u8]) -> Option<usize> {
    // A parser may pass over a byte order mark (RFC 8259 section 8.1).
    let plain = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
    let mut values = serde_json::Deserializer::from_slice(plain).into_iter::<IgnoredAny>();
    values.next()?.ok()?;
    Some(text.len() - plain.len() + values.byte_offset())
}

/// Whether a body announces more than `limit` bytes, so that none of it need be read.
pub(super) fn exceeds_declared_length(body: &ResponseBody, limit: usize) -> bool {
    usize::try_from(body.size_hint().lower()).map_or(true, |announced| announced > limit)
}
