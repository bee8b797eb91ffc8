//! The servers that a user can choose from: `Server` and the types beside it.

use proc_macro2::TokenStream;
use quote::quote;

use super::tokens::{docs, ident};
use crate::plan::{
    FixedServer, OpenServer, ServerValues, Servers, VariableDefault, VariableItem, server_enum,
};

/// All types, which stand beside `Client`.
pub(super) fn types(servers: &Servers) -> TokenStream {
    let fixed = (!servers.fixed.is_empty()).then(|| fixed(&servers.fixed));
    let open = servers.open.iter().map(open);
    let values = servers.values.iter().map(values);
    quote!(#fixed #(#open)* #(#values)*)
}

fn fixed(servers: &[FixedServer]) -> TokenStream {
    let name = ident(&server_enum());
    let variants: Vec<_> = servers.iter().map(|it| ident(&it.name)).collect();
    let docs = servers.iter().map(|it| docs(&it.docs));
    let names = servers.iter().map(|it| it.name.plain());
    let urls = servers.iter().map(|it| &it.url);
    quote! {
        /// The servers that the document names, for [`codegen::ClientBuilder::server`].
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum #name {
            #(#docs #variants,)*
        }
        impl codegen::ServerOf<Client> for #name {
            fn name(&self) -> &'static str {
                match self {
                    #(Self::#variants => #names,)*
                }
            }
            fn url(&self) -> Result<String, codegen::Error> {
                let url = match self {
                    #(Self::#variants => #urls,)*
                };
                Ok(url.to_owned())
            }
        }
    }
}

fn open(server: &OpenServer) -> TokenStream {
    let (name, about) = (ident(&server.name), docs(&server.docs));
    let label = &server.label;
    let fields: Vec<_> = server.variables.iter().map(|it| ident(&it.name)).collect();
    let types = server.variables.iter().map(ty);
    let defaults = server.variables.iter().map(default);
    let setters = server.variables.iter().map(setter);
    let (url, filled) = (&server.url, server.variables.iter().map(filled));
    quote! {
        #about
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub struct #name {
            #(#fields: #types,)*
        }
        impl #name {
            /// The server as the document gives it.
            pub fn new() -> Self {
                Self { #(#fields: #defaults,)* }
            }
            #(#setters)*
        }
        impl Default for #name {
            fn default() -> Self {
                Self::new()
            }
        }
        impl codegen::ServerOf<Client> for #name {
            fn name(&self) -> &'static str {
                #label
            }
            fn url(&self) -> Result<String, codegen::Error> {
                codegen::server_url(#url, &[#(#filled),*])
            }
        }
    }
}

/// A variable with its value. What the document lists needs no check.
fn filled(variable: &VariableItem) -> TokenStream {
    let (wire, field) = (&variable.wire, ident(&variable.name));
    match &variable.default {
        VariableDefault::String(text) => {
            quote!(codegen::UrlVariable::free(#wire, &self.#field, #text))
        }
        VariableDefault::Value(..) => {
            quote!(codegen::UrlVariable::listed(#wire, self.#field.as_str()))
        }
    }
}

fn ty(variable: &VariableItem) -> TokenStream {
    match &variable.default {
        VariableDefault::String(_) => quote!(String),
        VariableDefault::Value(ty, _) => {
            let ty = ident(ty);
            quote!(#ty)
        }
    }
}

fn default(variable: &VariableItem) -> TokenStream {
    match &variable.default {
        VariableDefault::String(text) => quote!(#text.to_owned()),
        VariableDefault::Value(ty, variant) => {
            let (ty, variant) = (ident(ty), ident(variant));
            quote!(#ty::#variant)
        }
    }
}

fn setter(variable: &VariableItem) -> TokenStream {
    let (about, name, ty) = (docs(&variable.docs), ident(&variable.name), ty(variable));
    let (taken, value) = match &variable.default {
        VariableDefault::String(_) => (quote!(impl Into<String>), quote!(#name.into())),
        VariableDefault::Value(..) => (ty, quote!(#name)),
    };
    quote! {
        #about
        pub fn #name(mut self, #name: #taken) -> Self {
            self.#name = #value;
            self
        }
    }
}

fn values(values: &ServerValues) -> TokenStream {
    let (name, about) = (ident(&values.name), docs(&values.docs));
    let variants: Vec<_> = values.variants.iter().map(|(name, _)| ident(name)).collect();
    let texts: Vec<_> = values.variants.iter().map(|(_, text)| text).collect();
    let each = texts.iter().map(|text| docs(&[super::text::code(text)]));
    quote! {
        #about
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum #name {
            #(#each #variants,)*
        }
        impl #name {
            fn as_str(&self) -> &'static str {
                match self {
                    #(Self::#variants => #texts,)*
                }
            }
        }
    }
}
