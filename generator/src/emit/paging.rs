//! `pages()` and `items()` of a request, with what the runtime has to know to go from page to page.

use proc_macro2::TokenStream;
use quote::quote;

use super::code::Text;
use super::scope::Scope;
use super::tokens::ident;
use crate::model::{NextPage, PageEnd, PageTarget, PropertyPath};
use crate::plan::{PagingItem, Presence, RustType, Step};

/// How pages follow each other, and the decoder of their items, as constants of the request, whose methods' names are the document's.
pub(super) fn constants(paging: &PagingItem, error: &RustType, scope: &Scope) -> TokenStream {
    let page = scope.ty(&paging.page);
    let list = RustType::Vec(Box::new(paging.item.clone()));
    let decoded = scope.outcome(&list, error);
    let (items, path, next) = (items(paging), path(&paging.items), next(&paging.next));
    quote! {
        const PAGING: codegen::Paging = codegen::Paging { items: #path, next: #next };
        const ITEMS: codegen::Decode #decoded = codegen::Decode {
            ok: |response| {
                let page: #page = codegen::json(response)?;
                Ok(#items)
            },
            err: Self::DECODE.err,
        };
    }
}

/// The two methods of the request.
pub(super) fn methods(out: &mut Text, paging: &PagingItem, error: &RustType, scope: &Scope) {
    let taken = ["self".to_owned()];
    out.doc(&format!("Reads page after page, {}.", words(&paging.next)));
    let pages = format!(" -> codegen::Pages{}", scope.outcome(&paging.page, error));
    out.function("pub fn pages", &taken, &pages, |out| {
        out.line("self.call.pages(&Self::PAGING, Self::DECODE)");
    });
    out.doc("Reads the items of all pages, one after the other.");
    let items = format!(" -> codegen::Items{}", scope.outcome(&paging.item, error));
    out.function("pub fn items", &taken, &items, |out| {
        out.line("self.call.items(&Self::PAGING, Self::ITEMS)");
    });
}

/// How one page leads to the next, in words without names of the document.
fn words(next: &NextPage) -> &'static str {
    match next {
        NextPage::Cursor { .. } => "each asked for with the cursor of the one before",
        NextPage::LastItem { .. } => "each asked for with the last item of the one before",
        NextPage::Page { .. } => "by their numbers",
        NextPage::Offset { .. } => "by the number of items before them",
        NextPage::Url { .. } => "each at the URL that the one before gives",
        NextPage::Link => "each at the URL in the `Link` header of the one before",
    }
}

/// `codegen::Next`.
fn next(next: &NextPage) -> TokenStream {
    match next {
        NextPage::Cursor { to, from, more } => {
            let (to, from, more) = (target(to), path(from), option(more.as_ref()));
            quote!(codegen::Next::Cursor { to: #to, from: #from, more: #more })
        }
        NextPage::LastItem { to, id, more } => {
            let (to, id, more) = (target(to), path(id), path(more));
            quote!(codegen::Next::LastItem { to: #to, id: #id, more: #more })
        }
        NextPage::Page { to, first, end } => {
            let (to, end) = (target(to), self::end(end));
            quote!(codegen::Next::Page { to: #to, first: #first, end: #end })
        }
        NextPage::Offset { to, first, end } => {
            let (to, end) = (target(to), self::end(end));
            quote!(codegen::Next::Offset { to: #to, first: #first, end: #end })
        }
        NextPage::Url { from } => {
            let from = path(from);
            quote!(codegen::Next::Url { from: #from })
        }
        NextPage::Link => quote!(codegen::Next::Link),
    }
}

fn target(to: &PageTarget) -> TokenStream {
    match to {
        PageTarget::Query(name) => {
            let name = name.as_str();
            quote!(codegen::Target::Query(#name))
        }
        PageTarget::Body(place) => {
            let place = path(place);
            quote!(codegen::Target::Body(#place))
        }
    }
}

fn end(end: &PageEnd) -> TokenStream {
    let [pages, total, more] = [&end.pages, &end.total, &end.more].map(|it| option(it.as_ref()));
    quote!(codegen::End { pages: #pages, total: #total, more: #more })
}

fn option(path: Option<&PropertyPath>) -> TokenStream {
    path.map(self::path).map_or_else(|| quote!(None), |path| quote!(Some(#path)))
}

fn path(path: &PropertyPath) -> TokenStream {
    let names = path.0.iter().map(|name| name.as_str());
    quote!(&[#(#names),*])
}

/// From a page to its `Vec` of items, by value; a missing list is an empty one.
fn items(paging: &PagingItem) -> TokenStream {
    let (path, optional) = walk(&paging.steps);
    let boxed = paging.steps.last().is_some_and(|step| step.boxed);
    match (optional, boxed) {
        (false, false) => path,
        (false, true) => quote!(*#path),
        (true, false) => quote!(#path.unwrap_or_default()),
        (true, true) => quote!(#path.map(|value| *value).unwrap_or_default()),
    }
}

/// The expression for a field path, and whether it is an `Option`. A box needs no word: field access goes through it.
fn walk(steps: &[Step]) -> (TokenStream, bool) {
    steps.iter().fold((quote!(page), false), |(path, optional), step| {
        let field = ident(&step.field);
        let own = wrapper(step.presence);
        match (optional, own) {
            (false, None) => (quote!(#path.#field), false),
            (false, Some(own)) => (quote!(#path.#field #own), true),
            (true, None) => (quote!(#path.map(|value| value.#field)), true),
            (true, Some(own)) => (quote!(#path.and_then(|value| value.#field #own)), true),
        }
    })
}

/// From a field to an `Option`, for fields that are not plain.
fn wrapper(presence: Presence) -> Option<TokenStream> {
    match presence {
        Presence::Required => None,
        Presence::RequiredNullable | Presence::Optional => Some(TokenStream::new()),
        Presence::OptionalNullable => Some(quote!(.into_option())),
    }
}
