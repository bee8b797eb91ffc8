//! Changes of webhooks, forms, XML, tuples and discriminators.

use super::case::{Case, case};

/// Changes of `specs/changes-3-1.yaml`.
pub const OTHERS: &[Case] = &[
    case(
        ("            text/csv: {}\n", ""),
        &["response-media-type-removed"],
        &["response-media-type-added"],
        (false, false),
    ),
    case(
        (
            "operationId: addScan\n",
            "operationId: addScan\n      requestBody: {required: true, content: {application/json: {schema: {type: string}}}}\n",
        ),
        &["request-required-body-added"],
        &["request-body-removed"],
        (true, true),
    ),
    case(
        ("contentType: text/plain", "contentType: application/json"),
        &["request-encoding-changed"],
        &["request-encoding-changed"],
        (false, false),
    ),
    case(
        ("xml: {name: label}", "xml: {name: tag}"),
        &["xml-changed"],
        &["xml-changed"],
        (false, false),
    ),
    case(
        ("  scanned:\n", "  read:\n"),
        &["webhook-added", "webhook-removed"],
        &["webhook-added", "webhook-removed"],
        (true, true),
    ),
    case(
        ("properties: {id: {type: string}}", "properties: {id: {type: integer}}"),
        &["response-type-changed"],
        &["response-type-changed"],
        (true, true),
    ),
    case(
        (
            "prefixItems: [{type: number}, {type: number}], minItems: 2",
            "prefixItems: [{type: number}, {type: number}, {type: number}], minItems: 3",
        ),
        &["response-limit-tightened", "tuple-length-changed"],
        &["response-limit-loosened", "tuple-length-changed"],
        (true, true),
    ),
    case(
        ("discriminator: {propertyName: kind}", "discriminator: {propertyName: class}"),
        &["discriminator-changed"],
        &["discriminator-changed"],
        (false, false),
    ),
    case(
        ("if: {type: object}", "if: {type: array}"),
        &["unsupported-schema-changed"],
        &["unsupported-schema-changed"],
        (false, false),
    ),
];
