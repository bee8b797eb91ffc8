//! X003: path templates and declared path parameters agree.

use super::super::rule::{Check, LintRule};
use crate::diagnostic::{Severity, code};

pub(super) const RULE: LintRule = LintRule {
    code: code::PATH_PARAMS,
    name: "path-params-match",
    severity: Some(Severity::Error),
    summary: "Path templates and declared path parameters agree",
    docs: "\
A template such as `/users/{id}` needs a parameter `id` with `in: path`, at every operation or at the path item. \
Without it, a client has no value for the placeholder. A declared path parameter that the template does not contain \
is never sent. A template contains each name once.

Parameters of the path item count for all of its operations, and references are followed. Names are case-sensitive.

A parameter that no operation declares is reported at the path. A parameter that single operations do not declare is \
reported at their methods. A declared parameter that is not in the template is reported at its name.

To fix a report, declare the parameter, or correct the template.",
    bad: &[
        "/users/{id}: {get: {}, put: {}}",
        "/users/{id}:\n  get: {}\n  put: {parameters: [{name: id, in: path, required: true}]}",
        "/users: {get: {parameters: [{name: id, in: path, required: true}]}}",
        "/users: {parameters: [{name: id, in: path, required: true}], get: {}, put: {}}",
        "/users/{id}/friends/{id}: {get: {parameters: [{name: id, in: path, required: true}]}}",
        "/users/{id}.{format}: {get: {parameters: [{name: id, in: path, required: true}]}}",
        "paths:\n  /users: {$ref: '#/components/pathItems/Users'}\ncomponents:\n  pathItems:\n    Users: {get: {parameters: [{name: id, in: path}]}}",
    ],
    good: &[
        "/users/{id}: {get: {parameters: [{name: id, in: path, required: true}]}}",
        "/users/{id}: {parameters: [{name: id, in: path, required: true}], get: {}, put: {}}",
        "paths:\n  /users/{id}: {get: {parameters: [{$ref: '#/components/parameters/Id'}]}}\ncomponents:\n  parameters:\n    Id: {name: id, in: path, required: true}",
        "/users/{id}: {get: {parameters: [{$ref: 'other.yaml#/Id'}]}}",
        "/users: {get: {parameters: [{name: id, in: query}]}}",
        "/users/{id}: {}",
    ],
    source: "OpenAPI 3.1 section \"Path Templating\"",
    check: Check::Validation,
    ..LintRule::BASE
};
