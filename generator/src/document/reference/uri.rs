//! URI references: parsing a `$ref`, and pointers as fragments (RFC 3986, RFC 6901).

use super::error::RefFailure;
use crate::source::{self};
use crate::text::JsonPointer;

/// A parsed URI reference (RFC 3986 section 4.2).
pub(super) struct Reference {
    /// The URL or the percent-decoded path of a file; `None` for the same file.
    pub(super) path: Option<String>,
    /// The fragment; `None` if it is not a JSON pointer (RFC 6901 section 6).
    pub(super) pointer: Option<JsonPointer>,
}

impl Reference {
    pub(super) fn parse(text: &str) -> Result<Self, RefFailure> {
        let (path, fragment) = text.split_once('#').unwrap_or((text, ""));
        let pointer = percent_decoded(fragment).and_then(|text| JsonPointer::parse(&text));
        if path.is_empty() {
            let path = text.is_empty().then(String::new);
            return Ok(Self { path, pointer });
        }
        if source::is_url(path) {
            return Ok(Self { path: Some(path.to_owned()), pointer });
        }
        require_relative_path(path, text)?;
        let malformed = || {
            let help = "write two hexadecimal digits after each `%`";
            RefFailure::new(format!("`{text}` is not a valid reference"), help)
        };
        Ok(Self { path: Some(percent_decoded(path).ok_or_else(malformed)?), pointer })
    }
}

/// Accepts only relative paths: a reference must not read arbitrary files of the machine.
fn require_relative_path(path: &str, text: &str) -> Result<(), RefFailure> {
    let scheme = path.split_once(':').map(|(scheme, _)| scheme).filter(|it| is_scheme(it));
    if path.starts_with("//") {
        let message = format!("`{text}` is not an absolute URL");
        return Err(RefFailure::new(message, "add the scheme, such as `https://`"));
    }
    if scheme.is_some() || path.starts_with(['/', '\\']) {
        let message = format!("`{text}` is not a relative path");
        let help = "use a path relative to the file that contains the reference, such as `schemas/order.yaml`";
        return Err(RefFailure::new(message, help));
    }
    Ok(())
}

/// Whether the text is a scheme (RFC 3986 section 3.1) or a drive such as `C:`.
fn is_scheme(text: &str) -> bool {
    let is_scheme_character =
        |it: char| it.is_ascii_alphanumeric() || matches!(it, '+' | '-' | '.');
    text.starts_with(|it: char| it.is_ascii_alphabetic()) && text.chars().all(is_scheme_character)
}

/// Encodes a pointer as the fragment of a reference (RFC 6901 section 6, RFC 3986 section 3.5).
#[must_use]
pub fn fragment(pointer: &JsonPointer) -> String {
    let mut text = String::new();
    for byte in pointer.as_str().bytes() {
        let is_unescaped = byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@/?".contains(&byte);
        if is_unescaped {
            text.push(char::from(byte));
        } else {
            text.push_str(&format!("%{byte:02X}"));
        }
    }
    text
}

fn percent_decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let digit = |it: Option<u8>| it.and_then(|byte| char::from(byte).to_digit(16));
        let (high, low) = (digit(rest.next())?, digit(rest.next())?);
        bytes.push(u8::try_from(high * 16 + low).ok()?);
    }
    String::from_utf8(bytes).ok()
}
