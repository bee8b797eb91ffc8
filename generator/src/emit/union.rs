//! Enums of types, told apart by a tag property or by trying one after the other.

use proc_macro2::TokenStream;
use quote::quote;

use super::code::Text;
use super::error::Error;
use super::scope::{Prelude, Scope};
use super::text;
use super::tokens::ident;
use super::types::derives;
use crate::plan::{Ident, RustType, UnionItem, UnionVariant};

/// The enum and how it is read.
pub(super) fn print(out: &mut Text, item: &UnionItem, scope: &Scope) -> Result<(), Error> {
    out.fitted(|out| declaration(out, item, scope));
    table(out, item);
    if let Some(tag) = &item.tag {
        out.tokens(&item.path.to_string(), tagged(item, tag.as_str(), scope))?;
    }
    for variant in item.variants.iter().filter(|variant| variant.from) {
        from(out, item, variant, scope);
    }
    Ok(())
}

fn declaration(out: &mut Text, item: &UnionItem, scope: &Scope) {
    let name = &item.path.name;
    out.docs_or(&item.docs, &format!("One of the types of {}.", text::code(name.plain())));
    out.deprecated(item.deprecated);
    out.line(&derives(&[]));
    out.block(&format!("pub enum {name}"), "", |out| {
        for variant in &item.variants {
            out.docs_or(&variant.docs, &format!("{}.", text::code(&variant.ty.to_string())));
            out.variant(variant.name.as_str(), scope.ty(&variant.ty).as_str());
        }
        out.doc("A value that is none of the others.");
        out.line(&format!("{}(codegen::Value),", item.unknown));
    });
}

/// `codegen::first_of!`, or `codegen::one_of!` where the tag chooses.
fn table(out: &mut Text, item: &UnionItem) {
    let variants = item.variants.iter().map(|variant| &variant.name).chain([&item.unknown]);
    let variants: Vec<String> = variants.map(Ident::to_string).collect();
    let table = if item.tag.is_some() { "codegen::one_of" } else { "codegen::first_of" };
    out.table(table, item.path.name.as_str(), &variants);
}

/// Reads the tag before the value. A value with an unknown tag is kept as it is; serde's own tagged enums would lose it.
fn tagged(item: &UnionItem, tag: &str, scope: &Scope) -> TokenStream {
    let name = ident(&item.path.name);
    let unknown = ident(&item.unknown);
    let result = scope.prelude(Prelude::Result);
    let arms = item.arms();
    let arms = arms.iter().map(|arm| {
        let (tags, value) = (&arm.tags, candidates(&arm.variants));
        quote!(Some(#(#tags)|*) => #value,)
    });
    quote! {
        impl<'de> codegen::Deserialize<'de> for #name {
            fn deserialize<D: codegen::Deserializer<'de>>(deserializer: D) -> #result<Self, D::Error> {
                let value = <codegen::Value as codegen::Deserialize>::deserialize(deserializer)?;
                match value.get(#tag).and_then(|tag| tag.as_str()) {
                    #(#arms)*
                    _ => Ok(Self::#unknown(value)),
                }
            }
        }
    }
}

/// Reads one variant after the other until one fits.
fn candidates(variants: &[&UnionVariant]) -> TokenStream {
    let Some((last, earlier)) = variants.split_last() else { return TokenStream::new() };
    let name = ident(&last.name);
    let last = quote!(codegen::variant(value, Self::#name));
    earlier.iter().rev().fold(last, |later, variant| {
        let name = ident(&variant.name);
        quote!(codegen::variant(value.clone(), Self::#name).or_else(|_: D::Error| #later))
    })
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
            out.block(&format!("fn from(value: {ty}) -> Self"), "", |out| {
                out.line(&format!("Self::{}({value})", variant.name));
            });
        });
    });
}
