//! S001: the document says how a client authenticates.

use super::super::api::{Api, ApiOperation};
use super::super::report::Reporter;
use super::super::rule::{Check, Rule};
use super::public;
use crate::diagnostic::{Severity, code};
use crate::document::Version;

pub(super) const RULE: Rule = Rule {
    code: code::AUTH_DECLARED,
    name: "auth-declared",
    severity: Some(Severity::Error),
    summary: "Every operation says how it is authenticated",
    docs: "\
An operation without `security` of its own, in a document without `security` at the top, is open to everybody: so \
says the standard, and so will every client and gateway that is generated from it.

Where nothing declares any, that is one report for the document. Where some operations do, the others are reported \
one by one. `security: []` says that an operation is open on purpose and is always accepted, and so are paths that \
are open by their nature: health checks, log-in, tokens, sign-up, webhooks, `/.well-known`. The segments of others can be \
named in the configuration.",
    bad: &[
        "/users: {get: {}}\n/orders: {get: {}, post: {}}",
        "/users: {get: {security: [{key: []}]}}\n/orders: {get: {}}",
        "paths: {/users: {get: {}}}\ncomponents: {securitySchemes: {key: {type: http, scheme: bearer}}}",
        "swagger: '2.0'\npaths: {/users: {get: {}}}",
    ],
    good: &[
        "paths: {/users: {get: {}}}\nsecurity: [{key: []}]",
        "/users: {get: {security: [{key: []}]}}\n/orders: {get: {security: []}}",
        "/users: {get: {security: [{key: []}]}}\n/health: {get: {}}\n/oauth/token: {post: {}}\n/v1/login: {post: {}}",
        "/health: {get: {}}",
        "paths: {}",
    ],
    source: "G, Z104",
    check: Check::Api(check),
};

fn check(api: &Api<'_>, reporter: &mut Reporter<'_>) {
    if api.root().is_some_and(|root| root.get("security").is_some()) {
        return;
    }
    let declares = |operation: &&ApiOperation<'_>| operation.node.get("security").is_some();
    let called: Vec<_> = api.operations().iter().filter(|it| it.is_called()).collect();
    let open: Vec<_> =
        called.iter().filter(|it| !declares(it)).filter(|it| !is_public(api, it)).collect();
    if called.iter().any(declares) {
        open.iter().for_each(|operation| report_operation(operation, reporter));
    } else if !open.is_empty() {
        report_document(api, reporter);
    }
}

fn is_public(api: &Api<'_>, operation: &ApiOperation<'_>) -> bool {
    operation.path.is_some_and(|path| public::is_public(api, path.name))
}

fn report_operation(operation: &ApiOperation<'_>, reporter: &mut Reporter<'_>) {
    let message =
        format!("`{}` says nothing about authentication, and so is open to all", operation.title());
    let help = "add `security` with a scheme, or `security: []` if it is open on purpose";
    reporter.report(operation.place, operation.pointer.clone(), message, help);
}

fn report_document(api: &Api<'_>, reporter: &mut Reporter<'_>) {
    let Some((span, pointer)) = api.top(&["paths"]) else { return };
    let schemes = match api.version() {
        Version::V2_0 => "securityDefinitions",
        _ => "components.securitySchemes",
    };
    let defined = api
        .root()
        .is_some_and(|root| schemes.split('.').try_fold(root, |node, key| node.get(key)).is_some());
    let (message, help) = if defined {
        let message = format!("`{schemes}` are defined, and no operation uses one");
        (message, "add `security` at the top of the document, naming the scheme".to_owned())
    } else {
        let message = "the document says nowhere how a client authenticates".to_owned();
        (message, format!("define a scheme in `{schemes}` and name it in `security` at the top"))
    };
    reporter.report(span, pointer, message, help);
}
