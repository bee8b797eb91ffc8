//! Open enums of literals, strings or integers.

use super::forms;
use super::printer::Printer;
use super::text;
use crate::plan::ir::{EnumItem, EnumRepr, EnumVariant};

/// The enum and its conversions.
pub(super) fn print(out: &mut Printer, item: &EnumItem) {
    declaration(out, item);
    let table = match item.repr {
        EnumRepr::String => "codegen::string_enum",
        EnumRepr::Integer => "codegen::integer_enum",
    };
    out.item();
    forms::table(out, table, &[item.path.name.as_str()], |out| {
        item.variants.iter().for_each(|variant| entry(out, variant, item));
        out.line(&["_ => ", item.unknown.as_str(), ","]);
    });
}

/// A line of the table.
fn entry(out: &mut Printer, variant: &EnumVariant, item: &EnumItem) {
    out.start();
    match item.repr {
        EnumRepr::String => out.literal(&variant.wire),
        EnumRepr::Integer => out.text(&variant.wire),
    }
    out.texts(&[" => ", variant.name.as_str(), ","]);
    out.end();
}

fn declaration(out: &mut Printer, item: &EnumItem) {
    let name = &item.path.name;
    let (own, kept): (&[&str], _) = match item.repr {
        EnumRepr::String => (&["Eq", "Hash"], "codegen::UnknownValue"),
        EnumRepr::Integer => (&["Copy", "Eq", "Hash"], "i64"),
    };
    out.item();
    forms::docs_or(out, &item.docs, &["The values of ", &text::code(name.plain()), "."]);
    forms::deprecated(out, item.deprecated);
    forms::derives(out, own, &item.derives);
    out.line(&["#[non_exhaustive]"]);
    out.block(&["pub enum ", name.as_str()], "", |out| {
        for variant in &item.variants {
            forms::docs_or(out, &variant.docs, &[&text::code(&variant.wire), "."]);
            out.line(&[variant.name.as_str(), ","]);
        }
        out.doc(&["A value that the document does not list."]);
        out.line(&[item.unknown.as_str(), "(", kept, "),"]);
    });
}
