//! The client as a whole: its groups of operations and modules of types.

use std::cmp::Reverse;

use super::item::Item;
use super::operation::{OperationItem, SecuritySchemeItem};
use super::response::HeadersItem;
use super::rust_type::{Ident, ModulePath};
use super::server::Servers;
use super::xml::XmlModule;
use crate::config::Dependency;
use crate::model::{Method, SchemeKind, is_absolute};

/// A client, after every decision.
#[derive(Clone, Debug)]
pub struct Crate {
    /// The package name, such as `orders-api`.
    pub name: String,
    /// The package version: the document's if it is a semantic version, or `0.1.0`.
    pub version: String,
    /// Whether there are only types, and no client.
    pub types_only: bool,
    /// `info.title`.
    pub title: String,
    /// `info.version`.
    pub api_version: String,
    /// The documentation of the crate and of `Client`, as Markdown lines that are safe in a doc comment.
    pub docs: Vec<String>,
    /// The default base URL. A relative one cannot be used, and is kept for the error message.
    pub base_url: Option<String>,
    /// The servers to choose from.
    pub servers: Servers,
    /// The URLs of servers of single operations, sorted.
    pub own_servers: Vec<String>,
    /// The types of the runtime that the root re-exports, sorted.
    pub reexports: Vec<&'static str>,
    /// The lints that the client allows.
    pub allowed_lints: AllowedLints,
    /// The `User-Agent` header.
    pub user_agent: String,
    /// The header of idempotency keys, unless an operation declares another.
    pub idempotency_header: String,
    /// The configured targets for calls.
    pub slo: Option<SloTargets>,
    /// The groups of operations, sorted by module.
    pub groups: Vec<Group>,
    /// The submodules of `types`, sorted by name: one for each component that is an item.
    pub types: Vec<TypeModule>,
    /// The definitions that types of several modules share, sorted by name.
    pub shared: Vec<Item>,
    /// The XML tables, if bodies are XML.
    pub xml: Option<XmlModule>,
    /// The security schemes, to which operations refer by index.
    pub security_schemes: Vec<SecuritySchemeItem>,
    /// The dependencies of the package besides the runtime.
    pub dependencies: Vec<Dependency>,
    /// Whether the API has webhooks, whose signatures the receiver verifies.
    pub has_webhooks: bool,
    /// The features of the runtime that the client needs.
    pub runtime_features: Vec<&'static str>,
    /// The example programs of the package, sorted by name.
    pub examples: Vec<ExampleProgram>,
}

/// Targets for calls.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SloTargets {
    /// The 95th percentile of durations, in milliseconds.
    pub p95: Option<u64>,
    /// The share of calls that may fail.
    pub error_rate: Option<f64>,
}

/// An example program, which calls the operations of a group.
#[derive(Clone, Debug)]
pub struct ExampleProgram {
    /// Its name, which is also the stem of its file.
    pub name: String,
    /// The module of the group.
    pub module: Ident,
    /// The cargo feature of the group.
    pub feature: String,
    /// The calls, in the document's order.
    pub calls: Vec<ExampleCall>,
}

/// A function of an example program.
#[derive(Clone, Debug)]
pub struct ExampleCall {
    /// The argument of the program that selects it: the method of the operation.
    pub name: String,
    /// The name of the function.
    pub function: Ident,
    /// The HTTP method and the path.
    pub request: String,
    /// The call, as a statement.
    pub statement: String,
    /// Whether the statement assigns the response to `response`.
    pub has_response: bool,
}

/// The longest call in a readme, which does not scroll sideways.
const MAX_README_LINE: usize = 100;

impl Crate {
    /// Whether a client can be built without a configured base URL.
    #[must_use]
    pub fn is_connected(&self) -> bool {
        let is_usable = |it: &str| (is_absolute(it) || it.starts_with("//")) && !it.contains('{');
        let mut operations = self.groups.iter().flat_map(|it| &it.operations);
        let has_default =
            self.base_url.as_deref().is_some_and(|it| is_absolute(it) && is_usable(it));
        let all_own = !self.own_servers.is_empty()
            && operations.all(|it| it.servers.first().is_some_and(|(_, url)| is_usable(url)));
        has_default || all_own
    }

    /// A call for the readme: of the operations with an example, the first one that reads and is short, in the largest group.
    #[must_use]
    pub fn call_example(&self) -> Option<&str> {
        let mut groups: Vec<&Group> = self.groups.iter().collect();
        groups.sort_by_key(|it| Reverse(it.operations.len()));
        let operations = groups.into_iter().flat_map(|it| &it.operations);
        let calls = operations
            .filter(|it| !it.deprecated)
            .filter_map(|it| Some((it.http_method == Method::Get, it.call_example()?)));
        let is_short = |call: &str| call.len() <= MAX_README_LINE;
        let read = calls.clone().find(|(reads, call)| *reads && is_short(call));
        let short = || calls.clone().find(|(_, call)| is_short(call));
        let found = read.or_else(short).or_else(|| calls.clone().next());
        found.map(|(_, call)| call)
    }

    /// The beginning of the names of environment variables, which the runtime derives from the package name in the same way.
    #[must_use]
    pub fn environment_prefix(&self) -> String {
        let character =
            |it: char| if it.is_ascii_alphanumeric() { it.to_ascii_uppercase() } else { '_' };
        self.name.chars().map(character).collect()
    }

    /// A credential for the first scheme that needs one, for the readme.
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

/// Lints that a client allows, by where its code is.
#[derive(Clone, Debug)]
pub struct AllowedLints {
    /// In a crate of its own.
    pub as_crate: Vec<&'static str>,
    /// In a part of the user's crate.
    pub as_part: Vec<&'static str>,
}

/// A module of operations, `client.group()`.
#[derive(Clone, Debug)]
pub struct Group {
    /// The module and the method on `Client`.
    pub module: Ident,
    /// The stem of the module's file, if it is not the module's name.
    pub file_stem: Option<String>,
    /// The cargo feature of the module, in a crate of its own.
    pub feature: String,
    /// The handle type in the module, such as `Orders`.
    pub handle: Ident,
    /// Documentation lines.
    pub docs: Vec<String>,
    /// The operations, in the document's order.
    pub operations: Vec<OperationItem>,
    /// The inline types of these operations.
    pub items: Vec<Item>,
    /// The definitions that several of these types share, sorted by name.
    pub shared: Vec<Item>,
    /// The structs of their response headers.
    pub headers: Vec<HeadersItem>,
}

/// A private submodule of `types`; each of its items is re-exported from `types`.
#[derive(Clone, Debug)]
pub struct TypeModule {
    /// The module.
    pub module: Ident,
    /// The stem of the module's file, if it is not the module's name.
    pub file_stem: Option<String>,
    /// Whether its items name the runtime.
    pub imports_runtime: bool,
    /// The component's item, followed by its inline types.
    pub items: Vec<Item>,
}

/// The module of components.
pub fn types_module() -> ModulePath {
    ModulePath(vec![Ident("types".to_owned())])
}

/// The private module of shared definitions in another module.
pub fn shared_module(parent: &ModulePath) -> ModulePath {
    ModulePath(parent.0.iter().cloned().chain([Ident("shared".to_owned())]).collect())
}
