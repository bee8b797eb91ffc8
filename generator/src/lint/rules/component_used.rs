//! X009: every component is used.

use super::super::rule::{Check, LintRule};
use crate::diagnostic::{Severity, code};

pub(super) const RULE: LintRule = LintRule {
    code: code::COMPONENT_USED,
    name: "component-used",
    severity: Some(Severity::Info),
    summary: "Every component is used by an operation, directly or through other components",
    docs: "\
A component that nothing uses is dead text: readers take it for a part of the API, and clients get types that no method \
has. Often the reference to it was forgotten.

The rule reports a component that no path and no webhook reaches. Two unused components that refer to each other are both \
unused.

Accepted are: documents without operations, which are libraries for other documents; schemas that extend a used schema with a \
discriminator by `allOf`; schemas that a mapping names; security schemes that a requirement names; and components that \
anything in the document refers to, extensions and other files included.

To fix a report, remove the component, or add the missing reference.",
    bad: &[
        "paths: {/a: {get: {responses: {'200': {description: ok}}}}}\ncomponents: {schemas: {A: {type: string}}}",
        "paths: {/a: {get: {responses: {'200': {description: ok}}}}}\ncomponents: {responses: {B: {description: no}}}",
        "swagger: '2.0'\ninfo: {title: Example, version: 1.0.0}\npaths: {/a: {get: {responses: {'200': {description: ok}}}}}\ndefinitions: {A: {type: object, properties: {a: {$ref: '#/definitions/A'}}}}",
    ],
    good: &[
        "security: [{k: []}]\npaths: {/a: {get: {responses: {'200': {description: ok}}}}}\ncomponents: {securitySchemes: {k: {type: http, scheme: bearer}}}",
        "paths: {/a: {get: {responses: {'200': {$ref: '#/components/responses/B'}}}}}\ncomponents: {responses: {B: {description: no}}}",
        "paths: {}\ncomponents: {schemas: {A: {type: string}}}",
        "paths: {/a: {get: {security: [{k: []}], responses: {'200': {description: ok}}}}}\ncomponents: {securitySchemes: {k: {type: http, scheme: bearer}}}",
        "paths: {/a: {get: {responses: {'200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}}}}}}\ncomponents: {schemas: {A: {type: object, discriminator: {propertyName: k}, required: [k], properties: {k: {type: string}}}, B: {allOf: [{$ref: '#/components/schemas/A'}]}}}",
    ],
    source: "OpenAPI 3.1 section \"Components Object\"",
    check: Check::Validation,
    ..LintRule::BASE
};
