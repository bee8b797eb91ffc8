//! Enums of types, told apart by a tag property or by trying one after the other.

use super::code::{self, Text};
use super::scope::{Prelude, Scope};
use super::types::derives;
use super::{check, text};
use crate::plan::{Choice, RustType, UnionItem, UnionVariant};

/// The enum and how it is read.
pub(super) fn print(out: &mut Text, item: &UnionItem, scope: &Scope) {
    out.fitted(|out| declaration(out, item, scope));
    table(out, item);
    if let Some(tag) = &item.tag {
        tagged(out, item, tag.as_str());
    }
    check::item(out, &item.path.name, &item.rules, scope);
    for variant in item.variants.iter().filter(|variant| variant.from) {
        from(out, item, variant, scope);
    }
}

fn declaration(out: &mut Text, item: &UnionItem, scope: &Scope) {
    let name = &item.path.name;
    out.docs_or(&item.docs, &format!("One of the types of {}.", text::code(name.plain())));
    out.deprecated(item.deprecated);
    out.line(&derives(&[], &item.derives));
    out.block(&format!("pub enum {name}"), "", |out| {
        for variant in &item.variants {
            out.docs_or(&variant.docs, &format!("{}.", text::code(&variant.ty.to_string())));
            out.variant(variant.name.as_str(), scope.ty(&variant.ty).as_str());
        }
        out.doc("A value that is none of the others.");
        out.line(&format!("{}(codegen::Value),", item.unknown));
    });
}

/// `codegen::one_of!`, and `tagged!` behind it, where the tag chooses, else the macro that chooses as the plan says.
fn table(out: &mut Text, item: &UnionItem) {
    let (table, compared) = match (&item.tag, item.choice) {
        (Some(_), _) => ("codegen::one_of", None),
        (None, Choice::First) => ("codegen::first_of", None),
        (None, Choice::Best(compared)) => ("codegen::best_of", Some(compared)),
        (None, Choice::AllOrRest(compared)) => ("codegen::any_of", Some(compared)),
    };
    let variants = item.variants.iter().map(|variant| &variant.name).chain([&item.unknown]);
    let variants = variants.enumerate().map(|(index, name)| {
        // The dots stand between those that are compared and those that are tried afterwards.
        if compared == Some(index) { format!(".. {name}") } else { name.to_string() }
    });
    out.table(table, item.path.name.as_str(), &variants.collect::<Vec<_>>());
}

/// Reads the tag before the value. A value with an unknown tag is kept as it is; serde's own tagged enums would lose it.
fn tagged(out: &mut Text, item: &UnionItem, tag: &str) {
    let any = if item.tag_is_text { "" } else { "any " };
    let name = format!("{} by {any}{}", item.path.name, code::literal(tag));
    let arms = item.arms().into_iter().map(|arm| {
        let tags: Vec<String> = arm.tags.iter().map(|tag| code::literal(tag)).collect();
        let variants: Vec<String> = arm.variants.iter().map(|it| it.name.to_string()).collect();
        format!("{} => {}", tags.join(" | "), variants.join(" or "))
    });
    let default = item.default.as_ref().map_or_else(String::new, |name| format!("{name} or "));
    let arms: Vec<String> = arms.chain([format!("_ => {default}{}", item.unknown)]).collect();
    out.table("codegen::tagged", &name, &arms);
}

fn from(out: &mut Text, item: &UnionItem, variant: &UnionVariant, scope: &Scope) {
    let (from, name) = (scope.prelude(Prelude::From), &item.path.name);
    let (ty, value) = match &variant.ty {
        RustType::Boxed(of) => {
            (scope.ty(of), format!("{}::new(value)", scope.prelude(Prelude::Box)))
        }
        plain => (scope.ty(plain), "value".to_owned()),
    };
    out.implementation(&format!("{from}<{ty}>"), name.as_str(), |out| {
        out.function("fn from", &[format!("value: {ty}")], " -> Self", |out| {
            out.line(&format!("Self::{}({value})", variant.name));
        });
    });
}
