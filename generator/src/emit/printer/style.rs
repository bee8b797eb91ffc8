//! How groups break, by the widths of rustfmt's defaults.

use super::MAX_WIDTH;

/// How a group breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::emit) enum Style {
    /// At each of its lines, if it does not fit or its content is wider than this.
    All(usize),
    /// At its last line, if everything after it then fits; otherwise the groups inside it break. At all of its lines, if
    /// what precedes the last does not fit. It is flat up to this width.
    Hang(usize),
    /// At each of its lines, unless a group inside it breaks. It is flat up to this width.
    Chain(usize),
    /// A result and the `{` of a function whose parameters do not fit: the brace moves to a line of its own, or the groups
    /// inside break.
    Result,
    /// At its outer lines, and at each other line whose text does not fit.
    Fill,
}

impl Style {
    /// A chain of so many method calls.
    pub(in crate::emit) const fn chain(methods: usize) -> Self {
        Self::All(if methods > 1 { 60 } else { MAX_WIDTH })
    }

    /// The columns that rustfmt leaves free after a group.
    pub(super) const fn reserve(self) -> usize {
        match self {
            Self::Result => 4,
            Self::Fill => 2,
            Self::All(_) | Self::Hang(_) | Self::Chain(_) => 0,
        }
    }

    /// A value after `=`, or a type after `:`.
    pub(in crate::emit) const VALUE: Self = Self::Hang(usize::MAX);

    /// A method call, with its receiver.
    pub(in crate::emit) const METHOD: Self = Self::Hang(60);
}

/// A list with its delimiters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::emit) struct List {
    pub(super) open: &'static str,
    pub(super) close: &'static str,
    pub(super) style: Style,
    /// A space inside each delimiter, as in the literal of a struct.
    pub(super) padded: bool,
}

impl List {
    /// The parameters of a function.
    pub(in crate::emit) const PARAMETERS: Self = Self::new("(", ")", Style::All(MAX_WIDTH));
    /// The arguments of a call, and the fields of a tuple variant.
    pub(in crate::emit) const ARGUMENTS: Self = Self::new("(", ")", Style::All(60));
    /// The members of a tuple type.
    pub(in crate::emit) const TUPLE: Self = Self::new("(", ")", Style::All(60));
    /// The arguments of a type.
    pub(in crate::emit) const TYPES: Self = Self::new("<", ">", Style::All(MAX_WIDTH));
    /// The elements of an array.
    pub(in crate::emit) const ARRAY: Self = Self::new("[", "]", Style::All(60));
    /// The arguments of a call inside another one.
    pub(in crate::emit) const INNER_ARGUMENTS: Self = Self::new("(", ")", Style::All(32));
    /// The names of a `use`.
    pub(in crate::emit) const NAMES: Self = Self::new("{", "}", Style::Fill);
    /// The fields of a struct's literal: 18 characters between the spaces.
    pub(in crate::emit) const FIELDS: Self =
        Self { open: "{", close: "}", style: Style::All(20), padded: true };

    const fn new(open: &'static str, close: &'static str, style: Style) -> Self {
        Self { open, close, style, padded: false }
    }
}
