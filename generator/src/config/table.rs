//! What an entry of the key table is, and the macros that write typed tables.
//!
//! An entry gives the key's name, its field in the [`Config`](super::Config), what its value may be, its documentation
//! and an example. Validation, JSON Schema, `renkei init`, the reference in the guide and the typed value come from it.

/// What the value of a key may be. Null is the same as an absent key.
#[derive(Clone, Copy, Debug)]
pub(super) enum Value {
    /// A string that the function accepts, and a description of those strings.
    String(fn(&str) -> bool, &'static str),
    /// One of these words, of which the first is the default.
    Choice(&'static [&'static str]),
    /// `true` or `false`, which is the default.
    Flag,
    /// A whole number.
    Count,
    /// A list of strings.
    Strings,
    /// By lint rule: a severity, or an object with a severity and options.
    Rules,
    /// Lint rules by name, each an object with these keys.
    CustomRules(&'static [Key]),
    /// Suppressions by name, each an object with these keys.
    Ignores(&'static [Key]),
    /// A JSON Schema.
    Schema,
    /// Strings by name.
    Names,
    /// Lists of strings by name.
    Lists,
    /// A list of strings, numbers or booleans.
    Scalars,
    /// An object with these keys.
    Object(&'static [Key]),
    /// An object with these keys, of which the first is required.
    Table(&'static [Key]),
    /// Operations, each with `none` or an object with these keys.
    Paging(&'static [Key]),
    /// Packages, each with a version or an object with these keys.
    Dependencies(&'static [Key]),
}

/// A key of an object.
#[derive(Clone, Copy, Debug)]
pub(super) struct Key {
    pub(super) name: &'static str,
    pub(super) value: Value,
    /// The documentation, with a space before each line.
    docs: &'static str,
    /// A value as YAML; for a section, its members, one a line.
    pub(super) example: &'static str,
}

impl Key {
    pub(super) const fn new(
        name: &'static str,
        value: Value,
        docs: &'static str,
        example: &'static str,
    ) -> Self {
        Self { name, value, docs, example }
    }

    /// The documentation, as one paragraph.
    pub(super) fn docs(&self) -> &'static str {
        self.docs.trim()
    }
}

impl Value {
    /// The keys of an object, or of each of its members.
    pub(super) fn keys(self) -> &'static [Key] {
        match self {
            Self::Object(keys)
            | Self::Table(keys)
            | Self::Paging(keys)
            | Self::CustomRules(keys)
            | Self::Ignores(keys)
            | Self::Dependencies(keys) => keys,
            _ => &[],
        }
    }

    /// The default as YAML, where it does not depend on anything else.
    pub(super) fn default(self) -> Option<&'static str> {
        match self {
            Self::Choice(words) => words.first().copied(),
            Self::Flag => Some("false"),
            _ => None,
        }
    }

    /// The type in words, for the guide.
    pub(super) fn type_name(self) -> String {
        match self {
            Self::String(..) => "string".to_owned(),
            Self::Choice(words) => {
                words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
            }
            Self::Flag => "boolean".to_owned(),
            Self::Count => "integer".to_owned(),
            Self::Strings => "list of strings".to_owned(),
            Self::Rules => "severity or object by rule".to_owned(),
            Self::Names => "string by name".to_owned(),
            Self::Lists => "list of strings by name".to_owned(),
            Self::Scalars => "list of scalars".to_owned(),
            Self::Object(_)
            | Self::Table(_)
            | Self::Paging(_)
            | Self::CustomRules(_)
            | Self::Ignores(_)
            | Self::Schema
            | Self::Dependencies(_) => "object".to_owned(),
        }
    }
}

/// Declares structs together with their tables: `"key" => field: Type, Value, "example";`.
macro_rules! tables {
    ($(
        $(#[$meta:meta])*
        $vis:vis struct $name:ident = $table:ident {
            $($(#[doc = $docs:literal])+ $key:literal => $field:ident: $type:ty, $value:expr, $example:literal;)+
        }
    )+) => {$(
        $(#[$meta])*
        $vis struct $name {
            $($(#[doc = $docs])+ $vis $field: $type,)+
        }

        pub(super) const $table: &[Key] = &[$(Key::new($key, $value, concat!($($docs),+), $example)),+];

        impl Set for $name {
            fn set(&mut self, node: Node<'_>) {
                $(if let Some(node) = node.get($key).filter(|node| !node.is_null()) {
                    self.$field.set(node);
                })+
            }
        }
    )+};
}

/// Declares a table without a struct: `"key": Value, "example";`.
macro_rules! table {
    ($($(#[doc = $docs:literal])+ $key:literal: $value:expr, $example:literal;)+) => {
        &[$(Key::new($key, $value, concat!($($docs),+), $example)),+]
    };
}

/// Declares an enum whose variants are words of the configuration; the first is the default.
macro_rules! choices {
    ($($(#[$meta:meta])* pub enum $name:ident {
        $(#[$first_docs:meta])+ $first:ident = $first_word:literal,
        $($(#[$docs:meta])+ $variant:ident = $word:literal,)*
    })+) => {$(
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        pub enum $name {
            #[default]
            $(#[$first_docs])+ $first,
            $($(#[$docs])+ $variant,)*
        }

        impl $name {
            /// The words of the configuration, in the order of the variants.
            pub(super) const WORDS: &[&str] = &[$first_word, $($word),*];

            /// The word of the configuration.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self {
                    Self::$first => $first_word,
                    $(Self::$variant => $word,)*
                }
            }
        }

        impl Set for $name {
            fn set(&mut self, node: Node<'_>) {
                match node.as_str() {
                    Some($first_word) => *self = Self::$first,
                    $(Some($word) => *self = Self::$variant,)*
                    _ => {}
                }
            }
        }
    )+};
}

pub(super) use {choices, table, tables};
