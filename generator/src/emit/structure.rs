//! Structs: fields, and the table by which they are read and written.

use super::code::{self, Text};
use super::scope::Scope;
use super::types::derives;
use super::{check, constructor, text};
use crate::plan::{Constructor, FieldItem, Ident, Presence, StructItem};

/// The struct and how its values are made.
pub(super) fn print(out: &mut Text, item: &StructItem, scope: &Scope) {
    out.fitted(|out| declaration(out, item, scope));
    out.table("codegen::object", item.path.name.as_str(), &entries(item));
    check::item(out, &item.path.name, &item.rules, scope);
    constructor::print(out, item, scope);
}

/// The name of the builder, where there is one.
pub(super) fn builder(item: &StructItem) -> Option<&Ident> {
    item.builder.as_ref().filter(|_| item.constructor == Constructor::Builder)
}

fn declaration(out: &mut Text, item: &StructItem, scope: &Scope) {
    let name = &item.path.name;
    out.docs_or(&item.docs, &format!("The object {}.", text::code(name.plain())));
    out.deprecated(item.deprecated);
    out.line(&derives(if item.default { &["Default"] } else { &[] }, &item.derives));
    out.block(&format!("pub struct {name}"), "", |out| {
        for field in &item.fields {
            let wire = text::code(field.wire.as_str());
            self::field(out, field, &format!("{wire} on the wire."), scope);
        }
        if let Some(rest) = &item.rest {
            self::field(out, rest, "Properties that the document does not name.", scope);
        }
    });
}

fn field(out: &mut Text, field: &FieldItem, otherwise: &str, scope: &Scope) {
    out.docs_or(&field.docs, otherwise);
    out.deprecated(field.deprecated);
    out.typed(&format!("pub {}: ", field.name), scope.ty(&field.ty).as_str(), ",");
}

/// The entries of `codegen::object!`: one for each property.
fn entries(item: &StructItem) -> Vec<String> {
    let fields = item.fields.iter().map(|field| {
        let (wire, presence) = (code::literal(field.wire.as_str()), presence(field));
        format!("{wire} => {}: {presence}", field.name)
    });
    fields.chain(item.rest.iter().map(|rest| format!(".. => {}", rest.name))).collect()
}

/// The table's word for it. What an optional field holds, an `Option` or a `Maybe`, says its type.
fn presence(field: &FieldItem) -> &'static str {
    match field.presence {
        Presence::Optional | Presence::OptionalNullable if !field.sent => "read_only",
        Presence::Required => "required",
        Presence::RequiredNullable => "nullable",
        Presence::Optional | Presence::OptionalNullable => "optional",
    }
}
