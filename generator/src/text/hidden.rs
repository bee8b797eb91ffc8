//! Characters of an untrusted document that must not reach a reader as they are: they move the cursor, hide text or
//! reorder it (Unicode "Trojan Source", CVE-2021-42574).

use std::borrow::Cow;

/// Whether a character is invisible or changes how others look: a control character, a zero-width character, a line
/// separator, or a bidirectional control (Unicode Standard Annex 9 section 2).
#[must_use]
pub fn is_hidden(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{061C}'
                | '\u{200B}'..='\u{200F}'
                | '\u{2028}'..='\u{202E}'
                | '\u{2060}'..='\u{206F}'
                | '\u{FEFF}'
        )
}

/// Replaces each hidden character by U+FFFD, and a tab by a space.
#[must_use]
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_hidden) {
        return Cow::Borrowed(text);
    }
    let shown = |it: char| match it {
        '\t' => ' ',
        it if is_hidden(it) => '\u{FFFD}',
        it => it,
    };
    Cow::Owned(text.chars().map(shown).collect())
}

/// Escapes hidden characters in JSON text (RFC 8259 section 7), except white space between values. They occur only in
/// strings, so the values stay the same.
#[must_use]
pub fn escape_in_json(json: String) -> String {
    // JSON has no other control characters of ASCII. The standard library is fast here in an unoptimised build script, too.
    if json.is_ascii() && !json.contains('\u{7F}') {
        return json;
    }
    let is_escaped = |it: char| is_hidden(it) && !matches!(it, '\n' | '\r' | '\t');
    let mut escaped = String::with_capacity(json.len());
    for character in json.chars() {
        if is_escaped(character) {
            escaped.push_str(&format!("\\u{:04X}", u32::from(character)));
        } else {
            escaped.push(character);
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every bidirectional control character of Unicode.
    const CONTROLS: &str = "\u{061C}\u{200E}\u{200F}\u{202A}\u{202B}\u{202C}\u{202D}\u{202E}\u{2066}\u{2067}\u{2068}\u{2069}";

    #[test]
    fn bidirectional_controls_are_replaced() {
        assert!(CONTROLS.chars().all(is_hidden));
        assert_eq!(visible("a\u{202E}b\tc\u{1b}"), "a\u{FFFD}b c\u{FFFD}");
        assert!(matches!(visible("größe 注文"), Cow::Borrowed(_)));
    }

    #[test]
    fn escaped_json_has_the_same_value() {
        let value = serde_json::json!({ "a": [CONTROLS, "größe\n"], CONTROLS: 1 });
        let text = escape_in_json(format!("{value:#}"));
        assert!(
            text.contains("\\u202E") && !text.chars().any(|it| CONTROLS.contains(it)),
            "{text}"
        );
        assert_eq!(serde_json::from_str::<serde_json::Value>(&text).unwrap(), value);
    }

    #[test]
    fn the_control_characters_of_ascii_are_escaped() {
        for code in (0..0x20).chain([0x7F]).filter_map(char::from_u32) {
            let value = serde_json::json!({ code.to_string(): format!("a{code}") });
            let text = escape_in_json(format!("{value:#}"));
            assert!(!text.chars().any(|it| is_hidden(it) && it != '\n'), "{text:?}");
            assert_eq!(serde_json::from_str::<serde_json::Value>(&text).unwrap(), value);
        }
    }
}
