//! X015: a server's URL and its variables agree.

use super::super::rule::{Check, LintRule};
use crate::diagnostic::{Severity, code};

pub(super) const RULE: LintRule = LintRule {
    code: code::SERVER_VALID,
    name: "server-valid",
    severity: Some(Severity::Warning),
    summary: "Every server variable is defined and used, and paths can be appended to the URL",
    docs: "\
A server's URL can contain variables in braces. A client needs the definition of each variable under `variables`. A \
definition that the URL does not use has no effect. If a variable has an `enum`, its default must be one of the \
values. Paths begin with a slash and are appended to the URL, so a slash at its end becomes two.

The rule reports an undefined variable at the URL, and other errors at the variable. It also reports a URL that ends with a \
slash or has a query, and a server at `example.com`, which no client can call.

To fix a report, define the variable, remove the unused definition, choose a default from the `enum`, or correct the URL.",
    bad: &[
        "servers: [{url: 'https://api.shop.test/v1/'}]",
        "servers: [{url: 'https://api.example.com'}]",
        "servers: [{url: 'https://api.shop.test?key=1'}]",
        "servers: [{url: 'https://{h}.shop.test', variables: {h: {default: a, enum: []}}}]",
        "swagger: '2.0'\ninfo: {title: Example, version: 1.0.0}\npaths: {}\nhost: api.shop.test\nbasePath: /v1/",
        "openapi: 3.1.0\ninfo: {title: Example, version: 1.0.0}\npaths: {}\nservers: [{url: 'https://{host}/v1'}]",
        "openapi: 3.1.0\ninfo: {title: Example, version: 1.0.0}\npaths: {}\nservers: [{url: 'https://a.shop.test/v1', variables: {host: {default: a}}}]",
        "openapi: 3.1.0\ninfo: {title: Example, version: 1.0.0}\npaths: {}\nservers: [{url: 'https://{h}.shop.test', variables: {h: {default: a, enum: [b]}}}]",
    ],
    good: &[
        "servers: [{url: /}]",
        "openapi: 3.1.0\ninfo: {title: Example, version: 1.0.0}\npaths: {}\nservers: [{url: 'https://{h}.shop.test', variables: {h: {default: a, enum: [a, b]}}}]",
    ],
    source: "OpenAPI 3.1 section \"Server Object\"",
    check: Check::Validation,
    ..LintRule::BASE
};
