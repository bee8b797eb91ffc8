//! Decodes the bytes of an XML document.
//!
//! A byte order mark overrides the content type, which overrides the declaration (RFC 7303 § 3).
//! The default is UTF-8.

use std::borrow::Cow;

use crate::charset;
use crate::decode::DecodeError;
use crate::media_type::MediaType;

/// How many bytes of a document are searched for the declaration.
const DECLARATION: usize = 200;

pub(super) fn text<'a>(
    body: &'a [u8],
    content_type: Option<&str>,
) -> Result<Cow<'a, str>, DecodeError> {
    if let Some(decoded) = charset::marked(body) {
        return decoded;
    }
    // Without a mark, the first characters determine the encoding.
    match body {
        [0, b'<', 0, b'?', ..] => return charset::utf16(body, u16::from_be_bytes),
        [b'<', 0, b'?', 0, ..] => return charset::utf16(body, u16::from_le_bytes),
        _ => {}
    }
    let said = content_type.and_then(parameter).or_else(|| declared(body));
    match said.as_deref() {
        None => charset::utf8(body),
        Some(name) => charset::named(body, name),
    }
}

/// Returns the charset parameter.
fn parameter(content_type: &str) -> Option<String> {
    MediaType::parse(content_type)?.parameter("charset").map(str::to_owned)
}

/// Returns the encoding of the declaration (XML 1.0 § 4.3.3).
fn declared(body: &[u8]) -> Option<String> {
    let head = body.trim_ascii_start().strip_prefix(b"<?xml")?;
    let head = String::from_utf8_lossy(head.get(..DECLARATION.min(head.len()))?);
    let declaration = head.split("?>").next()?;
    let (_, rest) = declaration.split_once("encoding")?;
    let value = rest.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|it| matches!(it, '"' | '\''))?;
    let name = value.get(1..)?.split(quote).next()?;
    let is_name = name.bytes().all(|it| it.is_ascii_alphanumeric() || b"._-".contains(&it));
    (is_name && !name.is_empty()).then(|| name.to_owned())
}
