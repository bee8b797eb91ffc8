//! The module in which code stands: how other items are named from there.

use std::collections::BTreeSet;
use std::fmt;

use proc_macro2::TokenStream;
use quote::{ToTokens, TokenStreamExt};

use crate::plan::{ForeignPath, Ident, ModulePath, RustType, TypePath};

/// A name or a type as it is written in a module: text in text, tokens in tokens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Written(String);

impl Written {
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Written {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl ToTokens for Written {
    /// What cannot be read becomes a keyword, at which parsing stops and names the item.
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let parsed = self.0.parse();
        tokens.append_all(
            parsed.unwrap_or_else(|_| super::tokens::name("abstract").to_token_stream()),
        );
    }
}

/// A module and the names it declares.
pub(super) struct Scope {
    /// The module's place in the tree, from the client's root.
    place: Vec<Ident>,
    /// The public module through which its items are named: the place, or the module above it.
    public: ModulePath,
    /// Names of the types that the module declares.
    declared: BTreeSet<String>,
}

impl Scope {
    /// A module at `place`, whose items are named through `public`.
    pub(super) fn new<'a>(
        place: Vec<Ident>,
        public: ModulePath,
        declared: impl Iterator<Item = &'a Ident>,
    ) -> Self {
        Self { place, public, declared: declared.map(|it| it.plain().to_owned()).collect() }
    }

    /// A generated item as it is named here.
    pub(super) fn path(&self, path: &TypePath) -> Written {
        let item = path.name.as_str();
        if path.module == self.public && self.declared.contains(path.name.plain()) {
            return Written(item.to_owned());
        }
        let shared =
            self.place.iter().zip(&path.module.0).take_while(|(here, there)| here == there).count();
        let up = self.place.iter().skip(shared).map(|_| "super");
        let down = path.module.0.iter().skip(shared).map(Ident::as_str);
        let parts: Vec<&str> = up.chain(down).chain([item]).collect();
        Written(parts.join("::"))
    }

    /// A name of the prelude; by its whole path where the module declares a type of that name.
    pub(super) fn prelude(&self, prelude: Prelude) -> Written {
        let (module, item) = prelude.path();
        Written(if self.declared.contains(item) {
            format!("std::{module}::{item}")
        } else {
            item.to_owned()
        })
    }

    /// A type as it is written here. The depth is that of the document, which `source` has capped.
    pub(super) fn ty(&self, ty: &RustType) -> Written {
        Written(match ty {
            RustType::Item(path) => return self.path(path),
            RustType::Vec(of) => format!("{}<{}>", self.prelude(Prelude::Vec), self.ty(of)),
            RustType::Option(of) => format!("{}<{}>", self.prelude(Prelude::Option), self.ty(of)),
            RustType::Boxed(of) => format!("{}<{}>", self.prelude(Prelude::Box), self.ty(of)),
            RustType::String => return self.prelude(Prelude::String),
            RustType::Tuple(items) => {
                let items: Vec<String> = items.iter().map(|it| self.ty(it).0).collect();
                match items.as_slice() {
                    [one] => format!("({one},)"),
                    many => format!("({})", many.join(", ")),
                }
            }
            RustType::Slice(of) => format!("&[{}]", self.ty(of)),
            RustType::Map(of) => {
                let key = self.prelude(Prelude::String);
                format!("std::collections::BTreeMap<{key}, {}>", self.ty(of))
            }
            RustType::Maybe(of) => format!("codegen::Maybe<{}>", self.ty(of)),
            RustType::Ref(of) => format!("&{}", self.ty(of)),
            RustType::EventStream(of) => format!("codegen::EventStream<{}>", self.ty(of)),
            RustType::LineStream(of) => format!("codegen::LineStream<{}>", self.ty(of)),
            RustType::Foreign(path) => foreign(path),
            plain => plain_type(plain).to_owned(),
        })
    }

    /// The type arguments of a runtime type that gives `value` or fails with `error`, which by default is never.
    pub(super) fn outcome(&self, value: &RustType, error: &RustType) -> Written {
        let written = self.ty(value);
        Written(match error {
            RustType::Never => format!("<{written}>"),
            error => format!("<{written}, {}>", self.ty(error)),
        })
    }

    /// The same with the struct of headers that come with the value.
    pub(super) fn full_outcome(
        &self,
        value: &RustType,
        error: &RustType,
        headers: Option<&TypePath>,
    ) -> Written {
        match headers {
            None => self.outcome(value, error),
            Some(headers) => {
                let (value, error) = (self.ty(value), self.ty(error));
                Written(format!("<{value}, {error}, {}>", self.path(headers)))
            }
        }
    }

    /// `OpError` with its body type.
    pub(super) fn op_error(&self, error: &RustType) -> Written {
        Written(match error {
            RustType::Never => "codegen::OpError".to_owned(),
            error => format!("codegen::OpError<{}>", self.ty(error)),
        })
    }

    /// A type as a function takes it by value: text and bytes as whatever becomes them.
    pub(super) fn taken(&self, ty: &RustType) -> Written {
        let written = self.ty(ty);
        match ty {
            RustType::String | RustType::Bytes | RustType::FilePart => {
                Written(format!("impl {}<{written}>", self.prelude(Prelude::Into)))
            }
            _ => written,
        }
    }
}

/// A path of the user's: from the root of all crates, so that no module of the client stands in its way.
pub(super) fn foreign(path: &ForeignPath) -> String {
    let text = path.segments().join("::");
    match path.segments().first().map(String::as_str) {
        Some("crate" | "std") => text,
        _ => format!("::{text}"),
    }
}

/// Types that mention no other.
fn plain_type(ty: &RustType) -> &'static str {
    match ty {
        RustType::Bool => "bool",
        RustType::I32 => "i32",
        RustType::I64 => "i64",
        RustType::U32 => "u32",
        RustType::U64 => "u64",
        RustType::I128 => "i128",
        RustType::F32 => "f32",
        RustType::F64 => "f64",
        RustType::Str => "&str",
        RustType::Timestamp => "codegen::jiff::Timestamp",
        RustType::Date => "codegen::jiff::civil::Date",
        RustType::ChronoDateTime => "codegen::chrono::DateTime<codegen::chrono::FixedOffset>",
        RustType::ChronoDate => "codegen::chrono::NaiveDate",
        RustType::TimeDateTime => "codegen::OffsetDateTime",
        RustType::TimeDate => "codegen::time::Date",
        RustType::Uuid => "codegen::uuid::Uuid",
        RustType::Bytes => "codegen::bytes::Bytes",
        RustType::FilePart => "codegen::FilePart",
        RustType::Json => "codegen::Value",
        RustType::ByteStream => "codegen::ByteStream",
        RustType::Never => "std::convert::Infallible",
        _ => "()",
    }
}

/// Names that are used without a path unless a type of the document has the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Prelude {
    Box,
    Default,
    From,
    Into,
    IntoIterator,
    Option,
    Result,
    String,
    Vec,
}

impl Prelude {
    /// The module of `std` and the name in it.
    fn path(self) -> (&'static str, &'static str) {
        match self {
            Self::Box => ("boxed", "Box"),
            Self::Default => ("default", "Default"),
            Self::From => ("convert", "From"),
            Self::Into => ("convert", "Into"),
            Self::IntoIterator => ("iter", "IntoIterator"),
            Self::Option => ("option", "Option"),
            Self::Result => ("result", "Result"),
            Self::String => ("string", "String"),
            Self::Vec => ("vec", "Vec"),
        }
    }
}
