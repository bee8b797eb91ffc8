//! Constructors of structs: `new` with setters, or a builder.
//!
//! Required fields are arguments. A required field that may be null starts as null and has a setter, as an optional one has.

use super::forms::{self, Parameter, ParameterType, function, returns};
use super::printer::{List, Printer, Style};
use super::scope::{Prelude, Scope};
use super::text;
use crate::plan::ir::{Constructor, FieldItem, Ident, Presence, RustType, StructItem};

pub(super) fn print(out: &mut Printer, item: &StructItem, scope: &Scope) {
    match (item.constructor, &item.builder) {
        (Constructor::None, _) => {}
        (Constructor::Builder, Some(builder)) => with_builder(out, item, builder, scope),
        (Constructor::New | Constructor::Builder, _) => with_new(out, item, scope),
    }
}

/// The indefinite article of a name in code, by its first letter.
fn article(name: &str) -> &'static str {
    let is_vowel = name.trim_start_matches('`').starts_with(['A', 'E', 'I', 'O']);
    if is_vowel { "an " } else { "a " }
}

fn is_required(field: &FieldItem) -> bool {
    field.presence == Presence::Required
}

fn with_new(out: &mut Printer, item: &StructItem, scope: &Scope) {
    let name = &item.path.name;
    let required: Vec<&FieldItem> = item.fields.iter().filter(|field| is_required(field)).collect();
    out.item();
    out.block(&["impl ", name.as_str()], "", |out| {
        let what = text::code(name.plain());
        out.item();
        out.doc(&["Creates ", article(&what), &what, " from its required fields."]);
        forms::allow_arguments(out, required.len());
        let parameters: Vec<_> = required.iter().map(|it| parameter(it)).collect();
        function(out, scope, &["pub fn new"], &parameters, returns("Self"), |out| {
            if required.is_empty() && item.default {
                return out.line(&["Self::default()"]);
            }
            out.start();
            out.text("Self ");
            let fields = item.fields.iter().chain(&item.rest).enumerate();
            out.list(List::FIELDS, fields, |out, (index, field)| {
                if index < item.fields.len() {
                    initial(out, field, scope);
                } else {
                    let default = scope.prelude(Prelude::Default);
                    out.texts(&[field.name.as_str(), ": ", default, "::default()"]);
                }
            });
            out.end();
        });
    });
    let optional = item.fields.iter().filter(|field| !is_required(field) && field.sent);
    setters(out, name, optional, settable_rest(item), scope);
}

/// The parameter of a constructor.
fn parameter(field: &FieldItem) -> Parameter<'_> {
    Parameter::Typed(field.name.as_str(), ParameterType::owned(&field.setter.takes))
}

/// The argument as the field's type without `Option` or `Maybe`.
fn converted(out: &mut Printer, field: &FieldItem, scope: &Scope) {
    if field.setter.boxed {
        out.texts(&[scope.prelude(Prelude::Box), "::new("]);
    }
    out.text(field.name.as_str());
    if is_converted(field) {
        out.text(".into()");
    }
    if field.setter.boxed {
        out.text(")");
    }
}

fn is_converted(field: &FieldItem) -> bool {
    matches!(field.setter.takes, RustType::String | RustType::Bytes | RustType::FilePart)
        || matches!(field.ty, RustType::Numeric(_))
}

/// `name: value` of the struct's literal in `new`.
fn initial(out: &mut Printer, field: &FieldItem, scope: &Scope) {
    let name = field.name.as_str();
    match field.presence {
        Presence::RequiredNullable | Presence::Optional => out.texts(&[name, ": None"]),
        Presence::OptionalNullable => out.texts(&[name, ": codegen::Maybe::Absent"]),
        // Clippy wants the short form where the value is the argument as it came.
        Presence::Required if !field.setter.boxed && !is_converted(field) => out.text(name),
        Presence::Required => {
            out.texts(&[name, ": "]);
            converted(out, field, scope);
        }
    }
}

/// The field of additional properties, if the schema describes them.
fn settable_rest(item: &StructItem) -> Option<&FieldItem> {
    item.rest.as_ref().filter(|_| !item.keeps_undeclared)
}

