//! How parameters and bodies are taken and handed to `codegen::Call`.

use proc_macro2::{Ident as Name, TokenStream};
use quote::quote;

use super::scope::{Prelude, Scope};
use super::tokens::{ident, unlike};
use crate::model::{FieldEncoding, Location, Style};
use crate::plan::{
    Argument, BodyItem, BodyKind, ConstantItem, Ident, ParameterItem, Position, RustType,
};

/// What one argument adds to a method: its parameters, and the statement that puts it into the call.
pub(super) struct Taken {
    pub(super) parameters: TokenStream,
    pub(super) statement: TokenStream,
    /// How many parameters there are.
    pub(super) count: usize,
}

/// An argument of an operation's method; `call` is the variable or field that holds the call.
pub(super) fn argument(
    argument: &Argument,
    call: &TokenStream,
    taken: &[&Ident],
    scope: &Scope,
) -> Taken {
    match argument {
        Argument::Parameter(item) => parameter(item, call, scope),
        Argument::Body(item) => body(item, call, taken, scope),
    }
}

/// A parameter of the request.
pub(super) fn parameter(item: &ParameterItem, call: &TokenStream, scope: &Scope) -> Taken {
    let name = ident(&item.name);
    let ty = scope.ty(&item.ty);
    let value = by_reference(&name, &item.ty);
    let statement = set(call, item.wire.as_str(), item.position, &value);
    Taken { parameters: quote!(#name: #ty), statement, count: 1 }
}

/// A parameter that can have one value only.
pub(super) fn constant(item: &ConstantItem, call: &TokenStream) -> TokenStream {
    let value = &item.value;
    set(call, item.wire.as_str(), item.position, &quote!(#value))
}

fn set(call: &TokenStream, wire: &str, position: Position, value: &TokenStream) -> TokenStream {
    let function = match (position.location, position.json) {
        (Location::Path, false) => "path",
        (Location::Path, true) => "path_json",
        (Location::Query, false) => "query",
        (Location::Query, true) => "query_json",
        (Location::Header, false) => "header",
        (Location::Header, true) => "header_json",
        (Location::Cookie, false) => "cookie",
        (Location::Cookie, true) => "cookie_json",
    };
    match (position.location, position.style) {
        (Location::Path, Some((style, explode))) => {
            let style = self::style(style);
            quote!(#call.path_styled(#wire, #style, #explode, #value);)
        }
        (Location::Query, Some((style, explode))) if position.reserved => {
            let style = self::style(style);
            quote!(#call.query_reserved(#wire, #style, #explode, #value);)
        }
        (Location::Query, Some((style, explode))) => {
            let style = self::style(style);
            quote!(#call.query_styled(#wire, #style, #explode, #value);)
        }
        (Location::Header, Some((_, explode))) => {
            quote!(#call.header_styled(#wire, #explode, #value);)
        }
        _ => {
            let function = super::tokens::name(function);
            quote!(#call.#function(#wire, #value);)
        }
    }
}

/// A body of the request.
pub(super) fn body(item: &BodyItem, call: &TokenStream, taken: &[&Ident], scope: &Scope) -> Taken {
    let (name, media) = (ident(&item.name), &item.media_type);
    let into = scope.prelude(Prelude::Into);
    let bytes = quote!(#name: impl #into<codegen::bytes::Bytes>);
    let written = || {
        let ty = scope.ty(&item.ty);
        quote!(#name: #ty)
    };
    let value = by_reference(&name, &item.ty);
    let (parameters, statement, count) = match item.kind {
        BodyKind::Json => (written(), quote!(#call.json(#media, #value);), 1),
        BodyKind::Form => {
            let encodings = encodings(&item.encodings);
            (written(), quote!(#call.form(#value, &[#encodings]);), 1)
        }
        BodyKind::Multipart => {
            let encodings = encodings(&item.encodings);
            (written(), quote!(#call.multipart(#media, #value, &[#encodings]);), 1)
        }
        BodyKind::Text => {
            let text = scope.taken(&RustType::String);
            (quote!(#name: #text), quote!(#call.text(#media, #name.into());), 1)
        }
        BodyKind::Bytes => (bytes, quote!(#call.bytes(#media, #name.into());), 1),
        BodyKind::BytesWithType => {
            let content_type = unlike("content_type", taken);
            let statement = quote!(#call.bytes(#content_type, #name.into()););
            (quote!(#content_type: &str, #bytes), statement, 2)
        }
    };
    Taken { parameters, statement, count }
}

/// What the document says about single fields of a form.
fn encodings(encodings: &[FieldEncoding]) -> TokenStream {
    let each = encodings.iter().map(|it| {
        let name = it.field.as_str();
        let styled = it.style.map(|(style, explode)| {
            let style = self::style(style);
            quote!(.styled(#style, #explode))
        });
        let reserved = it.allow_reserved.then(|| quote!(.reserved()));
        let content_type = it.content_type.as_ref().map(|it| quote!(.content_type(#it)));
        quote!(codegen::FieldEncoding::new(#name) #styled #reserved #content_type)
    });
    quote!(#(#each),*)
}

/// The value as `&T`: what is a reference already goes as it is.
fn by_reference(name: &Name, ty: &RustType) -> TokenStream {
    match ty {
        RustType::Str | RustType::Slice(_) | RustType::Ref(_) => quote!(#name),
        _ => quote!(&#name),
    }
}

fn style(style: Style) -> TokenStream {
    let style = match style {
        Style::Simple => quote!(Simple),
        Style::Label => quote!(Label),
        Style::Matrix => quote!(Matrix),
        Style::Form => quote!(Form),
        Style::SpaceDelimited => quote!(SpaceDelimited),
        Style::PipeDelimited => quote!(PipeDelimited),
        Style::TabDelimited => quote!(TabDelimited),
        Style::DeepObject => quote!(DeepObject),
    };
    quote!(codegen::Style::#style)
}
