//! Decodes the bytes of an XML document.
//!
//! A byte order mark overrides the content type, which overrides the declaration (RFC 7303 § 3).
//! The default is UTF-8.

use std::borrow::Cow;

use crate::decode::DecodeError;
use crate::media_type::MediaType;

/// How many bytes of a document are searched for the declaration.
const DECLARATION: usize = 200;

pub(super) fn text<'a>(
    body: &'a [u8],
    content_type: Option<&str>,
) -> Result<Cow<'a, str>, DecodeError> {
    match body {
        [0xef, 0xbb, 0xbf, rest @ ..] => return utf8(rest),
        [0xfe, 0xff, rest @ ..] => return utf16(rest, u16::from_be_bytes),
        [0xff, 0xfe, rest @ ..] => return utf16(rest, u16::from_le_bytes),
        // Without a mark, the first characters determine the encoding.
        [0, b'<', 0, b'?', ..] => return utf16(body, u16::from_be_bytes),
        [b'<', 0, b'?', 0, ..] => return utf16(body, u16::from_le_bytes),
        _ => {}
    }
    let said = content_type.and_then(charset).or_else(|| declared(body));
    match said.as_deref() {
        None | Some("utf-8" | "utf8" | "us-ascii" | "ascii") => utf8(body),
        Some("iso-8859-1" | "iso8859-1" | "latin1" | "latin-1") => Ok(latin1(body)),
        Some(other) => {
            Err(DecodeError::new(format!("the body has an unsupported encoding: {other:?}")))
        }
    }
}

/// Returns the charset parameter in lower case.
fn charset(content_type: &str) -> Option<String> {
    MediaType::parse(content_type)?.parameter("charset").map(str::to_ascii_lowercase)
}

/// Returns the encoding of the declaration (XML 1.0 § 4.3.3) in lower case.
fn declared(body: &[u8]) -> Option<String> {
    let head = body.trim_ascii_start().strip_prefix(b"<?xml")?;
    let head = String::from_utf8_lossy(head.get(..DECLARATION.min(head.len()))?);
    let declaration = head.split("?>").next()?;
    let (_, rest) = declaration.split_once("encoding")?;
    let value = rest.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|it| matches!(it, '"' | '\''))?;
    let name = value.get(1..)?.split(quote).next()?;
    let is_name = name.bytes().all(|it| it.is_ascii_alphanumeric() || b"._-".contains(&it));
    (is_name && !name.is_empty()).then(|| name.to_ascii_lowercase())
}

fn utf8(body: &[u8]) -> Result<Cow<'_, str>, DecodeError> {
    match std::str::from_utf8(body) {
        Ok(text) => Ok(Cow::Borrowed(text)),
        Err(cause) => {
            let at = cause.valid_up_to();
            Err(DecodeError::new(format!("the body is not UTF-8 from byte {at} on")))
        }
    }
}

fn utf16(body: &[u8], unit: fn([u8; 2]) -> u16) -> Result<Cow<'static, str>, DecodeError> {
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
