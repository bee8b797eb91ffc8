//! The rules that a value is validated against before a request is sent.

use super::rust_type::{Ident, TypePath};
use crate::model::{Argument, WireName};

/// A rule for a value, or rules for a part of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rule {
    /// A keyword: the function of the table that has its name, and its argument.
    Keyword(Ident, Argument),
    /// A pattern in the syntax of the runtime's engine.
    Pattern(String),
    /// One of these strings.
    OneOf(Vec<String>),
    /// The names of properties.
    Names(Vec<Rule>),
    /// A property.
    Property(WireName, Vec<Rule>),
    /// All properties but these.
    Others(Vec<WireName>, Vec<Rule>),
    /// Each item.
    Items(Vec<Rule>),
    /// The item at an index.
    Item(usize, Vec<Rule>),
    /// The rules of another item of the client.
    Of(TypePath),
    /// The rules for the tag in a property.
    Tagged(WireName, Vec<(Vec<String>, Vec<Rule>)>),
    /// The rules of one of the variants that match.
    Untagged(Vec<VariantRules>),
}

impl Rule {
    /// The rules inside this one, to be changed.
    pub(in crate::plan) fn parts_mut(&mut self) -> Vec<&mut Rule> {
        match self {
            Self::Names(rules)
            | Self::Property(_, rules)
            | Self::Others(_, rules)
            | Self::Items(rules)
            | Self::Item(_, rules) => rules.iter_mut().collect(),
            Self::Tagged(_, arms) => arms.iter_mut().flat_map(|(_, rules)| rules).collect(),
            Self::Untagged(variants) => variants.iter_mut().flat_map(|it| &mut it.rules).collect(),
            Self::Keyword(..) | Self::Pattern(_) | Self::OneOf(_) | Self::Of(_) => Vec::new(),
        }
    }
}

/// The rules of a variant of a union without a tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VariantRules {
    /// The values of the variant.
    pub values: VariantValues,
    /// Their rules.
    pub rules: Vec<Rule>,
}

/// The values of a variant of a union without a tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum VariantValues {
    /// Any values.
    Any,
    /// Booleans.
    Boolean,
    /// Numbers.
    Number,
    /// Strings.
    String,
    /// Arrays.
    Array,
    /// Objects with these properties.
    Object(Vec<WireName>),
}
