//! V001: the URL contains the version of the API.

use std::collections::HashSet;
use std::sync::Arc;

use super::super::api::{Api, ApiOperation, ApiPath, Parameter};
use super::super::location::Location;
use super::super::report::{self, Reporter};
use super::super::rule::{Check, LintRule};
use super::super::segment::is_version;
use super::super::subject::Subject;
use super::super::words;
use super::public;
use crate::diagnostic::{Code, Group, Severity};
use crate::document::Version;
use crate::source::Node;
use crate::text::{JsonPointer, Span};

pub(super) const RULE: LintRule = LintRule {
    code: Code("V001"),
    name: "version-in-url",
    severity: Some(Severity::Error),
    summary: "The URL contains the API version: `/v1/users`",
    docs: "\
Every API in use eventually needs a breaking change. With a version in the URL, the old version can keep running \
alongside the new one, and logs show which one was called.

The version can be a segment of the path, part of a server's URL (a path segment or a host label `v1.`), part of \
`basePath`, or a parameter whose name contains `version`. It is written as `v1`, a number or a date.

If no server has a version, the rule reports each path without one. If some servers have one, it reports the other \
servers.

Accepted without a version are paths that do not change between versions: `/`, health checks, `/.well-known`, the \
OpenAPI document, and login. Also accepted are paths whose operations all require a header for the version, such as \
`Example-Version`, as a required parameter or as an API key in `security`.

To fix a report, add the version to the server's URL or to the path.",
    bad: &[
        "/users: {get: {}}\n/orders: {get: {}}",
        "servers: [{url: 'https://api.example.com/api'}]\npaths: {/users: {get: {}}}",
        "/v1/users: {get: {}}\n/orders: {get: {}}\n/v1/cats: {get: {}}",
        "servers: [{url: 'https://example.com/v1'}, {url: 'https://test.example.com'}]\npaths: {/users: {get: {}}}",
        "swagger: '2.0'\nbasePath: /api\npaths: {/users: {get: {}}}",
        "/users: {get: {parameters: [{name: Example-Version, in: header}]}}",
        "security: [{version: []}, {key: []}]\npaths: {/users: {get: {}}}\ncomponents: {securitySchemes: {key: {type: http, scheme: bearer}, version: {type: apiKey, in: header, name: Example-Version}}}",
    ],
    good: &[
        "/v1/users: {get: {}}\n/health: {get: {}}\n/.well-known/jwks.json: {get: {}}",
        "servers: [{url: 'https://api.example.com/v1'}]\npaths: {/users: {get: {}}}",
        "servers: [{url: 'https://v2.example.com'}]\npaths: {/users: {get: {}}}",
        "servers: [{url: 'https://example.com/{version}', variables: {version: {default: v1}}}]\npaths: {/users: {get: {}}}",
        "swagger: '2.0'\nbasePath: /v2\npaths: {/users: {get: {}}}",
        "/users:\n  servers: [{url: 'https://example.com/v1'}]\n  get: {}",
        "/users: {get: {parameters: [{name: Example-Version, in: header, required: true}]}}",
        "security: [{key: [], version: []}]\npaths: {/users: {get: {}, put: {security: []}}}\ncomponents: {securitySchemes: {key: {type: http, scheme: bearer}, version: {type: apiKey, in: header, name: Example-Version}}}",
        "paths: {}",
    ],
    source: "D",
    check: Check::Api(check),
    ..LintRule::BASE
};

fn check(api: &Api<'_, '_>, reporter: &mut Reporter<'_>) {
    let unversioned: Vec<&ApiPath<'_>> =
        api.paths().iter().filter(|path| needs_version(api, path)).collect();
    let servers = servers(api);
    let (versioned, others): (Vec<_>, Vec<_>) =
        servers.into_iter().partition(|server| has_version(server.url));
    if unversioned.is_empty() || (others.is_empty() && !versioned.is_empty()) {
        return;
    }
    if versioned.is_empty() {
        let help =
            "add a version to the server's URL or to each path, as in `https://api.example.com/v1`";
        let group =
            report::group("neither the server URLs nor these paths contain an API version", help);
        let taken: HashSet<Subject> =
            api.paths().iter().map(|it| Subject::template(it.template())).collect();
        unversioned.iter().for_each(|path| report_path(path, &taken, &group, reporter));
    } else {
        others.iter().for_each(|server| report_server(server, reporter));
    }
}

/// A server URL that applies to the whole document.
pub(super) struct Server<'a> {
    pub(super) url: &'a str,
    pub(super) span: Span,
    pub(super) pointer: JsonPointer,
}