/// `codegen::setters!`, with a line for each method that sets a field of the struct or its builder.
fn setters<'a>(
    out: &mut Printer,
    name: &Ident,
    fields: impl Iterator<Item = &'a FieldItem>,
    rest: Option<&'a FieldItem>,
    scope: &Scope,
) {
    let mut fields = fields.peekable();
    if fields.peek().is_none() && rest.is_none() {
        return;
    }
    out.item();
    forms::table(out, "codegen::setters", &[name.as_str()], |out| {
        fields.chain(rest).for_each(|field| setter(out, field, scope));
    });
}

fn setter(out: &mut Printer, field: &FieldItem, scope: &Scope) {
    forms::deprecated(out, field.deprecated);
    out.start();
    out.texts(&[field.setter.method.as_str(), "("]);
    ParameterType::owned(&field.setter.takes).print(out, scope);
    out.texts(&[") => ", field.name.as_str(), ","]);
    out.end();
}

fn with_builder(out: &mut Printer, item: &StructItem, builder: &Ident, scope: &Scope) {
    let what = text::code(item.path.name.plain());
    out.item();
    out.block(&["impl ", item.path.name.as_str()], "", |out| {
        out.item();
        out.doc(&["Creates a builder for ", &what, "."]);
        function(out, scope, &["pub fn builder"], &[], returns(builder.as_str()), |out| {
            out.line(&[scope.prelude(Prelude::Default), "::default()"]);
        });
    });
    out.item();
    out.doc(&["A builder for ", &what, "."]);
    out.line(&["#[derive(Clone, Debug, Default)]"]);
    out.block(&["pub struct ", builder.as_str()], "", |out| {
        item.fields.iter().for_each(|field| builder_field(out, field, is_required(field), scope));
        item.rest.iter().for_each(|rest| builder_field(out, rest, false, scope));
    });
    out.item();
    out.block(&["impl ", builder.as_str()], "", |out| {
        build(out, item, scope);
    });
    let sent = item.fields.iter().filter(|field| field.sent);
    setters(out, builder, sent, settable_rest(item), scope);
}

/// A field of the builder. A required one may not be set yet.
fn builder_field(out: &mut Printer, field: &FieldItem, is_required: bool, scope: &Scope) {
    forms::hanging(out, &[field.name.as_str(), ":"], ",", |out| {
        if is_required {
            out.text(scope.prelude(Prelude::Option));
            out.list(List::TYPES, [&field.ty], |out, ty| scope.ty(out, ty));
        } else {
            scope.ty(out, &field.ty);
        }
    });
}

fn build(out: &mut Printer, item: &StructItem, scope: &Scope) {
    let name = &item.path.name;
    out.item();
    out.doc(&["Returns the value."]);
    out.doc(&[]);
    out.doc(&["# Errors"]);
    out.doc(&[]);
    out.doc(&["Fails with the name of the first required field that is not set."]);
    let result = |out: &mut Printer| {
        out.text(scope.prelude(Prelude::Result));
        let types = [name.as_str(), "codegen::MissingField"];
        out.list(List::TYPES, types, |out, ty| out.text(ty));
    };
    function(out, scope, &["pub fn build"], &[Parameter::Text("self")], result, |out| {
        out.start();
        out.texts(&["Ok(", name.as_str(), " "]);
        let fields = item.fields.iter().map(|it| (it, is_required(it)));
        let rest = item.rest.iter().map(|it| (it, false));
        out.list(List::FIELDS, fields.chain(rest), |out, (field, is_required)| {
            let field_name = field.name.as_str();
            out.texts(&[field_name, ": "]);
            out.group(if is_required { Style::Chain(60) } else { Style::VALUE }, |out| {
                out.text("self");
                out.soft_line("");
                out.texts(&[".", field_name]);
                if !is_required {
                    return;
                }
                out.soft_line("");
                out.text(".ok_or(codegen::MissingField::new");
                let names = [name.plain(), field.name.plain()];
                out.list(List::INNER_ARGUMENTS, names, |out, it| out.literal(it));
                out.text(")?");
            });
        });
        out.text(")");
        out.end();
    });
}
