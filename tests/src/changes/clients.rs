//! Changes of what programs can name beside types: servers, statuses, pages, pollers and further media types.

use super::case::{Case, case};

/// Changes of `specs/changes-client.yaml`.
pub const CLIENTS: &[Case] = &[
    case(
        ("      stage: {default: live}\n", "      stage: {default: live, enum: [live, test]}\n"),
        &[],
        &[],
        (true, true),
    ),
    case(
        ("      region: {default: eu, enum: [eu, us]}", "      region: {default: eu, enum: [eu]}"),
        &[],
        &[],
        (true, false),
    ),
    case(
        (
            "        '202': {description: Queued., content: {application/json: {schema: {$ref: '#/components/schemas/Job'}}}}\n",
            "        '202': {description: Queued., content: {application/json: {schema: {$ref: '#/components/schemas/Paper'}}}}\n",
        ),
        &["response-optional-property-added", "response-optional-property-removed"],
        &["response-optional-property-added", "response-optional-property-removed"],
        (true, true),
    ),
    case(
        (
            "        '404': {description: No printer., content: {application/json: {schema: {$ref: '#/components/schemas/Missing'}}}}\n",
            "        '404': {description: No printer.}\n",
        ),
        &["response-body-removed"],
        &["response-body-added"],
        (true, true),
    ),
    case(
        (
            "          application/x-www-form-urlencoded: {schema: {$ref: '#/components/schemas/Label'}}\n",
            "",
        ),
        &["request-media-type-removed"],
        &["request-media-type-added"],
        (true, false),
    ),
    case(
        ("                  next_cursor: {type: string}\n", ""),
        &["paging-changed", "response-optional-property-removed"],
        &["response-optional-property-added"],
        (true, false),
    ),
    case(
        (
            "      x-renkei-long-running: {status: state, succeeded: [done], failed: [failed], result: /label}\n",
            "",
        ),
        &[],
        &[],
        (true, false),
    ),
];
