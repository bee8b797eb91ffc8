//! Reads a body up to a limit.

use bytes::BytesMut;
use http_body::Body;
use http_body_util::BodyExt;
use serde::de::IgnoredAny;

use crate::transport::{ResponseBody, TransportError};

/// Why a body was not read to its end.
pub(super) enum BodyReadError {
    /// It exceeds the limit.
    TooLarge,
    /// The connection failed.
    Transport(TransportError),
}

/// Reads a body into `buffer`, which never holds more than `limit` bytes. After an error the buffer
/// contains what was read.
pub(super) async fn read(
    body: &mut ResponseBody,
    limit: usize,
    buffer: &mut BytesMut,
) -> Result<(), BodyReadError> {
    let announced = usize::try_from(body.size_hint().lower()).unwrap_or(usize::MAX);
    // Do not allocate more than this for a declared length alone.
    buffer.reserve(announced.min(limit).min(64 * 1024));
    while let Some(frame) = body.frame().await {
        let Ok(mut data) = frame.map_err(BodyReadError::Transport)?.into_data() else { continue };
        let room = limit.saturating_sub(buffer.len());
        let is_too_large = data.len() > room;
        data.truncate(room);
        buffer.extend_from_slice(&data);
        if is_too_large {
            return Err(BodyReadError::TooLarge);
        }
    }
    Ok(())
}

/// Reads a body until its first JSON value is complete, up to `limit` bytes and one more chunk.
/// Returns the length of the value. `buffer` contains everything that was read.
pub(super) async fn first_value(
    body: &mut ResponseBody,
    limit: usize,
    buffer: &mut BytesMut,
) -> Result<Option<usize>, TransportError> {
    while let Some(frame) = body.frame().await {
        let Ok(data) = frame?.into_data() else { continue };
        buffer.extend_from_slice(&data);
        // Only a closing brace completes an object.
        let length = if data.contains(&b'}') { length_of_value(buffer) } else { None };
        if length.is_some() || buffer.len() > limit {
            return Ok(length);
        }
    }
    Ok(None)
}

/// Returns the length of the first value, including what precedes it, if it is complete.
fn length_of_value(text: &[u8]) -> Option<usize> {
    // A parser may ignore a byte order mark (RFC 8259 § 8.1).
    let plain = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
    let mut values = serde_json::Deserializer::from_slice(plain).into_iter::<IgnoredAny>();
    values.next()?.ok()?;
    Some(text.len() - plain.len() + values.byte_offset())
}

/// Whether the declared length of a body exceeds `limit`, so that it need not be read.
pub(super) fn exceeds_declared_length(body: &ResponseBody, limit: usize) -> bool {
    usize::try_from(body.size_hint().lower()).map_or(true, |announced| announced > limit)
}
