//! XML text for reports (XML 1.0).

use std::fmt::Write as _;

/// Escapes text for elements and attributes. Characters that XML does not allow become U+FFFD (section 2.2).
pub(super) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            // An attribute's line break would be read as a space.
            '\n' => escaped.push_str("&#10;"),
            '\t' => escaped.push_str("&#9;"),
            '\u{0}'..='\u{1F}' | '\u{FFFE}' | '\u{FFFF}' => escaped.push('\u{FFFD}'),
            other => escaped.push(other),
        }
    }
    escaped
}

/// Opens an element with attributes.
pub(super) fn open(
    text: &mut String,
    indent: usize,
    name: &str,
    attributes: &[(&str, &str)],
    end: &str,
) {
    let _ = write!(text, "{:indent$}<{name}", "");
    for (key, value) in attributes {
        let _ = write!(text, " {key}=\"{}\"", escaped(value));
    }
    let _ = writeln!(text, "{end}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_and_control_characters_are_escaped() {
        assert_eq!(escaped("a<b>&\"c\"\n\u{1b}"), "a&lt;b&gt;&amp;&quot;c&quot;&#10;\u{FFFD}");
        let mut text = String::new();
        open(&mut text, 2, "error", &[("line", "1")], "/>");
        assert_eq!(text, "  <error line=\"1\"/>\n");
    }
}
