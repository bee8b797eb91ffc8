//! Structs: fields, and the table by which they are read and written.

use super::forms::{self, Parameter, function};
use super::printer::Printer;
use super::scope::Scope;
use super::{check, constructor, text};
use crate::plan::ir::{ConstantValue, Constructor, FieldItem, Presence, RustType, StructItem};

/// The struct and its constructors.
pub(super) fn print(out: &mut Printer, item: &StructItem, scope: &Scope) {
    declaration(out, item, scope);
    out.item();
    let table = if item.in_place { "codegen::object" } else { "codegen::serde_object" };
    forms::table(out, table, &[item.path.name.as_str()], |out| entries(out, item));
    check::item(out, &item.path.name, &item.rules, scope);
    constructor::print(out, item, scope);
    if let Some(rest) = item.rest.as_ref().filter(|_| item.keeps_undeclared) {
        accessor(out, item, rest, scope);
    }
}

/// `extra`, which returns the properties that the document does not declare.
fn accessor(out: &mut Printer, item: &StructItem, rest: &FieldItem, scope: &Scope) {
    out.item();
    out.block(&["impl ", item.path.name.as_str()], "", |out| {
        out.item();
        out.doc(&[
            "Returns the properties that the document does not declare. They are written back.",
        ]);
        let ty = RustType::Ref(Box::new(rest.ty.clone()));
        let result = |out: &mut Printer| scope.ty(out, &ty);
        function(out, scope, &["pub fn extra"], &[Parameter::Text("&self")], result, |out| {
            out.line(&["&self.", rest.name.as_str()]);
        });
    });
}

fn declaration(out: &mut Printer, item: &StructItem, scope: &Scope) {
    let name = &item.path.name;
    out.item();
    forms::docs_or(out, &item.docs, &["The object ", &text::code(name.plain()), "."]);
    forms::deprecated(out, item.deprecated);
    forms::derives(out, if item.default { &["Default"] } else { &[] }, &item.derives);
    // Without a constructor, only a literal makes a value, which tests need.
    let can_be_built = item.constructor != Constructor::None;
    out.line(&[if can_be_built { "#[non_exhaustive]" } else { scope.closed_but_for_tests() }]);
    out.block(&["pub struct ", name.as_str()], "", |out| {
        for it in &item.fields {
            field(out, it, &["Property ", &text::code(it.wire.as_str()), "."], scope);
        }
        if let Some(rest) = &item.rest {
            field(out, rest, &["The undeclared properties."], scope);
        }
    });
}

fn field(out: &mut Printer, field: &FieldItem, otherwise: &[&str], scope: &Scope) {
    forms::docs_or(out, &field.docs, otherwise);
    forms::deprecated(out, field.deprecated);
    let head = ["pub ", field.name.as_str(), ":"];
    forms::hanging(out, &head, ",", |out| scope.ty(out, &field.ty));
}

/// The entries of `codegen::object!`, one for each property.
fn entries(out: &mut Printer, item: &StructItem) {
    for (index, it) in item.fields.iter().enumerate() {
        constants(out, item, |after| after == index);
        out.start();
        out.literal(it.wire.as_str());
        out.texts(&[" => ", it.name.as_str(), ": ", presence(it), ","]);
        out.end();
    }
    constants(out, item, |after| after >= item.fields.len());
    if let Some(rest) = &item.rest {
        let keep = if item.keeps_undeclared { "keep " } else { "" };
        out.line(&[".. ", keep, "=> ", rest.name.as_str(), ","]);
    }
}

/// `"kind" = "cat",`: the constants at one position.
fn constants(out: &mut Printer, item: &StructItem, is_here: impl Fn(usize) -> bool) {
    for it in item.constants.iter().filter(|it| is_here(it.after)) {
        out.start();
        out.literal(it.wire.as_str());
        out.text(" = ");
        match &it.value {
            ConstantValue::String(text) => out.literal(text),
            ConstantValue::Integer(digits) => out.text(digits),
            ConstantValue::Boolean(value) => out.text(if *value { "true" } else { "false" }),
        }
        out.text(",");
        out.end();
    }
}

/// The table's keyword. Whether an optional field is an `Option` or a `Maybe` follows from its type.
fn presence(field: &FieldItem) -> &'static str {
    match field.presence {
        Presence::Optional | Presence::OptionalNullable if !field.sent => "read_only",
        Presence::Required => "required",
        Presence::RequiredNullable => "nullable",
        Presence::Optional | Presence::OptionalNullable => "optional",
    }
}
