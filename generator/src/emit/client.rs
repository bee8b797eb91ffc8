//! The root of the client, and `Client` with its groups.

use proc_macro2::TokenStream;
use quote::quote;

use super::code::Text;
use super::error::Error;
use super::module::{Module, feature};
use super::tokens::{docs_or, ident, name};
use super::{Layout, group, security, server, stream, text, types, xml};
use crate::plan::{Argument, BodyKind, Crate, Group, OperationItem, types_module};

/// The whole tree.
pub(super) fn root(plan: &Crate, layout: Layout) -> Result<Module, Error> {
    let groups = plan.groups.iter().map(|item| group::module(item, plan));
    let types = types::module(plan, &types_module());
    let xml = plan.xml.iter().map(xml::module);
    let children = std::iter::once(client(plan, layout)).chain(groups).chain([types]).chain(xml);
    Ok(Module {
        name: String::new(),
        public: true,
        docs: docs(plan),
        feature: None,
        children: children.collect::<Result<Vec<Module>, Error>>()?,
        code: vec![items("lib.rs", reexports(plan, layout))?],
    })
}

fn docs(plan: &Crate) -> Vec<String> {
    if plan.docs.is_empty() {
        vec![format!("A client of {}.", text::code(&plan.title))]
    } else {
        plan.docs.clone()
    }
}

/// What a user touches of the runtime, so that the client's crate is all they need to name.
fn reexports(plan: &Crate, layout: Layout) -> TokenStream {
    // An included file has no inner attributes, and its root no block that could carry an outer one.
    let allow =
        (layout == Layout::Include).then(|| quote!(#[allow(unreachable_pub, unused_imports)]));
    let mut names = vec![
        "Auth",
        "CallOptions",
        "Checkpoint",
        "Error",
        "ErrorKind",
        "FilePart",
        "Items",
        "Maybe",
        "MissingField",
        "OpError",
        "Outcome",
        "Pages",
        "Response",
    ];
    let operations = || plan.groups.iter().flat_map(|it| &it.operations);
    names.extend(operations().flat_map(stream::reexports));
    names.extend(operations().any(takes_body).then_some("Body"));
    names.sort_unstable();
    names.dedup();
    let names = names.into_iter().map(name);
    let webhooks = (plan.has_webhooks && layout == Layout::Crate).then(|| {
        quote!(
            pub use ::renkei_runtime::webhook::{Verifier, WebhookError};
        )
    });
    let servers: Vec<_> = plan.servers.types().map(|it| ident(&it)).collect();
    let own = match servers.is_empty() {
        true => quote!(Client),
        false => quote!({ Client, #(#servers),* }),
    };
    quote! {
        #allow
        pub use self::client::#own;
        #allow
        #[rustfmt::skip]
        pub use ::renkei_runtime::{#(#names),*};
        #webhooks
    }
}

/// Whether a request has a body that is only bytes.
fn takes_body(item: &OperationItem) -> bool {
    let arguments =
        item.arguments.iter().chain(item.alternatives.iter().flat_map(|it| &it.arguments));
    let required = arguments.filter_map(|argument| match argument {
        Argument::Body(body) => Some(body),
        Argument::Parameter(_) => None,
    });
    let mut kinds = required.chain(&item.body_setters).map(|it| it.kind);
    kinds.any(|it| matches!(it, BodyKind::Bytes | BodyKind::BytesWithType))
}

fn items(name: &str, tokens: TokenStream) -> Result<String, Error> {
    let mut out = Text::new();
    out.tokens(name, tokens)?;
    Ok(out.finish())
}

fn client(plan: &Crate, layout: Layout) -> Result<Module, Error> {
    let mut code = vec![items("Client", handle(plan, layout))?];
    let servers = server::types(&plan.servers);
    if !servers.is_empty() {
        code.push(items("Server", servers)?);
    }
    if !plan.security_schemes.is_empty() {
        code.push(items("security", security::constants(plan))?);
    }
    Ok(Module {
        name: "client".to_owned(),
        public: false,
        docs: Vec::new(),
        feature: None,
        children: Vec::new(),
        code,
    })
}

/// Only groups read `core`, and each of them can be switched off.
fn handle(plan: &Crate, layout: Layout) -> TokenStream {
    let docs = docs_or(&docs(plan), "");
    let groups = plan.groups.iter().map(|item| accessor(item, layout));
    let base_url = plan.base_url.as_ref().map(|url| quote!(base_url: Some(#url),));
    let Crate { user_agent, idempotency_header, own_servers, .. } = plan;
    let own_servers = (!own_servers.is_empty()).then(|| quote!(servers: &[#(#own_servers),*],));
    quote! {
        #docs
        #[derive(Clone, Debug)]
        pub struct Client {
            #[allow(dead_code)]
            core: codegen::Core,
        }
        impl Client {
            /// Sets up a client.
            pub fn builder() -> codegen::ClientBuilder<Self> {
                codegen::ClientBuilder::new()
            }
            #(#groups)*
        }
        impl codegen::FromCore for Client {
            const DEFAULTS: codegen::Defaults = codegen::Defaults {
                #base_url
                #own_servers
                user_agent: #user_agent,
                idempotency_header: #idempotency_header,
                ..codegen::Defaults::NEW
            };
            fn from_core(core: codegen::Core) -> Self {
                Self { core }
            }
        }
    }
}

fn accessor(group: &Group, layout: Layout) -> TokenStream {
    let (module, handle) = (ident(&group.module), ident(&group.handle));
    let docs = docs_or(&group::docs(group), "");
    let feature = feature(&group.module);
    let gate = (layout == Layout::Crate).then(|| quote!(#[cfg(feature = #feature)]));
    quote! {
        #docs
        #gate
        pub fn #module(&self) -> super::#module::#handle {
            super::#module::#handle { core: self.core.clone() }
        }
    }
}
