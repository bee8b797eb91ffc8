//! Structs: fields, and the table by which they are read and written.

use proc_macro2::TokenStream;
use quote::quote;

use super::scope::Scope;
use super::tokens::{deprecated, docs_or, ident};
use super::types::derives;
use super::{constructor, text};
use crate::plan::{Constructor, FieldItem, Ident, Presence, StructItem};

/// The struct and how its values are made.
pub(super) fn print(item: &StructItem, scope: &Scope) -> TokenStream {
    let name = ident(&item.path.name);
    let docs = docs_or(&item.docs, &format!("The object {}.", text::code(item.path.name.plain())));
    let deprecated = deprecated(item.deprecated);
    let derives = derives(if item.default { &["Default"] } else { &[] }, &item.derives);
    let fields = item.fields.iter().map(|field| self::field(field, scope));
    let rest = item.rest.as_ref().map(|rest| self::rest(rest, scope));
    let table = table(item);
    let constructor = constructor::print(item, scope);
    quote! {
        #docs
        #deprecated
        #derives
        pub struct #name {
            #(#fields,)*
            #rest
        }
        #table
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
    let ty = scope.ty(&field.ty);
    quote!(#docs #deprecated pub #name: #ty)
}

fn rest(field: &FieldItem, scope: &Scope) -> TokenStream {
    let name = ident(&field.name);
    let docs = docs_or(&field.docs, "Properties that the document does not name.");
    let ty = scope.ty(&field.ty);
    quote!(#docs pub #name: #ty)
}

/// `codegen::object!`, which has a line for each property.
fn table(item: &StructItem) -> TokenStream {
    let name = ident(&item.path.name);
    let fields = item.fields.iter().map(|field| {
        let (wire, name, presence) =
            (field.wire.as_str(), ident(&field.name), presence(field.presence));
        quote!(#wire => #name: #presence,)
    });
    let rest = item.rest.iter().map(|rest| {
        let name = ident(&rest.name);
        quote!(.. => #name,)
    });
    quote!(codegen::object!(#name { #(#fields)* #(#rest)* });)
}

/// The table's word for it. What an optional field holds, an `Option` or a `Maybe`, says its type.
fn presence(presence: Presence) -> TokenStream {
    match presence {
        Presence::Required => quote!(required),
        Presence::RequiredNullable => quote!(nullable),
        Presence::Optional | Presence::OptionalNullable => quote!(optional),
    }
}
