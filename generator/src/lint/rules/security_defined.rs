//! S005: security requirements name defined schemes and scopes.

use super::super::rule::{Check, LintRule};
use crate::diagnostic::{Severity, code};

pub(super) const RULE: LintRule = LintRule {
    code: code::SECURITY_DEFINED,
    name: "security-defined",
    severity: Some(Severity::Error),
    summary: "Every security requirement names a defined scheme, and defined scopes",
    docs: "\
A security requirement names a scheme of `components.securitySchemes` (in Swagger 2.0, `securityDefinitions`). If \
that scheme is not defined, clients do not know how to authenticate, and most tools send no credentials.

The rule reports the name, with the closest defined scheme. It also reports a scope that no flow of an OAuth 2 scheme \
defines, as a warning.

In OpenAPI 3.2, a requirement can also be the URI of a scheme. The rule accepts such URIs without checking them.

To fix a report, correct the name, or define the scheme.",
    bad: &[
        "openapi: 3.1.0\ninfo: {title: Example, version: 1.0.0}\npaths: {}\nsecurity: [{barer: []}]\ncomponents: {securitySchemes: {bearer: {type: http, scheme: bearer}}}",
        "openapi: 3.1.0\ninfo: {title: Example, version: 1.0.0}\npaths: {}\nsecurity: [{o: [raed]}]\ncomponents: {securitySchemes: {o: {type: oauth2, flows: {clientCredentials: {tokenUrl: 'https://a.test', scopes: {read: Reads.}}}}}}",
    ],
    good: &[
        "openapi: 3.1.0\ninfo: {title: Example, version: 1.0.0}\npaths: {}\nsecurity: [{o: [read]}]\ncomponents: {securitySchemes: {o: {type: oauth2, flows: {clientCredentials: {tokenUrl: 'https://a.test', scopes: {read: Reads.}}}}}}",
        "openapi: 3.1.0\ninfo: {title: Example, version: 1.0.0}\npaths: {}\nsecurity: [{bearer: []}, {}]\ncomponents: {securitySchemes: {bearer: {type: http, scheme: bearer}}}",
    ],
    source: "OpenAPI 3.1 section \"Security Requirement Object\"",
    check: Check::Validation,
    ..LintRule::BASE
};
