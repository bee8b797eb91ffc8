//! The files that make up one document, in the order in which they were found; the first is the one that was named.

use std::path::Path;
use std::sync::{Arc, OnceLock};

use super::file::SourceFile;
use super::span::{FileId, Span};

/// One file or several; there is always a first.
#[derive(Debug)]
pub struct SourceFiles {
    root: SourceFile,
    others: Vec<SourceFile>,
    config: OnceLock<Vec<Arc<SourceFile>>>,
}

impl SourceFiles {
    /// The file that was named; the others were found through it.
    #[must_use]
    pub fn root(&self) -> &SourceFile {
        &self.root
    }

    /// The first file alone.
    pub(crate) fn into_root(self) -> SourceFile {
        self.root
    }

    /// The file of an id; an id of another set of files gives the first.
    #[must_use]
    pub fn get(&self, id: FileId) -> &SourceFile {
        let mut config = self.config.get().into_iter().flatten();
        if let Some(file) = config.find(|file| file.id() == id) {
            return file;
        }
        let index = (id.0 as usize).checked_sub(1);
        index.and_then(|at| self.others.get(at)).unwrap_or(&self.root)
    }

    /// The file of a span.
    #[must_use]
    pub fn of(&self, span: Span) -> &SourceFile {
        self.get(span.file)
    }

    /// All files, the first one first.
    pub fn iter(&self) -> impl Iterator<Item = &SourceFile> {
        std::iter::once(&self.root).chain(&self.others)
    }

    /// How many files there are, never 0.
    #[must_use]
    #[expect(clippy::len_without_is_empty, reason = "there is always a first file")]
    pub fn len(&self) -> usize {
        self.others.len() + 1
    }

    /// The paths of all files, the first one first.
    pub fn paths(&self) -> impl Iterator<Item = &Path> {
        self.iter().map(SourceFile::path)
    }

    /// Adds the files of the configuration, for the locations of diagnostics. They are not among the document's files.
    pub(crate) fn add_config(&self, config: Vec<Arc<SourceFile>>) {
        let _ = self.config.set(config);
    }

    /// Shortens the paths of files below a folder.
    #[cfg(feature = "internals")]
    pub(crate) fn make_relative_to(&mut self, folder: &Path) {
        std::iter::once(&mut self.root)
            .chain(&mut self.others)
            .for_each(|it| it.make_relative_to(folder));
    }

    /// The id of the file that is added next.
    pub(crate) fn next_id(&self) -> FileId {
        FileId(super::file::offset(self.len()))
    }

    pub(crate) fn push(&mut self, file: SourceFile) {
        self.others.push(file);
    }
}

impl From<SourceFile> for SourceFiles {
    fn from(root: SourceFile) -> Self {
        Self { root, others: Vec::new(), config: OnceLock::new() }
    }
}
