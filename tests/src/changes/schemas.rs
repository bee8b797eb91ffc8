//! Changes of schemas.

use super::case::{Case, case};

/// Changes that concern schemas.
pub const SCHEMAS: &[Case] = &[
    case(
        ("enum: [new, sent, lost]", "enum: [new, sent, lost, found]"),
        &["request-enum-value-added"],
        &["request-enum-value-removed"],
        (false, true),
    ),
    case(
        (
            "state: {type: string, enum: [open, closed]}",
            "state: {type: string, enum: [open, closed, lost]}",
        ),
        &["response-enum-value-added"],
        &["response-enum-value-removed"],
        (false, true),
    ),
    case(
        ("state: {type: string, enum: [open, closed]}", "state: {type: string}"),
        &["response-enum-opened"],
        &["response-enum-closed"],
        (true, true),
    ),
    case(
        ("State: {type: string, enum: [new, sent, lost]}", "State: {type: string}"),
        &["request-enum-opened"],
        &["request-enum-closed"],
        (true, true),
    ),
    case(
        ("      required: [weight, to]\n", "      required: [weight, to, fragile]\n"),
        &["request-property-became-required"],
        &["request-property-became-optional"],
        (true, true),
    ),
    case(
        ("required: [id, state]", "required: [id, state, price]"),
        &["response-property-became-required"],
        &["response-property-became-optional"],
        (true, true),
    ),
    case(
        ("        fragile: {type: boolean, default: false}\n", ""),
        &["request-property-removed"],
        &["request-optional-property-added"],
        (true, false),
    ),
    case(
        ("        note: {type: string, nullable: true}\n", ""),
        &["request-property-forbidden"],
        &["request-optional-property-added"],
        (true, false),
    ),
    case(
        ("        remark: {type: string}\n", ""),
        &["response-optional-property-removed"],
        &["response-optional-property-added"],
        (true, false),
    ),
    case(
        (
            "required: [items]\n      properties:\n        items:",
            "required: [parcels]\n      properties:\n        parcels:",
        ),
        &["response-required-property-added", "response-required-property-removed"],
        &["response-required-property-added", "response-required-property-removed"],
        (true, true),
    ),
    case(
        ("default: false}", "default: true}"),
        &["request-default-changed"],
        &["request-default-changed"],
        (false, false),
    ),
    case(
        ("note: {type: string, nullable: true}", "note: {type: string}"),
        &["request-became-not-nullable"],
        &["request-became-nullable"],
        (true, true),
    ),
    case(
        (
            "id: {type: string, format: uuid, readOnly: true}",
            "id: {type: string, format: uuid, readOnly: true, nullable: true}",
        ),
        &["response-became-nullable"],
        &["response-became-not-nullable"],
        (true, true),
    ),
    case(
        ("weight: {type: number, maximum: 30}", "weight: {type: integer, maximum: 30}"),
        &["response-type-narrowed"],
        &["response-type-widened"],
        (true, true),
    ),
    case(
        (
            "weight: {type: number, minimum: 0, multipleOf: 0.5}",
            "weight: {type: integer, minimum: 0, multipleOf: 0.5}",
        ),
        &["request-type-narrowed"],
        &["request-type-widened"],
        (true, true),
    ),
    case(
        ("zip: {type: string}", "zip: {type: integer}"),
        &["request-type-changed", "response-type-changed"],
        &["request-type-changed", "response-type-changed"],
        (true, true),
    ),
    case(
        ("remark: {type: string}", "remark: {}"),
        &["response-type-widened"],
        &["response-type-narrowed"],
        (true, true),
    ),
    case(
        ("price: {type: integer, format: int32}", "price: {type: integer, format: int64}"),
        &["response-format-removed"],
        &["response-format-added"],
        (true, true),
    ),
    case(
        ("items: {type: integer, format: int32}", "items: {type: integer, format: int64}"),
        &["request-format-removed"],
        &["request-format-added"],
        (true, true),
    ),
    case(
        ("remark: {type: string}", "remark: {type: string, format: email}"),
        &["response-format-added"],
        &["response-format-removed"],
        (false, false),
    ),
    case(
        ("format: date-time, nullable", "format: date, nullable"),
        &["response-format-changed"],
        &["response-format-changed"],
        (true, true),
    ),
    case(
        ("schema: {type: string, format: uuid}", "schema: {type: string}"),
        &["request-format-removed"],
        &["request-format-added"],
        (true, true),
    ),
    case(
        ("weight: {type: number, maximum: 30}", "weight: {type: number, maximum: 40}"),
        &["response-limit-loosened"],
        &["response-limit-tightened"],
        (false, false),
    ),
    case(
        ("minimum: 0, multipleOf: 0.5", "minimum: 0, exclusiveMinimum: true, multipleOf: 0.5"),
        &["request-limit-tightened"],
        &["request-limit-loosened"],
        (false, false),
    ),
    case(
        ("multipleOf: 0.5", "multipleOf: 0.25"),
        &["request-limit-loosened"],
        &["request-limit-tightened"],
        (false, false),
    ),
    case(
        ("maxItems: 5", "maxItems: 5, uniqueItems: true"),
        &["request-limit-tightened"],
        &["request-limit-loosened"],
        (false, false),
    ),
    case(
        ("pattern: '^[a-z]+$', ", ""),
        &["request-pattern-removed"],
        &["request-pattern-added"],
        (false, false),
    ),
    case(
        ("pattern: '^[a-z]+$'", "pattern: '^[a-z ]+$'"),
        &["request-pattern-changed"],
        &["request-pattern-changed"],
        (false, false),
    ),
    case(
        ("carrier: {type: string, pattern: '^[A-Z]+$'}", "carrier: {type: string}"),
        &["response-pattern-removed"],
        &["response-pattern-added"],
        (false, false),
    ),
    case(
        ("remark: {type: string}", "remark: {type: string, deprecated: true}"),
        &["property-deprecated"],
        &[],
        (false, false),
    ),
    case(
        ("      additionalProperties: false\n", ""),
        &["other-properties-allowed"],
        &["request-other-properties-forbidden"],
        (false, false),
    ),
    case(
        ("        - {$ref: '#/components/schemas/Freight'}\n", ""),
        &["request-variant-removed", "response-variant-removed"],
        &["request-variant-added", "response-variant-added"],
        (true, false),
    ),
    case(
        ("mapping: {express:", "mapping: {fast: '#/components/schemas/Express', express:"),
        &["request-discriminator-value-added", "response-discriminator-value-added"],
        &["request-discriminator-value-removed", "response-discriminator-value-removed"],
        (false, false),
    ),
    case(
        ("additionalProperties: {type: string}", "additionalProperties: {type: integer}"),
        &["response-type-changed"],
        &["response-type-changed"],
        (true, true),
    ),
    case(
        ("schema: {type: string, format: uuid}", "schema: {type: string, format: date}"),
        &["request-format-changed"],
        &["request-format-changed"],
        (true, true),
    ),
    case(
        (
            "carrier: {type: string, pattern: '^[A-Z]+$'}",
            "carrier: {type: string, pattern: '^[A-Z]$'}",
        ),
        &["response-pattern-changed"],
        &["response-pattern-changed"],
        (false, false),
    ),
    case(
        (
            "price: {type: integer, format: int32}",
            "price: {type: integer, format: int32, default: 3}",
        ),
        &["response-default-changed"],
        &["response-default-changed"],
        (false, false),
    ),
    case(
        (
            "required: [weight, to]\n      properties:\n",
            "required: [weight, to, from]\n      properties:\n        from: {type: string}\n",
        ),
        &["request-required-property-added"],
        &["request-property-removed"],
        (true, true),
    ),
    case(
        (
            "    ParcelList:\n      type: object\n",
            "    ParcelList:\n      type: object\n      additionalProperties: false\n",
        ),
        &["response-other-properties-forbidden"],
        &["other-properties-allowed"],
        (false, false),
    ),
    // A component in place of an inline schema, and documentation, are no changes.
    case(
        (
            "        '404': {description: Unknown tenant.}",
            "        '404': {description: No such tenant.}",
        ),
        &[],
        &[],
        (false, false),
    ),
    case(
        ("remark: {type: string}", "remark: {allOf: [{type: string}], title: Remark}"),
        &[],
        &[],
        (false, false),
    ),
];
