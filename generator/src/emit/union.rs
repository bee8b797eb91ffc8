//! Enums of types. A tag property selects the variant, or the variants are tried in order.

use super::forms;
use super::printer::{List, Printer};
use super::scope::Scope;
use super::{check, text};
use crate::plan::ir::{Choice, RustType, UnionItem, UnionVariant};

/// The enum and the table by which it is read.
pub(super) fn print(out: &mut Printer, item: &UnionItem, scope: &Scope) {
    declaration(out, item, scope);
    table(out, item);
    if let Some(tag) = &item.tag {
        tagged(out, item, tag.as_str());
    }
    check::item(out, &item.path.name, &item.rules, scope);
    conversions(out, item, scope);
    views(out, item, scope);
}

fn declaration(out: &mut Printer, item: &UnionItem, scope: &Scope) {
    let name = &item.path.name;
    out.item();
    forms::docs_or(out, &item.docs, &["The variants of ", &text::code(name.plain()), "."]);
    forms::deprecated(out, item.deprecated);
    forms::derives(out, &[], &item.derives);
    out.line(&["#[non_exhaustive]"]);
    out.block(&["pub enum ", name.as_str()], "", |out| {
        for variant in &item.variants {
            if variant.docs.is_empty() {
                out.doc(&[&text::code(&variant.ty.to_string()), "."]);
            } else {
                out.docs(&variant.docs);
            }
            forms::variant(out, variant.name.as_str(), scope, &variant.ty);
        }
        out.doc(&["A value of no other variant."]);
        out.line(&[item.unknown.as_str(), "(codegen::Value),"]);
    });
}

/// `codegen::one_of!`, followed by `tagged!`, where a tag selects the variant; otherwise the macro for the plan's choice.
fn table(out: &mut Printer, item: &UnionItem) {
    let (table, compared) = match (&item.tag, item.choice) {
        (Some(_), _) => ("codegen::one_of", None),
        (None, Choice::First) => ("codegen::first_of", None),
        (None, Choice::Best(compared)) => ("codegen::best_of", Some(compared)),
        (None, Choice::AllOrRest(compared)) => ("codegen::any_of", Some(compared)),
    };
    let is_tagged = item.tag.is_some();
    let last = item.variants.len();
    let variants = item.variants.iter().map(|variant| &variant.name).chain([&item.unknown]);
    out.item();
    out.start();
    out.texts(&[table, "!(", item.path.name.as_str(), " "]);
    let written = |index: usize| item.variants.get(index)?.written_tag.as_deref();
    let writes_tags = item.variants.iter().any(|it| it.written_tag.is_some());
    if let Some(tag) = item.tag.as_ref().filter(|_| writes_tags) {
        out.text("by ");
        out.literal(tag.as_str());
        out.text(" ");
    }
    out.list(List::FIELDS, variants.enumerate(), |out, (index, name)| {
        // Two dots separate the variants that are compared from those that are tried afterwards.
        if compared == Some(index) {
            out.text(".. ");
        }
        if index == last && !is_tagged {
            out.text("_ => ");
        }
        out.text(name.as_str());
        if let Some(tag) = written(index) {
            out.text(" = ");
            out.literal(tag);
        }
    });
    out.text(");");
    out.end();
}

/// Reads the tag before the value. A value with an unknown tag is kept, where serde's own tagged enums would lose it.
fn tagged(out: &mut Printer, item: &UnionItem, tag: &str) {
    out.item();
    out.start();
    let any = if item.tag_is_text { "" } else { "any " };
    out.texts(&["codegen::tagged!(", item.path.name.as_str(), " by ", any]);
    out.literal(tag);
    out.braces(");", |out| {
        for arm in item.arms() {
            out.start();
            for (index, tag) in arm.tags.iter().enumerate() {
                out.text(if index == 0 { "" } else { " | " });
                out.literal(tag);
            }
            for (index, variant) in arm.variants.iter().enumerate() {
                out.texts(&[if index == 0 { " => " } else { " or " }, variant.name.as_str()]);
            }
            out.text(",");
            out.end();
        }
        match &item.default {
            Some(name) => {
                out.line(&["_ => ", name.as_str(), " or ", item.unknown.as_str(), ","]);
            }
            None => out.line(&["_ => ", item.unknown.as_str(), ","]),
        }
    });
}

/// `codegen::conversions!`, with a line for each variant whose type converts into the union.
fn conversions(out: &mut Printer, item: &UnionItem, scope: &Scope) {
    let mut variants = item.variants.iter().filter(|variant| variant.from).peekable();
    if variants.peek().is_none() {
        return;
    }
    out.item();
    forms::table(out, "codegen::conversions", &[item.path.name.as_str()], |out| {
        variants.for_each(|variant| conversion(out, variant, scope));
    });
}

/// `codegen::views!`, with a line for each method that returns a value as one of the variants.
fn views(out: &mut Printer, item: &UnionItem, scope: &Scope) {
    let views = || item.variants.iter().filter_map(|it| Some((it, it.view.as_ref()?)));
    if views().next().is_none() {
        return;
    }
    out.item();
    forms::table(out, "codegen::views", &[item.path.name.as_str()], |out| {
        for (variant, method) in views() {
            out.start();
            out.texts(&[method.as_str(), "("]);
            scope.ty(out, unboxed(&variant.ty));
            out.texts(&[") => ", variant.name.as_str(), ","]);
            out.end();
        }
    });
}

fn unboxed(ty: &RustType) -> &RustType {
    match ty {
        RustType::Boxed(of) => of,
        plain => plain,
    }
}

fn conversion(out: &mut Printer, variant: &UnionVariant, scope: &Scope) {
    out.start();
    scope.ty(out, unboxed(&variant.ty));
    out.texts(&[" => ", variant.name.as_str(), ","]);
    out.end();
}
