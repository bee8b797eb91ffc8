//! S001: every operation declares its authentication.

use super::super::api::{Api, ApiOperation};
use super::super::report::Reporter;
use super::super::rule::{Check, LintRule};
use super::public;
use crate::diagnostic::{Code, Severity};
use crate::document::Version;

pub(super) const RULE: LintRule = LintRule {
    code: Code("S001"),
    name: "auth-declared",
    severity: Some(Severity::Error),
    summary: "Every operation declares its authentication",
    docs: "\
An operation without `security`, in a document without a top-level `security`, needs no authentication by the standard, \
and every client and gateway generated from the document relies on that.

If no operation and no top-level `security` declares authentication, the rule reports the document once. If some \
operations declare it, the rule reports each operation that does not.

Accepted are `security: []`, which marks an operation as public on purpose, and paths that are usually public: \
health checks, login, tokens, sign-up, webhooks and `/.well-known`.

To fix a report, name a scheme in `security`, at the operation or at the top level.",
    bad: &[
        "/users: {get: {}}\n/orders: {get: {}, post: {}}",
        "/users: {get: {security: [{key: []}]}}\n/orders: {get: {}}",
        "paths: {/users: {get: {}}}\ncomponents: {securitySchemes: {key: {type: http, scheme: bearer}}}",
        "swagger: '2.0'\npaths: {/users: {get: {}}}",
        "paths: {/users: {$ref: '#/x-paths/users'}}\nx-paths: {users: {get: {}}}",
        "openapi: 3.1.0\ninfo: {title: Example, version: 1.0.0}\npaths: {/users: {$ref: '#/components/pathItems/Users'}}\ncomponents: {pathItems: {Users: {get: {}}}}",
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
    let unprotected: Vec<_> =
        called.iter().filter(|it| !declares(it)).filter(|it| !is_public(api, it)).collect();
    if called.iter().any(declares) {
        unprotected.iter().for_each(|operation| report_operation(operation, reporter));
    } else if !unprotected.is_empty() {
        report_document(api, reporter);
    }
}

fn is_public(api: &Api<'_>, operation: &ApiOperation<'_>) -> bool {
    operation.path.is_some_and(|path| public::is_public(api, path.name))
}

fn report_operation(operation: &ApiOperation<'_>, reporter: &mut Reporter<'_>) {
    let message = format!("`{}` declares no `security`, so anyone can call it", operation.title());
    let help = "add `security` with a scheme, or `security: []` if the operation is public";
    reporter.report(operation.location, operation.pointer.clone(), message, help);
}

fn report_document(api: &Api<'_>, reporter: &mut Reporter<'_>) {
    let Some((span, pointer)) = api.top_level(&["paths"]) else { return };
    let schemes = match api.version() {
        Version::V2_0 => "securityDefinitions",
        _ => "components.securitySchemes",
    };
    let defined = api
        .root()
        .is_some_and(|root| schemes.split('.').try_fold(root, |node, key| node.get(key)).is_some());
    let (message, help) = if defined {
        let message = format!("no operation uses a scheme of `{schemes}`");
        (message, "add a top-level `security` that names the scheme".to_owned())
    } else {
        let message = "the document declares no authentication".to_owned();
        (message, format!("define a scheme in `{schemes}` and name it in a top-level `security`"))
    };
    reporter.report(span, pointer, message, help);
}
