//! Enums of types, told apart by a tag property or by trying one after the other.

use indexmap::IndexMap;
use proc_macro2::TokenStream;
use quote::quote;

use super::scope::{Prelude, Scope};
use super::text;
use super::tokens::{deprecated, docs_or, ident};
use super::types::SERDE;
use crate::plan::{Ident, RustType, UnionItem, UnionVariant};

/// The enum and how it is read.
pub(super) fn print(item: &UnionItem, scope: &Scope) -> TokenStream {
    let name = ident(&item.path.name);
    let docs = docs_or(
        &item.docs,
        &format!("One of the types of {}.", text::code(item.path.name.plain())),
    );
    let deprecated = deprecated(item.deprecated);
    let allow = allow_large(item.variants.iter().map(|variant| &variant.ty));
    let variants = item.variants.iter().map(|variant| self::variant(variant, scope));
    let unknown = ident(&item.unknown);
    let deserialize = item.tag.is_none().then(|| quote!(, codegen::serde::Deserialize));
    let tagged = item.tag.as_ref().map(|tag| tagged(item, tag.as_str(), scope));
    let conversions = item
        .variants
        .iter()
        .filter(|variant| variant.from)
        .map(|variant| from(item, variant, scope));
    quote! {
        #docs
        #deprecated
        #[derive(Clone, Debug, PartialEq, codegen::serde::Serialize #deserialize)]
        #[serde(crate = #SERDE, untagged)]
        #allow
        pub enum #name {
            #(#variants,)*
            /// A value that is none of the others.
            #unknown(codegen::serde_json::Value),
        }
        #tagged
        #(#conversions)*
    }
}

/// Sizes are not known here; the plan boxes what it knows to be large, and the rest is a fair price for plain matching.
pub(super) fn allow_large<'a>(mut held: impl Iterator<Item = &'a RustType>) -> TokenStream {
    if held.any(|ty| matches!(ty, RustType::Item(_))) {
        quote!(#[allow(clippy::large_enum_variant)])
    } else {
        TokenStream::new()
    }
}

fn variant(variant: &UnionVariant, scope: &Scope) -> TokenStream {
    let name = ident(&variant.name);
    let docs = docs_or(&variant.docs, &format!("{}.", text::code(&variant.ty.to_string())));
    let ty = scope.ty(&variant.ty);
    quote!(#docs #name(#ty))
}

/// Reads the tag before the value. A value with an unknown tag is kept as it is; serde's own tagged enums would lose it.
fn tagged(item: &UnionItem, tag: &str, scope: &Scope) -> TokenStream {
    let name = ident(&item.path.name);
    let unknown = ident(&item.unknown);
    let result = scope.prelude(Prelude::Result);
    let arms = arms(item);
    quote! {
        impl<'de> codegen::serde::Deserialize<'de> for #name {
            fn deserialize<D>(deserializer: D) -> #result<Self, D::Error>
            where
                D: codegen::serde::Deserializer<'de>,
            {
                let value: codegen::serde_json::Value = codegen::serde::Deserialize::deserialize(deserializer)?;
                match value.get(#tag).and_then(codegen::serde_json::Value::as_str) {
                    #(#arms)*
                    _ => Ok(Self::#unknown(value)),
                }
            }
        }
    }
}

/// An arm for each variant with its own tags, and one for each tag that several variants share: those are tried in order.
fn arms(item: &UnionItem) -> Vec<TokenStream> {
    let mut by_tag: IndexMap<&str, Vec<&UnionVariant>> = IndexMap::new();
    for variant in &item.variants {
        for tag in &variant.tags {
            by_tag.entry(tag).or_default().push(variant);
        }
    }
    let mut arms: IndexMap<Vec<&Ident>, Vec<&str>> = IndexMap::new();
    for (tag, variants) in &by_tag {
        arms.entry(variants.iter().map(|it| &it.name).collect()).or_default().push(tag);
    }
    arms.iter().map(|(variants, tags)| arm(variants, tags)).collect()
}

fn arm(variants: &[&Ident], tags: &[&str]) -> TokenStream {
    let Some((last, before)) = variants.split_last() else { return TokenStream::new() };
    let last = ident(last);
    let before = before.iter().map(|variant| {
        let variant = ident(variant);
        quote! {
            if let Ok(found) = codegen::serde::Deserialize::deserialize(&value) {
                return Ok(Self::#variant(found));
            }
        }
    });
    quote! {
        Some(#(#tags)|*) => {
            #(#before)*
            codegen::serde_json::from_value(value)
                .map(Self::#last)
                .map_err(codegen::serde::de::Error::custom)
        }
    }
}

fn from(item: &UnionItem, variant: &UnionVariant, scope: &Scope) -> TokenStream {
    let (name, variant_name) = (ident(&item.path.name), ident(&variant.name));
    let from = scope.prelude(Prelude::From);
    let (ty, value) = match &variant.ty {
        RustType::Boxed(of) => {
            let boxes = scope.prelude(Prelude::Box);
            (scope.ty(of), quote!(#boxes::new(value)))
        }
        plain => (scope.ty(plain), quote!(value)),
    };
    quote! {
        impl #from<#ty> for #name {
            fn from(value: #ty) -> Self {
                Self::#variant_name(#value)
            }
        }
    }
}
