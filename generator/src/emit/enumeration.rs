//! Open enums of literals, strings or integers.

use super::code::{self, Text};
use super::error::Error;
use super::scope::{Prelude, Scope};
use super::text;
use super::types::derives;
use crate::plan::{EnumItem, EnumRepr, EnumVariant};

/// The enum and its conversions.
pub(super) fn print(out: &mut Text, item: &EnumItem, scope: &Scope) -> Result<(), Error> {
    let entries: Result<Vec<String>, Error> =
        item.variants.iter().map(|variant| entry(variant, item)).collect();
    let mut entries = entries?;
    entries.push(format!("_ => {}", item.unknown));
    let table = match item.repr {
        EnumRepr::String => "codegen::string_enum",
        EnumRepr::Integer => "codegen::integer_enum",
    };
    out.fitted(|out| declaration(out, item, scope));
    out.table(table, item.path.name.as_str(), &entries);
    Ok(())
}

/// A line of the table.
fn entry(variant: &EnumVariant, item: &EnumItem) -> Result<String, Error> {
    let literal = match item.repr {
        EnumRepr::String => code::literal(&variant.wire),
        EnumRepr::Integer => {
            let number = variant.wire.parse::<i64>();
            number.map_err(|_| Error::new(&item.path, "not an integer"))?.to_string()
        }
    };
    Ok(format!("{literal} => {}", variant.name))
}

fn declaration(out: &mut Text, item: &EnumItem, scope: &Scope) {
    let name = &item.path.name;
    let (own, kept) = match item.repr {
        EnumRepr::String => (&["Eq", "Hash"][..], scope.prelude(Prelude::String).to_string()),
        EnumRepr::Integer => (&["Copy", "Eq", "Hash"][..], "i64".to_owned()),
    };
    out.docs_or(&item.docs, &format!("One of the values of {}.", text::code(name.plain())));
    out.deprecated(item.deprecated);
    out.line(&derives(own, &item.derives));
    out.block(&format!("pub enum {name}"), "", |out| {
        for variant in &item.variants {
            out.docs_or(&variant.docs, &format!("{}.", text::code(&variant.wire)));
            out.line(&format!("{},", variant.name));
        }
        out.doc("A value that this client does not know.");
        out.line(&format!("{}({kept}),", item.unknown));
    });
}