pub(super) fn servers<'a>(api: &Api<'a, '_>) -> Vec<Server<'a>> {
    let Some(root) = api.root() else { return Vec::new() };
    let listed = root.get("servers").into_iter().flat_map(Node::items).enumerate();
    let listed = listed.filter_map(|(index, server)| {
        let url = server.get("url")?;
        let pointer = JsonPointer::of(&["servers", &index.to_string(), "url"]);
        Some(Server { url: url.as_str()?, span: url.span(), pointer })
    });
    let base = root.get("basePath").and_then(|base| {
        let pointer = JsonPointer::of(&["basePath"]);
        Some(Server { url: base.as_str()?, span: base.span(), pointer })
    });
    listed.chain(base).collect()
}

fn needs_version<'a>(api: &Api<'a, '_>, path: &ApiPath<'a>) -> bool {
    let own_servers = path.item.get("servers").into_iter().flat_map(Node::items);
    let own_version = own_servers.filter_map(|it| it.get("url")?.as_str()).any(has_version);
    !own_version
        && !has_version(path.template())
        && !public::is_unversioned(api, path.template())
        && !has_version_header(api, path)
        && !path.template().contains('<')
}

/// Whether every operation of a path requires a header that names the version.
fn has_version_header<'a>(api: &Api<'a, '_>, path: &ApiPath<'a>) -> bool {
    let general = api.root().and_then(|it| it.get("security"));
    let mut own = api.called_at(path.key.name);
    let requires = |operation: &ApiOperation<'a>| {
        let is_version = |it: &Parameter<'_>| {
            let is_required = it.node.get("required").and_then(Node::as_bool) == Some(true);
            it.place == "header" && is_required && names_version(it.name)
        };
        // Without authentication (`security: []`), an operation still belongs to the same version.
        let own = operation.node.get("security").filter(|it| it.items().next().is_some());
        api.parameters(operation).iter().any(is_version) || requires_version(api, own.or(general))
    };
    match own.next() {
        Some(first) => requires(first) && own.all(requires),
        None => requires_version(api, general),
    }
}

/// Whether a header names the version of the API: `Example-Version`.
fn names_version(header: &str) -> bool {
    let words = words::split(header);
    words.len() > 1 && words.last().is_some_and(|it| it.eq_ignore_ascii_case("version"))
}

/// Whether each alternative has an API key in a header that names the version.
fn requires_version(api: &Api<'_, '_>, security: Option<Node<'_>>) -> bool {
    let Some(root) = api.root() else { return false };
    let schemes = match api.version() {
        Version::V2_0 => root.get("securityDefinitions"),
        _ => root.get("components").and_then(|it| it.get("securitySchemes")),
    };
    let is_version = |scheme: &str| {
        let scheme = schemes.and_then(|it| api.resolve(it.get(scheme)?));
        let text = |key: &str| scheme.and_then(|it| it.get(key)?.as_str()).unwrap_or("");
        text("in") == "header" && names_version(text("name"))
    };
    let mut alternatives = security.into_iter().flat_map(Node::items).peekable();
    alternatives.peek().is_some()
        && alternatives.all(|it| it.members().any(|scheme| is_version(scheme.key)))
}

/// Whether a URL or path has a version as a segment, host label or parameter.
fn has_version(url: &str) -> bool {
    let (host, path) = match url.split_once("://") {
        Some((_, rest)) => rest.split_once('/').unwrap_or((rest, "")),
        None => ("", url),
    };
    let in_host = host.split('.').any(|it| it.starts_with('v') && is_version(it));
    let in_path = path.split('/').any(|it| is_version(it) || is_version_parameter(it));
    in_host || in_path
}

fn is_version_parameter(segment: &str) -> bool {
    segment.contains('{') && segment.to_ascii_lowercase().contains("version")
}

fn report_server(server: &Server<'_>, reporter: &mut Reporter<'_>) {
    let message = format!("server URL `{}` contains no version, but others do", server.url);
    let help = format!("change it to `{}/v1`", server.url.trim_end_matches('/'));
    let location = Location::new(server.span, server.pointer.clone());
    let subject = Subject::document().with(server.url);
    reporter.report(location, subject, message, help);
}

fn report_path(
    path: &ApiPath<'_>,
    taken: &HashSet<Subject>,
    group: &Arc<Group>,
    reporter: &mut Reporter<'_>,
) {
    let name = path.key.name;
    let message = format!("neither path `{name}` nor the server URLs contain an API version");
    let (prefix, rest) = name.strip_prefix("/api/").map_or(("", name), |rest| ("/api", rest));
    let renamed = format!("{prefix}/v1/{}", rest.trim_start_matches('/'));
    let help = match taken.contains(&Subject::template(&renamed)) {
        true => "add the version to the server's URL, or to the path".to_owned(),
        false => format!("rename it to `{renamed}`, or add the version to the server's URL"),
    };
    reporter.report(path, Subject::path(path), message, help).in_group(group);
}
