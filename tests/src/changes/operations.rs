//! Changes of operations, parameters, bodies, responses and security.

use super::case::{Case, case};

/// Changes that concern operations, parameters, bodies, responses and security.
pub const OPERATIONS: &[Case] = &[
    case(
        (
            "    put:\n      operationId: changeParcel",
            "    patch:\n      operationId: changeParcel",
        ),
        &["operation-added", "operation-removed"],
        &["operation-added", "operation-removed"],
        (false, false),
    ),
    case(
        ("operationId: getParcel\n", "operationId: getParcel\n      deprecated: true\n"),
        &["operation-deprecated"],
        &["operation-undeprecated"],
        (false, false),
    ),
    case(("operationId: getParcel\n", "operationId: readParcel\n"), &[], &[], (true, true)),
    case(
        (
            "  /parcels/{id}:\n    parameters:\n      - {name: id,",
            "  /parcels/{code}:\n    parameters:\n      - {name: code,",
        ),
        &["request-path-parameter-renamed"],
        &["request-path-parameter-renamed"],
        (false, false),
    ),
    case(
        ("https://api.example.com/v1", "https://eu.example.com/v1"),
        &["default-server-changed", "server-added", "server-removed"],
        &["default-server-changed", "server-added", "server-removed"],
        (false, false),
    ),
    case(
        ("  - token: [read]\n", "  - token: [read]\n  - key: []\n"),
        &["security-alternative-added"],
        &["security-alternative-removed"],
        (false, false),
    ),
    case(
        ("  - token: [read]\n", "  - token: [read, write]\n"),
        &["security-scope-added"],
        &["security-scope-removed"],
        (false, false),
    ),
    case(
        ("      security: [{}]\n", ""),
        &["security-added"],
        &["security-removed"],
        (false, false),
    ),
    case(
        (
            "key: {type: apiKey, in: header, name: X-Key}",
            "key: {type: apiKey, in: query, name: key}",
        ),
        &["security-scheme-changed"],
        &["security-scheme-changed"],
        (false, false),
    ),
    case(
        (
            "        - {name: limit,",
            "        - {name: tenantId, in: query, required: true, schema: {type: integer}}\n        - {name: limit,",
        ),
        &["request-required-parameter-added"],
        &["request-parameter-removed"],
        (true, true),
    ),
    case(
        (
            "        - {name: limit,",
            "        - {name: order, in: query, schema: {type: string}}\n        - {name: limit,",
        ),
        &["request-optional-parameter-added"],
        &["request-parameter-removed"],
        (false, true),
    ),
    case(
        (
            "        - {name: limit,",
            "        - {name: page, in: query, schema: {type: integer}}\n        - {name: limit,",
        ),
        &["request-optional-parameter-added"],
        &["paging-changed", "request-parameter-removed"],
        (false, true),
    ),
    case(
        ("{name: X-Tenant, in: header, required: true,", "{name: X-Tenant, in: header,"),
        &["request-parameter-became-optional"],
        &["request-parameter-became-required"],
        (true, true),
    ),
    case(
        ("in: query, explode: false,", "in: query,"),
        &["request-parameter-encoding-changed"],
        &["request-parameter-encoding-changed"],
        (false, false),
    ),
    case(
        ("maximum: 100, default: 20", "maximum: 100, default: 50"),
        &["request-parameter-default-changed"],
        &["request-parameter-default-changed"],
        (false, false),
    ),
    case(
        ("{name: state, in: query,", "{name: state, in: query, deprecated: true,"),
        &["request-parameter-deprecated"],
        &[],
        (false, false),
    ),
    case(
        ("minimum: 1, maximum: 100, default", "minimum: 1, maximum: 50, default"),
        &["request-limit-tightened"],
        &["request-limit-loosened"],
        (false, false),
    ),
    case(
        ("schema: {type: string, maxLength: 20}", "schema: {type: string}"),
        &["request-limit-loosened"],
        &["request-limit-tightened"],
        (false, false),
    ),
    case(
        (
            "      parameters:\n        - {name: Idempotency-Key, in: header, schema: {type: string}}\n",
            "",
        ),
        &["idempotency-key-removed"],
        &["idempotency-key-added"],
        (true, false),
    ),
    case(
        (
            "      operationId: createParcel\n",
            "      operationId: createParcel\n      x-renkei-confirm: {operation: getParcel, parameters: {id: $request.header.Idempotency-Key}}\n",
        ),
        &["look-up-added"],
        &["look-up-removed"],
        (false, false),
    ),
    case(
        ("      requestBody:\n        required: true\n", "      requestBody:\n"),
        &["request-body-became-optional"],
        &["request-body-became-required"],
        (true, true),
    ),
    case(
        (
            "          application/x-www-form-urlencoded:\n            schema: {type: object, properties: {weight: {type: number}}}\n",
            "",
        ),
        &["request-media-type-removed"],
        &["request-media-type-added"],
        (true, false),
    ),
    case(
        (
            "      requestBody:\n        content:\n          application/json:\n            schema: {$ref: '#/components/schemas/ParcelChange'}\n",
            "",
        ),
        &["request-body-removed"],
        &["request-optional-body-added"],
        (true, false),
    ),
    case(
        ("        '404': {description: Unknown tenant.}\n", ""),
        &["response-error-status-removed"],
        &["response-error-status-added"],
        (false, false),
    ),
    case(
        ("        '201':\n", "        '202':\n"),
        &["response-success-status-added", "response-success-status-removed"],
        &["response-success-status-added", "response-success-status-removed"],
        (false, false),
    ),
    case(
        ("          headers:\n            X-Total: {schema: {type: integer}}\n", ""),
        &["response-header-removed"],
        &["response-header-added"],
        (true, false),
    ),
    case(
        ("X-Total: {schema: {type: integer}}", "X-Total: {schema: {type: string}}"),
        &["response-header-changed"],
        &["response-header-changed"],
        (true, true),
    ),
    case(
        (
            "          content:\n            application/json:\n              schema: {$ref: '#/components/schemas/ParcelList'}\n",
            "",
        ),
        &["response-body-removed"],
        &["response-body-added"],
        (true, true),
    ),
];
