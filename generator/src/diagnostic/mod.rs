//! What is wrong with the user's input, where, and what to do about it.
//!
//! Any stage creates a [`Diagnostic`]; [`render`] prints it. This module knows source locations, and must not know what
//! a rule or a stage does.

#[cfg(feature = "internals")]
#[doc(hidden)]
pub mod code;
#[cfg(not(feature = "internals"))]
pub(crate) mod code;
mod fix;
mod render;

pub use fix::{Applicability, Edit, Fix};
pub(crate) use render::render_as;
pub use render::{Style, render};

use std::sync::Arc;

pub use crate::text::{FileId, JsonPointer, LineColumn, SourceFile, SourceFiles, Span};

/// A stable code such as `N001`. The linter and the generator share one list of codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code(pub &'static str);

impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0)
    }
}

/// The severity of a diagnostic.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Information that needs no action.
    Info,
    /// Should be fixed.
    Warning,
    /// Must be fixed.
    Error,
}

impl Severity {
    /// The name in texts and in JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// A diagnostic: what is wrong with a document, where, and how to fix it.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Diagnostic {
    /// The code.
    pub code: Code,
    /// The severity.
    pub severity: Severity,
    /// The source location; `None` only if no file is concerned.
    pub span: Option<Span>,
    /// The JSON pointer of the location, for tools.
    pub pointer: Option<JsonPointer>,
    /// What is wrong, as one sentence without a full stop.
    pub message: String,
    /// The suggested fix.
    pub help: Option<String>,
    /// Other locations with labels, such as the first of two duplicate names.
    pub related: Vec<(Span, String)>,
    /// What the diagnostic is about, in words that stay the same if the document is reordered: `POST /users/{}`,
    /// `Order.createdAt`. Only diagnostics of the linter have one.
    pub subject: Option<String>,
    /// The group of diagnostics with one cause that it belongs to.
    pub group: Option<Arc<Group>>,
    /// A change of the document that resolves it.
    pub fix: Option<Fix>,
}

/// What several diagnostics with the same cause have in common.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Group {
    /// The cause, as one sentence without a full stop.
    pub message: String,
    /// The one action that resolves all of them.
    pub help: String,
}

impl Diagnostic {
    /// Creates a diagnostic of a severity.
    #[must_use]
    pub fn new(code: Code, severity: Severity, message: impl Into<String>) -> Self {
        let message = message.into();
        Self {
            code,
            severity,
            span: None,
            pointer: None,
            message,
            help: None,
            related: Vec::new(),
            subject: None,
            group: None,
            fix: None,
        }
    }

    /// Creates an error.
    #[must_use]
    pub fn error(code: Code, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Error, message)
    }

    /// Creates a warning.
    #[must_use]
    pub fn warning(code: Code, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Warning, message)
    }

    /// Creates an informational diagnostic.
    #[must_use]
    pub fn info(code: Code, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Info, message)
    }

    /// Sets the location.
    #[must_use]
    pub fn at(mut self, span: Span) -> Self {
        self.span = Some(span);
        self
    }

    /// Sets the JSON pointer.
    #[must_use]
    pub fn with_pointer(mut self, pointer: JsonPointer) -> Self {
        self.pointer = Some(pointer);
        self
    }

    /// Sets the suggested fix.
    #[must_use]
    pub fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Adds another location with a label.
    #[must_use]
    pub fn with_related(mut self, span: Span, words: impl Into<String>) -> Self {
        self.related.push((span, words.into()));
        self
    }

    /// Identifies the diagnostic in other versions of the document: its code and its subject, never a position.
    #[must_use]
    pub fn fingerprint(&self) -> Option<String> {
        self.subject.as_ref().map(|subject| format!("{} {subject}", self.code))
    }
}
