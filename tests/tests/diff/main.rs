//! `renkei diff`: one change at a time, in both directions, and what each means for callers and for the generated client.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod real;

use renkei::diff::{ApiDiff, Check, Level, Scope};
use renkei::text::Span;
use renkei_tests::changes::{self, CLIENTS, Case, OPERATIONS, OTHERS, SCHEMAS, compare};
use renkei_tests::{binary, repo};
use tempfile::TempDir;

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
    let base = changes::text(changes::DOCUMENT);
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

fn ids(diff: &ApiDiff, scope: Scope) -> Vec<&'static str> {
    let wire = diff.changes.iter().filter(|it| it.check.scope() == scope);
    let mut ids: Vec<_> = wire.map(|it| it.check.id()).collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

fn breaks_rust(diff: &ApiDiff) -> bool {
    let mut changes = diff.changes.iter();
    changes.any(|it| it.check.scope() == Scope::Rust && it.level() == Level::Breaking)
}

/// Compares a pair in both directions with what a case expects, and returns what differs.
fn differences(case: &Case, base: &str, head: &str) -> Vec<String> {
    let folder = TempDir::new().unwrap();
    let directions = [
        (base, head, case.forward, case.breaks_rust.0),
        (head, base, case.backward, case.breaks_rust.1),
    ];
    let mut wrong = Vec::new();
    for (before, after, expected, is_breaking) in directions {
        let diff = compare(folder.path(), before, after);
        let found = ids(&diff, Scope::Wire);
        if found != expected || breaks_rust(&diff) != is_breaking {
            let rust = ids(&diff, Scope::Rust);
            let to = case.change.1;
            wrong.push(format!("{to:?}: {found:?} instead of {expected:?}, Rust: {rust:?}"));
        }
    }
    wrong
}

fn check(spec: &str, cases: &[Case]) {
    let base = changes::text(spec);
    let wrong: Vec<String> =
        cases.iter().flat_map(|it| differences(it, &base, &it.applied(&base))).collect();
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
fn changes_of_what_programs_name() {
    check("changes-client.yaml", CLIENTS);
}

#[test]
fn a_component_lists_the_operations_that_use_it() {
    let base = changes::text(changes::DOCUMENT);
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
    let base = changes::text(changes::DOCUMENT);
    let state = "    State: {type: string, enum: [new, sent, lost]}\n";
    let head = base.replace(state, "") + state;
    let folder = TempDir::new().unwrap();
    let diff = compare(folder.path(), &base, &head);
    assert!(diff.changes.is_empty(), "{:?}", diff.changes);
}

/// A property that several schemas compose is reported where it is written.
#[test]
fn an_inherited_property_is_located() {
    let base = "openapi: 3.0.3
info: {title: Shapes, version: 1.0.0}
paths:
  /shapes:
    get:
      operationId: getShape
      responses:
        '200': {description: A shape., content: {application/json: {schema: {$ref: '#/components/schemas/Circle'}}}}
components:
  schemas:
    Size: {type: object, properties: {width: {type: number}}}
    Circle:
      allOf:
        - {$ref: '#/components/schemas/Size'}
        - {type: object, properties: {radius: {type: number}}}
";
    let head = base.replace("width", "breadth");
    let folder = TempDir::new().unwrap();
    let diff = compare(folder.path(), base, &head);
    let texts = |text: &str, span: Option<Span>| {
        span.map(|it| text[it.start as usize..it.end as usize].to_owned()).unwrap_or_default()
    };
    let found: Vec<_> = diff
        .changes
        .iter()
        .map(|it| (it.check.id(), texts(base, it.location.base), texts(&head, it.location.head)))
        .filter(|(_, base, head)| base == "width" || head == "breadth")
        .map(|(id, ..)| id)
        .collect();
    let expected = [
        "rust-item-changed",
        "rust-item-changed",
        "response-optional-property-removed",
        "response-optional-property-added",
        "rust-field-added",
        "rust-field-added",
    ];
    assert_eq!(found, expected, "{:?}", diff.changes);
}
