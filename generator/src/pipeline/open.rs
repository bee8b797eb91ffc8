//! A document that is open in an editor: what it is written as, and the findings of the linter.

use std::path::{Path, PathBuf};

use super::{Failure, Inputs, Options};
use crate::diagnostic::Diagnostic;
use crate::document::Document;
use crate::source::UnsavedTexts;

/// A document and the configuration that it is linted with.
#[derive(Debug)]
pub struct OpenDocument {
    inputs: Inputs,
    findings: Vec<Diagnostic>,
}

/// Reads the document at `spec` and lints it. Files with an unsaved text are not read from the disk.
///
/// # Errors
///
/// As [`lint()`](super::lint()).
pub fn open(
    spec: &Path,
    unsaved: &UnsavedTexts,
    options: &Options,
) -> Result<OpenDocument, Failure> {
    let inputs = Inputs::read_from(spec, spec, options, Some(unsaved))?;
    let findings = inputs.linted();
    Ok(OpenDocument { inputs, findings })
}

impl OpenDocument {
    /// The document.
    #[must_use]
    pub fn document(&self) -> &Document {
        &self.inputs.document
    }

    /// The findings of the linter, after those of overlays.
    #[must_use]
    pub fn findings(&self) -> &[Diagnostic] {
        &self.findings
    }

    /// The files of the document and its configuration.
    #[must_use]
    pub fn files_read(&self) -> &[PathBuf] {
        &self.inputs.files_read
    }
}

/// The files and folders that the client of the document at `spec` depends on, for tools that watch them: the document, what it
/// references, even if it cannot be read, the configuration, and the sources that call the client.
///
/// # Errors
///
/// As [`lint()`](super::lint()).
pub fn dependencies(spec: &Path, options: &Options) -> Result<Vec<PathBuf>, Failure> {
    let mut inputs = Inputs::read(spec, options)?;
    let referenced = inputs.document.referenced_paths().map(Path::to_owned);
    let mut paths: Vec<PathBuf> = referenced.collect();
    // Sources that cannot be read are an error of the generator.
    let _ = inputs.read_used();
    paths.append(&mut inputs.files_read);
    paths.sort();
    paths.dedup();
    Ok(paths)
}
