//! Which operations and types are planned.

use std::collections::BTreeSet;
use std::path::Path;

use renkei::pipeline::{self, Options};

/// The second operation of each pair has a name that depends on the first one.
const DOCUMENT: &str = "
openapi: 3.0.3
info: {title: Shop, version: '1'}
paths:
  /orders:
    get: {tags: [orders], operationId: list, responses: {'200': {$ref: '#/components/responses/Order'}}}
    post: {tags: [orders], operationId: create, responses: {'200': {$ref: '#/components/responses/Order'}}}
  /orders/all:
    get: {tags: [orders], operationId: list_, responses: {'200': {$ref: '#/components/responses/Order'}}}
  /customers:
    get: {tags: [customers], operationId: list, responses: {'200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Customer'}}}}}}
components:
  responses:
    Order: {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}}
  schemas:
    Order: {type: object, properties: {id: {type: string}}}
    Customer: {type: object, properties: {name: {type: string}}}
";

/// `group.method` of each operation, and the modules of the types.
fn planned(folder: &Path) -> (BTreeSet<String>, BTreeSet<String>) {
    let plan = pipeline::planned(&folder.join("shop.yaml"), &Options::default()).unwrap().plan;
    let methods = plan.groups.iter().flat_map(|group| {
        group.operations.iter().map(move |it| format!("{}.{}", group.module, it.method))
    });
    let types = plan.types.iter().map(|it| it.module.to_string());
    (methods.collect(), types.collect())
}

fn folder(program: &str, config: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir_all(folder.path().join("src/api")).unwrap();
    std::fs::write(folder.path().join("shop.yaml"), DOCUMENT).unwrap();
    std::fs::write(folder.path().join("src/api/calls.rs"), program).unwrap();
    std::fs::write(folder.path().join("src/notes.txt"), "client.orders().create()").unwrap();
    std::fs::write(folder.path().join("renkei.yaml"), config).unwrap();
    folder
}

fn set(names: &[&str]) -> BTreeSet<String> {
    names.iter().map(|it| (*it).to_owned()).collect()
}

#[test]
fn only_what_a_program_calls_is_planned() {
    let everything = planned(folder("", "client: {}").path()).0;
    assert_eq!(everything.len(), 4, "{everything:?}");
    let second = everything.iter().find(|it| it.starts_with("orders.list") && *it != "orders.list");
    let second = second.expect("a name that depends on another").clone();
    let method = second.strip_prefix("orders.").unwrap();
    let program = format!("fn f(c: &Client) {{ let orders = c.orders(); g!(orders.{method}()); }}");
    let (methods, types) = planned(folder(&program, "keep: {used: src}").path());
    assert_eq!(methods, set(&[&second]));
    assert_eq!(types, set(&["order"]));
}

#[test]
fn a_group_that_is_never_named_is_not_kept() {
    let folder = folder("fn f(c: &Client) { c.customers().list() }", "keep: {used: src}");
    assert_eq!(planned(folder.path()), (set(&["customers.list"]), set(&["customer"])));
}

#[test]
fn other_filters_keep_operations_too() {
    let config = "keep: {used: src/api/calls.rs, operations: [create]}";
    let folder = folder("fn f(c: &Client) { c.customers().list() }", config);
    assert_eq!(planned(folder.path()).0, set(&["customers.list", "orders.create"]));
}

#[test]
fn sources_that_are_missing_are_an_error() {
    let folder = folder("", "keep: {used: sources}");
    let failure = pipeline::planned(&folder.path().join("shop.yaml"), &Options::default());
    let text = failure.unwrap_err().to_string();
    assert!(text.contains("sources"), "{text}");
}
