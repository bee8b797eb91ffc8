//! Character encodings of text bodies.
//!
//! Takes the bytes of a body and the name of a charset; returns text. UTF-8, UTF-16, ISO-8859-1 and windows-1252 are always
//! known, the others of the WHATWG Encoding Standard with the feature `charsets`. It must not know responses.

use std::borrow::Cow;

use crate::decode::DecodeError;

/// The characters of windows-1252 from 0x80 to 0x9f (WHATWG Encoding Standard, "index windows-1252"). All others have the
/// number of their byte.
const WINDOWS_1252: [char; 32] = [
    '\u{20ac}', '\u{81}', '\u{201a}', '\u{192}', '\u{201e}', '\u{2026}', '\u{2020}', '\u{2021}',
    '\u{2c6}', '\u{2030}', '\u{160}', '\u{2039}', '\u{152}', '\u{8d}', '\u{17d}', '\u{8f}',
    '\u{90}', '\u{2018}', '\u{2019}', '\u{201c}', '\u{201d}', '\u{2022}', '\u{2013}', '\u{2014}',
    '\u{2dc}', '\u{2122}', '\u{161}', '\u{203a}', '\u{153}', '\u{9d}', '\u{17e}', '\u{178}',
];

type Decoded<'a> = Result<Cow<'a, str>, DecodeError>;

/// Decodes a body. A byte order mark overrides the charset, and UTF-8 is the default.
pub(crate) fn decode<'a>(body: &'a [u8], charset: Option<&str>) -> Decoded<'a> {
    if let Some(decoded) = marked(body) {
        return decoded;
    }
    charset.map_or_else(|| utf8(body), |name| named(body, name))
}

/// Decodes a body that begins with a byte order mark, and removes the mark.
pub(crate) fn marked(body: &[u8]) -> Option<Decoded<'_>> {
    match body {
        [0xef, 0xbb, 0xbf, rest @ ..] => Some(utf8(rest)),
        [0xfe, 0xff, rest @ ..] => Some(utf16(rest, u16::from_be_bytes)),
        [0xff, 0xfe, rest @ ..] => Some(utf16(rest, u16::from_le_bytes)),
        _ => None,
    }
}

/// Decodes a body by the name of a charset (RFC 9110 § 8.3.2), in which letter case makes no difference.
pub(crate) fn named<'a>(body: &'a [u8], name: &str) -> Decoded<'a> {
    match name.to_ascii_lowercase().as_str() {
        "utf-8" | "utf8" | "us-ascii" | "ascii" => utf8(body),
        // Without a mark, UTF-16 is big-endian (RFC 2781 § 4.3).
        "utf-16" | "utf-16be" => utf16(body, u16::from_be_bytes),
        "utf-16le" => utf16(body, u16::from_le_bytes),
        "iso-8859-1" | "iso8859-1" | "latin1" | "latin-1" | "l1" => Ok(latin1(body)),
        "windows-1252" | "cp1252" => Ok(windows_1252(body)),
        other => others(body, other),
    }
}

#[cfg(feature = "charsets")]
fn others<'a>(body: &'a [u8], name: &str) -> Decoded<'a> {
    let Some(encoding) = encoding_rs::Encoding::for_label(name.as_bytes()) else {
        return Err(unsupported(name));
    };
    let text = encoding.decode_without_bom_handling_and_without_replacement(body);
    text.ok_or_else(|| DecodeError::new(format!("the body is not valid {name:?}")))
}

#[cfg(not(feature = "charsets"))]
fn others<'a>(_: &'a [u8], name: &str) -> Decoded<'a> {
    Err(unsupported(name))
}

fn unsupported(name: &str) -> DecodeError {
    let help = if cfg!(feature = "charsets") { "" } else { "; the feature `charsets` has more" };
    DecodeError::new(format!("the body has an unsupported encoding: {name:?}{help}"))
}

pub(crate) fn utf8(body: &[u8]) -> Decoded<'_> {
    match std::str::from_utf8(body) {
        Ok(text) => Ok(Cow::Borrowed(text)),
        Err(cause) => Err(DecodeError::new(format!(
            "the body is not UTF-8 from byte {} on",
            cause.valid_up_to()
        ))),
    }
}

pub(crate) fn utf16(body: &[u8], unit: fn([u8; 2]) -> u16) -> Decoded<'static> {
    let pairs = body.chunks_exact(2);
    let is_whole = pairs.remainder().is_empty();
    let units: Vec<u16> = pairs.filter_map(|it| <[u8; 2]>::try_from(it).ok()).map(unit).collect();
    match String::from_utf16(&units) {
        Ok(text) if is_whole => Ok(Cow::Owned(text)),
        _ => Err(DecodeError::new("the body is not valid UTF-16")),
    }
}

/// Each byte is the character with that number.
fn latin1(body: &[u8]) -> Cow<'static, str> {
    Cow::Owned(body.iter().copied().map(char::from).collect())
}

fn windows_1252(body: &[u8]) -> Cow<'static, str> {
    let character = |byte: u8| {
        let special = byte.checked_sub(0x80).and_then(|at| WINDOWS_1252.get(usize::from(at)));
        special.copied().unwrap_or(char::from(byte))
    };
    Cow::Owned(body.iter().copied().map(character).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn charsets_and_marks() {
        for (body, charset, expected) in [
            (&b"caf\xc3\xa9"[..], None, "caf\u{e9}"),
            (b"caf\xc3\xa9", Some("UTF-8"), "caf\u{e9}"),
            (b"\xef\xbb\xbfcaf\xc3\xa9", Some("iso-8859-1"), "caf\u{e9}"),
            (b"caf\xe9", Some("ISO-8859-1"), "caf\u{e9}"),
            (b"\x80 1", Some("windows-1252"), "\u{20ac} 1"),
            (b"\x80 1", Some("latin1"), "\u{80} 1"),
            (b"\xff\xfea\0\xac\x20", None, "a\u{20ac}"),
            (b"\0a\x20\xac", Some("utf-16be"), "a\u{20ac}"),
            (b"a\0\xac\x20", Some("utf-16le"), "a\u{20ac}"),
            #[cfg(feature = "charsets")]
            (b"\x93\xfa\x96{", Some("Shift_JIS"), "\u{65e5}\u{672c}"),
            #[cfg(feature = "charsets")]
            (b"\xa4", Some("iso-8859-15"), "\u{20ac}"),
        ] {
            assert_eq!(decode(body, charset).unwrap(), expected, "{charset:?}");
        }
    }

    #[test]
    fn invalid_bodies_are_errors() {
        for (body, charset, expected) in [
            (&b"caf\xe9"[..], None, "not UTF-8 from byte 3"),
            (b"\xfe\xffa", None, "not valid UTF-16"),
            (b"a", Some("klingon"), "unsupported encoding: \"klingon\""),
            #[cfg(not(feature = "charsets"))]
            (b"a", Some("Shift_JIS"), "the feature `charsets` has more"),
            #[cfg(feature = "charsets")]
            (b"\x93", Some("Shift_JIS"), "not valid \"shift_jis\""),
        ] {
            let error = decode(body, charset).unwrap_err().to_string();
            assert!(error.contains(expected), "{error}");
        }
    }
}
