//! Splits a sequence of JSON texts: lines (JSON Lines, NDJSON), or texts after record separators
//! (RFC 7464).
//!
//! Takes chunks of a body; returns the texts. It must not know what they mean.

use bytes::{Buf, Bytes, BytesMut};

use super::event::TooLarge;

/// The record separator (RFC 7464 § 2.2).
const RECORD_SEPARATOR: u8 = 0x1e;

/// Splits texts. It holds one chunk and one text.
#[derive(Debug)]
pub(super) struct RecordReader {
    piece: Bytes,
    record: BytesMut,
    separator: u8,
    limit: usize,
}

impl RecordReader {
    /// Creates a reader of lines, or of a JSON text sequence.
    pub(super) fn new(sequence: bool, limit: usize) -> Self {
        let separator = if sequence { RECORD_SEPARATOR } else { b'\n' };
        Self { piece: Bytes::new(), record: BytesMut::new(), separator, limit }
    }

    /// Adds the next chunk of the body. Call it after `next` returned `None`.
    pub(super) fn push(&mut self, piece: Bytes) {
        self.piece = piece;
    }

    /// Returns the next text in the chunks so far. Empty texts are skipped.
    pub(super) fn next(&mut self) -> Result<Option<Bytes>, TooLarge> {
        loop {
            let end = self.piece.iter().position(|byte| *byte == self.separator);
            let part = self.piece.split_to(end.unwrap_or(self.piece.len()));
            if part.len() > self.limit.saturating_sub(self.record.len()) {
                return Err(TooLarge);
            }
            self.record.extend_from_slice(&part);
            if end.is_none() {
                return Ok(None);
            }
            self.piece.advance(1);
            if let Some(record) = self.take() {
                return Ok(Some(record));
            }
        }
    }

    /// Returns the text that ends with the body.
    pub(super) fn last(&mut self) -> Option<Bytes> {
        self.take()
    }

    /// Discards everything, at the end of the stream.
    pub(super) fn clear(&mut self) {
        self.piece.clear();
        self.record.clear();
    }

    fn take(&mut self) -> Option<Bytes> {
        let record = self.record.split().freeze();
        let record = if self.separator == b'\n' { without_bom(record) } else { record };
        (!record.iter().all(u8::is_ascii_whitespace)).then_some(record)
    }

    /// Whether a text may be truncated: a prefix of a number or a literal may be valid too, so it
    /// must end with white space (RFC 7464 § 2.4).
    pub(super) fn may_be_cut(&self, record: &[u8]) -> bool {
        self.separator == RECORD_SEPARATOR
            && record.last().is_some_and(|last| {
                !last.is_ascii_whitespace() && !matches!(last, b'}' | b']' | b'"')
            })
    }
}

/// Some servers start each file with a byte order mark and concatenate files.
fn without_bom(mut record: Bytes) -> Bytes {
    if record.starts_with(b"\xef\xbb\xbf") {
        record.advance(3);
    }
    record
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(sequence: bool, text: &str, size: usize) -> Vec<String> {
        let mut reader = RecordReader::new(sequence, 10);
        let mut records = Vec::new();
        for piece in text.as_bytes().chunks(size) {
            reader.push(Bytes::copy_from_slice(piece));
            while let Some(record) = reader.next().unwrap() {
                records.push(record);
            }
        }
        records.extend(reader.last());
        records.iter().map(|it| String::from_utf8_lossy(it).trim().to_owned()).collect()
    }

    #[test]
    fn texts_are_split() {
        for (sequence, text, expected) in [
            (false, "1\n2\n", vec!["1", "2"]),
            (false, "1\r\n\r\n\n2", vec!["1", "2"]),
            (false, "\u{feff}1\n", vec!["1"]),
            (false, "", vec![]),
            (true, "\u{1e}1\n\u{1e}{\n}\n", vec!["1", "{\n}"]),
            (true, "\u{1e}\u{1e}\n\u{1e}1", vec!["1"]),
        ] {
            for size in [1, 2, 100] {
                assert_eq!(read(sequence, text, size), expected, "{text:?} by {size}");
            }
        }
    }

    #[test]
    fn long_texts_are_refused() {
        let mut reader = RecordReader::new(false, 10);
        reader.push(Bytes::from_static(b"0123456789\n0123456789"));
        assert!(reader.next().unwrap().is_some());
        assert_eq!(reader.next(), Ok(None));
        reader.push(Bytes::from_static(b"0"));
        assert_eq!(reader.next(), Err(TooLarge));
    }

    #[test]
    fn a_number_may_be_truncated() {
        let sequence = RecordReader::new(true, 10);
        assert!(sequence.may_be_cut(b"12") && sequence.may_be_cut(b"tru"));
        assert!(!sequence.may_be_cut(b"12\n") && !sequence.may_be_cut(b"{}"));
        assert!(!RecordReader::new(false, 10).may_be_cut(b"12"));
    }
}
