//! The module in which code stands: how other items are named from there.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;

use super::tokens::{ident, name};
use crate::plan::{ForeignPath, Ident, ModulePath, RustType, TypePath};

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
    pub(super) fn path(&self, path: &TypePath) -> TokenStream {
        let item = ident(&path.name);
        if path.module == self.public && self.declared.contains(path.name.plain()) {
            return quote!(#item);
        }
        let shared =
            self.place.iter().zip(&path.module.0).take_while(|(here, there)| here == there).count();
        let up = self.place.iter().skip(shared).map(|_| quote!(super::));
        let down = path.module.0.iter().skip(shared).map(ident);
        quote!(#(#up)* #(#down::)* #item)
    }

    /// A name of the prelude; by its whole path where the module declares a type of that name.
    pub(super) fn prelude(&self, prelude: Prelude) -> TokenStream {
        let (module, item) = prelude.path();
        let item_name = name(item);
        if self.declared.contains(item) {
            let module = name(module);
            quote!(std::#module::#item_name)
        } else {
            quote!(#item_name)
        }
    }

    /// A type as it is written here. The depth is that of the document, which `source` has capped.
    pub(super) fn ty(&self, ty: &RustType) -> TokenStream {
        match ty {
            RustType::Item(path) => self.path(path),
            RustType::Vec(of) => self.generic(Prelude::Vec, of),
            RustType::Option(of) => self.generic(Prelude::Option, of),
            RustType::Boxed(of) => self.generic(Prelude::Box, of),
            RustType::String => self.prelude(Prelude::String),
            RustType::Tuple(items) => {
                let items = items.iter().map(|it| self.ty(it));
                quote!((#(#items,)*))
            }
            RustType::Slice(of) => {
                let of = self.ty(of);
                quote!(&[#of])
            }
            RustType::Map(of) => {
                let (key, of) = (self.prelude(Prelude::String), self.ty(of));
                quote!(std::collections::BTreeMap<#key, #of>)
            }
            RustType::Maybe(of) => {
                let of = self.ty(of);
                quote!(codegen::Maybe<#of>)
            }
            RustType::Ref(of) => {
                let of = self.ty(of);
                quote!(&#of)
            }
            RustType::Foreign(path) => foreign(path),
            plain => plain_type(plain),
        }
    }

    /// The type arguments of a runtime type that gives `value` or fails with `error`, which by default is never.
    pub(super) fn outcome(&self, value: &RustType, error: &RustType) -> TokenStream {
        let written = self.ty(value);
        match error {
            RustType::Never => quote!(<#written>),
            error => {
                let error = self.ty(error);
                quote!(<#written, #error>)
            }
        }
    }

    /// `OpError` with its body type.
    pub(super) fn op_error(&self, error: &RustType) -> TokenStream {
        match error {
            RustType::Never => quote!(codegen::OpError),
            error => {
                let error = self.ty(error);
                quote!(codegen::OpError<#error>)
            }
        }
    }

    fn generic(&self, outer: Prelude, of: &RustType) -> TokenStream {
        let (outer, of) = (self.prelude(outer), self.ty(of));
        quote!(#outer<#of>)
    }

    /// A type as a function takes it by value: text and bytes as whatever becomes them.
    pub(super) fn taken(&self, ty: &RustType) -> TokenStream {
        let written = self.ty(ty);
        match ty {
            RustType::String | RustType::Bytes | RustType::FilePart => {
                let into = self.prelude(Prelude::Into);
                quote!(impl #into<#written>)
            }
            _ => written,
        }
    }
}

/// A path of the user's: from the root of all crates, so that no module of the client stands in its way.
pub(super) fn foreign(path: &ForeignPath) -> TokenStream {
    let segments = path.segments().iter().map(|segment| name(segment));
    match path.segments().first().map(String::as_str) {
        Some("crate" | "std") => quote!(#(#segments)::*),
        _ => quote!(::#(#segments)::*),
    }
}

/// Types that mention no other.
fn plain_type(ty: &RustType) -> TokenStream {
    match ty {
        RustType::Bool => quote!(bool),
        RustType::I32 => quote!(i32),
        RustType::I64 => quote!(i64),
        RustType::U32 => quote!(u32),
        RustType::U64 => quote!(u64),
        RustType::I128 => quote!(i128),
        RustType::F32 => quote!(f32),
        RustType::F64 => quote!(f64),
        RustType::Str => quote!(&str),
        RustType::Timestamp => quote!(codegen::jiff::Timestamp),
        RustType::Date => quote!(codegen::jiff::civil::Date),
        RustType::ChronoDateTime => {
            quote!(codegen::chrono::DateTime<codegen::chrono::FixedOffset>)
        }
        RustType::ChronoDate => quote!(codegen::chrono::NaiveDate),
        RustType::TimeDateTime => quote!(codegen::OffsetDateTime),
        RustType::TimeDate => quote!(codegen::time::Date),
        RustType::Uuid => quote!(codegen::uuid::Uuid),
        RustType::Bytes => quote!(codegen::bytes::Bytes),
        RustType::FilePart => quote!(codegen::FilePart),
        RustType::Json => quote!(codegen::Value),
        RustType::Never => quote!(std::convert::Infallible),
        _ => quote!(()),
    }
}

/// Names that are used without a path unless a type of the document has the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Prelude {
    Box,
    Default,
    From,
    Into,
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
            Self::Option => ("option", "Option"),
            Self::Result => ("result", "Result"),
            Self::String => ("string", "String"),
            Self::Vec => ("vec", "Vec"),
        }
    }
}
