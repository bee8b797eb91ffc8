//! Text of the document in comments and literals.
//!
//! The plan's documentation lines are safe as Markdown. This module makes sure that no line can end its comment.

use crate::text::is_hidden;

/// A line without characters that would end it, hide in it or reorder it (Unicode "Trojan Source", CVE-2021-42574).
pub(super) fn line(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    push_line(&mut out, text);
    out
}

/// Appends such a line.
pub(super) fn push_line(out: &mut String, text: &str) {
    if text.bytes().all(|it| matches!(it, b' '..=b'~')) {
        return out.push_str(text);
    }
    let spaced = text.chars().map(|it| if it.is_whitespace() { ' ' } else { it });
    out.extend(spaced.filter(|it| !is_hidden(*it)));
}

/// Inline code in Markdown.
pub(super) fn code(text: &str) -> String {
    let line = line(text);
    let line = if line.contains('`') { line.replace('`', "'") } else { line };
    ["`", &line, "`"].concat()
}

/// `//!` lines, for the head of a file.
pub(super) fn inner_docs(lines: &[String]) -> String {
    lines.iter().map(|it| format!("//! {}", line(it)).trim_end().to_owned() + "\n").collect()
}

/// Writes a string literal.
pub(super) fn push_literal(out: &mut String, text: &str) {
    out.push('"');
    if text.bytes().all(|it| matches!(it, b' '..=b'~') && it != b'"' && it != b'\\') {
        out.push_str(text);
    } else {
        text.chars().for_each(|it| push_escaped(out, it));
    }
    out.push('"');
}

fn push_escaped(out: &mut String, character: char) {
    match character {
        // In a string literal a single quote needs no escape.
        '\'' => out.push('\''),
        // Clippy takes `\0` before a digit for an octal escape.
        '\0' => out.push_str("\\x00"),
        other => out.extend(other.escape_debug()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_stays_a_line() {
        assert_eq!(line("a\nb\r\u{2028}c\u{202e}d\u{0}"), "a b  cd");
        assert_eq!(code("a`]\n"), "`a'] `");
    }

    #[test]
    fn a_literal_stays_a_literal() {
        for text in ["plain", "it's", "\"\\\n\r\t", "\0", "\u{202e}größe\u{301}", "{x}"] {
            let mut out = String::new();
            push_literal(&mut out, text);
            assert_eq!(syn::parse_str::<syn::LitStr>(&out).unwrap().value(), text, "{out}");
        }
    }
}
