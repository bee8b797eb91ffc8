//! S004: secrets are not sent in the query.

use super::super::facts::Facts;
use super::super::location::Location;
use super::super::report::Reporter;
use super::super::rule::{Check, LintRule};
use super::super::subject::Subject;
use crate::diagnostic::{Code, Severity};
use crate::document::{ObjectKind, Visit};
use crate::source::Node;

pub(super) const RULE: LintRule = LintRule {
    code: Code("S004"),
    name: "no-secret-in-query",
    severity: Some(Severity::Error),
    summary: "Secrets are not sent in the query",
    docs: "\
URLs are written to logs, histories and `Referer` headers, so a secret in the query is soon known to many. Headers \
and bodies are not logged by default.

The rule reports an API key scheme with `in: query`, and query parameters whose name is that of a secret: `api_key`, \
`access_token`, `password`, `client_secret`.

Accepted are tokens that are no secrets, such as page tokens, and a plain `token`, which may be either.

To fix a report, send the secret in a header.",
    bad: &[
        "components: {securitySchemes: {k: {type: apiKey, in: query, name: key}}}",
        "/a: {get: {parameters: [{name: access_token, in: query, schema: {type: string}}], responses: {'200': {description: ok}}}}",
    ],
    good: &[
        "components: {securitySchemes: {k: {type: apiKey, in: header, name: X-Key}}}",
        "/a: {get: {parameters: [{name: page_token, in: query, schema: {type: string}}, {name: token, in: query, schema: {type: string}}], responses: {'200': {description: ok}}}}",
    ],
    source: "RFC 6750 section 2.3",
    check: Check::At(&[ObjectKind::SecurityScheme, ObjectKind::Parameter], check),
    ..LintRule::BASE
};

/// Names of secrets, in lower case and without separators.
const SECRETS: &[&str] = &[
    "accesstoken",
    "apikey",
    "apisecret",
    "apitoken",
    "authtoken",
    "authorization",
    "bearer",
    "bearertoken",
    "clientsecret",
    "passphrase",
    "passwd",
    "password",
    "privatekey",
    "refreshtoken",
    "secret",
    "secretkey",
    "sessiontoken",
];

fn check<'a>(visit: &Visit<'a, '_>, facts: &Facts<'a>, reporter: &mut Reporter<'_>) {
    let text = |key: &str| visit.node.get(key).and_then(Node::as_str);
    if text("in") != Some("query") {
        return;
    }
    let Some(name) = text("name") else { return };
    let is_scheme = visit.object == ObjectKind::SecurityScheme;
    let plain: String = name.chars().filter(|it| it.is_alphanumeric()).collect();
    if !is_scheme && !SECRETS.contains(&plain.to_ascii_lowercase().as_str()) {
        return;
    }
    let message = match is_scheme {
        true => format!("the API key `{name}` is sent in the query, which is logged"),
        false => format!("the secret `{name}` is sent in the query, which is logged"),
    };
    let subject = Subject::visit(facts, visit);
    reporter.report(Location::member(visit, "in"), subject, message, "send it in a header");
}
