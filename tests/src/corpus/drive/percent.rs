//! Percent-decoding (RFC 3986 section 2.1), written apart from the runtime's encoder so that one can judge the other.

/// The text that was encoded; `None` where a triplet is broken or the bytes are not UTF-8.
pub(super) fn decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let digit = |it: Option<u8>| char::from(it?).to_digit(16);
        let value = digit(rest.next())? * 16 + digit(rest.next())?;
        bytes.push(u8::try_from(value).ok()?);
    }
    String::from_utf8(bytes).ok()
}

/// The same for `application/x-www-form-urlencoded`, in which a plus is a space.
pub(super) fn decode_form(text: &str) -> Option<String> {
    decode(&text.replace('+', " "))
}

/// What a template says beside its parameters, as a URI has it (RFC 3986 section 2); escapes stay as they are.
pub(super) fn literal(text: &str) -> String {
    let fits = |it: u8| it.is_ascii_alphanumeric() || b"-._~:/?[]@!$&'()*+,;=%".contains(&it);
    let each = text.bytes();
    each.map(|it| if fits(it) { char::from(it).to_string() } else { format!("%{it:02X}") })
        .collect()
}
