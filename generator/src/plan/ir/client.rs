//! The client as a whole: its groups of operations and modules of types.

use super::item::Item;
use super::operation::{HeadersItem, OperationItem, SecuritySchemeItem};
use super::rust_type::{Ident, ModulePath};
use super::server::Servers;
use super::xml::XmlModule;
use crate::config::Dependency;
use crate::model::{SchemeKind, is_absolute};

/// A client, with every decision taken.
#[derive(Clone, Debug)]
pub struct Crate {
    /// The package name, such as `orders-api`.
    pub name: String,
    /// The package version: the document's where that is semantic versioning, else `0.1.0`.
    pub version: String,
    /// `info.title`.
    pub title: String,
    /// `info.version`.
    pub api_version: String,
    /// Documentation of the crate and of `Client`, as Markdown lines that are safe in a doc comment.
    pub docs: Vec<String>,
    /// The URL that a client uses unless told otherwise. One that is not absolute is only there to be complained about.
    pub base_url: Option<String>,
    /// The servers that the user can choose from.
    pub servers: Servers,
    /// The URLs of servers of single operations, sorted.
    pub own_servers: Vec<String>,
    /// Sent as `User-Agent`.
    pub user_agent: String,
    /// The header for idempotency keys where an operation declares none.
    pub idempotency_header: String,
    /// Groups of operations, by module name.
    pub groups: Vec<Group>,
    /// The submodules of `types`, by module name: one for each component that becomes an item.
    pub types: Vec<TypeModule>,
    /// How types look in XML, where bodies are XML.
    pub xml: Option<XmlModule>,
    /// Every security scheme that an operation names; operations refer to them by index.
    pub security_schemes: Vec<SecuritySchemeItem>,
    /// What the package depends on beside the runtime.
    pub dependencies: Vec<Dependency>,
    /// Whether the server sends something by itself, which is to be verified where it is received.
    pub has_webhooks: bool,
    /// The runtime's features that the client needs.
    pub runtime_features: Vec<&'static str>,
}

impl Crate {
    /// Whether a client can be built without saying where the API is.
    #[must_use]
    pub fn is_connected(&self) -> bool {
        let is_place = |it: &str| (is_absolute(it) || it.starts_with("//")) && !it.contains('{');
        let mut operations = self.groups.iter().flat_map(|it| &it.operations);
        let of_itself = self.base_url.as_deref().is_some_and(|it| is_absolute(it) && is_place(it));
        let all_own = !self.own_servers.is_empty()
            && operations.all(|it| it.servers.first().is_some_and(|(_, url)| is_place(url)));
        of_itself || all_own
    }

    /// How a credential for the first scheme that takes one is made, for the readme.
    #[must_use]
    pub fn auth_example(&self) -> Option<&'static str> {
        self.security_schemes.iter().find_map(|scheme| match scheme.kind {
            SchemeKind::ApiKeyHeader(_)
            | SchemeKind::ApiKeyQuery(_)
            | SchemeKind::ApiKeyCookie(_) => Some("Auth::api_key(key)"),
            SchemeKind::Basic => Some("Auth::basic(user, password)"),
            SchemeKind::Bearer | SchemeKind::OAuth2 | SchemeKind::OpenIdConnect => {
                Some("Auth::bearer(token)")
            }
            SchemeKind::MutualTls | SchemeKind::Other => None,
        })
    }
}

/// A module of operations, `client.group()`.
#[derive(Clone, Debug)]
pub struct Group {
    /// The module and the method on `Client`.
    pub module: Ident,
    /// The handle type in the module, such as `Orders`.
    pub handle: Ident,
    /// Documentation lines.
    pub docs: Vec<String>,
    /// The operations, in the document's order.
    pub operations: Vec<OperationItem>,
    /// Inline types of these operations.
    pub items: Vec<Item>,
    /// Structs of headers that they declare.
    pub headers: Vec<HeadersItem>,
}

/// A private submodule of `types`; each of its items is re-exported from `types`.
#[derive(Clone, Debug)]
pub struct TypeModule {
    /// The module (and file).
    pub module: Ident,
    /// The component's item first, then its inline types.
    pub items: Vec<Item>,
}

/// The module of named schemas.
pub fn types_module() -> ModulePath {
    ModulePath(vec![Ident("types".to_owned())])
}
