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
