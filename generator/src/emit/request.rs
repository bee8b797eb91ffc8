//! An operation: the method on its group's handle, and the request that it makes.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::call::{self, Taken};
use super::constructor::too_many_arguments;
use super::error::Error;
use super::module::Code;
use super::scope::{Prelude, Scope};
use super::tokens::{deprecated, docs, docs_or, ident, unlike};
use super::{paging, security, status, text};
use crate::plan::{Argument, Crate, Decoder, ErrorDecoder, Ident, OperationItem};

/// The methods on the handle: one, and one more for each further media type of its body.
pub(super) fn methods(item: &OperationItem, scope: &Scope) -> TokenStream {
    let docs_of = |lines: &[String]| {
        let line = format!("{} {}", item.http_method.as_str(), item.path);
        docs_or(lines, &format!("{}.", text::code(&line)))
    };
    let (about, example) = (docs_of(&item.docs), docs(&example(item)));
    let first = method(item, &item.method, &item.arguments, &quote!(#about #example), scope);
    let others = item
        .alternatives
        .iter()
        .map(|it| method(item, &it.method, &it.arguments, &docs_of(&it.docs), scope));
    quote!(#first #(#others)*)
}

fn method(
    item: &OperationItem,
    name: &Ident,
    arguments: &[Argument],
    docs: &TokenStream,
    scope: &Scope,
) -> TokenStream {
    let (name, request, constant) = (ident(name), ident(&item.request), ident(&item.constant));
    let deprecated = deprecated(item.deprecated);
    let taken_names: Vec<&Ident> = arguments.iter().map(argument_name).collect();
    let call = unlike("call", &taken_names);
    let place = quote!(#call);
    let arguments: Vec<Taken> =
        arguments.iter().map(|it| call::argument(it, &place, &taken_names, scope)).collect();
    // Clippy counts `self`.
    let allow = too_many_arguments(1 + arguments.iter().map(|it| it.count).sum::<usize>());
    let parameters = arguments.iter().map(|it| &it.parameters);
    let constants = item.constants.iter().map(|it| call::constant(it, &place));
    let statements = constants.chain(arguments.iter().map(|it| it.statement.clone()));
    let new = quote!(codegen::Call::new(&self.core, &#constant));
    let body = if arguments.is_empty() && item.constants.is_empty() {
        quote!(#request { call: #new })
    } else {
        let field = if call == "call" { quote!(call) } else { quote!(call: #call) };
        quote! {
            let mut #call = #new;
            #(#statements)*
            #request { #field }
        }
    };
    quote! {
        #docs
        #deprecated
        #allow
        pub fn #name(&self #(, #parameters)*) -> #request {
            #body
        }
    }
}

/// A documentation test. It is not run, since it would talk to a server.
fn example(item: &OperationItem) -> Vec<String> {
    if item.example.is_empty() {
        return Vec::new();
    }
    let lines = item.example.iter().map(String::as_str);
    let all = ["", "```no_run"].into_iter().chain(lines).chain(["```"]);
    all.map(str::to_owned).collect()
}

fn argument_name(argument: &Argument) -> &Ident {
    match argument {
        Argument::Parameter(item) => &item.name,
        Argument::Body(item) => &item.name,
    }
}

/// What stands beside the handle: the description of the operation, the request and its enums by status.
pub(super) fn items(item: &OperationItem, plan: &Crate, scope: &Scope) -> Result<Code, Error> {
    let description = description(item, plan)?;
    let request = request(item, scope);
    let enums = status::print(item, scope);
    Ok(Code::new(&item.id, quote!(#description #request #enums)))
}

fn description(item: &OperationItem, plan: &Crate) -> Result<TokenStream, Error> {
    let constant = ident(&item.constant);
    let method = format_ident!("{}", item.http_method.as_str());
    let OperationItem { id, path, accept, repeatable, .. } = item;
    let header = match &item.idempotency_header {
        Some(header) => quote!(Some(#header)),
        None => quote!(None),
    };
    let security = security::needed(item, plan)?;
    Ok(quote! {
        static #constant: codegen::Operation = codegen::Operation {
            id: #id,
            method: codegen::http::Method::#method,
            path: #path,
            accept: #accept,
            repeatable: #repeatable,
            idempotency_header: #header,
            security: #security,
        };
    })
}

fn request(item: &OperationItem, scope: &Scope) -> TokenStream {
    let name = ident(&item.request);
    let docs =
        docs_or(&item.request_docs, &format!("A request of {}.", text::code(item.method.plain())));
    let value = scope.ty(&item.response.ty);
    let outcome = scope.outcome(&item.response.ty, &item.error.ty);
    let error = scope.op_error(&item.error.ty);
    let (ok, err) = (ok(item, scope), err(item, scope));
    let setters = setters(item, scope);
    let ways = item.paging.as_ref().map(|paging| paging::constants(paging, &item.error.ty, scope));
    let paging = item.paging.as_ref().map(|paging| paging::methods(paging, &item.error.ty, scope));
    let result = scope.prelude(Prelude::Result);
    quote! {
        #docs
        #[must_use = "a request is sent by `.await`"]
        #[derive(Clone, Debug)]
        pub struct #name {
            call: codegen::Call,
        }
        impl #name {
            const DECODE: codegen::Decode #outcome = codegen::Decode { ok: #ok, err: #err };
            #ways
            #setters
            /// Overrides settings of the client for this call: timeouts, attempts, idempotency key, extra headers.
            pub fn with(mut self, options: codegen::CallOptions) -> Self {
                self.call.options(options);
                self
            }
            /// Sends it, and gives status and headers beside the value.
            pub fn send_full(self) -> codegen::FullPending #outcome {
                self.call.send_full(Self::DECODE)
            }
            #paging
        }
        impl std::future::IntoFuture for #name {
            type Output = #result<#value, #error>;
            type IntoFuture = codegen::Pending #outcome;
            fn into_future(self) -> Self::IntoFuture {
                self.call.send(Self::DECODE)
            }
        }
    }
}

fn setters(item: &OperationItem, scope: &Scope) -> TokenStream {
    let place = quote!(self.call);
    let parameters = item.setters.iter().map(|it| {
        let taken = call::parameter(it, &place, scope);
        let docs = docs_or(&it.docs, &format!("Sets {}.", text::code(it.wire.as_str())));
        let deprecated = deprecated(it.deprecated);
        setter(&it.name, &quote!(#docs #deprecated), &taken)
    });
    let bodies = item.body_setters.iter().map(|it| {
        let taken = call::body(it, &place, &[&it.name], scope);
        setter(&it.name, &docs_or(&it.docs, "Sets the body."), &taken)
    });
    quote!(#(#parameters)* #(#bodies)*)
}

fn setter(name: &Ident, attributes: &TokenStream, taken: &Taken) -> TokenStream {
    let name = ident(name);
    let Taken { parameters, statement, .. } = taken;
    quote! {
        #attributes
        pub fn #name(mut self, #parameters) -> Self {
            #statement
            self
        }
    }
}

fn ok(item: &OperationItem, scope: &Scope) -> TokenStream {
    match &item.response.decoder {
        Decoder::Empty => quote!(codegen::empty),
        Decoder::Json => quote!(codegen::json),
        Decoder::JsonOrEmpty => quote!(codegen::json_or_empty),
        Decoder::Text => quote!(codegen::text),
        Decoder::Bytes => quote!(codegen::raw_bytes),
        Decoder::ByStatus { path, .. } => {
            let path = scope.path(path);
            quote!(#path::decode)
        }
    }
}

fn err(item: &OperationItem, scope: &Scope) -> TokenStream {
    match &item.error.decoder {
        ErrorDecoder::None => quote!(codegen::no_error),
        ErrorDecoder::Json => quote!(codegen::error_json),
        ErrorDecoder::ByStatus { path, .. } => {
            let path = scope.path(path);
            quote!(#path::decode)
        }
    }
}
