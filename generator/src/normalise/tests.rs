//! Normalising, as data: a document, the reports about it, and how a part of it is rewritten.

use super::*;
use crate::document::{Violation, validate};
use crate::source::read_text;

/// Normalises a 3.0 (or, with `modern`, a 3.1) document that has `text` below its `info`.
fn run(text: &str, modern: bool) -> Outcome {
    run_as(if modern { "3.1.0" } else { "3.0.3" }, text)
}

fn run_as(version: &str, text: &str) -> Outcome {
    normalise(&document(version, text))
}

fn document(version: &str, text: &str) -> Document {
    let text = format!("openapi: {version}\ninfo: {{title: t, version: '1'}}\n{text}\n");
    Document::new(read_text("a.yaml", &text).unwrap()).unwrap()
}

fn lines<'a>(diagnostics: impl IntoIterator<Item = &'a Diagnostic>) -> Vec<String> {
    let line = |it: &Diagnostic| {
        let pointer = it.pointer.as_ref().map(ToString::to_string).unwrap_or_default();
        format!("{} {} {pointer}", it.code, it.severity.as_str())
    };
    diagnostics.into_iter().map(line).collect()
}

/// Checks that validation reports every expected line with a code of its own (`X…`), and normalising all others and no more.
pub(super) fn check_reports<S: AsRef<str>>(document: &Document, outcome: &Outcome, expected: &[S]) {
    let expected = expected.iter().map(|it| it.as_ref().to_owned());
    let (of_validation, others): (Vec<_>, Vec<_>) = expected.partition(|it| it.starts_with('X'));
    assert_eq!(lines(&outcome.diagnostics), others);
    let violations: Vec<Diagnostic> =
        validate(document).into_iter().map(|it: Violation| it.into_repair(false)).collect();
    let reported = lines(&violations);
    for line in of_validation {
        assert!(reported.contains(&line), "{line} is not among {reported:#?}");
    }
}

/// Checks how a schema in flow style is rewritten, and the reports about it (code, severity and pointer below the schema).
fn check_schema(modern: bool, schema: &str, expected: &str, found: &[&str]) {
    let text = format!("paths: {{}}\ncomponents:\n  schemas:\n    Z: {{}}\n    A: {schema}");
    let document = document(if modern { "3.1.0" } else { "3.0.3" }, &text);
    let outcome = normalise(&document);
    let absolute = |it: &&str| {
        let (what, pointer) = it.rsplit_once(' ').unwrap();
        format!("{what} /components/schemas/A{pointer}")
    };
    let found: Vec<String> = found.iter().map(absolute).collect();
    check_reports(&document, &outcome, &found);
    let normalised = outcome.normalised.expect(schema);
    let pointer = JsonPointer::of(&["components", "schemas", "A"]);
    assert_eq!(compact(normalised.tree.at(&pointer).unwrap()), expected, "{schema}");
    assert!(normalised.openapi.components.unwrap().schemas.contains_key("A"), "{schema}");
}

