//! Enums of types, told apart by a tag property or by trying one after the other.

use proc_macro2::TokenStream;
use quote::quote;

use super::scope::{Prelude, Scope};
use super::text;
use super::tokens::{deprecated, docs_or, ident};
use super::types::derives;
use crate::plan::{Choice, RustType, UnionItem, UnionVariant};

/// The enum and how it is read.
pub(super) fn print(item: &UnionItem, scope: &Scope) -> TokenStream {
    let name = ident(&item.path.name);
    let docs = docs_or(
        &item.docs,
        &format!("One of the types of {}.", text::code(item.path.name.plain())),
    );
    let deprecated = deprecated(item.deprecated);
    let variants = item.variants.iter().map(|variant| self::variant(variant, scope));
    let unknown = ident(&item.unknown);
    let derives = derives(&[], &item.derives);
    let table = table(item);
    let tagged = item.tag.as_ref().map(|tag| tagged(item, tag.as_str(), scope));
    let conversions = item
        .variants
        .iter()
        .filter(|variant| variant.from)
        .map(|variant| from(item, variant, scope));
    quote! {
        #docs
        #deprecated
        #derives
        pub enum #name {
            #(#variants,)*
            /// A value that is none of the others.
            #unknown(codegen::Value),
        }
        #table
        #tagged
        #(#conversions)*
    }
}

fn variant(variant: &UnionVariant, scope: &Scope) -> TokenStream {
    let name = ident(&variant.name);
    let docs = docs_or(&variant.docs, &format!("{}.", text::code(&variant.ty.to_string())));
    let ty = scope.ty(&variant.ty);
    quote!(#docs #name(#ty))
}

/// `codegen::one_of!` where the tag chooses, else the macro that chooses as the plan says.
fn table(item: &UnionItem) -> TokenStream {
    let (name, unknown) = (ident(&item.path.name), ident(&item.unknown));
    let variants: Vec<_> = item.variants.iter().map(|variant| ident(&variant.name)).collect();
    let (table, compared) = match (&item.tag, item.choice) {
        (Some(_), _) => return quote!(codegen::one_of!(#name { #(#variants,)* #unknown });),
        (None, Choice::First) => {
            return quote!(codegen::first_of!(#name { #(#variants,)* #unknown }););
        }
        (None, Choice::Best(compared)) => (quote!(best_of), compared),
        (None, Choice::Whole(compared)) => (quote!(any_of), compared),
    };
    let later = variants.iter().skip(compared).chain([&unknown]);
    let compared = variants.iter().take(compared);
    quote!(codegen::#table!(#name { #(#compared,)* .. #(#later),* });)
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
    let found = if item.tag_is_text {
        quote!(value.get(#tag).and_then(|tag| tag.as_str()))
    } else {
        quote!(codegen::tag_text(&value, #tag).as_deref())
    };
    quote! {
        impl<'de> codegen::Deserialize<'de> for #name {
            fn deserialize<D: codegen::Deserializer<'de>>(deserializer: D) -> #result<Self, D::Error> {
                let value = <codegen::Value as codegen::Deserialize>::deserialize(deserializer)?;
                match #found {
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
