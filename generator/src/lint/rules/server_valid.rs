//! X015: server URLs and their variables agree.

use super::super::rule::{Check, Rule};
use crate::diagnostic::{Severity, code};

pub(super) const RULE: Rule = Rule {
    code: code::SERVER_VALID,
    name: "server-valid",
    severity: Some(Severity::Warning),
    summary: "Server variables are defined and used, and their default is one of their values",
    docs: "\
A server's URL can contain variables in braces. Each needs a definition under `variables`; otherwise no client can \
insert a value. A definition that the URL does not use has no effect. If a variable has an `enum`, its default must \
be one of these values.

An undefined variable is reported at the URL, the other problems at the variable.",
    bad: &[
        "openapi: 3.1.0\ninfo: {title: Example, version: 1.0.0}\npaths: {}\nservers: [{url: 'https://{host}/v1'}]",
        "openapi: 3.1.0\ninfo: {title: Example, version: 1.0.0}\npaths: {}\nservers: [{url: 'https://a.example/v1', variables: {host: {default: a}}}]",
        "openapi: 3.1.0\ninfo: {title: Example, version: 1.0.0}\npaths: {}\nservers: [{url: 'https://{h}.example', variables: {h: {default: a, enum: [b]}}}]",
    ],
    good: &[
        "openapi: 3.1.0\ninfo: {title: Example, version: 1.0.0}\npaths: {}\nservers: [{url: 'https://{h}.example', variables: {h: {default: a, enum: [a, b]}}}]",
    ],
    source: "OpenAPI 3.1 section \"Server Object\"",
    check: Check::Validation,
};
