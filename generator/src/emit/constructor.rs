//! How a struct's values are made: `new` with setters, or a builder.
//!
//! Required fields are arguments. A required field that may be null begins as null, and has a setter like an optional one.

use super::code::{self, Text};
use super::scope::{Prelude, Scope};
use super::{structure, text};
use crate::plan::{Constructor, FieldItem, Presence, RustType, StructItem};

pub(super) fn print(out: &mut Text, item: &StructItem, scope: &Scope) {
    match item.constructor {
        Constructor::None => {}
        Constructor::New => with_new(out, item, scope),
        Constructor::Builder => with_builder(out, item, scope),
    }
}

fn is_required(field: &FieldItem) -> bool {
    field.presence == Presence::Required
}

fn with_new(out: &mut Text, item: &StructItem, scope: &Scope) {
    let name = &item.path.name;
    let required: Vec<&FieldItem> = item.fields.iter().filter(|field| is_required(field)).collect();
    out.block(&format!("impl {name}"), "", |out| {
        let what = text::code(name.plain());
        out.doc(&format!("{what} with what is required; everything else is left out."));
        out.allow_arguments(required.len());
        let parameters: Vec<String> = required.iter().map(|it| parameter(it, scope)).collect();
        out.function("pub fn new", &parameters, " -> Self", |out| {
            if required.is_empty() && item.default {
                return out.line("Self::default()");
            }
            let rest = item.rest.iter().map(|rest| {
                format!("{}: {}::default()", rest.name, scope.prelude(Prelude::Default))
            });
            let fields = item.fields.iter().map(|field| initial(field, scope));
            out.literal("", "Self", &fields.chain(rest).collect::<Vec<_>>(), "");
        });
        let optional = item.fields.iter().filter(|field| !is_required(field) && field.sent);
        optional.for_each(|field| setter(out, field, scope));
        rest_setter(out, item, scope);
    });
}

/// `name: T` as a constructor or a setter takes it.
fn parameter(field: &FieldItem, scope: &Scope) -> String {
    format!("{}: {}", field.name, scope.taken(&field.setter.takes))
}

/// What was taken, as the field's type without `Option` or `Maybe`.
fn given(field: &FieldItem, scope: &Scope) -> String {
    let plain = match field.setter.takes {
        RustType::String | RustType::Bytes | RustType::FilePart => format!("{}.into()", field.name),
        _ => field.name.to_string(),
    };
    if field.setter.boxed {
        format!("{}::new({plain})", scope.prelude(Prelude::Box))
    } else {
        plain
    }
}

/// `name: value` of the struct's literal in `new`.
fn initial(field: &FieldItem, scope: &Scope) -> String {
    let name = field.name.as_str();
    match field.presence {
        Presence::RequiredNullable | Presence::Optional => format!("{name}: None"),
        Presence::OptionalNullable => format!("{name}: codegen::Maybe::Absent"),
        Presence::Required => match given(field, scope) {
            // Clippy wants the short form where the value is the argument as it came.
            given if given == name => given,
            given => format!("{name}: {given}"),
        },
    }
}

/// `with_…` for the properties that are not named.
fn rest_setter(out: &mut Text, item: &StructItem, scope: &Scope) {
    if let Some(rest) = &item.rest {
        out.doc("Sets the properties that the document does not name.");
        set(out, rest, &format!("{}: {}", rest.name, scope.ty(&rest.ty)), rest.name.as_str());
    }
}

/// `with_…` on the struct or its builder.
fn setter(out: &mut Text, field: &FieldItem, scope: &Scope) {
    let given = given(field, scope);
    let value = match field.presence {
        Presence::OptionalNullable => format!("codegen::Maybe::Value({given})"),
        _ => format!("Some({given})"),
    };
    out.doc(&format!("Sets {}.", text::code(field.name.plain())));
    out.deprecated(field.deprecated);
    set(out, field, &parameter(field, scope), &value);
}

fn set(out: &mut Text, field: &FieldItem, parameter: &str, value: &str) {
    out.line("#[must_use]");
    let parameters = ["mut self".to_owned(), parameter.to_owned()];
    out.function(&format!("pub fn {}", field.setter.method), &parameters, " -> Self", |out| {
        out.line(&format!("self.{} = {value};", field.name));
        out.line("self");
    });
}

fn with_builder(out: &mut Text, item: &StructItem, scope: &Scope) {
    let Some(builder) = structure::builder(item) else { return };
    let what = text::code(item.path.name.plain());
    out.block(&format!("impl {}", item.path.name), "", |out| {
        out.doc(&format!("Builds {what} field by field."));
        out.function("pub fn builder", &[], &format!(" -> {builder}"), |out| {
            out.line(&format!("{}::default()", scope.prelude(Prelude::Default)));
        });
    });
    out.fitted(|out| {
        out.doc(&format!("Builds {what}."));
        out.line("#[derive(Clone, Debug, Default)]");
        out.block(&format!("pub struct {builder}"), "", |out| {
            item.fields.iter().for_each(|field| held(out, field, scope));
            if let Some(rest) = &item.rest {
                out.typed(&format!("{}: ", rest.name), scope.ty(&rest.ty).as_str(), ",");
            }
        });
    });
    out.block(&format!("impl {builder}"), "", |out| {
        let sent = item.fields.iter().filter(|field| field.sent);
        sent.for_each(|field| setter(out, field, scope));
        rest_setter(out, item, scope);
        build(out, item, scope);
    });
}

/// A field of the builder: what is required may not be there yet.
fn held(out: &mut Text, field: &FieldItem, scope: &Scope) {
    let (name, ty) = (&field.name, scope.ty(&field.ty));
    if is_required(field) {
        let option = scope.prelude(Prelude::Option);
        out.typed(&format!("{name}: "), &format!("{option}<{ty}>"), ",");
    } else {
        out.typed(&format!("{name}: "), ty.as_str(), ",");
    }
}

fn build(out: &mut Text, item: &StructItem, scope: &Scope) {
    let name = &item.path.name;
    let type_name = code::literal(name.plain());
    let fields = item.fields.iter().map(|field| {
        let (field_name, plain) = (&field.name, code::literal(field.name.plain()));
        if is_required(field) {
            let missing = format!("codegen::MissingField::new({type_name}, {plain})");
            format!("{field_name}: self.{field_name}.ok_or({missing})?")
        } else {
            format!("{field_name}: self.{field_name}")
        }
    });
    let rest = item.rest.iter().map(|rest| format!("{0}: self.{0}", rest.name));
    let fields: Vec<String> = fields.chain(rest).collect();
    let result = format!(" -> {}<{name}, codegen::MissingField>", scope.prelude(Prelude::Result));
    out.docs(&["Gives the value.", "", "# Errors", ""].map(str::to_owned));
    out.doc("Names the first required field that has not been set.");
    out.function("pub fn build", &["self".to_owned()], &result, |out| {
        out.literal("Ok(", &name.to_string(), &fields, ")");
    });
}
