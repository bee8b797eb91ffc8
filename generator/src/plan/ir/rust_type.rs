//! Rust names and types as data.

use std::fmt;

/// A valid Rust identifier. A keyword is raw (`r#type`).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ident(pub(in crate::plan) String);

impl Ident {
    /// An identifier for the tests of later stages.
    #[cfg(test)]
    pub(crate) fn of(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// The identifier as it is written in code.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The identifier without `r#`, for file names.
    #[must_use]
    pub fn plain(&self) -> &str {
        self.0.strip_prefix("r#").unwrap_or(&self.0)
    }
}

impl fmt::Display for Ident {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A module of the client, from its root; empty for the root itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ModulePath(pub Vec<Ident>);

/// The path of a generated item through its public module.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TypePath {
    /// `types` for a component, or the group's module for an inline type of its operations.
    pub module: ModulePath,
    /// The item.
    pub name: Ident,
}

impl fmt::Display for TypePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.module.0.iter().try_for_each(|module| write!(f, "{module}::"))?;
        write!(f, "{}", self.name)
    }
}

/// A configured path of two or more segments, each an identifier. The first can be `crate`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ForeignPath(pub(in crate::plan) Vec<String>);

impl ForeignPath {
    /// A path for the tests of later stages.
    #[cfg(test)]
    pub(crate) fn of(segments: &[&str]) -> Self {
        Self(segments.iter().map(|it| (*it).to_owned()).collect())
    }

    /// The last segment, which names the item itself.
    pub(in crate::plan) fn name(&self) -> &str {
        self.0.last().map_or("", String::as_str)
    }

    /// The segments.
    #[must_use]
    pub fn segments(&self) -> &[String] {
        &self.0
    }
}

impl fmt::Display for ForeignPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join("::"))
    }
}

/// A Rust type.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RustType {
    /// `()`.
    Unit,
    /// `bool`.
    Bool,
    /// `i32`.
    I32,
    /// `i64`.
    I64,
    /// `u32`.
    U32,
    /// `u64`.
    U64,
    /// `i128`.
    I128,
    /// `f32`.
    F32,
    /// `f64`.
    F64,
    /// `String`.
    String,
    /// `&str`; only as an argument.
    Str,
    /// `codegen::DateTime`.
    DateTime,
    /// `codegen::jiff::Timestamp`; only where the configuration names it.
    Timestamp,
    /// `codegen::jiff::civil::Date`.
    Date,
    /// `codegen::chrono::DateTime<codegen::chrono::FixedOffset>`.
    ChronoDateTime,
    /// `codegen::chrono::NaiveDate`.
    ChronoDate,
    /// `codegen::OffsetDateTime`, which wraps the one of `time`.
    TimeDateTime,
    /// `codegen::time::Date`.
    TimeDate,
    /// A configured type.
    Foreign(ForeignPath),
    /// `codegen::uuid::Uuid`.
    Uuid,
    /// `codegen::bytes::Bytes`; only as a body.
    Bytes,
    /// `codegen::FilePart`; only in the body of a multipart form.
    FilePart,
    /// `codegen::serde_json::Value`.
    Json,
    /// `std::convert::Infallible`: an operation that declares no error body.
    Never,
    /// A generated item.
    Item(TypePath),
    /// `Vec<T>`.
    Vec(Box<RustType>),
    /// `(A, B)`, or `(A,)` for one item.
    Tuple(Vec<RustType>),
    /// `&[T]`; only as an argument.
    Slice(Box<RustType>),
    /// `std::collections::BTreeMap<String, T>`.
    Map(Box<RustType>),
    /// `Option<T>`.
    Option(Box<RustType>),
    /// `codegen::Maybe<T>`: absent, null or a value.
    Maybe(Box<RustType>),
    /// `codegen::Lenient<T>`: a string of a format, or another one.
    Lenient(Box<RustType>),
    /// `codegen::Numeric<T>`: a number that is also sent as a string.
    Numeric(Box<RustType>),
    /// `Box<T>`.
    Boxed(Box<RustType>),
    /// `&T`; only as an argument.
    Ref(Box<RustType>),
    /// `codegen::EventStream<T>`; only as a response, like the two below.
    EventStream(Box<RustType>),
    /// `codegen::LineStream<T>`.
    LineStream(Box<RustType>),
    /// `codegen::ByteStream`.
    ByteStream,
}

