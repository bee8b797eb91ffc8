//! The keywords of JSON Schema validation (2020-12 § 6) that judge a value as a whole.
//!
//! A new keyword is a variant, the function that names it in tables, and an arm of
//! [`Keyword::violation`]. Nothing else needs to know it.

use std::collections::HashSet;

use serde_json::Value;

use super::constraint::Constraint;
use super::decimal::{self, Decimal, Order};

/// A keyword with its argument. It ignores values of other kinds, as in JSON Schema. Bounds of
/// numbers are strings with all digits of the document.
#[derive(Clone, Copy, Debug)]
pub enum Keyword {
    /// `minimum`.
    Minimum(&'static str),
    /// `exclusiveMinimum`.
    ExclusiveMinimum(&'static str),
    /// `maximum`.
    Maximum(&'static str),
    /// `exclusiveMaximum`.
    ExclusiveMaximum(&'static str),
    /// `multipleOf`.
    MultipleOf(&'static str),
    /// `minLength`, in characters.
    MinLength(usize),
    /// `maxLength`, in characters.
    MaxLength(usize),
    /// `pattern`.
    #[cfg(feature = "regex")]
    Pattern(&'static str),
    /// A string that is one of these.
    OneOf(&'static [&'static str]),
    /// `minItems`.
    MinItems(usize),
    /// `maxItems`.
    MaxItems(usize),
    /// `uniqueItems`.
    UniqueItems,
    /// `minProperties`.
    MinProperties(usize),
    /// `maxProperties`.
    MaxProperties(usize),
}

/// Defines functions that name keywords in tables.
macro_rules! words {
    ($($(#[$attribute:meta])* $word:ident($($argument:ident: $type:ty)?) = $value:expr;)*) => {
        /// The names of keywords in tables.
        pub(super) mod words {
            use super::{Constraint, Keyword};

            $(
                #[doc = concat!("`", stringify!($value), "`.")]
                $(#[$attribute])*
                pub const fn $word($($argument: $type)?) -> Constraint {
                    Constraint::Keyword($value)
                }
            )*
        }
    };
}

words! {
    minimum(bound: &'static str) = Keyword::Minimum(bound);
    exclusive_minimum(bound: &'static str) = Keyword::ExclusiveMinimum(bound);
    maximum(bound: &'static str) = Keyword::Maximum(bound);
    exclusive_maximum(bound: &'static str) = Keyword::ExclusiveMaximum(bound);
    multiple_of(step: &'static str) = Keyword::MultipleOf(step);
    min_length(count: usize) = Keyword::MinLength(count);
    max_length(count: usize) = Keyword::MaxLength(count);
    #[cfg(feature = "regex")]
    pattern(pattern: &'static str) = Keyword::Pattern(pattern);
    one_of(texts: &'static [&'static str]) = Keyword::OneOf(texts);
    min_items(count: usize) = Keyword::MinItems(count);
    max_items(count: usize) = Keyword::MaxItems(count);
    unique_items() = Keyword::UniqueItems;
    min_properties(count: usize) = Keyword::MinProperties(count);
    max_properties(count: usize) = Keyword::MaxProperties(count);
}

/// The name of a keyword, and what is wrong with a value.
type Finding = Option<(&'static str, String)>;

impl Keyword {
    /// Returns what is wrong with the value, which is not shown.
    pub(super) fn violation(self, value: &Value) -> Finding {
        match value {
            Value::Number(number) => self.number(&number.to_string()),
            Value::String(text) => self.text(text),
            Value::Array(items) => self.list(items),
            Value::Object(fields) => self.object(fields.len()),
            Value::Null | Value::Bool(_) => None,
        }
    }

    fn number(self, number: &str) -> Finding {
        use Order::{Equal, Greater, Less};
        let (keyword, bound, allowed, what): (_, _, &[Order], _) = match self {
            Self::Minimum(bound) => ("minimum", bound, &[Greater, Equal], "is less than"),
            Self::ExclusiveMinimum(bound) => {
                ("exclusiveMinimum", bound, &[Greater], "is not more than")
            }
            Self::Maximum(bound) => ("maximum", bound, &[Less, Equal], "is more than"),
            Self::ExclusiveMaximum(bound) => {
                ("exclusiveMaximum", bound, &[Less], "is not less than")
            }
            Self::MultipleOf(step) => {
                let (number, steps) = Decimal::parse(number).zip(Decimal::parse(step))?;
                let is_broken = !number.is_multiple_of(steps);
                return is_broken.then(|| ("multipleOf", format!("is not a multiple of {step}")));
            }
            _ => return None,
        };
        let order = decimal::compare(number, bound)?;
        (!allowed.contains(&order)).then(|| (keyword, format!("{what} {bound}")))
    }

    fn text(self, text: &str) -> Finding {
        let length = || text.chars().count();
        let unit = ["character", "characters"];
        match self {
            Self::MinLength(least) => at_least("minLength", length(), least, unit),
            Self::MaxLength(most) => at_most("maxLength", length(), most, unit),
            #[cfg(feature = "regex")]
            Self::Pattern(pattern) if !super::pattern::matches(pattern, text) => {
                Some(("pattern", format!("does not match `{pattern}`")))
            }
            Self::OneOf(texts) if !texts.contains(&text) => {
                let texts: Vec<String> = texts.iter().map(|it| format!("`{it}`")).collect();
                Some(("enum", format!("is not one of {}", texts.join(", "))))
            }
            _ => None,
        }
    }

    fn list(self, items: &[Value]) -> Finding {
        let unit = ["item", "items"];
        match self {
            Self::MinItems(least) => at_least("minItems", items.len(), least, unit),
            Self::MaxItems(most) => at_most("maxItems", items.len(), most, unit),
            Self::UniqueItems => {
                // Items are compared as JSON text, in which members have a fixed order.
                let mut seen = HashSet::new();
                let again = items.iter().position(|item| !seen.insert(item.to_string()))?;
                Some(("uniqueItems", format!("has the item at {again} twice")))
            }
            _ => None,
        }
    }

    fn object(self, count: usize) -> Finding {
        let unit = ["property", "properties"];
        match self {
            Self::MinProperties(least) => at_least("minProperties", count, least, unit),
            Self::MaxProperties(most) => at_most("maxProperties", count, most, unit),
            _ => None,
        }
    }
}

fn at_least(keyword: &'static str, count: usize, least: usize, unit: [&str; 2]) -> Finding {
    let what = || format!("has {count} of at least {least} {}", plural(least, unit));
    (count < least).then(|| (keyword, what()))
}

fn at_most(keyword: &'static str, count: usize, most: usize, unit: [&str; 2]) -> Finding {
    let what = || format!("has {count} of at most {most} {}", plural(most, unit));
    (count > most).then(|| (keyword, what()))
}

fn plural(count: usize, [one, several]: [&str; 2]) -> &str {
    if count == 1 { one } else { several }
}
