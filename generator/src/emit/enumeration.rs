//! Open enums of literals, strings or integers.

use proc_macro2::{Ident as Name, Literal, TokenStream};
use quote::quote;

use super::error::Error;
use super::scope::{Prelude, Scope};
use super::text;
use super::tokens::{deprecated, docs_or, ident};
use super::types::{SERDE, wire_derives};
use crate::plan::{EnumItem, EnumRepr};

/// The enum and its conversions.
pub(super) fn print(item: &EnumItem, scope: &Scope) -> Result<TokenStream, Error> {
    let parts = Parts::new(item)?;
    let declaration = declaration(item, &parts, scope);
    let conversions = match item.repr {
        EnumRepr::String => of_strings(&parts, scope),
        EnumRepr::Integer => of_integers(&parts, scope),
    };
    Ok(quote!(#declaration #conversions))
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
    let (derives, repr, kept) = match item.repr {
        EnumRepr::String => (
            wire_derives(&["Eq", "Hash"]),
            scope.prelude_text(Prelude::String),
            scope.prelude(Prelude::String),
        ),
        EnumRepr::Integer => (wire_derives(&["Copy", "Eq", "Hash"]), "i64".to_owned(), quote!(i64)),
    };
    quote! {
        #docs
        #deprecated
        #derives
        #[serde(crate = #SERDE, from = #repr, into = #repr)]
        pub enum #name {
            #(#variant_docs #variants,)*
            /// A value that this client does not know.
            #unknown(#kept),
        }
    }
}

fn of_strings(parts: &Parts, scope: &Scope) -> TokenStream {
    let Parts { name, unknown, variants, literals } = parts;
    let (from, string) = (scope.prelude(Prelude::From), scope.prelude(Prelude::String));
    quote! {
        impl #name {
            /// The value on the wire.
            pub fn as_str(&self) -> &str {
                match self {
                    #(Self::#variants => #literals,)*
                    Self::#unknown(value) => value,
                }
            }
        }
        impl #from<#string> for #name {
            fn from(value: #string) -> Self {
                match value.as_str() {
                    #(#literals => Self::#variants,)*
                    _ => Self::#unknown(value),
                }
            }
        }
        impl #from<&str> for #name {
            fn from(value: &str) -> Self {
                Self::from(value.to_owned())
            }
        }
        impl #from<#name> for #string {
            fn from(value: #name) -> Self {
                match value {
                    #name::#unknown(value) => value,
                    known => known.as_str().to_owned(),
                }
            }
        }
        impl std::fmt::Display for #name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
    }
}

fn of_integers(parts: &Parts, scope: &Scope) -> TokenStream {
    let Parts { name, unknown, variants, literals } = parts;
    let from = scope.prelude(Prelude::From);
    quote! {
        impl #name {
            /// The value on the wire.
            pub fn as_i64(&self) -> i64 {
                match *self {
                    #(Self::#variants => #literals,)*
                    Self::#unknown(value) => value,
                }
            }
        }
        impl #from<i64> for #name {
            fn from(value: i64) -> Self {
                match value {
                    #(#literals => Self::#variants,)*
                    _ => Self::#unknown(value),
                }
            }
        }
        impl #from<#name> for i64 {
            fn from(value: #name) -> Self {
                value.as_i64()
            }
        }
        impl std::fmt::Display for #name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, "{}", self.as_i64())
            }
        }
    }
}
