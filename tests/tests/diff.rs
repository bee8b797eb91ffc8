//! `renkei diff`: one change at a time, in both directions, and what each means for callers and for the generated client.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use std::path::Path;

use renkei::diff::{ApiDiff, Check, Level, Scope};
use renkei::pipeline::{self, Options};
use renkei_tests::{binary, repo};
use tempfile::TempDir;

/// A change of a document.
struct Case {
    /// The text, which is there once, and what replaces it.
    change: (&'static str, &'static str),
    /// The ids of the changes on the wire, sorted.
    forward: &'static [&'static str],
    /// The same where the earlier version is the later one.
    backward: &'static [&'static str],
    /// Whether programs that use the client may fail to compile, in both directions.
    breaks_rust: (bool, bool),
}

const fn case(
    change: (&'static str, &'static str),
    forward: &'static [&'static str],
    backward: &'static [&'static str],
    breaks_rust: (bool, bool),
) -> Case {
    Case { change, forward, backward, breaks_rust }
}

/// Changes that concern operations, parameters, bodies, responses and security.
const OPERATIONS: &[Case] = &[
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
        (false, false),
    ),
    case(
        ("X-Total: {schema: {type: integer}}", "X-Total: {schema: {type: string}}"),
        &["response-header-changed"],
        &["response-header-changed"],
        (false, false),
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

/// Changes that concern schemas.
const SCHEMAS: &[Case] = &[
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
        (true, true),
    ),
    case(
        ("mapping: {express:", "mapping: {fast: '#/components/schemas/Express', express:"),
        &["request-discriminator-value-added", "response-discriminator-value-added"],
        &["request-discriminator-value-removed", "response-discriminator-value-removed"],
        (true, true),
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

/// Changes of `specs/changes-3-1.yaml`.
const OTHERS: &[Case] = &[
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

const BEGIN: &str =
    "<!-- checks: begin (RENKEI_UPDATE=1 cargo test -p renkei-tests --test diff) -->";
const END: &str = "<!-- checks: end -->";

#[test]
fn the_guide_lists_every_check() {
    let path = repo::root().join("docs/changes.md");
    let page = std::fs::read_to_string(&path).unwrap();
    let (before, _) = page.split_once(BEGIN).unwrap();
    let (_, after) = page.split_once(END).unwrap();
    let rows: String = Check::ALL
        .iter()
        .map(|it| format!("| `{}` | {} | {} |\n", it.id(), it.level().as_str(), it.explanation()))
        .collect();
    let table = format!("| check | level | why |\n|---|---|---|\n{rows}");
    let expected = format!("{before}{BEGIN}\n\n{table}\n{END}{after}");
    if std::env::var_os("RENKEI_UPDATE").is_some() {
        std::fs::write(&path, expected).unwrap();
        return;
    }
    assert_eq!(page, expected, "set RENKEI_UPDATE=1 to update the page");
}

#[test]
fn every_schema_check_has_a_case() {
    let cases = OPERATIONS.iter().chain(SCHEMAS).chain(OTHERS);
    let known: std::collections::BTreeSet<_> =
        cases.flat_map(|it| it.forward.iter().chain(it.backward).copied()).collect();
    let wire = Check::ALL.iter().filter(|it| it.scope() == Scope::Wire).map(|it| it.id());
    let missing: Vec<_> = wire.filter(|id| !known.contains(id)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

/// Approved changes are not reported, and those that are not found any more are.
#[test]
fn the_command_reads_approved_changes() {
    let folder = TempDir::new().unwrap();
    let base = std::fs::read_to_string(repo::root().join("specs/changes.yaml")).unwrap();
    let head = base.replace("        remark: {type: string}\n", "");
    let path = |name: &str| folder.path().join(name).display().to_string();
    std::fs::write(path("base.yaml"), &base).unwrap();
    std::fs::write(path("head.yaml"), head).unwrap();
    let run = |more: &[&str]| {
        let (base, head) = (path("base.yaml"), path("head.yaml"));
        binary::run(&[&["diff", &base, &head], more].concat())
    };
    let approved = path("approved.txt");
    let first = run(&["--fail-on", "risky"]);
    assert_eq!(first.code, 1, "{first:?}");
    assert!(first.stdout.contains("risky[response-optional-property-removed]"), "{first:?}");
    assert!(first.stdout.contains("base.yaml:"), "{first:?}");
    let written = run(&["--approved", &approved, "--update-approved"]);
    assert_eq!((written.code, written.stdout.as_str()), (0, ""), "{written:?}");
    let text = std::fs::read_to_string(&approved).unwrap();
    std::fs::write(&approved, format!("{text}operation-removed GET /x: gone # long ago\n"))
        .unwrap();
    let second = run(&["--fail-on", "risky", "--approved", &approved]);
    assert_eq!(second.code, 0, "{second:?}");
    assert!(second.stderr.contains("`operation-removed GET /x: gone` is not found"), "{second:?}");
    let json = run(&["--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&json.stdout).unwrap();
    assert_eq!(json["wire"]["risky"], 1);
    let change = json["changes"].as_array().unwrap().iter();
    let change =
        change.clone().find(|it| it["id"] == "response-optional-property-removed").unwrap();
    assert_eq!(change["base"]["line"], 120);
    let markdown = run(&["--format", "markdown"]);
    assert!(
        markdown.stdout.contains("## For callers of the API\n\n### Risky\n\n- `Parcel.remark`"),
        "{markdown:?}"
    );
}

fn compare(folder: &Path, base: &str, head: &str) -> ApiDiff {
    let (one, two) = (folder.join("base.yaml"), folder.join("head.yaml"));
    std::fs::write(&one, base).unwrap();
    std::fs::write(&two, head).unwrap();
    let found = pipeline::diff(&one, &two, &Options::default());
    found.unwrap_or_else(|failure| panic!("{failure}\n{head}")).diff
}

fn ids(diff: &ApiDiff, scope: Scope) -> Vec<&'static str> {
    let wire = diff.changes.iter().filter(|it| it.check.scope() == scope);
    let mut ids: Vec<_> = wire.map(|it| it.check.id()).collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

fn check(spec: &str, cases: &[Case]) {
    let base = std::fs::read_to_string(repo::root().join("specs").join(spec)).unwrap();
    let folder = TempDir::new().unwrap();
    let mut wrong = Vec::new();
    for case in cases {
        let (from, to) = case.change;
        assert_eq!(base.matches(from).count(), 1, "{from:?} is not there once");
        let head = base.replace(from, to);
        let directions = [
            (&base, &head, case.forward, case.breaks_rust.0),
            (&head, &base, case.backward, case.breaks_rust.1),
        ];
        for (before, after, expected, breaks_rust) in directions {
            let diff = compare(folder.path(), before, after);
            let found = ids(&diff, Scope::Wire);
            let is_breaking = |it: &&renkei::diff::Change| {
                it.check.scope() == Scope::Rust && it.level() == Level::Breaking
            };
            let rust: Vec<_> =
                diff.changes.iter().filter(is_breaking).map(|it| &it.message).collect();
            if found != expected || breaks_rust == rust.is_empty() {
                wrong.push(format!("{to:?}: {found:?} instead of {expected:?}, Rust: {rust:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn changes_of_operations() {
    check("changes.yaml", OPERATIONS);
}

#[test]
fn changes_of_schemas() {
    check("changes.yaml", SCHEMAS);
}

#[test]
fn changes_of_webhooks_forms_and_xml() {
    check("changes-3-1.yaml", OTHERS);
}

#[test]
fn a_component_lists_the_operations_that_use_it() {
    let base = std::fs::read_to_string(repo::root().join("specs/changes.yaml")).unwrap();
    let head =
        base.replace("city: {type: string, minLength: 2}", "city: {type: string, minLength: 3}");
    let folder = TempDir::new().unwrap();
    let diff = compare(folder.path(), &base, &head);
    let found: Vec<_> =
        diff.changes.iter().map(|it| (it.check.id(), it.operations.len())).collect();
    assert_eq!(found, [("request-limit-tightened", 1), ("response-limit-tightened", 4)]);
    let change = &diff.changes[0];
    assert_eq!(change.subject, "Address.city");
    assert!(change.location.base.is_some() && change.location.head.is_some());
}

#[test]
fn reordering_is_no_change() {
    let base = std::fs::read_to_string(repo::root().join("specs/changes.yaml")).unwrap();
    let state = "    State: {type: string, enum: [new, sent, lost]}\n";
    let head = base.replace(state, "") + state;
    let folder = TempDir::new().unwrap();
    let diff = compare(folder.path(), &base, &head);
    assert!(diff.changes.is_empty(), "{:?}", diff.changes);
}
