//! Bundling of files in a temporary folder. The first file of a case is the document.

use std::collections::BTreeMap;

use crate::document::{self, Document, walk};
use crate::source::{Node, compact};

const HEAD: &str = "openapi: 3.0.3\n";

/// Reads files that are written into a temporary folder.
fn document(files: &[(&str, &str)]) -> Document {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    let first = folder.path().join(files[0].0);
    Document::new(document::read(&first).unwrap()).unwrap()
}

/// The value at a pointer of the bundle, and the messages of unresolved references.
fn bundled(files: &[(&str, &str)], pointer: &[&str]) -> (String, Vec<String>) {
    let bundle = document(files).bundle();
    let pointer = crate::text::JsonPointer::of(pointer);
    let node = bundle.document.tree().at(&pointer);
    let mut messages: Vec<String> = bundle.unresolved.iter().map(|it| it.message.clone()).collect();
    messages.extend(bundle.too_large.map(|it| it.message));
    (node.map_or_else(String::new, compact), messages)
}

/// The first file's text after `openapi`, other files, and the expected value at a pointer of the bundle.
fn check(first: &str, others: &[(&str, &str)], pointer: &[&str], expected: &str) {
    let first = format!("{HEAD}{first}");
    let mut files = vec![("specs/api.yaml", first.as_str())];
    files.extend(others);
    assert_eq!(bundled(&files, pointer), (expected.to_owned(), Vec::new()), "{first}");
}

#[test]
fn each_kind_goes_to_its_section() {
    let operation = "{parameters: [{$ref: 'o.yaml#/p'}], requestBody: {$ref: 'o.yaml#/b'}, callbacks: {c: {$ref: 'o.yaml#/c'}}, responses: {'200': {$ref: 'o.yaml#/r'}}}";
    let first = format!("paths: {{/a: {{get: {operation}}}}}");
    let other = "p: {examples: {e: {$ref: '#/e'}}}\nb: {content: {a/b: {schema: {$ref: '#/s'}}}}\nc: {}\nr: {headers: {h: {$ref: '#/h'}}, links: {l: {$ref: '#/l'}}}\ne: {}\ns: {}\nh: {}\nl: {}";
    let expected = r##"{"callbacks":{"c":{}},"examples":{"e":{}},"headers":{"h":{}},"links":{"l":{}},"parameters":{"p":{"examples":{"e":{"$ref":"#/components/examples/e"}}}},"requestBodies":{"b":{"content":{"a/b":{"schema":{"$ref":"#/components/schemas/s"}}}}},"responses":{"r":{"headers":{"h":{"$ref":"#/components/headers/h"}},"links":{"l":{"$ref":"#/components/links/l"}}}},"schemas":{"s":{}}}"##;
    check(&first, &[("specs/o.yaml", other)], &["components"], expected);
}

