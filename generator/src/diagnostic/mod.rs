//! What is wrong with the user's input, where, and what to do about it.
//!
//! A [`Diagnostic`] is made by any stage; [`render`] turns it into text for people. It knows places
//! in source files, and must not know what a rule or a stage does.

#[cfg(feature = "internals")]
#[doc(hidden)]
pub mod code;
#[cfg(not(feature = "internals"))]
pub(crate) mod code;
mod render;

pub use render::{Style, render};

pub use crate::text::{FileId, JsonPointer, LineColumn, SourceFile, SourceFiles, Span};

/// A stable code such as `N001`; the catalogue is one for the linter and the generator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code(pub &'static str);

impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0)
    }
}

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing.
    Info,
    /// Should be mended.
    Warning,
    /// Must be mended.
    Error,
}

impl Severity {
    /// The word that people and machines read.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// One finding.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Diagnostic {
    /// Which kind of finding.
    pub code: Code,
    /// How bad it is.
    pub severity: Severity,
    /// Where it is; `None` only where no file can be named.
    pub span: Option<Span>,
    /// The JSON pointer of the place, for baselines and for tools.
    pub pointer: Option<JsonPointer>,
    /// What is wrong, as one sentence without a full stop.
    pub message: String,
    /// The suggested fix.
    pub help: Option<String>,
    /// A second place that belongs to the finding, such as the first of two equal names.
    pub related: Option<(Span, String)>,
}

impl Diagnostic {
    /// A finding of the given severity.
    #[must_use]
    pub fn new(code: Code, severity: Severity, message: impl Into<String>) -> Self {
        let message = message.into();
        Self { code, severity, span: None, pointer: None, message, help: None, related: None }
    }

    /// An error.
    #[must_use]
    pub fn error(code: Code, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Error, message)
    }

    /// A warning.
    #[must_use]
    pub fn warning(code: Code, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Warning, message)
    }

    /// An information.
    #[must_use]
    pub fn info(code: Code, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Info, message)
    }

    /// Sets the place.
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

    /// Adds a second place with a few words about it.
    #[must_use]
    pub fn with_related(mut self, span: Span, words: impl Into<String>) -> Self {
        self.related = Some((span, words.into()));
        self
    }
}
