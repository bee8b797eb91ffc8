//! Enums by status: one variant for each body that an operation may answer with.

use proc_macro2::TokenStream;
use quote::quote;

use super::code::Text;
use super::error::Error;
use super::scope::{Prelude, Scope};
use super::text;
use super::tokens::{docs_or, ident};
use crate::plan::{
    Decoder, ErrorDecoder, ErrorVariant, OperationItem, SimpleDecoder, StatusPattern,
    StatusVariant, TypePath,
};

/// The names of the enums that an operation needs.
pub(super) fn declared(item: &OperationItem) -> impl Iterator<Item = &TypePath> {
    let response = match &item.response.decoder {
        Decoder::ByStatus { path, .. } => Some(path),
        _ => None,
    };
    let error = match &item.error.decoder {
        ErrorDecoder::ByStatus { path, .. } => Some(path),
        _ => None,
    };
    response.into_iter().chain(error)
}

/// The enums that an operation needs.
pub(super) fn print(out: &mut Text, item: &OperationItem, scope: &Scope) -> Result<(), Error> {
    let response = match &item.response.decoder {
        Decoder::ByStatus { path, docs, variants } => Some(successes(path, docs, variants, scope)),
        _ => None,
    };
    let error = match &item.error.decoder {
        ErrorDecoder::ByStatus { path, docs, variants } => {
            Some(errors(path, docs, variants, scope))
        }
        _ => None,
    };
    response.into_iter().chain(error).try_for_each(|tokens| out.tokens(&item.id, tokens))
}

fn successes(
    path: &TypePath,
    docs: &[String],
    variants: &[StatusVariant],
    scope: &Scope,
) -> TokenStream {
    let name = ident(&path.name);
    let docs = docs_or(docs, "What the server answers, by status.");
    let declared = variants.iter().map(|variant| {
        let name = ident(&variant.name);
        let docs = docs_or(&variant.docs, &format!("{}.", pattern_text(variant.status)));
        let held = variant.ty.as_ref().map(|ty| scope.ty(ty)).map(|ty| quote!((#ty)));
        quote!(#docs #name #held)
    });
    let arms = variants.iter().map(|variant| (variant.status, read(variant, scope))).collect();
    let body = by_status(arms, &quote!(Err(codegen::undeclared_status(response))));
    let result = scope.prelude(Prelude::Result);
    quote! {
        #docs
        #[derive(Clone, Debug, PartialEq)]
        pub enum #name {
            #(#declared,)*
        }
        impl #name {
            #[inline]
            fn decode(response: &codegen::RawResponse) -> #result<Self, codegen::DecodeError> {
                #body
            }
        }
    }
}

fn read(variant: &StatusVariant, scope: &Scope) -> TokenStream {
    let name = ident(&variant.name);
    let plain = match &variant.decoder {
        SimpleDecoder::Empty => quote!(codegen::empty),
        SimpleDecoder::Json => quote!(codegen::json),
        SimpleDecoder::Text => quote!(codegen::text),
        SimpleDecoder::Bytes => quote!(codegen::raw_bytes),
        SimpleDecoder::Xml(element) => {
            let element = scope.path(element);
            return quote!(codegen::xml(response, &#element).map(Self::#name));
        }
    };
    match variant.ty {
        Some(_) => quote!(#plain(response).map(Self::#name)),
        None => quote!(codegen::empty(response).map(|()| Self::#name)),
    }
}

fn errors(
    path: &TypePath,
    docs: &[String],
    variants: &[ErrorVariant],
    scope: &Scope,
) -> TokenStream {
    let name = ident(&path.name);
    let docs = docs_or(docs, "What the server answers with an error, by status.");
    let declared = variants.iter().map(|variant| {
        let (name, ty) = (ident(&variant.name), scope.ty(&variant.ty));
        let docs = docs_or(&variant.docs, &format!("{}.", pattern_text(variant.status)));
        quote!(#docs #name(#ty))
    });
    let arms = variants.iter().map(|variant| {
        let name = ident(&variant.name);
        let read = match &variant.xml {
            None => quote!(codegen::error_json(response)),
            Some(element) => {
                let element = scope.path(element);
                quote!(codegen::error_xml(response, &#element))
            }
        };
        (variant.status, quote!(#read.map(Self::#name)))
    });
    let body = by_status(arms.collect(), &quote!(None));
    let option = scope.prelude(Prelude::Option);
    quote! {
        #docs
        #[derive(Clone, Debug, PartialEq)]
        pub enum #name {
            #(#declared,)*
        }
        impl #name {
            #[inline]
            fn decode(response: &codegen::RawResponse) -> #option<Self> {
                #body
            }
        }
    }
}

/// A match on the status. What follows a pattern for every status would be unreachable, and is left out.
fn by_status(arms: Vec<(StatusPattern, TokenStream)>, otherwise: &TokenStream) -> TokenStream {
    let any = arms.iter().position(|(status, _)| *status == StatusPattern::Any);
    let fallback = any.and_then(|at| arms.get(at)).map_or(otherwise, |(_, read)| read);
    let before = arms.iter().take(any.unwrap_or(arms.len()));
    let before: Vec<TokenStream> = before
        .map(|(status, read)| {
            let pattern = pattern(*status);
            quote!(#pattern => #read,)
        })
        .collect();
    if before.is_empty() {
        return fallback.clone();
    }
    quote! {
        match response.status() {
            #(#before)*
            _ => #fallback,
        }
    }
}

fn pattern(status: StatusPattern) -> TokenStream {
    let number = proc_macro2::Literal::u16_unsuffixed;
    match status {
        StatusPattern::Exact(status) => {
            let status = number(status);
            quote!(#status)
        }
        StatusPattern::Range(from, to) => {
            let (from, to) = (number(from), number(to));
            quote!(#from..=#to)
        }
        StatusPattern::Any => quote!(_),
    }
}

fn pattern_text(status: StatusPattern) -> String {
    match status {
        StatusPattern::Exact(status) => format!("Status {status}"),
        StatusPattern::Range(from, to) => {
            format!("Status {}", text::code(&format!("{from}..={to}")))
        }
        StatusPattern::Any => "Any other status".to_owned(),
    }
}
