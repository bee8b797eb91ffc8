//! The constraints of JSON Schema validation (2020-12 § 6), and the parts of a value that they
//! apply to.

use super::keyword::Keyword;

/// A type with declared constraints.
pub trait Checked {
    /// Returns the constraints. It is a function and not a constant, because types may be
    /// recursive.
    fn constraints() -> Constraints;
}

/// Constraints that all apply.
pub type Constraints = &'static [Constraint];

/// One constraint, or constraints of a part of a value.
///
/// A constraint ignores values of other kinds, as in JSON Schema.
#[derive(Clone, Copy, Debug)]
pub enum Constraint {
    /// A keyword for the whole value.
    Keyword(Keyword),
    /// The names of all properties.
    Names(Constraints),
    /// The property with this name.
    Property(&'static str, Constraints),
    /// All properties except those with these names.
    Others(&'static [&'static str], Constraints),
    /// Each item of a list.
    Items(Constraints),
    /// The item at this index.
    Item(usize, Constraints),
    /// The constraints of a type.
    Of(fn() -> Constraints),
    /// The constraints of the entry whose tags include the value of this property.
    Tagged(&'static str, &'static [(&'static [&'static str], Constraints)]),
    /// The value must satisfy the constraints of one of the members whose kind it has.
    Fitting(&'static [UnionMember]),
}

/// A member of a union: how to recognise its values, and their constraints.
#[derive(Clone, Copy, Debug)]
pub struct UnionMember {
    /// The kind of its values.
    pub kind: JsonKind,
    /// The required properties of its objects.
    pub required: &'static [&'static str],
    /// Their constraints.
    pub rules: Constraints,
}

/// The kind of a JSON value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JsonKind {
    /// Any kind.
    Any,
    /// `true` or `false`.
    Boolean,
    /// A number.
    Number,
    /// A string.
    Text,
    /// A list.
    List,
    /// An object.
    Object,
}

/// Defines functions that name constraints in tables.
macro_rules! words {
    ($($(#[$attribute:meta])* $word:ident = $rule:ident($($argument:ident: $type:ty),*);)*) => {
        $(
            #[doc = concat!("`Constraint::", stringify!($rule), "`.")]
            $(#[$attribute])*
            pub const fn $word($($argument: $type),*) -> Constraint {
                Constraint::$rule($($argument),*)
            }
        )*
    };
}

words! {
    names = Names(rules: Constraints);
    property = Property(name: &'static str, rules: Constraints);
    others = Others(named: &'static [&'static str], rules: Constraints);
    items = Items(rules: Constraints);
    item = Item(index: usize, rules: Constraints);
    tagged = Tagged(tag: &'static str, rules: &'static [(&'static [&'static str], Constraints)]);
    fitting = Fitting(members: &'static [UnionMember]);
}

/// Defines functions that name union members in tables.
macro_rules! members {
    ($($word:ident = $kind:ident;)*) => {
        $(
            #[doc = concat!("A member of `JsonKind::", stringify!($kind), "`.")]
            pub const fn $word(rules: Constraints) -> UnionMember {
                UnionMember { kind: JsonKind::$kind, required: &[], rules }
            }
        )*
    };
}

members! {
    anything = Any;
    boolean = Boolean;
    number = Number;
    text = Text;
    list = List;
}

/// Returns a member of `JsonKind::Object`.
pub const fn object(required: &'static [&'static str], rules: Constraints) -> UnionMember {
    UnionMember { kind: JsonKind::Object, required, rules }
}

/// Returns `Constraint::Of`.
pub const fn of<T: Checked>() -> Constraint {
    Constraint::Of(T::constraints)
}

/// Declares the constraints of a type: `codegen::checks!(Order { property("name",
/// &[max_length(40)]), });`.
#[doc(hidden)]
#[macro_export]
macro_rules! __checks {
    ($type:ident { $($rule:expr,)* }) => {
        impl $crate::codegen::Checked for $type {
            #[inline]
            fn constraints() -> $crate::codegen::Constraints {
                #[allow(unused_imports, reason = "a table needs some of the words")]
                use $crate::codegen::rules::*;
                const CONSTRAINTS: $crate::codegen::Constraints = &[$($rule),*];
                CONSTRAINTS
            }
        }
    };
}

/// Declares the constraints of a request: `codegen::call_checks!(CreateOrder { Query("limit") =>
/// [minimum("1")], });`.
#[doc(hidden)]
#[macro_export]
macro_rules! __call_checks {
    ($type:ident { $($part:ident($name:literal) => [$($rule:expr),* $(,)?],)* }) => {
        impl $type {
            const CHECKS: $crate::codegen::Checks = {
                #[allow(unused_imports, reason = "a table needs some of the words")]
                use $crate::codegen::rules::*;
                &[$(($crate::codegen::RequestPart::$part($name), &[$($rule),*])),*]
            };
        }
    };
}

#[cfg(test)]
mod tests {
    struct GetOrder;

    crate::codegen::call_checks!(GetOrder {
        Query("limit") => [
            minimum("1"),
            maximum("100"),
        ],
    });

    #[test]
    fn the_rules_of_a_part_may_end_with_a_comma() {
        let [(_, rules)] = GetOrder::CHECKS else { panic!("one part") };
        assert_eq!(rules.len(), 2);
    }
}
