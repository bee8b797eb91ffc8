//! Type aliases.

use proc_macro2::TokenStream;
use quote::quote;

use super::scope::Scope;
use super::text;
use super::tokens::{deprecated, docs_or, ident};
use crate::plan::AliasItem;

pub(super) fn print(item: &AliasItem, scope: &Scope) -> TokenStream {
    let name = ident(&item.path.name);
    let docs = docs_or(&item.docs, &format!("The type {}.", text::code(item.path.name.plain())));
    let deprecated = deprecated(item.deprecated);
    let target = scope.ty(&item.target);
    quote!(#docs #deprecated pub type #name = #target;)
}
