//! One source file: its path as the user wrote it, its text, and where its lines begin.

use std::path::{Path, PathBuf};

use super::span::{FileId, LineColumn, Span};

/// A file that was read, with what is needed to show a place in it.
#[derive(Debug)]
pub struct SourceFile {
    id: FileId,
    path: PathBuf,
    /// The path that relative references start from, where it is not the file's own.
    base: Option<PathBuf>,
    text: String,
    line_starts: Vec<u32>,
}

impl SourceFile {
    pub(crate) fn new(id: FileId, path: PathBuf, text: String) -> Self {
        let starts = text.match_indices('\n').map(|(at, _)| offset(at + 1));
        let line_starts = std::iter::once(0).chain(starts).collect();
        Self { id, path, base: None, text, line_starts }
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
        let line = self.line_starts.partition_point(|start| *start <= offset).max(1);
        let start = self.line_starts.get(line - 1).copied().unwrap_or(0);
        let before = self.between(start as usize, offset as usize);
        LineColumn { line: self::offset(line), column: self::offset(before.chars().count() + 1) }
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
}
