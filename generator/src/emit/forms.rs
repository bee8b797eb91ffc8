//! The forms that generated items have in common: documentation, functions, fields, tables.

use super::printer::{List, Printer, Style};
use super::scope::{Prelude, Scope, foreign};
use crate::plan::ir::{Derive, RustType};

/// A parameter of a function.
#[derive(Clone, Copy)]
pub(super) enum Parameter<'a> {
    /// `self` in one of its forms, or a parameter whose text never changes.
    Text(&'a str),
    /// A name and a type.
    Typed(&'a str, ParameterType<'a>),
}

/// The type of a parameter.
#[derive(Clone, Copy)]
pub(super) enum ParameterType<'a> {
    /// `T`.
    Type(&'a RustType),
    /// `impl Into<T>`.
    Into(&'a RustType),
    /// `impl Into<codegen::Body>`.
    IntoBody,
    /// `impl IntoIterator<Item = T>`, or of JSON values.
    Iterator(Option<&'a RustType>),
    /// `&str`.
    Str,
    /// `&[impl AsRef<str>]`.
    Strings,
}

impl<'a> ParameterType<'a> {
    /// The type of a function that takes ownership: strings and bytes are taken as anything that converts into them.
    pub(super) fn owned(ty: &'a RustType) -> Self {
        match ty {
            RustType::String | RustType::Bytes | RustType::FilePart => Self::Into(ty),
            _ => Self::Type(ty),
        }
    }

    /// The type of a parameter of an operation.
    pub(super) fn argument(ty: &'a RustType) -> Self {
        match ty {
            RustType::Slice(of) if **of == RustType::Str => Self::Strings,
            _ => Self::Type(ty),
        }
    }

    pub(super) fn print(self, out: &mut Printer, scope: &Scope) {
        match self {
            Self::Type(ty) => scope.ty(out, ty),
            Self::Into(ty) => scope.into(out, ty),
            Self::IntoBody => {
                out.texts(&["impl ", scope.prelude(Prelude::Into), "<codegen::Body>"]);
            }
            Self::Iterator(item) => {
                out.texts(&["impl ", scope.prelude(Prelude::IntoIterator)]);
                out.list(List::TYPES, [item], |out, item| {
                    out.text("Item = ");
                    scope.ty(out, item.unwrap_or(&RustType::Json));
                });
            }
            Self::Str => out.text("&str"),
            Self::Strings => out.texts(&["&[impl ", scope.prelude(Prelude::AsRef), "<str>]"]),
        }
    }
}

impl Parameter<'_> {
    /// Whether it makes its function generic.
    fn is_generic(self) -> bool {
        match self {
            Self::Text(_) | Self::Typed(_, ParameterType::Type(_) | ParameterType::Str) => false,
            Self::Typed(..) => true,
        }
    }

    fn print(self, out: &mut Printer, scope: &Scope) {
        match self {
            Self::Text(text) => out.text(text),
            Self::Typed(name, ty) => {
                out.texts(&[name, ": "]);
                ty.print(out, scope);
            }
        }
    }
}

/// Prints a function. It is `inline`, so that it is compiled where it is called, and not at all where nobody calls it. A
/// generic function needs no attribute for that.
pub(super) fn function(
    out: &mut Printer,
    scope: &Scope,
    head: &[&str],
    parameters: &[Parameter<'_>],
    result: impl FnOnce(&mut Printer),
    body: impl FnOnce(&mut Printer),
) {
    if !parameters.iter().any(|it| it.is_generic()) {
        out.line(&["#[inline]"]);
    }
    out.start();
    out.group(Style::All(usize::MAX), |out| {
        out.texts(head);
        out.list(List::PARAMETERS, parameters, |out, it| it.print(out, scope));
        out.text(" -> ");
        out.group(Style::Result, |out| {
            result(out);
            out.last_line(" ");
            out.text("{");
        });
    });
    out.content("", body);
}

/// A result type without arguments.
pub(super) fn returns(ty: &str) -> impl FnOnce(&mut Printer) {
    move |out| out.text(ty)
}

/// `///` lines, or a default line.
pub(super) fn docs_or(out: &mut Printer, lines: &[String], otherwise: &[&str]) {
    if lines.is_empty() { out.doc(otherwise) } else { out.docs(lines) }
}

/// `#[deprecated]`.
pub(super) fn deprecated(out: &mut Printer, deprecated: bool) {
    if deprecated {
        out.line(&["#[deprecated]"]);
    }
}

/// Allows a function more than the seven arguments that clippy does.
pub(super) fn allow_arguments(out: &mut Printer, count: usize) {
    if count > 7 {
        out.line(&["#[allow(clippy::too_many_arguments)]"]);
    }
}

/// `#[derive(…)]` of a type that goes over the wire. serde's derives are replaced by `codegen`'s tables, which compile
/// much faster.
pub(super) fn derives(out: &mut Printer, extra: &[&str], configured: &[Derive]) {
    out.start();
    out.text("#[derive(Clone, Debug, PartialEq");
    extra.iter().for_each(|name| out.texts(&[", ", name]));
    for derive in configured {
        out.text(", ");
        match derive {
            Derive::Eq => out.text("Eq"),
            Derive::PartialOrd => out.text("PartialOrd"),
            Derive::Ord => out.text("Ord"),
            Derive::Hash => out.text("Hash"),
            Derive::Foreign(path) => out.text(&foreign(path)),
        }
    }
    out.text(")]");
    out.end();
}

/// A name and its type or value, which moves to the next line if it fits only there.
pub(super) fn hanging(
    out: &mut Printer,
    head: &[&str],
    tail: &str,
    value: impl FnOnce(&mut Printer),
) {
    out.start();
    out.texts(head);
    out.group(Style::VALUE, |out| {
        out.soft_line(" ");
        value(out);
    });
    out.text(tail);
    out.end();
}

/// A tuple variant of an enum.
pub(super) fn variant(out: &mut Printer, name: &str, scope: &Scope, ty: &RustType) {
    out.start();
    out.text(name);
    out.list(List::ARGUMENTS, [ty], |out, ty| scope.ty(out, ty));
    out.text(",");
    out.end();
}

/// The `impl` of a trait.
pub(super) fn implementation(
    out: &mut Printer,
    of: impl FnOnce(&mut Printer),
    name: &str,
    inside: impl FnOnce(&mut Printer),
) {
    out.start();
    out.group(Style::All(usize::MAX), |out| {
        out.text("impl ");
        of(out);
        out.soft_line(" ");
        out.texts(&["for ", name]);
        out.last_line(" ");
        out.text("{");
    });
    out.end();
    out.indented(inside);
    out.line(&["}"]);
}

/// A table, `codegen::object!(Order { … });`, with a line for each entry.
pub(super) fn table(
    out: &mut Printer,
    table: &str,
    name: &[&str],
    entries: impl FnOnce(&mut Printer),
) {
    out.start();
    out.texts(&[table, "!("]);
    out.texts(name);
    out.braces(");", entries);
}

/// A reference to an array. A single element of several lines needs no lines of its own.
pub(super) fn array<T>(out: &mut Printer, items: &[T], each: impl FnMut(&mut Printer, &T)) {
    let mut each = each;
    match items {
        [one] => {
            out.text("&[");
            each(out, one);
            out.text("]");
        }
        many => {
            out.text("&");
            out.list(List::ARRAY, many, each);
        }
    }
}

/// An array of strings, `&["a", "b"]`.
pub(super) fn strings<'a>(out: &mut Printer, strings: impl IntoIterator<Item = &'a str>) {
    out.text("&");
    out.list(List::ARRAY, strings, |out, it| out.literal(it));
}

/// A field of a struct's literal that is a string, `name: "…",`.
pub(super) fn literal_field(out: &mut Printer, name: &str, value: &str) {
    out.start();
    out.texts(&[name, ": "]);
    out.literal(value);
    out.text(",");
    out.end();
}

/// The expression of a match arm and its comma. It gets braces if it fits only on a line of its own.
pub(super) fn arm_body(out: &mut Printer, body: impl FnOnce(&mut Printer)) {
    out.group(Style::All(usize::MAX), |out| {
        out.either("", "{");
        out.soft_line("");
        body(out);
        out.either(",", "");
        out.last_line("");
        out.either("", "}");
    });
}
