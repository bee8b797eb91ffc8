//! A query as data.

use super::regexp::Regexp;

/// A query from the root (`$`) or from the node that a filter tests (`@`).
#[derive(Debug)]
pub(super) struct Query {
    pub(super) origin: QueryOrigin,
    pub(super) segments: Vec<Segment>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum QueryOrigin {
    /// `$`
    Root,
    /// `@`
    Current,
}

/// Selects among the children of a node, or among all its descendants.
#[derive(Debug)]
pub(super) struct Segment {
    pub(super) is_descendant: bool,
    pub(super) selectors: Vec<Selector>,
}

#[derive(Debug)]
pub(super) enum Selector {
    Name(Box<str>),
    Wildcard,
    Index(i64),
    Slice { start: Option<i64>, end: Option<i64>, step: i64 },
    Filter(Box<Condition>),
}

/// A logical expression.
#[derive(Debug)]
pub(super) enum Condition {
    Or(Vec<Condition>),
    And(Vec<Condition>),
    Not(Box<Condition>),
    Compare(Operand, Comparison, Operand),
    /// Whether a query selects any node.
    Exists(Query),
    /// `match` (the whole string) or `search` (a part of it).
    Matches {
        subject: Operand,
        pattern: Pattern,
        is_whole: bool,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// What has a value: one, or none.
#[derive(Debug)]
pub(super) enum Operand {
    Literal(Literal),
    /// A query that selects at most one node.
    Singular(Query),
    /// `length`
    Length(Box<Operand>),
    /// `count`
    Count(Query),
    /// `value`
    Value(Query),
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Literal {
    Null,
    Bool(bool),
    Number(f64),
    String(Box<str>),
}

/// The second argument of `match` and `search`.
#[derive(Debug)]
pub(super) enum Pattern {
    /// A literal, compiled once.
    Fixed(Regexp),
    /// A pattern that the document contains.
    Computed(Operand),
}

impl Query {
    /// Whether the query selects at most one node, whatever the document is (RFC 9535 section 2.3.5.1).
    pub(super) fn is_singular(&self) -> bool {
        self.segments.iter().all(|segment| {
            let selector = segment.selectors.first();
            let is_one = matches!(selector, Some(Selector::Name(_) | Selector::Index(_)));
            !segment.is_descendant && segment.selectors.len() == 1 && is_one
        })
    }
}