/// The parts of a type, by reference or to be changed. A new type must say here whether it has parts.
macro_rules! parts {
    ($ty:expr, $only:path, $none:expr) => {
        match $ty {
            RustType::Tuple(items) => items,
            RustType::Vec(of)
            | RustType::Slice(of)
            | RustType::Map(of)
            | RustType::Option(of)
            | RustType::Maybe(of)
            | RustType::Lenient(of)
            | RustType::Numeric(of)
            | RustType::Boxed(of)
            | RustType::Ref(of)
            | RustType::EventStream(of)
            | RustType::LineStream(of) => $only(of),
            RustType::Unit
            | RustType::Bool
            | RustType::I32
            | RustType::I64
            | RustType::U32
            | RustType::U64
            | RustType::I128
            | RustType::F32
            | RustType::F64
            | RustType::String
            | RustType::Str
            | RustType::DateTime
            | RustType::Timestamp
            | RustType::Date
            | RustType::ChronoDateTime
            | RustType::ChronoDate
            | RustType::TimeDateTime
            | RustType::TimeDate
            | RustType::Foreign(_)
            | RustType::Uuid
            | RustType::Bytes
            | RustType::FilePart
            | RustType::Json
            | RustType::Never
            | RustType::Item(_)
            | RustType::ByteStream => $none,
        }
    };
}

impl RustType {
    /// The types that this type contains or refers to.
    pub fn parts(&self) -> &[RustType] {
        parts!(self, std::slice::from_ref, &[])
    }

    /// The same types, to be changed.
    pub(in crate::plan) fn parts_mut(&mut self) -> &mut [RustType] {
        parts!(self, std::slice::from_mut, &mut [])
    }
}

impl fmt::Display for RustType {
    /// Formats the type for the manifest, with paths from the client's root and short names of well-known types.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unit => f.write_str("()"),
            Self::Bool => f.write_str("bool"),
            Self::I32 => f.write_str("i32"),
            Self::I64 => f.write_str("i64"),
            Self::U32 => f.write_str("u32"),
            Self::U64 => f.write_str("u64"),
            Self::I128 => f.write_str("i128"),
            Self::F32 => f.write_str("f32"),
            Self::F64 => f.write_str("f64"),
            Self::String => f.write_str("String"),
            Self::Str => f.write_str("&str"),
            Self::DateTime => f.write_str("renkei_runtime::DateTime"),
            Self::Timestamp => f.write_str("jiff::Timestamp"),
            Self::Date => f.write_str("jiff::civil::Date"),
            Self::ChronoDateTime => f.write_str("chrono::DateTime<chrono::FixedOffset>"),
            Self::ChronoDate => f.write_str("chrono::NaiveDate"),
            Self::TimeDateTime => f.write_str("renkei_runtime::OffsetDateTime"),
            Self::TimeDate => f.write_str("time::Date"),
            Self::Foreign(path) => path.fmt(f),
            Self::Uuid => f.write_str("uuid::Uuid"),
            Self::Bytes => f.write_str("bytes::Bytes"),
            Self::FilePart => f.write_str("FilePart"),
            Self::Json => f.write_str("serde_json::Value"),
            Self::Never => f.write_str("std::convert::Infallible"),
            Self::Item(path) => path.fmt(f),
            Self::Vec(of) => write!(f, "Vec<{of}>"),
            Self::Tuple(items) => {
                f.write_str("(")?;
                items.iter().try_for_each(|it| write!(f, "{it},"))?;
                f.write_str(")")
            }
            Self::Slice(of) => write!(f, "&[{of}]"),
            Self::Map(of) => write!(f, "BTreeMap<String, {of}>"),
            Self::Option(of) => write!(f, "Option<{of}>"),
            Self::Maybe(of) => write!(f, "Maybe<{of}>"),
            Self::Lenient(of) => write!(f, "Lenient<{of}>"),
            Self::Numeric(of) => write!(f, "Numeric<{of}>"),
            Self::Boxed(of) => write!(f, "Box<{of}>"),
            Self::Ref(of) => write!(f, "&{of}"),
            Self::EventStream(of) => write!(f, "EventStream<{of}>"),
            Self::LineStream(of) => write!(f, "LineStream<{of}>"),
            Self::ByteStream => f.write_str("ByteStream"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lenient_value_has_one_part_in_both_ways() {
        let mut ty = RustType::Lenient(Box::new(RustType::Uuid));
        assert_eq!(ty.parts(), [RustType::Uuid]);
        assert_eq!(ty.parts_mut(), [RustType::Uuid]);
    }
}
