//! S001: every operation declares its authentication.

use super::super::api::{Api, ApiOperation};
use super::super::report::{self, Reporter};
use super::super::rule::{Check, LintRule};
use super::super::subject::Subject;
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

The rule reports each operation without `security` if the document has no top-level `security`.

Accepted are `security: []`, which marks an operation as public on purpose, and paths that are usually public: \
health checks, login, tokens, sign-up and `/.well-known`. A segment counts as a whole, and not below the id of a resource: \
`/files/{id}/versions` is not public.

To fix a report, name a scheme in `security`, at the operation or at the top level.",
    bad: &[
        "/users: {get: {}}\n/orders: {get: {}, post: {}}",
        "/users: {get: {security: [{key: []}]}}\n/orders: {get: {}}",
        "paths: {/users: {get: {}}}\ncomponents: {securitySchemes: {key: {type: http, scheme: bearer}}}",
        "/webhooks: {post: {}}",
        "/checkout/sessions: {post: {}}",
        "/files/{id}/versions: {delete: {}}",
        "/status-updates: {get: {}}",
        "swagger: '2.0'\npaths: {/users: {get: {}}}",
        "paths: {/users: {$ref: '#/x-paths/users'}}\nx-paths: {users: {get: {}}}",
        "openapi: 3.1.0\ninfo: {title: Example, version: 1.0.0}\npaths: {/users: {$ref: '#/components/pathItems/Users'}}\ncomponents: {pathItems: {Users: {get: {}}}}",
    ],
    good: &[
        "paths: {/users: {get: {}}}\nsecurity: [{key: []}]",
        "/users: {get: {security: [{key: []}]}}\n/orders: {get: {security: []}}",
        "/users: {get: {security: [{key: []}]}}\n/health: {get: {}}\n/oauth/token: {post: {}}\n/v1/login: {post: {}}",
        "/health: {get: {}}",
        "/self-service/login/browser: {get: {}}",
        "paths: {}",
    ],
    source: "G, Z104",
    options: &[&public::SEGMENTS],
    check: Check::Api(check),
    ..LintRule::BASE
};

fn check(api: &Api<'_, '_>, reporter: &mut Reporter<'_>) {
    let group = report::group("operations declare no `security`", help_for_all(api));
    for operation in api.called() {
        if api.declares_security(operation) || is_public(api, operation) {
            continue;
        }
        let message =
            format!("`{}` declares no `security`, so anyone can call it", operation.title());
        let help = "add `security` with a scheme, or `security: []` if the operation is public";
        reporter.report(operation, Subject::operation(operation), message, help).in_group(&group);
    }
}

fn is_public(api: &Api<'_, '_>, operation: &ApiOperation<'_>) -> bool {
    operation.path.is_some_and(|path| public::is_public(api, path.name))
}

/// What to do if many operations declare no security.
fn help_for_all(api: &Api<'_, '_>) -> String {
    let (schemes, keys): (&str, &[&str]) = match api.version() {
        Version::V2_0 => ("securityDefinitions", &["securityDefinitions"]),
        _ => ("components.securitySchemes", &["components", "securitySchemes"]),
    };
    if api
        .root()
        .is_some_and(|root| keys.iter().try_fold(root, |node, key| node.get(key)).is_some())
    {
        return format!("add a top-level `security` that names a scheme of `{schemes}`");
    }
    format!("define a scheme in `{schemes}` and name it in a top-level `security`")
}
