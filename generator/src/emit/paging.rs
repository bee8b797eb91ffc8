//! `pages()` and `items()` of a request, with the way from a page to its items and to its next cursor.

use proc_macro2::TokenStream;
use quote::quote;

use super::scope::{Prelude, Scope};
use super::tokens::ident;
use crate::plan::{PagingItem, Presence, RustType, Step};

/// The two ways as constants of the request, whose methods' names are the document's.
pub(super) fn constants(paging: &PagingItem, scope: &Scope) -> TokenStream {
    let (page, member) = (scope.ty(&paging.page), scope.ty(&paging.item));
    let (next, items) = (next(paging), items(paging));
    let (option, result) = (scope.prelude(Prelude::Option), scope.prelude(Prelude::Result));
    let string = scope.prelude(Prelude::String);
    quote! {
        const NEXT: fn(&#page) -> #option<#string> = |page| { #next };
        const SPLIT: fn(&codegen::RawResponse) -> #result<codegen::Split<#member>, codegen::DecodeError> = |response| {
            let page: #page = codegen::json(response)?;
            let next = (Self::NEXT)(&page);
            Ok(codegen::Split { items: #items, next })
        };
    }
}

/// The two methods of the request.
pub(super) fn methods(paging: &PagingItem, error: &RustType, scope: &Scope) -> TokenStream {
    let pages = scope.outcome(&paging.page, error);
    let items = scope.outcome(&paging.item, error);
    let cursor = paging.cursor.as_str();
    quote! {
        /// Reads page after page.
        pub fn pages(self) -> codegen::Pages #pages {
            self.call.pages(#cursor, Self::NEXT, Self::DECODE)
        }
        /// Reads the items of all pages, one after the other.
        pub fn items(self) -> codegen::Items #items {
            self.call.items(#cursor, Self::SPLIT, Self::DECODE.err)
        }
    }
}

/// `fn(&P) -> Option<String>`. A box needs no word: field access goes through it.
fn next(paging: &PagingItem) -> TokenStream {
    let (path, optional) = walk(&paging.next, &Access::Borrow);
    match (optional, paging.cursor_is_text) {
        (false, true) => quote!(Some(#path.clone())),
        (false, false) => quote!(Some(#path.to_string())),
        (true, true) => quote!(#path.cloned()),
        (true, false) => quote!(#path.map(|value| value.to_string())),
    }
}

/// From a page to its `Vec` of items, by value; a missing list is an empty one.
fn items(paging: &PagingItem) -> TokenStream {
    let (path, optional) = walk(&paging.items, &Access::Move);
    let boxed = paging.items.last().is_some_and(|step| step.boxed);
    match (optional, boxed) {
        (false, false) => path,
        (false, true) => quote!(*#path),
        (true, false) => quote!(#path.unwrap_or_default()),
        (true, true) => quote!(#path.map(|value| *value).unwrap_or_default()),
    }
}

enum Access {
    Borrow,
    Move,
}

/// The expression for a field path, and whether it is an `Option`.
fn walk(steps: &[Step], access: &Access) -> (TokenStream, bool) {
    steps.iter().fold((quote!(page), false), |(path, optional), step| {
        let field = ident(&step.field);
        let own = wrapper(step.presence, access);
        match (optional, own, access) {
            (false, None, _) => (quote!(#path.#field), false),
            (false, Some(own), _) => (quote!(#path.#field #own), true),
            (true, None, Access::Borrow) => (quote!(#path.map(|value| &value.#field)), true),
            (true, None, Access::Move) => (quote!(#path.map(|value| value.#field)), true),
            (true, Some(own), _) => (quote!(#path.and_then(|value| value.#field #own)), true),
        }
    })
}

/// From a field to an `Option`, for fields that are not plain.
fn wrapper(presence: Presence, access: &Access) -> Option<TokenStream> {
    match (presence, access) {
        (Presence::Required, _) => None,
        (Presence::RequiredNullable | Presence::Optional, Access::Borrow) => {
            Some(quote!(.as_ref()))
        }
        (Presence::RequiredNullable | Presence::Optional, Access::Move) => Some(TokenStream::new()),
        (Presence::OptionalNullable, Access::Borrow) => Some(quote!(.as_option())),
        (Presence::OptionalNullable, Access::Move) => Some(quote!(.into_option())),
    }
}
