//! The rules that a value is checked against before a request is sent.

use super::rust_type::TypePath;
use crate::model::WireName;

/// A rule for a value, or rules for a part of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rule {
    /// A rule of one number, in the document's digits: the word of the table for it.
    Bound(&'static str, String),
    /// A rule of one count: the word for it.
    Count(&'static str, u64),
    /// A pattern that the runtime's engine takes.
    Pattern(String),
    /// One of these texts.
    OneOf(Vec<String>),
    /// No item twice.
    Unique,
    /// The names of properties.
    Names(Vec<Rule>),
    /// A property.
    Property(WireName, Vec<Rule>),
    /// All properties but these.
    Others(Vec<WireName>, Vec<Rule>),
    /// Each item.
    Items(Vec<Rule>),
    /// The item at a place.
    Item(usize, Vec<Rule>),
    /// Those of another item of the client.
    Of(TypePath),
    /// By the tag in a property.
    Tagged(WireName, Vec<(Vec<String>, Vec<Rule>)>),
    /// Those of one of the forms that fit.
    Fitting(Vec<Form>),
}

/// A member of a union that has no tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Form {
    /// What its values are.
    pub kind: FormKind,
    /// Their rules.
    pub rules: Vec<Rule>,
}

/// What the values of a form are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FormKind {
    /// Anything.
    Any,
    /// Booleans.
    Boolean,
    /// Numbers.
    Number,
    /// Texts.
    Text,
    /// Lists.
    List,
    /// Objects that have these properties.
    Object(Vec<WireName>),
}
