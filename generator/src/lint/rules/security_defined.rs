//! S005: security requirements name defined schemes.

use super::super::rule::{Check, Rule};
use crate::diagnostic::{Severity, code};

pub(super) const RULE: Rule = Rule {
    code: code::SECURITY_DEFINED,
    name: "security-defined",
    severity: Some(Severity::Error),
    summary: "Security requirements name defined schemes",
    docs: "\
A security requirement names one of the schemes in `components.securitySchemes` (`securityDefinitions` in Swagger \
2.0). If the name is not defined, it is unknown how a client authenticates, and most tools then send no credentials.

The name is reported, together with the most similar scheme. In OpenAPI 3.2 a requirement can also be the URI of a \
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
