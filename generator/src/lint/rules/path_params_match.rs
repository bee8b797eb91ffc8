//! X003: the parameters of a path's template and the declared ones agree.

use super::super::rule::{Check, Rule};
use crate::diagnostic::{Severity, code};

pub(super) const RULE: Rule = Rule {
    code: code::PATH_PARAMS,
    name: "path-params-match",
    severity: Some(Severity::Error),
    summary: "Every parameter in a path's template is declared, and the other way round",
    docs: "\
A template such as `/users/{id}` needs a parameter `id` with `in: path` at every operation or at the path item; \
without one, a client has nothing to put in its place. A declared path parameter that the template does not have \
is never sent.

Parameters of the path item count for all of its operations, and references are followed. A parameter that no \
operation of the path declares is one report at the path; one that single operations lack, a report at their \
method; a declared one too many is reported where its name is written. Names are compared exactly, as the standard wants.",
    bad: &[
        "/users/{id}: {get: {}, put: {}}",
        "/users/{id}:\n  get: {}\n  put: {parameters: [{name: id, in: path, required: true}]}",
        "/users: {get: {parameters: [{name: id, in: path, required: true}]}}",
        "/users: {parameters: [{name: id, in: path, required: true}], get: {}, put: {}}",
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
};
