//! Errors of reference resolution.

use crate::diagnostic::{Diagnostic, code};
use crate::source::{self, LoadError, Node};
use crate::text::Span;

/// Why a reference does not resolve.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct RefError<'a> {
    /// The string of the reference that failed.
    pub at: Node<'a>,
    /// What is wrong.
    pub message: String,
    /// The suggested fix.
    pub help: &'static str,
    /// A second location, such as the syntax error in the referenced file.
    pub related: Option<(Span, String)>,
    /// Whether the reference may be valid: it is a URL, and remote references are disabled.
    pub is_remote: bool,
    /// Whether the whole file cannot be read, so all references into it fail with this error.
    pub is_unreadable: bool,
}

impl From<RefError<'_>> for Diagnostic {
    fn from(error: RefError<'_>) -> Self {
        let diagnostic = Self::error(code::UNRESOLVED_REF, error.message);
        let mut diagnostic = diagnostic.at(error.at.span()).with_help(error.help);
        diagnostic.related = error.related.into_iter().collect();
        diagnostic
    }
}

/// A [`RefError`] without its location.
#[derive(Clone, Debug)]
pub(in crate::document) struct RefFailure {
    message: String,
    help: &'static str,
    related: Option<(Span, String)>,
    is_remote: bool,
    is_unreadable: bool,
}

impl RefFailure {
    pub(super) fn new(message: impl Into<String>, help: &'static str) -> Self {
        let message = message.into();
        Self { message, help, related: None, is_remote: false, is_unreadable: false }
    }

    pub(in crate::document) fn at(self, at: Node<'_>) -> RefError<'_> {
        let Self { message, help, related, is_remote, is_unreadable } = self;
        RefError { at, message, help, related, is_remote, is_unreadable }
    }

    /// A chain of references that ends nowhere.
    pub(in crate::document) fn circular() -> Self {
        Self::new("this reference is circular", "end the chain of references at a definition")
    }

    /// A fragment that is not a JSON pointer.
    pub(super) fn no_pointer(text: &str) -> Self {
        let help = "use a pointer such as `#/components/schemas/Name`";
        Self::new(format!("`{text}` is not a JSON pointer"), help)
    }

    /// A file or URL that was not read.
    pub(super) fn not_read(text: &str) -> Self {
        if source::is_url(text) {
            let message = format!("`{text}` is a remote reference, and these are disabled");
            return Self { is_remote: true, ..Self::new(message, source::ALLOW_REMOTE) };
        }
        let message = format!("`{text}` refers to a file that was not read");
        Self::new(message, "read the document from its file, so that relative references resolve")
    }

    /// A file that could not be read.
    pub(super) fn cannot_read(path: &str, unread: &LoadError) -> Self {
        let message = format!("`{path}` cannot be read: {}", unread.message);
        let failure = match unread.place {
            Some(location) => {
                let related = Some((location, "the error is here".to_owned()));
                let help = "fix that file; it must be valid JSON or YAML";
                Self { related, ..Self::new(message, help) }
            }
            None => Self::new(message, unread.help.unwrap_or(PATH_HELP)),
        };
        Self { is_unreadable: true, ..failure }
    }

    /// A pointer without a value. `is_local` says that the reference names no file, `in_root_file` that it is written in the
    /// first file.
    pub(super) fn missing(text: &str, is_local: bool, in_root_file: bool) -> Self {
        let correct = "correct the reference, or add the definition";
        let (file, help) = match (is_local, in_root_file) {
            (false, _) => ("in the referenced file", correct),
            (true, true) => ("in this document", correct),
            (true, false) => ("in this file", "put the path of the defining file before the `#`"),
        };
        Self::new(format!("`{text}` does not exist {file}"), help)
    }
}

const PATH_HELP: &str = "use a path relative to the file that contains the reference";

impl From<RefError<'_>> for RefFailure {
    fn from(error: RefError<'_>) -> Self {
        let RefError { at: _, message, help, related, is_remote, is_unreadable } = error;
        Self { message, help, related, is_remote, is_unreadable }
    }
}