#[test]
fn swagger_2_has_its_sections_at_the_root() {
    let text =
        "swagger: '2.0'\npaths: {/a: {get: {responses: {'200': {schema: {$ref: 'a.json'}}}}}}";
    let files = [("api.yaml", text), ("a.json", r#"{"type": "string"}"#)];
    let expected = r#"{"a":{"type":"string"}}"#.to_owned();
    assert_eq!(bundled(&files, &["definitions"]), (expected, Vec::new()));
}

#[test]
fn names_distinguish_files() {
    let schema = |refs: &[&str]| {
        let parts: Vec<_> = refs.iter().map(|it| format!("{{$ref: '{it}'}}")).collect();
        format!("components: {{schemas: {{A: {{allOf: [{}]}}}}}}", parts.join(", "))
    };
    let cases: [(&[&str], &str); 7] = [
        (&["b/order.yaml"], "A order"),
        (&["a.yaml"], "A specs_a"),
        (&["b/x.yaml", "c/x.yaml"], "A b_x c_x"),
        (&["b/models/x.yaml", "c/models/x.yaml"], "A b_x c_x"),
        (&["b.yaml#/properties/id", "c.yaml#/properties/id"], "A b_id c_id"),
        (&["b.yaml#/x", "b.yaml#/y/x"], "A b_x y_x"),
        (&["index.yaml", "b/index.yaml"], "A b specs"),
    ];
    for (refs, expected) in cases {
        let first = format!("{HEAD}{}", schema(refs));
        let mut files = vec![("specs/api.yaml".to_owned(), first.as_str())];
        let others: BTreeMap<_, _> = refs
            .iter()
            .map(|it| (format!("specs/{}", it.split('#').next().unwrap()), OTHER))
            .collect();
        files.extend(others);
        let files: Vec<_> = files.iter().map(|(path, text)| (path.as_str(), *text)).collect();
        let bundle = document(&files).bundle();
        let schemas =
            bundle.document.tree().at(&crate::text::JsonPointer::of(&["components", "schemas"]));
        let mut names: Vec<_> = schemas.unwrap().members().map(|it| it.key).collect();
        names.sort_unstable();
        // The name of the temporary folder differs from run to run.
        let names: Vec<_> = names.iter().map(|it| it.split("tmp").last().unwrap()).collect();
        assert_eq!(names.join(" "), expected, "{refs:?}");
    }
}

/// A file with a value at every pointer of the cases.
const OTHER: &str = "{x: {}, y: {x: {}}, properties: {id: {}}}";

#[test]
fn a_component_that_references_a_file_names_its_content() {
    let first = "components: {schemas: {Order: {$ref: o.yaml}, Same: {$ref: o.yaml}, Via: {$ref: 'i.yaml#/o'}}}";
    let others = [("specs/o.yaml", "{items: {$ref: '#'}}"), ("specs/i.yaml", "o: {$ref: o.yaml}")];
    let order = r##"{"$ref":"#/components/schemas/Order"}"##;
    let expected = format!(r##"{{"Order":{{"items":{order}}},"Same":{order},"Via":{order}}}"##);
    check(first, &others, &["components", "schemas"], &expected);
}

#[test]
fn maps_and_extensions_are_inlined() {
    let first = "paths: {$ref: paths.yaml}\nx-a: {$ref: 'paths.yaml#/x', b: 1}\ncomponents: {schemas: {$ref: s/all.yaml}}";
    let others = [
        (
            "specs/paths.yaml",
            "/a: {get: {parameters: {$ref: 'p.yaml'}}}\nx: {$ref: '#/y'}\ny: {c: 2}",
        ),
        ("specs/p.yaml", "[{schema: {$ref: s/b.yaml}}]"),
        ("specs/s/all.yaml", "B: {$ref: b.yaml}"),
        ("specs/s/b.yaml", "{not: {$ref: '../api.yaml#/components/schemas/B'}}"),
    ];
    check(first, &others, &["x-a"], r#"{"c":2,"b":1}"#);
    let parameters = ["paths", "/a", "get", "parameters"];
    let b = r##"{"$ref":"#/components/schemas/B"}"##;
    check(first, &others, &parameters, &format!(r#"[{{"schema":{b}}}]"#));
}

#[test]
fn content_is_not_inlined_into_itself() {
    let first = format!("{HEAD}paths: {{/a: {{$ref: p.yaml}}}}\nx-a: {{$ref: x.yaml}}");
    let files = [
        ("api.yaml", first.as_str()),
        ("p.yaml", "{get: {callbacks: {c: {'{$url}': {$ref: p.yaml}}}}}"),
        ("x.yaml", "{a: {$ref: x.yaml}}"),
    ];
    let (text, messages) = bundled(&files, &["paths"]);
    assert_eq!(messages.len(), 2, "{messages:?}");
    assert!(messages[0].contains("circular") && text.contains("callbacks"), "{text}");
}

/// Without its limit this would take 2^60 nodes.
#[test]
fn exponential_growth_is_limited() {
    let mut files = vec![("api.yaml".to_owned(), format!("{HEAD}x-a: {{$ref: f0.yaml}}"))];
    for level in 0..60 {
        let next = format!("f{}.yaml", level + 1);
        files.push((format!("f{level}.yaml"), format!("[{{$ref: {next}}}, {{$ref: {next}}}]")));
    }
    files.push(("f60.yaml".to_owned(), "{}".to_owned()));
    let files: Vec<_> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let (_, messages) = bundled(&files, &[]);
    assert_eq!(messages, ["the bundled document would be too large or too deeply nested"]);
}

#[test]
fn depth_fits_a_small_stack() {
    let deep = |inner: &str| format!("{}{inner}{}", "{not: ".repeat(110), "}".repeat(110));
    let first =
        format!("{HEAD}components: {{schemas: {{A: {{$ref: a.yaml}}}}}}\nx-a: {{$ref: a.yaml}}");
    let other = deep("{$ref: '#'}");
    let (_, messages) = bundled(&[("api.yaml", &first), ("a.yaml", &other)], &[]);
    assert_eq!(messages, ["the bundled document would be too large or too deeply nested"; 0]);
    let twice = deep("{x-b: {$ref: b.yaml}}");
    let files = [("api.yaml", first.as_str()), ("a.yaml", &twice), ("b.yaml", &deep("{}"))];
    assert_eq!(bundled(&files, &[]).1.len(), 1);
}

#[test]
fn everything_is_visited_once() {
    let first = format!(
        "{HEAD}paths: {{/a: {{$ref: p.yaml}}, /b: {{$ref: p.yaml}}}}\nx-t: {{T: {{$ref: s.yaml}}}}\ncomponents: {{schemas: {{S: {{$ref: s.yaml}}, T: {{$ref: '#/x-t/T'}}}}}}"
    );
    let files = [
        ("api.yaml", first.as_str()),
        ("p.yaml", "{get: {$ref: o.yaml}}"),
        ("o.yaml", "{responses: {'200': {content: {a/b: {schema: {$ref: s.yaml}}}}}}"),
        ("s.yaml", "{properties: {s: {$ref: '#'}}}"),
    ];
    let document = document(&files);
    let mut visits = Vec::new();
    walk(&document, &mut |visit| {
        let file = document.files().of(visit.node.span()).path().file_stem().unwrap();
        let path = visit.context.path.map_or("", |it| it.name);
        visits.push(format!("{} {} {path}", file.to_str().unwrap(), visit.pointer));
    });
    let expected = [
        "api  ",
        "api /paths ",
        "api /paths/~1a /a",
        "api /paths/~1b /b",
        "api /components ",
        "api /components/schemas/S ",
        "api /components/schemas/T ",
        "p  /a",
        "p /get /a",
        "s  ",
        "s /properties/s ",
        "api /x-t/T ",
        "o  /a",
        "o /responses /a",
        "o /responses/200 /a",
        "o /responses/200/content/a~1b /a",
        "o /responses/200/content/a~1b/schema /a",
    ];
    assert_eq!(visits, expected);
}

#[cfg(unix)]
#[test]
fn one_file_under_two_paths_is_read_once() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    std::fs::write(
        path("api.yaml"),
        format!(
            "{HEAD}x-a: {{$ref: a.yaml}}\nx-b: {{$ref: b.yaml}}\nx-c: {{$ref: c}}\nx-d: {{$ref: d}}"
        ),
    )
    .unwrap();
    std::fs::write(path("a.yaml"), "x: {$ref: api.yaml}").unwrap();
    std::os::unix::fs::symlink(path("a.yaml"), path("b.yaml")).unwrap();
    std::os::unix::fs::symlink("/dev/zero", path("c")).unwrap();
    std::fs::create_dir(path("d")).unwrap();
    let document = Document::new(document::read(&path("api.yaml")).unwrap()).unwrap();
    assert_eq!(document.files().len(), 2);
    let cases = [
        ("x-c", "`c` cannot be read: it is outside of the document's root folder"),
        ("x-d", "`d` cannot be read: it is not a regular file"),
    ];
    for (key, message) in cases {
        let at = document.root().unwrap().get(key).and_then(|it| it.get("$ref")).unwrap();
        let error = document.lookup(at).map(|it| Node::kind_name(it.node)).unwrap_err();
        assert_eq!(error.message, message);
    }
}
