//! Open enums of literals, strings or integers.

use proc_macro2::{Ident as Name, Literal, TokenStream};
use quote::quote;

use super::error::Error;
use super::scope::{Prelude, Scope};
use super::text;
use super::tokens::{deprecated, docs_or, ident};
use super::types::derives;
use crate::plan::{EnumItem, EnumRepr};

/// The enum and its conversions.
pub(super) fn print(item: &EnumItem, scope: &Scope) -> Result<TokenStream, Error> {
    let parts = Parts::new(item)?;
    let declaration = declaration(item, &parts, scope);
    let table = table(item.repr, &parts);
    Ok(quote!(#declaration #table))
}

/// The names and literals that every part of the enum mentions.
struct Parts {
    name: Name,
    unknown: Name,
    variants: Vec<Name>,
    literals: Vec<TokenStream>,
}

impl Parts {
    fn new(item: &EnumItem) -> Result<Self, Error> {
        let literals = item.variants.iter().map(|variant| match item.repr {
            EnumRepr::String => {
                let wire = &variant.wire;
                Ok(quote!(#wire))
            }
            EnumRepr::Integer => {
                integer(&variant.wire).ok_or_else(|| Error::new(&item.path, "not an integer"))
            }
        });
        Ok(Self {
            name: ident(&item.path.name),
            unknown: ident(&item.unknown),
            variants: item.variants.iter().map(|variant| ident(&variant.name)).collect(),
            literals: literals.collect::<Result<_, _>>()?,
        })
    }
}

/// An integer literal: the sign is a token of its own, as a pattern needs it.
fn integer(digits: &str) -> Option<TokenStream> {
    let value: i64 = digits.parse().ok()?;
    let digits = Literal::u64_unsuffixed(value.unsigned_abs());
    Some(if value < 0 { quote!(-#digits) } else { quote!(#digits) })
}

fn declaration(item: &EnumItem, parts: &Parts, scope: &Scope) -> TokenStream {
    let Parts { name, unknown, variants, .. } = parts;
    let docs = docs_or(
        &item.docs,
        &format!("One of the values of {}.", text::code(item.path.name.plain())),
    );
    let deprecated = deprecated(item.deprecated);
    let variant_docs =
        item.variants.iter().map(|it| docs_or(&it.docs, &format!("{}.", text::code(&it.wire))));
    let (derives, kept) = match item.repr {
        EnumRepr::String => {
            (derives(&["Eq", "Hash"], &item.derives), scope.prelude(Prelude::String))
        }
        EnumRepr::Integer => (derives(&["Copy", "Eq", "Hash"], &item.derives), quote!(i64)),
    };
    quote! {
        #docs
        #deprecated
        #derives
        pub enum #name {
            #(#variant_docs #variants,)*
            /// A value that this client does not know.
            #unknown(#kept),
        }
    }
}

/// `codegen::string_enum!` or `codegen::integer_enum!`, which has a line for each literal.
fn table(repr: EnumRepr, parts: &Parts) -> TokenStream {
    let Parts { name, unknown, variants, literals } = parts;
    let table = match repr {
        EnumRepr::String => quote!(string_enum),
        EnumRepr::Integer => quote!(integer_enum),
    };
    quote!(codegen::#table!(#name { #(#literals => #variants,)* _ => #unknown, });)
}
