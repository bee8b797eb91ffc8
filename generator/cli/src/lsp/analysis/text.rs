//! Positions in a text as editors count them: lines from 0, and UTF-16 code units in the line (Language Server Protocol 3.17,
//! "Position").

use std::ops::Range;

/// A position of an editor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Position {
    /// The line, from 0.
    pub(crate) line: u32,
    /// The UTF-16 code units before it in the line.
    pub(crate) character: u32,
}

/// The starts of the lines of a text, for many positions in it.
#[derive(Debug)]
pub(crate) struct LineIndex<'t> {
    text: &'t str,
    starts: Vec<usize>,
}

impl<'t> LineIndex<'t> {
    pub(crate) fn new(text: &'t str) -> Self {
        let starts = text.match_indices('\n').map(|(at, _)| at + 1);
        Self { text, starts: std::iter::once(0).chain(starts).collect() }
    }

    /// The position of a byte offset. One after the end is that of the end.
    pub(crate) fn position(&self, offset: usize) -> Position {
        let offset = floor(self.text, offset);
        let line = self.starts.partition_point(|start| *start <= offset).saturating_sub(1);
        let start = self.starts.get(line).copied().unwrap_or(0);
        let before = self.text.get(start..offset).unwrap_or("");
        Position { line: saturated(line), character: utf16_length(before) }
    }
}

/// The byte offset of a position. A position after the end of its line is the end of the line, as the protocol demands.
pub(crate) fn offset_at(text: &str, position: Position) -> usize {
    let start = line_start(text, position.line);
    let line = text.get(start..).unwrap_or("");
    let line = line.split('\n').next().unwrap_or("");
    let line = line.strip_suffix('\r').unwrap_or(line);
    let mut units = 0;
    for (at, character) in line.char_indices() {
        if units >= position.character {
            return start + at;
        }
        units += saturated(character.len_utf16());
    }
    start + line.len()
}

/// The offset of the first byte of a line, or the end of the text.
fn line_start(text: &str, line: u32) -> usize {
    let Some(breaks) = (line as usize).checked_sub(1) else { return 0 };
    text.match_indices('\n').nth(breaks).map_or(text.len(), |(at, _)| at + 1)
}

/// Replaces the text between two positions.
pub(crate) fn replace(text: &mut String, range: Range<Position>, new: &str) {
    let (start, end) = (offset_at(text, range.start), offset_at(text, range.end));
    text.replace_range(start.min(end)..start.max(end), new);
}

/// The nearest boundary of a character at or before an offset.
pub(crate) fn floor(text: &str, offset: usize) -> usize {
    let offset = offset.min(text.len());
    (0..=offset).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

fn utf16_length(text: &str) -> u32 {
    saturated(text.chars().map(char::len_utf16).sum())
}

fn saturated(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(line: u32, character: u32) -> Position {
        Position { line, character }
    }

    #[test]
    fn positions_count_utf_16_units() {
        let text = "a: é\r\nb: 𝒳y\n";
        let index = LineIndex::new(text);
        for (offset, position) in [
            (0, at(0, 0)),
            (3, at(0, 3)),
            (5, at(0, 4)),
            (7, at(1, 0)),
            (10, at(1, 3)),
            (14, at(1, 5)),
            (15, at(1, 6)),
            (16, at(2, 0)),
        ] {
            assert_eq!(index.position(offset), position, "{offset}");
            assert_eq!(offset_at(text, position), offset, "{position:?}");
        }
        // Inside of a character, after the end of a line, and after the end of the text.
        assert_eq!(index.position(12), at(1, 3));
        assert_eq!(offset_at(text, at(0, 99)), 5);
        assert_eq!(offset_at(text, at(9, 9)), text.len());
    }

    #[test]
    fn changes_replace_ranges() {
        let mut text = "a: 𝒳\nb: 2\n".to_owned();
        replace(&mut text, at(0, 3)..at(0, 5), "one");
        replace(&mut text, at(1, 0)..at(1, 0), "c: 3\n");
        replace(&mut text, at(2, 4)..at(9, 0), "");
        assert_eq!(text, "a: one\nc: 3\nb: 2");
        // A reversed range is not an error.
        replace(&mut text, at(1, 0)..at(0, 0), "");
        assert_eq!(text, "c: 3\nb: 2");
    }
}
