//! X015: a server's URL and its variables agree.

use super::super::rule::{Check, LintRule};
use crate::diagnostic::{Severity, code};

pub(super) const RULE: LintRule = LintRule {
    code: code::SERVER_VALID,
    name: "server-valid",
    severity: Some(Severity::Warning),
    summary: "Every server variable is defined and used, and its default is in its enum",
    docs: "\
A server's URL can contain variables in braces. A client needs the definition of each variable under `variables`. A \
definition that the URL does not use has no effect. If a variable has an `enum`, its default must be one of the \
values.

The rule reports an undefined variable at the URL, and other errors at the variable.

To fix a report, define the variable, remove the unused definition, or choose a default from the `enum`.",
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
    ..LintRule::BASE
};
