//! How a struct's values are made: `new` with setters, or a builder.
//!
//! Required fields are arguments. A required field that may be null begins as null, and has a setter like an optional one.

use proc_macro2::TokenStream;
use quote::quote;

use super::scope::{Prelude, Scope};
use super::tokens::{deprecated, ident};
use super::{structure, text};
use crate::plan::{Constructor, FieldItem, Presence, RustType, StructItem};

pub(super) fn print(item: &StructItem, scope: &Scope) -> TokenStream {
    match item.constructor {
        Constructor::None => TokenStream::new(),
        Constructor::New => with_new(item, scope),
        Constructor::Builder => with_builder(item, scope),
    }
}

fn is_required(field: &FieldItem) -> bool {
    field.presence == Presence::Required
}

fn with_new(item: &StructItem, scope: &Scope) -> TokenStream {
    let name = ident(&item.path.name);
    let docs = format!(
        " {} with what is required; everything else is left out.",
        text::code(item.path.name.plain())
    );
    let required: Vec<&FieldItem> = item.fields.iter().filter(|field| is_required(field)).collect();
    let allow = too_many_arguments(required.len());
    let parameters = required.iter().map(|field| parameter(field, scope));
    let value = literal(item, required.is_empty(), scope);
    let rest_setter = rest_setter(item, scope);
    let optional = item.fields.iter().filter(|field| !is_required(field) && field.settable);
    let setters = optional.map(|field| setter(field, scope));
    quote! {
        impl #name {
            #[doc = #docs]
            #allow
            pub fn new(#(#parameters),*) -> Self {
                #value
            }
            #(#setters)*
            #rest_setter
        }
    }
}

/// The value that `new` gives.
fn literal(item: &StructItem, nothing_required: bool, scope: &Scope) -> TokenStream {
    if nothing_required && item.default {
        return quote!(Self::default());
    }
    let values = item.fields.iter().map(|field| initial(field, scope));
    let rest = rest_value(item, scope);
    quote!(Self { #(#values,)* #rest })
}

/// Clippy allows seven arguments.
pub(super) fn too_many_arguments(count: usize) -> TokenStream {
    if count > 7 { quote!(#[allow(clippy::too_many_arguments)]) } else { TokenStream::new() }
}

/// `name: T` as a constructor or a setter takes it.
fn parameter(field: &FieldItem, scope: &Scope) -> TokenStream {
    let (name, ty) = (ident(&field.name), scope.taken(&field.setter.takes));
    quote!(#name: #ty)
}

/// What was taken, as the field's type without `Option` or `Maybe`.
fn given(field: &FieldItem, scope: &Scope) -> TokenStream {
    let name = ident(&field.name);
    let plain = match field.setter.takes {
        RustType::String | RustType::Bytes | RustType::FilePart => quote!(#name.into()),
        _ => quote!(#name),
    };
    if field.setter.boxed {
        let boxes = scope.prelude(Prelude::Box);
        quote!(#boxes::new(#plain))
    } else {
        plain
    }
}

/// `name: value` of the struct's literal in `new`.
fn initial(field: &FieldItem, scope: &Scope) -> TokenStream {
    let name = ident(&field.name);
    let given = given(field, scope);
    match field.presence {
        Presence::RequiredNullable | Presence::Optional => quote!(#name: None),
        Presence::OptionalNullable => quote!(#name: codegen::Maybe::Absent),
        // Clippy wants the short form where the value is the argument as it came.
        Presence::Required if name == given.to_string() => quote!(#name),
        Presence::Required => quote!(#name: #given),
    }
}

fn rest_value(item: &StructItem, scope: &Scope) -> TokenStream {
    let default = scope.prelude(Prelude::Default);
    item.rest.as_ref().map_or_else(TokenStream::new, |rest| {
        let name = ident(&rest.name);
        quote!(#name: #default::default(),)
    })
}

/// `with_…` for the properties that are not named.
fn rest_setter(item: &StructItem, scope: &Scope) -> TokenStream {
    item.rest.as_ref().map_or_else(TokenStream::new, |rest| {
        let (name, method, ty) =
            (ident(&rest.name), ident(&rest.setter.method), scope.ty(&rest.ty));
        quote! {
            /// Sets the properties that the document does not name.
            #[must_use]
            pub fn #method(mut self, #name: #ty) -> Self {
                self.#name = #name;
                self
            }
        }
    })
}

/// `with_…` on the struct or its builder.
fn setter(field: &FieldItem, scope: &Scope) -> TokenStream {
    let (name, method) = (ident(&field.name), ident(&field.setter.method));
    let docs = format!(" Sets {}.", text::code(field.name.plain()));
    let deprecated = deprecated(field.deprecated);
    let parameter = parameter(field, scope);
    let given = given(field, scope);
    let value = match field.presence {
        Presence::OptionalNullable => quote!(codegen::Maybe::Value(#given)),
        _ => quote!(Some(#given)),
    };
    quote! {
        #[doc = #docs]
        #deprecated
        #[must_use]
        pub fn #method(mut self, #parameter) -> Self {
            self.#name = #value;
            self
        }
    }
}

fn with_builder(item: &StructItem, scope: &Scope) -> TokenStream {
    let Some(builder) = structure::builder(item).map(ident) else { return TokenStream::new() };
    let name = ident(&item.path.name);
    let docs = format!(" Builds {} field by field.", text::code(item.path.name.plain()));
    let builder_docs = format!(" Builds {}.", text::code(item.path.name.plain()));
    let (option, default) = (scope.prelude(Prelude::Option), scope.prelude(Prelude::Default));
    let fields = item.fields.iter().map(|field| {
        let (name, ty) = (ident(&field.name), scope.ty(&field.ty));
        if is_required(field) { quote!(#name: #option<#ty>) } else { quote!(#name: #ty) }
    });
    let rest = item.rest.iter().map(|rest| {
        let (name, ty) = (ident(&rest.name), scope.ty(&rest.ty));
        quote!(#name: #ty)
    });
    let fields = fields.chain(rest);
    let settable = item.fields.iter().filter(|field| field.settable);
    let setters = settable.map(|field| setter(field, scope));
    let rest_setter = rest_setter(item, scope);
    let build = build(item, scope);
    quote! {
        impl #name {
            #[doc = #docs]
            pub fn builder() -> #builder {
                #default::default()
            }
        }
        #[doc = #builder_docs]
        #[derive(Clone, Debug, Default)]
        pub struct #builder {
            #(#fields,)*
        }
        impl #builder {
            #(#setters)*
            #rest_setter
            #build
        }
    }
}

fn build(item: &StructItem, scope: &Scope) -> TokenStream {
    let name = ident(&item.path.name);
    let result = scope.prelude(Prelude::Result);
    let type_name = item.path.name.plain();
    let values = item.fields.iter().map(|field| {
        let (name, plain) = (ident(&field.name), field.name.plain());
        if is_required(field) {
            quote!(#name: self.#name.ok_or(codegen::MissingField::new(#type_name, #plain))?)
        } else {
            quote!(#name: self.#name)
        }
    });
    let rest = item.rest.iter().map(|rest| {
        let name = ident(&rest.name);
        quote!(#name: self.#name)
    });
    let values = values.chain(rest);
    quote! {
        /// Gives the value.
        ///
        /// # Errors
        ///
        /// Names the first required field that has not been set.
        pub fn build(self) -> #result<#name, codegen::MissingField> {
            Ok(#name { #(#values,)* })
        }
    }
}
