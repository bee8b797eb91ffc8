//! Enums of types, told apart by a tag property or by trying one after the other.

use proc_macro2::TokenStream;
use quote::quote;

use super::code::{self, Text};
use super::error::Error;
use super::scope::{Prelude, Scope};
use super::tokens::ident;
use super::types::derives;
use super::{check, text};
use crate::plan::{Choice, RustType, UnionItem, UnionVariant};

/// The enum and how it is read.
pub(super) fn print(out: &mut Text, item: &UnionItem, scope: &Scope) -> Result<(), Error> {
    out.fitted(|out| declaration(out, item, scope));
    table(out, item);
    if let Some(tag) = &item.tag {
        out.tokens(&item.path.to_string(), tagged(item, tag.as_str(), scope))?;
    }
    check::item(out, &item.path.name, &item.rules, scope);
    for variant in item.variants.iter().filter(|variant| variant.from) {
        from(out, item, variant, scope);
    }
    Ok(())
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

/// `codegen::one_of!` where the tag chooses, else the macro that chooses as the plan says.
fn table(out: &mut Text, item: &UnionItem) {
    let (table, compared) = match (&item.tag, item.choice) {
        (Some(_), _) => ("codegen::one_of", None),
        (None, Choice::First) => ("codegen::first_of", None),
        (None, Choice::Best(compared)) => ("codegen::best_of", Some(compared)),
        (None, Choice::Whole(compared)) => ("codegen::any_of", Some(compared)),
    };
    let variants = item.variants.iter().map(|variant| &variant.name).chain([&item.unknown]);
    let variants = variants.enumerate().map(|(index, name)| {
        // The dots stand between those that are compared and those that are tried afterwards.
        if compared == Some(index) { format!(".. {name}") } else { name.to_string() }
    });
    out.table(table, item.path.name.as_str(), &variants.collect::<Vec<_>>());
}

/// Reads the tag before the value. A value with an unknown tag is kept as it is; serde's own tagged enums would lose it.
fn tagged(item: &UnionItem, tag: &str, scope: &Scope) -> TokenStream {
    let name = ident(&item.path.name);
    let unknown = ident(&item.unknown);
    let result = scope.prelude(Prelude::Result);
    let arms = item.arms();
    let arms = arms.iter().map(|arm| {
        let (tags, value) = (&arm.tags, candidates(item.path.name.plain(), &arm.variants));
        quote!(Some(#(#tags)|*) => #value,)
    });
    let other = match item.default.as_ref().map(ident) {
        Some(default) => quote! {
            value.variant(Self::#default).or_else(|_: D::Error| value.unknown(Self::#unknown))
        },
        None => quote!(value.unknown(Self::#unknown)),
    };
    let found = if item.tag_is_text {
        quote!(value.tag(#tag))
    } else {
        quote!(value.tag_text(#tag).as_deref())
    };
    quote! {
        impl<'de> codegen::Deserialize<'de> for #name {
            fn deserialize<D: codegen::Deserializer<'de>>(deserializer: D) -> #result<Self, D::Error> {
                let value = codegen::Buffer::read(deserializer)?;
                match #found {
                    #(#arms)*
                    _ => #other,
                }
            }
        }
    }
}

/// The one variant, or of several the one that leaves least of the value unread.
fn candidates(union: &str, variants: &[&UnionVariant]) -> TokenStream {
    let names: Vec<_> = variants.iter().map(|variant| ident(&variant.name)).collect();
    match names.as_slice() {
        [only] => quote!(value.variant(Self::#only)),
        names => quote!(value.fits()#(.or(Self::#names))*.one(#union)),
    }
}

fn from(out: &mut Text, item: &UnionItem, variant: &UnionVariant, scope: &Scope) {
    let (from, name) = (scope.prelude(Prelude::From), &item.path.name);
    let (ty, value) = match &variant.ty {
        RustType::Boxed(of) => {
            (scope.ty(of), format!("{}::new(value)", scope.prelude(Prelude::Box)))
        }
        plain => (scope.ty(plain), "value".to_owned()),
    };
    out.fitted(|out| {
        out.block(&format!("impl {from}<{ty}> for {name}"), "", |out| {
            out.line(code::INLINE);
            out.block(&format!("fn from(value: {ty}) -> Self"), "", |out| {
                out.line(&format!("Self::{}({value})", variant.name));
            });
        });
    });
}
