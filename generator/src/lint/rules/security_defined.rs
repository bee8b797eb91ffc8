//! S005: security requirements name schemes that are defined.

use super::super::rule::{Check, Rule};
use crate::diagnostic::{Severity, code};

pub(super) const RULE: Rule = Rule {
    code: code::SECURITY_DEFINED,
    name: "security-defined",
    severity: Some(Severity::Error),
    summary: "Every security requirement names a scheme that is defined",
    docs: "\
A security requirement is a name, and the name must be one of `components.securitySchemes` (in Swagger 2.0 \
`securityDefinitions`). A name that is not there leaves open how a caller proves who it is: most tools then send no \
credentials at all.

Reported at the name, with the scheme that was probably meant. In OpenAPI 3.2 a requirement may also be the URI of a \
scheme, which is not checked.",
    bad: &[
        "openapi: 3.1.0\ninfo: {title: Example, version: 1.0.0}\npaths: {}\nsecurity: [{barer: []}]\ncomponents: {securitySchemes: {bearer: {type: http, scheme: bearer}}}",
    ],
    good: &[
        "openapi: 3.1.0\ninfo: {title: Example, version: 1.0.0}\npaths: {}\nsecurity: [{bearer: []}, {}]\ncomponents: {securitySchemes: {bearer: {type: http, scheme: bearer}}}",
    ],
    source: "OpenAPI 3.1 section \"Security Requirement Object\"",
    check: Check::Validation,
};
