//! Why a value does not fit a schema.

use crate::source::Node;
use crate::text::Span;

/// Why a value does not fit, and where.
#[derive(Clone, Debug)]
pub(super) struct Problem {
    pub(super) message: String,
    /// The part of the value.
    pub(super) span: Span,
    /// The path to this part, as tokens of a JSON Pointer.
    pub(super) path: Vec<String>,
    /// The keyword.
    pub(super) keyword: Option<Span>,
}

impl Problem {
    pub(super) fn new(value: Node<'_>, message: impl Into<String>) -> Self {
        Self { message: message.into(), span: value.span(), path: Vec::new(), keyword: None }
    }

    pub(super) fn with_keyword(self, keyword: Option<Span>) -> Self {
        Self { keyword: self.keyword.or(keyword), ..self }
    }

    pub(super) fn at_key(self, span: Span) -> Self {
        Self { span, ..self }
    }

    /// The problem as that of the containing value.
    pub(super) fn inside(mut self, token: &str) -> Self {
        self.path.insert(0, token.to_owned());
        self
    }
}

/// Whether a value fits a schema.
#[derive(Clone, Debug)]
pub(super) enum Fit {
    Yes,
    /// Some of the schema is not supported or not known.
    Unknown,
    No(Box<Problem>),
}

impl Fit {
    /// This, and something else that must be true as well. A problem is certain, whatever is unknown.
    pub(super) fn and(self, other: impl FnOnce() -> Self) -> Self {
        match self {
            Self::No(_) => self,
            Self::Yes => other(),
            Self::Unknown => match other() {
                Self::Yes => Self::Unknown,
                other => other,
            },
        }
    }

    pub(super) fn unless(problem: Option<Problem>) -> Self {
        problem.map_or(Self::Yes, |it| Self::No(Box::new(it)))
    }
}
