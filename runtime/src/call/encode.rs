//! Percent-encoding (RFC 3986) and Base64 (RFC 4648).

use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::{
    AsciiSet, CONTROLS, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode,
};

/// Everything but the unreserved characters (RFC 3986 § 2.3): what OpenAPI requires in paths,
/// queries and forms.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// With `allowReserved`, reserved characters (RFC 3986 § 2.2) that are valid in a query (§ 3.4) are
/// not encoded. `&` and `+` are: servers that parse forms would end the value there, or read a
/// space.
const QUERY: &AsciiSet = &RESERVED
    .remove(b':')
    .remove(b'/')
    .remove(b'?')
    .remove(b'@')
    .remove(b'!')
    .remove(b'$')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b',')
    .remove(b';')
    .remove(b'=');

/// Characters that are invalid in a path or a query (RFC 3986 §§ 3.3 and 3.4). Brackets, which
/// servers accept, and `%` are not encoded.
const NEVER: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'<')
    .add(b'>')
    .add(b'\\')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// Appends the literal part of a path template. Existing escapes are kept.
pub(super) fn literal(part: &str, text: &mut String) {
    for piece in utf8_percent_encode(part, NEVER) {
        text.push_str(piece);
    }
}

/// Encodes by reserved expansion (RFC 6570 § 3.2.3), which keeps existing escapes.
pub(crate) fn reserved(text: &str) -> String {
    let mut coded = String::with_capacity(text.len());
    for (at, piece) in text.split('%').enumerate() {
        let triple = piece.bytes().take(2).filter(u8::is_ascii_hexdigit).count() == 2;
        match at {
            0 => {}
            _ if triple => coded.push('%'),
            _ => coded.push_str("%25"),
        }
        coded.extend(utf8_percent_encode(piece, QUERY));
    }
    coded
}

/// Encodes everything but the unreserved characters.
pub(crate) fn component(text: &str) -> String {
    Cow::from(utf8_percent_encode(text, RESERVED)).into_owned()
}

/// Decodes a text that [`component`] encoded. Returns `None` if it is not UTF-8.
pub(crate) fn decoded(text: &str) -> Option<String> {
    percent_decode_str(text).decode_utf8().ok().map(Cow::into_owned)
}

/// Encodes as Base64 with padding (RFC 4648 § 4).
pub(crate) fn base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// Decodes Base64 with or without padding. Returns `None` if it is malformed.
#[cfg(any(feature = "har", feature = "webhooks"))]
pub(crate) fn from_base64(text: &str) -> Option<Vec<u8>> {
    base64::engine::general_purpose::STANDARD_NO_PAD.decode(text.trim_end_matches('=')).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The test vectors of RFC 4648 § 10.
    #[test]
    fn base64_vectors() {
        for (plain, coded) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("foobar", "Zm9vYmFy"),
        ] {
            assert_eq!(base64(plain.as_bytes()), coded);
        }
    }

    #[test]
    fn only_unreserved_characters_stay() {
        assert_eq!(component("aZ09-._~"), "aZ09-._~");
        assert_eq!(component("a b/c?d&é+"), "a%20b%2Fc%3Fd%26%C3%A9%2B");
        assert_eq!(decoded("a%20b%2Fc%3Fd%26%C3%A9%2B").as_deref(), Some("a b/c?d&é+"));
        assert_eq!(decoded("%FF"), None);
        assert_eq!(reserved("a/b?c&%2f%zz%"), "a/b?c%26%2f%25zz%25");
    }
}
