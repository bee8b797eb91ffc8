//! Structs: fields with serde's attributes.

use proc_macro2::TokenStream;
use quote::quote;

use super::scope::{Prelude, Scope};
use super::tokens::{deprecated, docs_or, ident};
use super::types::{SERDE, wire_derives};
use super::{constructor, text};
use crate::plan::{Constructor, FieldItem, Ident, Presence, StructItem};

/// The struct and how its values are made.
pub(super) fn print(item: &StructItem, scope: &Scope) -> TokenStream {
    let name = ident(&item.path.name);
    let docs = docs_or(&item.docs, &format!("The object {}.", text::code(item.path.name.plain())));
    let deprecated = deprecated(item.deprecated);
    let derives = wire_derives(if item.default { &["Default"] } else { &[] });
    let fields = item.fields.iter().map(|field| self::field(field, scope));
    let rest = item.rest.as_ref().map(|rest| self::rest(rest, scope));
    let constructor = constructor::print(item, scope);
    quote! {
        #docs
        #deprecated
        #derives
        #[serde(crate = #SERDE)]
        pub struct #name {
            #(#fields,)*
            #rest
        }
        #constructor
    }
}

/// The name of the builder, where there is one.
pub(super) fn builder(item: &StructItem) -> Option<&Ident> {
    item.builder.as_ref().filter(|_| item.constructor == Constructor::Builder)
}

fn field(field: &FieldItem, scope: &Scope) -> TokenStream {
    let name = ident(&field.name);
    let docs = docs_or(&field.docs, &format!("{} on the wire.", text::code(field.wire.as_str())));
    let deprecated = deprecated(field.deprecated);
    let serde = attributes(field, scope);
    let ty = scope.ty(&field.ty);
    quote!(#docs #deprecated #serde pub #name: #ty)
}

fn rest(field: &FieldItem, scope: &Scope) -> TokenStream {
    let name = ident(&field.name);
    let docs = docs_or(&field.docs, "Properties that the document does not name.");
    let ty = scope.ty(&field.ty);
    quote!(#docs #[serde(flatten)] pub #name: #ty)
}

/// `#[serde(…)]` of a field, if it needs any.
fn attributes(field: &FieldItem, scope: &Scope) -> TokenStream {
    let wire = field.wire.as_str();
    let rename = (wire != field.name.plain()).then(|| quote!(rename = #wire));
    let default = (field.presence != Presence::Required).then(|| quote!(default));
    let skip = skip_if(field.presence, scope).map(|path| quote!(skip_serializing_if = #path));
    let all: Vec<TokenStream> = [rename, default, skip].into_iter().flatten().collect();
    if all.is_empty() { TokenStream::new() } else { quote!(#[serde(#(#all),*)]) }
}

fn skip_if(presence: Presence, scope: &Scope) -> Option<String> {
    match presence {
        Presence::Required | Presence::RequiredNullable => None,
        Presence::Optional => Some(format!("{}::is_none", scope.prelude_text(Prelude::Option))),
        Presence::OptionalNullable => Some("codegen::Maybe::is_absent".to_owned()),
    }
}
