//! Bytes to text: UTF-8 with or without a byte order mark, and UTF-16 with a mark (RFC 8259 section 8.1, YAML 1.2 section 5.2).

/// Bytes that are not text, with the valid part before the error, to show its location.
pub(super) struct InvalidText {
    pub(super) readable: String,
    pub(super) message: String,
    pub(super) help: String,
}

/// Decodes a file's bytes.
pub(super) fn to_text(bytes: Vec<u8>) -> Result<String, InvalidText> {
    match bytes.as_slice() {
        [0xEF, 0xBB, 0xBF, rest @ ..] => utf8(rest.to_vec()),
        [0xFE, 0xFF, rest @ ..] => utf16(rest, u16::from_be_bytes),
        [0xFF, 0xFE, rest @ ..] => utf16(rest, u16::from_le_bytes),
        _ => utf8(bytes),
    }
}

fn utf8(bytes: Vec<u8>) -> Result<String, InvalidText> {
    String::from_utf8(bytes).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        // `valid` is at most the length.
        let readable = error.as_bytes().get(..valid).unwrap_or_default();
        InvalidText {
            readable: String::from_utf8_lossy(readable).into_owned(),
            message: "the file is not UTF-8 from here on".to_owned(),
            help: "save the file as UTF-8".to_owned(),
        }
    })
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String, InvalidText> {
    let pairs = bytes.chunks_exact(2);
    let complete = pairs.remainder().is_empty();
    let units = pairs.filter_map(|pair| <[u8; 2]>::try_from(pair).ok()).map(unit);
    let decoded: Result<String, _> = char::decode_utf16(units).collect();
    match decoded {
        Ok(text) if complete => Ok(text),
        _ => Err(InvalidText {
            readable: String::new(),
            message: "the byte order mark says UTF-16, but the file is not".to_owned(),
            help: "save the file as UTF-8".to_owned(),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_understood() {
        let cases: [(&[u8], Option<&str>); 6] = [
            (b"a: 1", Some("a: 1")),
            (b"\xEF\xBB\xBFa: 1", Some("a: 1")),
            (b"\xFE\xFF\0a\0:", Some("a:")),
            (b"\xFF\xFEa\0:\0", Some("a:")),
            (b"\xFF\xFEa\0:", None),
            (b"a\xC3(", None),
        ];
        for (bytes, text) in cases {
            assert_eq!(to_text(bytes.to_vec()).ok().as_deref(), text, "{bytes:?}");
        }
    }
}
