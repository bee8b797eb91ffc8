//! X015: a server's URL and its variables agree.

use super::super::rule::{Check, Rule};
use crate::diagnostic::{Severity, code};

pub(super) const RULE: Rule = Rule {
    code: code::SERVER_VALID,
    name: "server-valid",
    severity: Some(Severity::Warning),
    summary: "Every variable of a server's URL is defined, used, and has a default out of its enum",
    docs: "\
A server's URL may have variables between braces. Each needs a definition under `variables`, or no client can fill it \
in; a definition that the URL does not use has no effect. Where a variable lists its values by `enum`, the default \
must be one of them.

An undefined variable is reported at the URL, the others at the variable.",
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
