//! S003: servers are called by HTTPS.

use super::super::facts::Facts;
use super::super::location::Location;
use super::super::report::Reporter;
use super::super::rule::{Check, LintRule};
use super::super::subject::Subject;
use crate::diagnostic::{Code, Severity};
use crate::document::{ObjectKind, Version, Visit};
use crate::source::Node;

pub(super) const RULE: LintRule = LintRule {
    code: Code("S003"),
    name: "https-only",
    severity: Some(Severity::Error),
    summary: "Servers are called by HTTPS",
    docs: "\
A request without TLS can be read and changed on its way, with its credentials. A server that also answers HTTP is \
usually called by HTTP once, by mistake.

The rule reports a server whose URL begins with `http:` or `ws:`, and `http` or `ws` in the `schemes` of Swagger \
2.0.

Accepted are servers for development: `localhost`, addresses of the own machine and of private networks, names \
without a dot, and the endings `.local`, `.localhost`, `.internal` and `.test`.

To fix a report, write `https`.",
    bad: &[
        "servers: [{url: 'http://api.shop.com/v1'}]",
        "swagger: '2.0'\ninfo: {title: Example, version: 1.0.0}\nhost: api.shop.com\nschemes: [https, http]\npaths: {}",
    ],
    good: &[
        "servers: [{url: 'https://api.shop.com'}, {url: 'http://localhost:8080'}, {url: 'http://10.0.0.1'}, {url: 'http://api'}, {url: /v1}]",
        "swagger: '2.0'\ninfo: {title: Example, version: 1.0.0}\nhost: localhost:80\nschemes: [http]\npaths: {}",
    ],
    source: "G",
    check: Check::At(&[ObjectKind::Server, ObjectKind::Document], check),
    ..LintRule::BASE
};

fn check<'a>(visit: &Visit<'a, '_>, facts: &Facts<'a>, reporter: &mut Reporter<'_>) {
    if visit.object == ObjectKind::Server {
        let Some(url) = visit.node.get("url") else { return };
        let Some((scheme, rest)) = url.as_str().and_then(|it| it.split_once("://")) else { return };
        if is_plain(scheme) && !is_local(rest) {
            let location = Location::new(url.span(), visit.pointer.child("url"));
            let message = format!("the server is called by `{scheme}`, without TLS");
            let subject = Subject::visit(facts, visit).with("url");
            reporter.report(location, subject, message, format!("write `{scheme}s`"));
        }
        return;
    }
    let host = visit.node.get("host").and_then(Node::as_str);
    if visit.version != Version::V2_0 || host.is_some_and(is_local) {
        return;
    }
    for (index, scheme) in visit.node.get("schemes").into_iter().flat_map(Node::items).enumerate() {
        let Some(name) = scheme.as_str().filter(|it| is_plain(it)) else { continue };
        let pointer = visit.pointer.child("schemes").child(&index.to_string());
        let message = format!("the server is called by `{name}`, without TLS");
        let subject = Subject::document().with("schemes").with(name);
        reporter.report(Location::new(scheme.span(), pointer), subject, message, "remove it");
    }
}

fn is_plain(scheme: &str) -> bool {
    scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("ws")
}

/// Whether a host is only reached from nearby.
fn is_local(rest: &str) -> bool {
    let host = rest.split(['/', '?']).next().unwrap_or(rest).to_ascii_lowercase();
    let name =
        if host.starts_with('[') { host.as_str() } else { host.split(':').next().unwrap_or(&host) };
    let is_private = ["10.", "127.", "192.168.", "169.254.", "0.0.0.0", "[::1]", "[f"];
    let is_172 = name.strip_prefix("172.").and_then(|it| it.split('.').next()?.parse::<u8>().ok());
    is_private.iter().any(|it| name.starts_with(it))
        || is_172.is_some_and(|it| (16..32).contains(&it))
        || !name.contains('.')
        || [".local", ".localhost", ".internal", ".test"].iter().any(|it| name.ends_with(it))
}
