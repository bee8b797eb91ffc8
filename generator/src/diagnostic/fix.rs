//! A change of a document that resolves a diagnostic. Plain data.

use crate::text::Span;

/// A change of the document's files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// The edits, which belong together. They do not overlap.
    pub edits: Vec<Edit>,
    /// Whether the change can be made without asking.
    pub applicability: Applicability,
}

/// One replaced part of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// The replaced bytes; an empty span inserts.
    pub span: Span,
    /// The new text.
    pub text: String,
}

/// Whether a fix can be made without asking.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Applicability {
    /// The document means the same afterwards, so the generated client is the same.
    Safe,
    /// The change needs a decision, because it renames something or changes what the document means.
    Suggestion,
}

impl Applicability {
    /// The name in texts and in JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Safe => "safe",
            Self::Suggestion => "suggestion",
        }
    }
}

impl Fix {
    /// A fix that can be made without asking.
    #[must_use]
    pub fn safe(edits: Vec<Edit>) -> Self {
        Self { edits, applicability: Applicability::Safe }
    }

    /// A fix that needs a decision.
    #[must_use]
    pub fn suggestion(edits: Vec<Edit>) -> Self {
        Self { edits, applicability: Applicability::Suggestion }
    }
}