#[test]
fn values_that_openapiv3_rejects_are_rewritten() {
    let check = |schema, expected, found: &[&str]| check_schema(false, schema, expected, found);
    check("{minLength: 1.0}", r#"{"minLength":1}"#, &[]);
    check("{minLength: -1, type: string}", r#"{"type":"string"}"#, &["X011 warning /minLength"]);
    check("{maximum: '5'}", r#"{"maximum":5}"#, &["X011 warning /maximum"]);
    check("{maximum: 1e999}", r#"{"maximum":1e999}"#, &[]);
    check("{required: true}", "{}", &["X011 warning /required"]);
    check("{required: [a, b, a]}", r#"{"required":["a","b"]}"#, &[]);
    check("{type: [string]}", r#"{"type":"string"}"#, &["X011 warning /type"]);
    check("{type: strin}", "{}", &["X011 warning /type"]);
    check("{nullable: 'true'}", r#"{"nullable":true}"#, &["X011 warning /nullable"]);
    check("{description: [a]}", "{}", &["X011 warning /description"]);
    check("{properties: {a: true}}", r#"{"properties":{"a":{}}}"#, &[]);
    check("{properties: {a: 7}}", r#"{"properties":{"a":{}}}"#, &["X011 warning /properties/a"]);
    check("{items: {default: null}}", r#"{"items":{"default":null}}"#, &[]);
    check("{allOf: []}", "{}", &["X011 warning /allOf"]);
    check("{discriminator: x}", "{}", &["X011 warning /discriminator"]);
    check("{discriminator: {}}", "{}", &["X011 warning /discriminator"]);
    check("{x-a: [1, {b: 2}], other: 1}", r#"{"x-a":[1,{"b":2}]}"#, &[]);
}

#[test]
fn siblings_of_a_reference_are_kept() {
    let z = "\"$ref\":\"#/components/schemas/Z\"";
    let plain = format!("{{{z}}}");
    check_schema(false, "{$ref: '#/components/schemas/Z', type: string}", &plain, &[]);
    check_schema(false, "{$ref: '#/components/schemas/Z', x-a: 1}", &plain, &[]);
    let nullable = format!("{{\"nullable\":true,\"allOf\":[{{{z}}}]}}");
    check_schema(false, "{$ref: '#/components/schemas/Z', nullable: true}", &nullable, &[]);
    let modern = format!("{{\"minLength\":1,\"allOf\":[{{{z}}},{{}}]}}");
    let schema = "{$ref: '#/components/schemas/Z', minLength: 1, allOf: [{}]}";
    check_schema(
        true,
        schema,
        &modern.replace("\"minLength\":1,", "").replacen("{\"all", "{\"minLength\":1,\"all", 1),
        &[],
    );
}

#[test]
fn newer_keywords_become_older_ones() {
    let check = |schema, expected, found: &[&str]| check_schema(true, schema, expected, found);
    check("{type: [string, 'null']}", r#"{"nullable":true,"type":"string"}"#, &[]);
    check("{type: 'null'}", r#"{"nullable":true,"enum":[null]}"#, &[]);
    check("{type: [integer, number]}", r#"{"type":"number"}"#, &[]);
    check(
        "{title: t, type: [string, array], maxLength: 2, items: {type: boolean}}",
        r#"{"title":"t","anyOf":[{"type":"string","maxLength":2},{"type":"array","items":{"type":"boolean"}}]}"#,
        &[],
    );
    check("{const: a}", r#"{"enum":["a"]}"#, &[]);
    check("{exclusiveMinimum: 5}", r#"{"minimum":5,"exclusiveMinimum":true}"#, &[]);
    check("{exclusiveMinimum: 5, minimum: 7}", r#"{"minimum":7}"#, &[]);
    check("{exclusiveMaximum: 5, maximum: 7}", r#"{"maximum":5,"exclusiveMaximum":true}"#, &[]);
    check("{examples: [1, 2]}", r#"{"example":1}"#, &[]);
    check("{type: string, contentEncoding: base64}", r#"{"format":"byte","type":"string"}"#, &[]);
    check(
        "{contentMediaType: application/octet-stream}",
        r#"{"format":"binary","type":"string"}"#,
        &[],
    );
    check("{prefixItems: []}", "{}", &[]);
    check("{items: false}", "{}", &[]);
    check(
        "{prefixItems: [{type: string}], minItems: 1, items: false}",
        r#"{"minItems":1,"items":{"oneOf":[{"type":"string"}]},"type":"array"}"#,
        &[],
    );
    check(
        "{patternProperties: {a: {type: string}}, additionalProperties: false}",
        r#"{"additionalProperties":{"type":"string"}}"#,
        &[],
    );
    check(
        "{patternProperties: {'^[a-z]{2}$': {type: string}}}",
        r#"{"additionalProperties":{"type":"string"}}"#,
        &[],
    );
    check("{not: {type: string}}", r#"{"not":{"type":"string"}}"#, &["D005 info /not"]);
}

/// Checks the reports about a document; there is no result where a reference does not resolve.
fn check_document(modern: bool, text: &str, found: &[&str]) {
    let document = document(if modern { "3.1.0" } else { "3.0.3" }, text);
    let outcome = normalise(&document);
    check_reports(&document, &outcome, found);
    let is_unresolved = found.iter().any(|it| it.starts_with("X001"));
    assert_eq!(outcome.normalised.is_none(), is_unresolved, "{text}");
}

#[test]
fn references_must_resolve() {
    let schema = |reference: &str| {
        format!("paths: {{}}\ncomponents: {{schemas: {{A: {{items: {{$ref: '{reference}'}}}}}}}}")
    };
    check_document(false, &schema("#/components/schemas/A"), &[]);
    check_document(
        false,
        &schema("#/components/schemas/A/items"),
        &["X001 error /components/schemas/A/items/$ref"],
    );
    check_document(false, &schema("#/none"), &["X001 error /components/schemas/A/items/$ref"]);
    check_document(false, &schema("b.yaml#/x"), &["X001 error /components/schemas/A/items/$ref"]);
    check_document(true, &schema("#anchor"), &["C002 info /components/schemas/A/items"]);
    let operation = "paths: {/a: {get: {$ref: 'b.yaml#/get'}}}";
    check_document(false, operation, &["X001 error /paths/~1a/get/$ref"]);
}

#[test]
fn paths_are_repaired() {
    let two = "paths: {'/a/{x}': {get: {}}, '/a/{y}': {get: {}}}";
    let expected = [
        "X003 warning /paths/~1a~1{x}/get",
        "X004 warning /paths/~1a~1{y}",
        "X003 warning /paths/~1a~1{y}/get",
    ];
    check_document(false, two, &expected);
    let stray = "paths: {/a: {get: {parameters: [{name: x, in: path}]}}}";
    check_document(false, stray, &["X003 warning /paths/~1a/get/parameters/0"]);
    check_document(false, "paths: {a: {}}", &["X011 warning /paths/a"]);
    let twice = "paths: {/a: {get: {operationId: x}, put: {operationId: x}}}";
    check_document(false, twice, &["X002 warning /paths/~1a/put/operationId"]);
    check_document(
        false,
        "paths: {a: {}, /a: {}}",
        &["X011 warning /paths/a", "X004 warning /paths/~1a"],
    );
    check_document(false, "components: {}", &["X011 warning "]);
    check_document(false, "paths: []", &["X011 error /paths"]);
    check_document(true, "components: {pathItems: {P: {get: {}}}}", &[]);
}

#[test]
fn missing_fields_are_filled_in() {
    let text = "
servers: [{url: 'https://{a}', variables: {a: {default: 1}}}]
paths:
  /a/{id}:
    get:
      parameters: [{name: q, in: query}, {name: w, in: nowhere}, {in: query}, {name: s, in: path, schema: {}, style: form}]
      responses: {200: {}, 20X: {}, 4xx: {description: d, content: {a/b: {}}}}
      callbacks: {c: {$ref: '#/nowhere'}}
components:
  securitySchemes: {m: {type: mutualTLS}, o: {type: oauth2, flows: {password: {}}}, k: {type: apiKey, name: n, in: body}}
";
    let document = document("3.0.3", text);
    let outcome = normalise(&document);
    let expected = [
        "X011 warning /servers/0/variables/a/default",
        "X011 warning /paths/~1a~1{id}/get/parameters/0",
        "X011 warning /paths/~1a~1{id}/get/parameters/1/in",
        "X011 warning /paths/~1a~1{id}/get/parameters/2",
        "X003 warning /paths/~1a~1{id}/get/parameters/3",
        "X011 warning /paths/~1a~1{id}/get/responses/200",
        "X011 warning /paths/~1a~1{id}/get/responses/20X",
        "X003 warning /paths/~1a~1{id}/get",
        "X011 warning /components/securitySchemes/k/in",
        "X001 error /paths/~1a~1{id}/get/callbacks/c/$ref",
    ];
    check_reports(&document, &outcome, &expected);
    let openapi = outcome.normalised.unwrap().openapi;
    assert_eq!(openapi.components.unwrap().security_schemes.len(), 3);
    let item = openapi.paths.paths.get("/a/{id}").unwrap().as_item().unwrap();
    let get = item.get.as_ref().unwrap();
    assert_eq!((get.parameters.len(), get.responses.responses.len()), (2, 2));
}

#[test]
fn schemas_elsewhere_are_copied_once() {
    let text = "
paths: {}
x-types: {T: {properties: {a: {$ref: '#/x-types/U'}}}, U: {type: string}}
components: {schemas: {A: {$ref: '#/x-types/T'}, B: {$ref: '#/x-types/T'}}}
";
    let normalised = run(text, false).normalised.unwrap();
    let keys: Vec<_> = normalised.shared_schemas.keys().map(JsonPointer::as_str).collect();
    assert_eq!(keys, ["/x-types/T", "/x-types/U"]);
    assert!(normalised.print().contains("\"$ref\": \"#/sharedSchemas/~1x-types~1U\""));
}

#[test]
fn depth_is_capped() {
    let deep = format!("{}{{}}{}", "{items: ".repeat(60), "}".repeat(60));
    let text = format!("paths: {{}}\ncomponents: {{schemas: {{A: {deep}}}}}");
    let outcome = run(&text, false);
    assert_eq!(outcome.diagnostics.len(), 1);
    assert!(outcome.normalised.unwrap().print().contains("schemas nested too deep"));
}

/// The deepest that everything may be, inside an operation: it must fit the stack of a test's thread, 2 MiB in a debug build.
#[test]
fn depth_fits_a_small_stack() {
    let literal = format!("{}1{}", "[".repeat(40), "]".repeat(40));
    let schema = format!(
        "{}{{example: {literal}, x-a: {literal}}}{}",
        "{properties: {a: ".repeat(31),
        "}}".repeat(31)
    );
    let text = format!(
        "paths: {{/a: {{get: {{responses: {{200: {{description: d, content: {{a/b: {{schema: {schema}}}}}}}}}}}}}}}"
    );
    let outcome = run(&text, false);
    assert_eq!(lines(&outcome.diagnostics), [""; 0]);
    let openapi = outcome.normalised.unwrap().openapi;
    assert_eq!(openapi.operations().count(), 1);
}

/// The findings in a document, with their messages.
fn check_messages(text: &str, expected: &[&str]) {
    let outcome = run(text, true);
    let line = |it: &Diagnostic| {
        let pointer = it.pointer.as_ref().map(ToString::to_string).unwrap_or_default();
        format!("{} {pointer}: {}", it.severity.as_str(), it.message)
    };
    let found: Vec<String> = outcome.diagnostics.iter().map(line).collect();
    assert_eq!(found, expected, "{text}");
}

#[test]
fn headers_links_and_callbacks_are_supported() {
    check_messages(
        "
webhooks: {w: {post: {parameters: [{name: r, in: query, allowReserved: true, schema: {}}]}}}
paths:
  /a:
    get:
      parameters: [{name: q, in: query, allowReserved: true, schema: {}}, {name: r, in: query, allowReserved: false, schema: {}}]
      callbacks: {c: {'{$url}': {post: {}}}, d: {}}
      responses: {200: {description: '', headers: {X-A: {schema: {}}, X-B: {schema: {}}}}, 201: {description: '', headers: {X-A: {schema: {}}}, links: {l: {operationId: x}}}}
",
        &[
        ],
    );
}

#[test]
fn servers_of_paths_and_operations_are_kept() {
    check_messages(
        "
servers: [{url: 'https://a.b'}]
paths:
  /a:
    servers: [{url: 'https://a.b'}]
    get: {servers: [{url: 'https://files.b'}]}
    put: {}
  /b:
    servers: [{url: 'https://a.b'}, {url: '/up'}]
    get: {}
",
        &[],
    );
}

#[test]
fn headers_of_parts_are_reported() {
    let check = |media: &str, encoding: &str, expected: &[&str]| {
        let text = format!(
            "paths: {{/a: {{post: {{requestBody: {{content: {{{media}: {{encoding: {encoding}}}}}}}}}}}}}"
        );
        check_messages(&text, expected);
    };
    let form = "application/x-www-form-urlencoded";
    check(form, "{a: {style: form, explode: true}, b: {style: deepObject}}", &[]);
    check("application/json", "{a: {contentType: text/plain}}", &[]);
    let pointer = "/paths/~1a/post/requestBody/content/multipart~1form-data/encoding";
    let headers = format!("info {pointer}: only files and constants have headers: `c`");
    let (constant, other) = ("{H: {schema: {enum: [x]}}}", "{H: {schema: {type: string}}}");
    let encodings = format!("{{a: {{headers: {constant}}}, c: {{headers: {other}}}}}");
    check("multipart/form-data", &encodings, &[&headers]);
}

#[test]
fn only_operations_by_other_methods_are_additional() {
    let outcome = run_as(
        "3.2.0",
        "
paths:
  /a:
    get: {}
    query: {}
    additionalOperations: {COPY: {}, post: {}, 'A B': {}, CONNECT: {}}
",
    );
    let pointers = ["post", "A B", "CONNECT"]
        .map(|it| format!("D005 warning /paths/~1a/additionalOperations/{it}"));
    assert_eq!(lines(&outcome.diagnostics), pointers);
    let normalised = outcome.normalised.unwrap();
    let more = normalised.more_operations.get("/a").unwrap();
    let keys: Vec<_> = more.keys().map(String::as_str).collect();
    assert_eq!(keys, ["QUERY", "COPY"]);
    let item = normalised.tree.at(&JsonPointer::of(&["paths", "/a"])).unwrap();
    assert_eq!(item.members().count(), 2);
}
