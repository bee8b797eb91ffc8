//! Rules: the constraints of JSON Schema validation (2020-12 section 6), and where in a value they hold.

/// A type for which rules are stated.
pub trait Checked {
    /// The rules. A function and no constant, since types may lead back to themselves.
    fn rules() -> Rules;
}

/// All of some rules.
pub type Rules = &'static [Rule];

/// One constraint, or rules for a part of a value. Each says nothing of values of another kind, as in JSON Schema.
/// Bounds of numbers are text, with every digit that the document has.
#[derive(Clone, Copy, Debug)]
pub enum Rule {
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
    Names(Rules),
    /// The property of this name.
    Property(&'static str, Rules),
    /// All properties but those of these names.
    Others(&'static [&'static str], Rules),
    /// Each item of a list.
    Items(Rules),
    /// The item at this place of a list.
    Item(usize, Rules),
    /// The rules of a type.
    Of(fn() -> Rules),
    /// The rules of the entry that has the value of this property among its tags.
    Tagged(&'static str, &'static [(&'static [&'static str], Rules)]),
    /// One of the forms that the value has must keep its rules.
    Fitting(&'static [Form]),
}

/// A member of a union: how its values are known, and their rules.
#[derive(Clone, Copy, Debug)]
pub struct Form {
    /// What the values are.
    pub kind: Kind,
    /// Properties that its objects always have.
    pub required: &'static [&'static str],
    /// Their rules.
    pub rules: Rules,
}

/// What a JSON value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
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
            #[doc = concat!("`Rule::", stringify!($rule), "`.")]
            $(#[$attribute])*
            pub const fn $word($($argument: $type),*) -> Rule {
                Rule::$rule($($argument),*)
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
    names = Names(rules: Rules);
    property = Property(name: &'static str, rules: Rules);
    others = Others(named: &'static [&'static str], rules: Rules);
    items = Items(rules: Rules);
    item = Item(index: usize, rules: Rules);
    tagged = Tagged(tag: &'static str, rules: &'static [(&'static [&'static str], Rules)]);
    fitting = Fitting(forms: &'static [Form]);
}

/// A function by which a table names a form.
macro_rules! forms {
    ($($word:ident = $kind:ident;)*) => {
        $(
            #[doc = concat!("A form of `Kind::", stringify!($kind), "`.")]
            pub const fn $word(rules: Rules) -> Form {
                Form { kind: Kind::$kind, required: &[], rules }
            }
        )*
    };
}

forms! {
    anything = Any;
    boolean = Boolean;
    number = Number;
    text = Text;
    list = List;
}

/// A form of `Kind::Object`.
pub const fn object(required: &'static [&'static str], rules: Rules) -> Form {
    Form { kind: Kind::Object, required, rules }
}

/// `Rule::UniqueItems`.
pub const fn unique_items() -> Rule {
    Rule::UniqueItems
}

/// `Rule::Of`.
pub const fn of<T: Checked>() -> Rule {
    Rule::Of(T::rules)
}

/// States the rules of a type: `codegen::checks!(Order { property("name", &[max_length(40)]), });`.
#[doc(hidden)]
#[macro_export]
macro_rules! __checks {
    ($type:ident { $($rule:expr,)* }) => {
        impl $crate::codegen::Checked for $type {
            fn rules() -> $crate::codegen::Rules {
                #[allow(unused_imports, reason = "a table needs some of the words")]
                use $crate::codegen::rules::*;
                const RULES: $crate::codegen::Rules = &[$($rule),*];
                RULES
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
                &[$(($crate::codegen::Part::$part($name), &[$($rule),*])),*]
            };
        }
    };
}
