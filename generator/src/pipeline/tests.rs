//! The pipeline over small documents.

use super::*;
#[cfg(feature = "internals")]
use crate::plan::RustType;

const HEAD: &str = "openapi: 3.0.3\ninfo: {title: Orders, version: 1.0.0}\n";

fn generated(rest: &str) -> Result<Generated, Failure> {
    let dir = tempfile::tempdir().unwrap();
    let spec = dir.path().join("orders.yaml");
    std::fs::write(&spec, format!("{HEAD}{rest}")).unwrap();
    generate(&spec, Layout::Module, &Options::default())
}

fn codes(report: &Report) -> Vec<&str> {
    report.diagnostics().iter().map(|it| it.code.0).collect()
}

#[test]
fn a_client_is_made_and_counted() {
    let made = generated(
        "paths:\n  /v1/orders: {get: {tags: [orders], responses: {'204': {description: none}}}}\n",
    );
    let made = made.unwrap();
    let summary = &made.summary;
    assert_eq!((summary.operations, summary.groups, summary.types), (1, 1, 0));
    assert_eq!(summary.crate_name, "orders");
    assert!(made.files.get("orders.rs").is_some());
    assert_eq!(made.files_read.len(), 1);
    assert!(made.lint.errors > 0, "the document says nothing about authentication");
}

#[test]
fn every_file_is_watched() {
    let dir = tempfile::tempdir().unwrap();
    let spec = dir.path().join("orders.yaml");
    std::fs::write(&spec, format!("{HEAD}paths: {{/v1/orders: {{$ref: a.yaml}}}}")).unwrap();
    std::fs::write(dir.path().join("a.yaml"), "get: {$ref: b.yaml}").unwrap();
    std::fs::write(dir.path().join("b.yaml"), "responses: {}").unwrap();
    let made = generate(&spec, Layout::Module, &Options::default()).unwrap();
    let files = ["orders.yaml", "a.yaml", "b.yaml"].map(|name| dir.path().join(name));
    assert_eq!(made.files_read, files);
    assert_eq!(made.summary.operations, 1);
}

#[test]
fn what_the_generator_says_is_not_counted_as_lint_too() {
    let limited = "{description: slow, headers: {Retry-After: {schema: {type: string}}}}";
    let responses = format!("{{'204': {{description: none}}, '429': {limited}}}");
    let path = format!("{{get: {{operationId: getOrder, security: [], responses: {responses}}}}}");
    let made = generated(&format!("security: [{{}}]\npaths:\n  /v1/orders/{{id}}: {path}\n"));
    let made = made.unwrap();
    assert_eq!(codes(&made.report), ["X003"]);
    assert_eq!(made.lint, Counts::default(), "the linter gives X003 as well, at another place");
}

#[test]
fn errors_stop_before_files_are_made() {
    let answer = "{description: a, content: {application/json: {schema: {$ref: '#/none'}}}}";
    let made =
        generated(&format!("paths:\n  /v1/a: {{get: {{responses: {{'200': {answer}}}}}}}\n"));
    let Err(Failure::Document(report)) = made else { panic!("{made:?}") };
    assert_eq!(codes(&report), ["X001"]);
}

#[cfg(feature = "internals")]
#[test]
fn each_schema_has_its_rust_type() {
    let dir = tempfile::tempdir().unwrap();
    let spec = dir.path().join("orders.yaml");
    let properties = "{note: {type: string, nullable: true}, more: {type: array, items: {$ref: '#/components/schemas/A'}}}";
    let schema = format!("{{type: object, properties: {properties}}}");
    let text = format!("{HEAD}paths: {{}}\ncomponents: {{schemas: {{A: {schema}}}}}\n");
    std::fs::write(&spec, text).unwrap();
    let typed = types(&spec, &Options::default()).unwrap();
    let line = |(schema, ty): (&model::SchemaUse, &Option<RustType>)| {
        let ty = ty.as_ref().map_or("none".to_owned(), RustType::to_string);
        format!("{} {ty}", schema.pointer)
    };
    let lines: Vec<String> = typed.api.schemas.iter().zip(&typed.types).map(line).collect();
    let a = "/components/schemas/A";
    assert_eq!(
        lines,
        [
            format!("{a} types::A"),
            format!("{a}/properties/note Option<String>"),
            format!("{a}/properties/more Vec<types::A>"),
            format!("{a}/properties/more/items types::A"),
        ]
    );
}
