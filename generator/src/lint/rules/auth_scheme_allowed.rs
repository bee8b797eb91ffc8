//! S002: security schemes are client credentials, API keys or bearer tokens.

use super::super::facts::Facts;
use super::super::report::Reporter;
use super::super::rule::{Check, LintRule};
use super::super::subject::Subject;
use crate::diagnostic::{Code, Severity};
use crate::document::{ObjectKind, Visit};
use crate::source::Node;

pub(super) const RULE: LintRule = LintRule {
    code: Code("S002"),
    name: "auth-scheme-allowed",
    severity: Some(Severity::Warning),
    summary: "Security schemes are client credentials, API keys or bearer tokens",
    docs: "\
Machines authenticate with client credentials of OAuth 2, with an API key, or with a token. Basic and digest \
authentication send a password that is hard to rotate, and the implicit and password flows of OAuth 2 are removed in \
OAuth 2.1.

The rule reports a scheme of another kind where it is defined. An OAuth 2 scheme is reported if it has no client \
credentials flow.

Accepted are OpenID Connect, whose provider decides about flows, and mutual TLS.

To fix a report, offer one of the accepted schemes.",
    bad: &[
        "components: {securitySchemes: {s: {type: http, scheme: basic}}}",
        "components: {securitySchemes: {s: {type: oauth2, flows: {implicit: {authorizationUrl: 'https://a.test', scopes: {}}}}}}",
        "swagger: '2.0'\ninfo: {title: Example, version: 1.0.0}\npaths: {}\nsecurityDefinitions: {s: {type: basic}}",
    ],
    good: &[
        "components: {securitySchemes: {a: {type: http, scheme: Bearer}, b: {type: apiKey, in: header, name: X-Key}, c: {type: oauth2, flows: {clientCredentials: {tokenUrl: 'https://a.test', scopes: {}}}}}}",
    ],
    source: "G",
    check: Check::At(&[ObjectKind::SecurityScheme], check),
    ..LintRule::BASE
};

fn check<'a>(visit: &Visit<'a, '_>, facts: &Facts<'a>, reporter: &mut Reporter<'_>) {
    let text = |key: &str| visit.node.get(key).and_then(Node::as_str);
    let kind = match text("type") {
        Some("basic") => "basic authentication".to_owned(),
        Some("http") => match text("scheme").map(str::to_ascii_lowercase) {
            Some(scheme) if scheme != "bearer" => format!("{scheme} authentication"),
            _ => return,
        },
        Some("oauth2") if !has_client_credentials(visit.node) => {
            "OAuth 2 without client credentials".to_owned()
        }
        _ => return,
    };
    let name = visit.key.map_or("", |it| it.name);
    let message = format!("security scheme `{name}` is {kind}");
    let help = "offer client credentials, an API key or a bearer token";
    reporter.report(visit, Subject::visit(facts, visit), message, help);
}

fn has_client_credentials(scheme: Node<'_>) -> bool {
    let is_application = scheme.get("flow").and_then(Node::as_str) == Some("application");
    let flows = scheme.get("flows");
    // Without flows, the scheme is reported as incomplete.
    is_application
        || flows.is_some_and(|it| it.get("clientCredentials").is_some())
        || (flows.is_none() && scheme.get("flow").is_none())
}
