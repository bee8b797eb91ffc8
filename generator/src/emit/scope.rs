//! Names and types as they are written in one module.
//!
//! Takes the module's place in the tree and the names it declares. Prints paths and types relative to it.

use std::collections::BTreeSet;

use super::Layout;
use super::printer::{List, Printer};
use crate::plan::ir::{ForeignPath, Ident, ModulePath, RustType, TypePath};

/// A module and the names it declares.
pub(super) struct Scope {
    /// The module's path from the client's root.
    module: Vec<Ident>,
    /// The public module through which its items are named: the module itself, or its parent.
    public: ModulePath,
    /// Names of the types that the module declares.
    declared: BTreeSet<String>,
    layout: Layout,
}

impl Scope {
    /// A module whose items are named through `public`.
    pub(super) fn new<'a>(
        module: Vec<Ident>,
        public: ModulePath,
        declared: impl Iterator<Item = &'a Ident>,
        layout: Layout,
    ) -> Self {
        let declared = declared.map(|it| it.plain().to_owned()).collect();
        Self { module, public, declared, layout }
    }

    /// The attribute of a struct that other crates cannot build, except in tests with the feature `test-util`. Only a crate has
    /// features.
    pub(super) fn closed_but_for_tests(&self) -> &'static str {
        match self.layout {
            Layout::Crate => "#[cfg_attr(not(feature = \"test-util\"), non_exhaustive)]",
            Layout::Module | Layout::Include => "#[non_exhaustive]",
        }
    }

    /// Prints the path of a generated item.
    pub(super) fn path(&self, out: &mut Printer, path: &TypePath) {
        let item = path.name.as_str();
        if path.module == self.public && self.declared.contains(path.name.plain()) {
            return out.text(item);
        }
        self.relative(out, &path.module);
        out.text(item);
    }

    /// Prints the path of a module and `::`.
    fn relative(&self, out: &mut Printer, module: &ModulePath) {
        let common = self.module.iter().zip(&module.0).take_while(|(own, its)| own == its);
        let shared = common.count();
        self.module.iter().skip(shared).for_each(|_| out.text("super::"));
        module.0.iter().skip(shared).for_each(|it| out.texts(&[it.as_str(), "::"]));
    }

    /// Prints the path of a module and `::`, for a `use`: a submodule may have the name of a crate.
    pub(super) fn module(&self, out: &mut Printer, module: &ModulePath) {
        if module.0.starts_with(&self.module) {
            out.text("self::");
        }
        self.relative(out, module);
    }

    /// A name of the prelude. It is the full path where the module declares a type of that name.
    pub(super) fn prelude(&self, prelude: Prelude) -> &'static str {
        let (path, name) = prelude.path();
        if self.declared.contains(name) { path } else { name }
    }

    /// Prints a type. Its depth is that of the document, which `source` has capped.
    pub(super) fn ty(&self, out: &mut Printer, ty: &RustType) {
        match ty {
            RustType::Item(path) => self.path(out, path),
            RustType::Vec(of) => self.generic(out, self.prelude(Prelude::Vec), of),
            RustType::Option(of) => self.generic(out, self.prelude(Prelude::Option), of),
            RustType::Boxed(of) => self.generic(out, self.prelude(Prelude::Box), of),
            RustType::String => out.text(self.prelude(Prelude::String)),
            RustType::Tuple(items) => match items.as_slice() {
                [one] => {
                    out.text("(");
                    self.ty(out, one);
                    out.text(",)");
                }
                many => out.list(List::TUPLE, many, |out, it| self.ty(out, it)),
            },
            RustType::Slice(of) => {
                out.text("&[");
                self.ty(out, of);
                out.text("]");
            }
            RustType::Map(of) => {
                let key = &RustType::String;
                self.generics(out, "std::collections::BTreeMap", [key, of]);
            }
            RustType::Maybe(of) => self.generic(out, "codegen::Maybe", of),
            RustType::Lenient(of) => self.generic(out, "codegen::Lenient", of),
            RustType::Numeric(of) => self.generic(out, "codegen::Numeric", of),
            RustType::Ref(of) => {
                out.text("&");
                self.ty(out, of);
            }
            RustType::EventStream(of) => self.generic(out, "codegen::EventStream", of),
            RustType::LineStream(of) => self.generic(out, "codegen::LineStream", of),
            RustType::Foreign(path) => out.text(&foreign(path)),
            plain => out.text(plain_type(plain)),
        }
    }

    fn generic(&self, out: &mut Printer, name: &str, of: &RustType) {
        self.generics(out, name, [of]);
    }

    fn generics<const N: usize>(&self, out: &mut Printer, name: &str, of: [&RustType; N]) {
        out.text(name);
        // A tuple that is the only argument needs no lines of its own.
        if let [tuple @ RustType::Tuple(_)] = of.as_slice() {
            out.text("<");
            self.ty(out, tuple);
            return out.text(">");
        }
        out.list(List::TYPES, of, |out, it| self.ty(out, it));
    }

    /// Prints a runtime type that returns `value` or fails with `error`; it defaults to an error that never occurs.
    pub(super) fn outcome(
        &self,
        out: &mut Printer,
        name: &str,
        value: &RustType,
        error: &RustType,
    ) {
        match error {
            RustType::Never => self.generics(out, name, [value]),
            error => self.generics(out, name, [value, error]),
        }
    }

    /// Prints the same with the struct of headers that come with the value.
    pub(super) fn full_outcome(
        &self,
        out: &mut Printer,
        name: &str,
        [value, error]: [&RustType; 2],
        headers: Option<&TypePath>,
    ) {
        match headers {
            None => self.outcome(out, name, value, error),
            Some(headers) => {
                out.text(name);
                out.list(List::TYPES, [Some(value), Some(error), None], |out, ty| match ty {
                    Some(ty) => self.ty(out, ty),
                    None => self.path(out, headers),
                });
            }
        }
    }

    /// Prints `Result<T, OpError<E>>`.
    pub(super) fn result(&self, out: &mut Printer, value: &RustType, error: &RustType) {
        out.text(self.prelude(Prelude::Result));
        out.list(List::TYPES, [true, false], |out, is_value| match (is_value, error) {
            (true, _) => self.ty(out, value),
            (false, RustType::Never) => out.text("codegen::OpError"),
            (false, error) => self.generic(out, "codegen::OpError", error),
        });
    }

    /// Prints `impl Into<T>`.
    pub(super) fn into(&self, out: &mut Printer, ty: &RustType) {
        out.text("impl ");
        self.generic(out, self.prelude(Prelude::Into), ty);
    }
}

