//! The generated crate as a package: name, version, documentation, features and base URL.
//!
//! Takes the model and the configuration; returns what the manifest and the client builder need. It must not know operations
//! and types.

use crate::config::{Dates, milliseconds, share};
use crate::diagnostic::{Diagnostic, code};
use crate::model::{self, Api, SecurityScheme};
use crate::plan::docs;
use crate::plan::ir::{SecuritySchemeItem, SloTargets};
use crate::plan::naming::identifier;
use crate::plan::naming::scope::{Case, Scope};
use crate::plan::options::Options;

/// The header of idempotency keys, unless an operation or the configuration has another.
const IDEMPOTENCY_HEADER: &str = "Idempotency-Key";

/// The version of a client whose document has no semantic version.
const DEFAULT_VERSION: &str = "0.1.0";

/// The crate without its servers, operations and types.
pub(super) struct Package {
    /// The configured name, or one that is made from the document's title.
    pub(super) name: String,
    pub(super) version: String,
    /// The documentation of the crate and of `Client`.
    pub(super) docs: Vec<String>,
    pub(super) base_url: Option<String>,
    pub(super) idempotency_header: String,
    pub(super) slo: Option<SloTargets>,
    pub(super) security_schemes: Vec<SecuritySchemeItem>,
}

impl Package {
    pub(super) fn plan(api: &Api, options: &Options, diagnostics: &mut Vec<Diagnostic>) -> Self {
        let name = options.client.crate_name.clone();
        let header = options.client.idempotency_header.clone();
        Self {
            name: name.unwrap_or_else(|| identifier::package(&api.info.title)),
            version: version(&api.info.version),
            docs: crate_docs(api, options.client.types_only),
            base_url: base_url(api, options, diagnostics),
            idempotency_header: header.unwrap_or_else(|| IDEMPOTENCY_HEADER.to_owned()),
            slo: slo(options),
            security_schemes: security_schemes(api),
        }
    }
}

/// The configured targets for calls, whose syntax the configuration has validated.
fn slo(options: &Options) -> Option<SloTargets> {
    let slo = &options.client.slo;
    let p95 = slo.p95.as_deref().and_then(milliseconds);
    let error_rate = slo.error_rate.as_deref().and_then(share);
    (p95.is_some() || error_rate.is_some()).then_some(SloTargets { p95, error_rate })
}

/// The package version. Cargo requires three numbers, and many documents have other versions.
fn version(text: &str) -> String {
    let parts: Vec<_> = text.split('.').collect();
    let is_number =
        |part: &&str| part.parse::<u32>().is_ok_and(|value| value.to_string() == **part);
    let is_version = parts.len() == 3 && parts.iter().all(is_number);
    if is_version { text.to_owned() } else { DEFAULT_VERSION.to_owned() }
}

fn crate_docs(api: &Api, types_only: bool) -> Vec<String> {
    let (title, version) = (docs::code(&api.info.title), docs::code(&api.info.version));
    let what = if types_only { "The types of" } else { "Client for" };
    let mut lines = vec![format!("{what} {title} {version}.")];
    docs::paragraph(&mut lines, api.info.description.as_deref());
    lines
}

/// The documentation of a group, which is made from this tag or path segment.
pub(super) fn group_docs(api: &Api, text: &str) -> Vec<String> {
    let mut lines = vec![format!("Operations of {}.", docs::code(text))];
    let tag = api.tags.iter().find(|tag| tag.name == text);
    docs::paragraph(&mut lines, tag.and_then(|tag| tag.description.as_deref()));
    lines
}

/// The base URL of a client: the configured one, or the document's first absolute server. A relative one is kept, so that
/// the client can report what is missing.
fn base_url(api: &Api, options: &Options, diagnostics: &mut Vec<Diagnostic>) -> Option<String> {
    let absolute = api.servers.iter().find(|it| it.is_absolute());
    let first = absolute.or(api.servers.first());
    if let (None, Some(first), None) = (absolute, first, &options.client.base_url) {
        diagnostics.push(relative_server(first));
    }
    let url = options.client.base_url.clone().or_else(|| first.map(model::Server::default_url))?;
    let url = url.trim_end_matches('/');
    Some(if url.is_empty() { "/".to_owned() } else { url.to_owned() })
}

fn relative_server(server: &model::Server) -> Diagnostic {
    let shown = &server.url;
    let message = if model::is_absolute(&server.default_url()) || shown.starts_with('{') {
        format!("the server `{shown}` has a variable without a value")
    } else if shown.starts_with("//") {
        format!("the server `{shown}` has no scheme")
    } else {
        format!("the server `{shown}` is relative to the URL of the document")
    };
    let help = "set `client.base-url` in renkei.yaml, or call `.base_url(…)`";
    Diagnostic::info(code::UNSUPPORTED, message).with_help(help).at(server.span)
}

/// The security schemes as constants.
fn security_schemes(api: &Api) -> Vec<SecuritySchemeItem> {
    let mut scope = Scope::default();
    let scheme = |scheme: &SecurityScheme| SecuritySchemeItem {
        constant: scope.claim_unreported(identifier::constant(&scheme.id), Case::Snake),
        id: scheme.id.clone(),
        kind: scheme.kind.clone(),
    };
    api.security_schemes.iter().map(scheme).collect()
}

/// The features of the runtime that the client needs.
pub(super) fn runtime_features(
    dates: Dates,
    has_xml: bool,
    has_patterns: bool,
) -> Vec<&'static str> {
    let dates = match dates {
        Dates::Jiff | Dates::Text => None,
        Dates::Chrono => Some("chrono"),
        Dates::Time => Some("time"),
    };
    let xml = has_xml.then_some("xml");
    let regex = has_patterns.then_some("regex");
    dates.into_iter().chain(xml).chain(regex).collect()
}
