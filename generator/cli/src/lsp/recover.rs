//! Text that cannot be read because somebody is typing in it.
//!
//! Takes a text with a syntax error; returns one of the same length that can be read: without the lines that are being typed. All
//! offsets stay, so the rest of the document keeps its structure.

use std::ops::Range;
use std::path::Path;

use renkei::diagnostic::Diagnostic;
use renkei::source::{ReadError, read_text};

/// How many lines are removed at most. Each costs another read of the text.
const MAX_LINES: usize = 4;

/// The syntax error of a text, if it has one.
pub(super) fn syntax_error(path: &Path, text: &str) -> Option<Diagnostic> {
    match read_text(&path.to_string_lossy(), text) {
        Err(ReadError::Syntax { diagnostic, .. }) => Some(*diagnostic),
        _ => None,
    }
}

/// The text without the lines that cannot be read. `edited` is the offset of the last change.
pub(super) fn recovered(path: &Path, text: &str, edited: Option<usize>) -> Option<String> {
    let mut text = text.to_owned();
    let mut next = edited;
    for _ in 0..=MAX_LINES {
        let Some(error) = syntax_error(path, &text) else { return Some(text) };
        let at = next.take().or(error.span.map(|it| it.start as usize))?;
        let range = trailing_comma(&text, at).or_else(|| line_to_blank(&text, at))?;
        let blank = " ".repeat(range.len());
        text.replace_range(range, &blank);
    }
    None
}

/// The comma before a closing bracket of JSON.
fn trailing_comma(text: &str, at: usize) -> Option<Range<usize>> {
    let is_closing = text.get(at..)?.starts_with(['}', ']']);
    let before = text.get(..at)?.trim_end();
    let comma = before.len().checked_sub(1)?;
    (is_closing && before.ends_with(',')).then_some(comma..comma + 1)
}

/// The line at an offset, or the last one before it that has text.
fn line_to_blank(text: &str, at: usize) -> Option<Range<usize>> {
    let at = at.min(text.len());
    let at = (0..=at).rev().find(|it| text.is_char_boundary(*it))?;
    let end = text.get(at..)?.find('\n').map_or(text.len(), |it| at + it);
    let before = text.get(..end)?.trim_end();
    let start = before.rfind('\n').map_or(0, |it| it + 1);
    (start < before.len()).then_some(start..before.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str, marked: &str, expected: Option<&str>) {
        let edited = marked.find('¦');
        let text = marked.replace('¦', "");
        let found = recovered(Path::new(name), &text, edited);
        assert_eq!(found.as_deref(), expected, "{marked}");
        assert!(found.is_none_or(|it| it.len() == text.len()));
    }

    #[test]
    fn the_line_that_is_typed_is_left_out() {
        check("a.yaml", "a:\n  b: 1\n  des¦\n  c: 2\n", Some("a:\n  b: 1\n     \n  c: 2\n"));
        check("a.yaml", "a:\n  b: 'x¦\n  c: 2\n", Some("a:\n       \n  c: 2\n"));
        check("a.yaml", "a: 1\nb: [1, \nc: 2\n", Some("a: 1\n       \nc: 2\n"));
        check("a.yaml", "a: 1\n", Some("a: 1\n"));
        check("a.json", "{\"a\": 1,\n\"b¦\n}", Some("{\"a\": 1 \n  \n}"));
        check("a.json", "{\"a\": 1,\n\"b\": ¦,\n\"c\": 2}", Some("{\"a\": 1,\n      \n\"c\": 2}"));
        check("a.json", "", None);
    }
}