/// A path of the user's, from the root of all crates, so that no module of the client can shadow it.
pub(super) fn foreign(path: &ForeignPath) -> String {
    let text = path.segments().join("::");
    match path.segments().first().map(String::as_str) {
        Some("crate" | "std") => text,
        _ => format!("::{text}"),
    }
}

/// Types without arguments.
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
        RustType::DateTime => "codegen::DateTime",
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

/// Names that need no path unless a type of the document has the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Prelude {
    AsRef,
    Box,
    Default,
    Into,
    IntoIterator,
    Option,
    Result,
    String,
    Vec,
}

impl Prelude {
    /// The full path and the name.
    fn path(self) -> (&'static str, &'static str) {
        match self {
            Self::AsRef => ("std::convert::AsRef", "AsRef"),
            Self::Box => ("std::boxed::Box", "Box"),
            Self::Default => ("std::default::Default", "Default"),
            Self::Into => ("std::convert::Into", "Into"),
            Self::IntoIterator => ("std::iter::IntoIterator", "IntoIterator"),
            Self::Option => ("std::option::Option", "Option"),
            Self::Result => ("std::result::Result", "Result"),
            Self::String => ("std::string::String", "String"),
            Self::Vec => ("std::vec::Vec", "Vec"),
        }
    }
}
