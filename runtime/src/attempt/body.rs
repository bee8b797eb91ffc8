//! Reads a body up to a limit.

use bytes::BytesMut;
use http_body::Body;

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
    while let Some(data) = body.next_data().await {
        let mut data = data.map_err(BodyReadError::Transport)?;
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

/// Reads a body until its first JSON value is complete, if that is an object, up to `limit` bytes
/// and one more chunk. Returns the length of the value. `buffer` contains everything that was read.
pub(super) async fn first_value(
    body: &mut ResponseBody,
    limit: usize,
    buffer: &mut BytesMut,
) -> Result<Option<usize>, TransportError> {
    let mut scanner = ObjectScanner::default();
    while let Some(data) = body.next_data().await {
        let data = data?;
        buffer.extend_from_slice(&data);
        let length = scanner.scan(&data);
        if length.is_some() || buffer.len() > limit {
            return Ok(length);
        }
    }
    Ok(None)
}

/// Finds the end of a JSON object in chunks. Each byte is read once.
#[derive(Default)]
struct ObjectScanner {
    scanned: usize,
    depth: usize,
    in_string: bool,
    is_escaped: bool,
    is_other: bool,
}

impl ObjectScanner {
    /// Returns the length up to the end of the object, if it is in this chunk.
    fn scan(&mut self, chunk: &[u8]) -> Option<usize> {
        for byte in chunk {
            self.scanned += 1;
            if self.is_end(*byte) {
                return Some(self.scanned);
            }
        }
        None
    }

    fn is_end(&mut self, byte: u8) -> bool {
        if self.in_string {
            self.in_string = self.is_escaped || byte != b'"';
            self.is_escaped = byte == b'\\' && !self.is_escaped;
            return false;
        }
        match byte {
            b'"' if self.depth > 0 => self.in_string = true,
            b'{' if !self.is_other => self.depth += 1,
            b'}' if self.depth > 0 => {
                self.depth -= 1;
                return self.depth == 0;
            }
            // White space, and a byte order mark, which a parser may ignore (RFC 8259 § 8.1).
            b' ' | b'\t' | b'\n' | b'\r' | 0xef | 0xbb | 0xbf => {}
            _ => self.is_other |= self.depth == 0,
        }
        false
    }
}

/// Whether the declared length of a body exceeds `limit`, so that it need not be read.
pub(super) fn exceeds_declared_length(body: &ResponseBody, limit: usize) -> bool {
    usize::try_from(body.size_hint().lower()).map_or(true, |announced| announced > limit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_an_object_is_found_in_chunks_of_any_size() {
        for (text, expected) in [
            ("{}", Some(2)),
            ("\u{feff} {\"a\":{\"b\":[{}]}} {}", Some(20)),
            (r#"{"a":"}","b":"\"}","c":"\\"}x"#, Some(28)),
            (r#"{"a":"}"#, None),
            ("[{}]", None),
            ("\"{}\"", None),
            ("7", None),
            ("", None),
        ] {
            for size in [1, 2, 5, 100] {
                let mut scanner = ObjectScanner::default();
                let found = text.as_bytes().chunks(size).find_map(|it| scanner.scan(it));
                assert_eq!(found, expected, "{text} {size}");
            }
        }
    }
}
