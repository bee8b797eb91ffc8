//! One source file: its path as the user wrote it, its text, and where its lines begin.

use std::path::{Path, PathBuf};

use super::span::{FileId, LineColumn, Span};

/// How many bytes a block has, before each of which characters are counted.
const BLOCK: usize = 4096;

/// A file that was read, with what is needed to show a place in it.
#[derive(Debug)]
pub struct SourceFile {
    id: FileId,
    path: PathBuf,
    /// The path that relative references start from, where it is not the file's own.
    base: Option<PathBuf>,
    text: String,
    line_starts: Vec<u32>,
    /// How many characters begin before each block of bytes. A minified document is one line, and counting from its start for each
    /// column would take a time that grows with the square of its size.
    characters: Vec<u32>,
}

impl SourceFile {
    pub(crate) fn new(id: FileId, path: PathBuf, text: String) -> Self {
        let starts = text.match_indices('\n').map(|(at, _)| offset(at + 1));
        let line_starts = std::iter::once(0).chain(starts).collect();
        let characters = text.as_bytes().chunks(BLOCK).scan(0, |before, block| {
            let here = *before;
            *before += offset(count_characters(block));
            Some(here)
        });
        let characters = characters.collect();
        Self { id, path, base: None, text, line_starts, characters }
    }

    /// Sets the path that relative references start from. Defaults to the file's own.
    pub(crate) fn with_base(self, base: PathBuf) -> Self {
        Self { base: Some(base), ..self }
    }

    /// Shortens the path of a file below a folder.
    #[cfg(feature = "internals")]
    pub(crate) fn make_relative_to(&mut self, folder: &Path) {
        if let Ok(path) = self.path.strip_prefix(folder) {
            self.path = path.to_owned();
        }
    }

    /// The path that relative references start from.
    pub(crate) fn base(&self) -> &Path {
        self.base.as_deref().unwrap_or(&self.path)
    }

    /// The identity that spans of this file carry.
    #[must_use]
    pub fn id(&self) -> FileId {
        self.id
    }

    /// The path as given, never made absolute, so that output does not depend on the folder of a checkout.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The whole text, as UTF-8 and without a byte order mark.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text of a span, or an empty string where it does not fit this file.
    #[must_use]
    pub fn slice(&self, span: Span) -> &str {
        self.between(span.start as usize, span.end as usize)
    }

    /// Line and column of a byte offset.
    #[must_use]
    pub fn position(&self, offset: u32) -> LineColumn {
        let line = self.line_of(offset);
        let start = self.line_span(offset).start;
        let before = self.characters_before(offset).saturating_sub(self.characters_before(start));
        LineColumn { line: self::offset(line), column: before + 1 }
    }

    /// The line with a byte offset, with its line break.
    pub(crate) fn line_span(&self, offset: u32) -> Span {
        let line = self.line_of(offset);
        let start = self.line_starts.get(line - 1).copied().unwrap_or(0);
        let end = self.line_starts.get(line).copied();
        Span::new(self.id, start, end.unwrap_or_else(|| self::offset(self.text.len())))
    }

    /// The number of the line with a byte offset, from 1.
    fn line_of(&self, offset: u32) -> usize {
        self.line_starts.partition_point(|start| *start <= offset).max(1)
    }

    /// How many characters begin before a byte offset.
    fn characters_before(&self, offset: u32) -> u32 {
        let offset = (offset as usize).min(self.text.len());
        let block = offset / BLOCK;
        let rest = self.text.as_bytes().get(block * BLOCK..offset).unwrap_or_default();
        let before = self.characters.get(block).copied();
        // An offset at the end of the last block is after all characters.
        let before = before.unwrap_or_else(|| self::offset(self.text.chars().count()));
        before + self::offset(count_characters(rest))
    }

    /// The text of a line (from 1) without its line break.
    #[must_use]
    pub fn line(&self, line: u32) -> &str {
        let index = line.saturating_sub(1) as usize;
        let start = self.line_starts.get(index).map_or(self.text.len(), |at| *at as usize);
        let end = self.line_starts.get(index + 1).map_or(self.text.len(), |at| *at as usize);
        self.between(start, end).trim_end_matches(['\n', '\r'])
    }

    /// The text between two offsets, or an empty string where they do not fit this file.
    fn between(&self, start: usize, end: usize) -> &str {
        self.text.get(start..end).unwrap_or("")
    }
}

/// How many characters begin in some bytes of UTF-8: all bytes but the continuation bytes `10xxxxxx` (RFC 3629 section 3).
fn count_characters(bytes: &[u8]) -> usize {
    bytes.iter().filter(|it| **it & 0xC0 != 0x80).count()
}

/// File sizes are capped far below 4 GiB before anything is parsed, so this never saturates.
pub(crate) fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_lines_and_characters_from_one() {
        let file = SourceFile::new(FileId(0), "a.yaml".into(), "añb\r\nsecond\n".into());
        let cases = [(0, (1, 1)), (1, (1, 2)), (3, (1, 3)), (6, (2, 1)), (13, (3, 1))];
        for (offset, (line, column)) in cases {
            assert_eq!(file.position(offset), LineColumn { line, column }, "offset {offset}");
        }
        assert_eq!(file.line(1), "añb");
        assert_eq!(file.line(9), "");
    }

    #[test]
    fn columns_of_a_long_line() {
        for text in
            ["añb".repeat(BLOCK), "x".repeat(2 * BLOCK), format!("é\n{}", "注".repeat(BLOCK))]
        {
            let file = SourceFile::new(FileId(0), "a.json".into(), text.clone());
            for (at, _) in text.char_indices().step_by(97).chain([(text.len(), ' ')]) {
                let line = text[..at].matches('\n').count();
                let column = text[..at].chars().rev().take_while(|it| *it != '\n').count();
                let expected = LineColumn { line: offset(line + 1), column: offset(column + 1) };
                assert_eq!(file.position(offset(at)), expected, "{at}");
            }
        }
    }
}
