//! Constraints: the constraints of JSON Schema validation (2020-12 section 6), and where in a value they hold.

/// A type for which rules are stated.
pub trait Checked {
    /// The rules. A function and no constant, since types may lead back to themselves.
    fn constraints() -> Constraints;
}

/// All of some rules.
pub type Constraints = &'static [Constraint];

/// One constraint, or rules for a part of a value. Each says nothing of values of another kind, as in JSON Schema.
/// Bounds of numbers are text, with every digit that the document has.
#[derive(Clone, Copy, Debug)]
pub enum Constraint {
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
    /// A text that is one of these.
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
    /// The names of all properties.
    Names(Constraints),
    /// The property of this name.
    Property(&'static str, Constraints),
    /// All properties but those of these names.
    Others(&'static [&'static str], Constraints),
    /// Each item of a list.
    Items(Constraints),
    /// The item at this place of a list.
    Item(usize, Constraints),
    /// The rules of a type.
    Of(fn() -> Constraints),
    /// The rules of the entry that has the value of this property among its tags.
    Tagged(&'static str, &'static [(&'static [&'static str], Constraints)]),
    /// One of the members that the value has must keep its rules.
    Fitting(&'static [UnionMember]),
}

/// A member of a union: how its values are known, and their rules.
#[derive(Clone, Copy, Debug)]
pub struct UnionMember {
    /// What the values are.
    pub kind: JsonKind,
    /// Properties that its objects always have.
    pub required: &'static [&'static str],
    /// Their rules.
    pub rules: Constraints,
}

/// What a JSON value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JsonKind {
    /// Anything.
    Any,
    /// `true` or `false`.
    Boolean,
    /// A number.
    Number,
    /// A text.
    Text,
    /// A list.
    List,
    /// An object.
    Object,
}

/// A function by which a table names a rule.
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
    minimum = Minimum(bound: &'static str);
    exclusive_minimum = ExclusiveMinimum(bound: &'static str);
    maximum = Maximum(bound: &'static str);
    exclusive_maximum = ExclusiveMaximum(bound: &'static str);
    multiple_of = MultipleOf(step: &'static str);
    min_length = MinLength(count: usize);
    max_length = MaxLength(count: usize);
    #[cfg(feature = "regex")]
    pattern = Pattern(pattern: &'static str);
    one_of = OneOf(texts: &'static [&'static str]);
    min_items = MinItems(count: usize);
    max_items = MaxItems(count: usize);
    min_properties = MinProperties(count: usize);
    max_properties = MaxProperties(count: usize);
    names = Names(rules: Constraints);
    property = Property(name: &'static str, rules: Constraints);
    others = Others(named: &'static [&'static str], rules: Constraints);
    items = Items(rules: Constraints);
    item = Item(index: usize, rules: Constraints);
    tagged = Tagged(tag: &'static str, rules: &'static [(&'static [&'static str], Constraints)]);
    fitting = Fitting(members: &'static [UnionMember]);
}

/// A function by which a table names a member.
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

/// A member of `JsonKind::Object`.
pub const fn object(required: &'static [&'static str], rules: Constraints) -> UnionMember {
    UnionMember { kind: JsonKind::Object, required, rules }
}

/// `Constraint::UniqueItems`.
pub const fn unique_items() -> Constraint {
    Constraint::UniqueItems
}

/// `Constraint::Of`.
pub const fn of<T: Checked>() -> Constraint {
    Constraint::Of(T::constraints)
}

/// States the rules of a type: `codegen::checks!(Order { property("name", &[max_length(40)]), });`.
#[doc(hidden)]
#[macro_export]
macro_rules! __checks {
    ($type:ident { $($rule:expr,)* }) => {
        impl $crate::codegen::Checked for $type {
            fn constraints() -> $crate::codegen::Constraints {
                #[allow(unused_imports, reason = "a table needs some of the words")]
                use $crate::codegen::rules::*;
                const CONSTRAINTS: $crate::codegen::Constraints = &[$($rule),*];
                CONSTRAINTS
            }
        }
    };
}

/// States the rules of a request: `codegen::call_checks!(CreateOrder { Query("limit") => [minimum("1")], });`.
#[doc(hidden)]
#[macro_export]
macro_rules! __call_checks {
    ($type:ident { $($part:ident($name:literal) => [$($rule:expr),*],)* }) => {
        impl $type {
            const CHECKS: $crate::codegen::Checks = {
                #[allow(unused_imports, reason = "a table needs some of the words")]
                use $crate::codegen::rules::*;
                &[$(($crate::codegen::RequestPart::$part($name), &[$($rule),*])),*]
            };
        }
    };
}
