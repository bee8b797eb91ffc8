//! The rules of Spectral's own ruleset for OpenAPI, and the rules of Renkei that report the same. Plain data.

/// The code of the rule that reports the same.
pub(super) fn code(name: &str) -> Option<&'static str> {
    RULES.iter().find(|(it, _)| *it == name).map(|(_, code)| *code)
}

/// The names are those of the ruleset `spectral:oas` of Spectral 6.
const RULES: &[(&str, &str)] = &[
    ("duplicated-entry-in-enum", "X005"),
    ("no-$ref-siblings", "X012"),
    ("no-ref-siblings", "X012"),
    ("oas2-discriminator", "X016"),
    ("oas2-operation-formData-consume-check", "X011"),
    ("oas2-operation-security-defined", "S005"),
    ("oas2-schema", "X011"),
    ("oas2-unused-definition", "X009"),
    ("oas2-valid-media-example", "X006"),
    ("oas2-valid-schema-example", "X006"),
    ("oas3-operation-security-defined", "S005"),
    ("oas3-schema", "X011"),
    ("oas3-server-not-example.com", "X015"),
    ("oas3-server-trailing-slash", "X015"),
    ("oas3-server-variables", "X015"),
    ("oas3-unused-component", "X009"),
    ("oas3-valid-media-example", "X006"),
    ("oas3-valid-schema-example", "X006"),
    ("openapi-tags-uniqueness", "X008"),
    ("operation-operationId", "X002"),
    ("operation-operationId-unique", "X002"),
    ("operation-operationId-valid-in-url", "N014"),
    ("operation-parameters", "X003"),
    ("operation-success-response", "R012"),
    ("operation-tag-defined", "X008"),
    ("path-declarations-must-exist", "X014"),
    ("path-keys-no-trailing-slash", "N008"),
    ("path-not-include-query", "X014"),
    ("path-params", "X003"),
    ("typed-enum", "X005"),
];
