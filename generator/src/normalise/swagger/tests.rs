//! Rewriting, as data: a 2.0 document, the value at a pointer of the normalised tree, and the reports.

use crate::document::Document;
use crate::normalise::tests::check_reports;
use crate::normalise::{Normalised, Outcome, compact, normalise};
use crate::source::read_text;
use crate::text::JsonPointer;

/// Normalises a document that has `text` below its `info`.
fn run(text: &str) -> Outcome {
    normalise(&document(text))
}

fn document(text: &str) -> Document {
    let text = format!("swagger: '2.0'\ninfo: {{title: t, version: '1'}}\n{text}\n");
    Document::new(read_text("a.yaml", &text).unwrap()).unwrap()
}

fn at(normalised: &Normalised, pointer: &str) -> String {
    let found = normalised.tree.at(&JsonPointer::parse(pointer).unwrap());
    found.map_or_else(|| format!("nothing at {pointer} in\n{}", normalised.print()), compact)
}

fn check(text: &str, expected: &[(&str, &str)], found: &[&str]) {
    let document = document(text);
    let outcome = normalise(&document);
    check_reports(&document, &outcome, found);
    let normalised = outcome.normalised.expect(text);
    for (pointer, value) in expected {
        assert_eq!(at(&normalised, pointer), *value, "{text}");
    }
}

/// Checks how a parameter of `GET /a/{p}` is rewritten, and the reports below the list.
fn check_parameter(parameter: &str, expected: &str, found: &[&str]) {
    let path = if parameter.contains("in: path") { "/a/{p}" } else { "/a" };
    let text =
        format!("paths: {{'{path}': {{get: {{parameters: [{parameter}], responses: {{}}}}}}}}");
    let base = format!("/paths/{}/get/parameters", path.replace('/', "~1"));
    let found: Vec<String> = found
        .iter()
        .map(|it| it.rsplit_once(' ').map(|(what, at)| format!("{what} {base}{at}")).unwrap())
        .collect();
    let found: Vec<&str> = found.iter().map(String::as_str).collect();
    check(&text, &[(&format!("{base}/0"), expected)], &found);
}

#[test]
fn servers_are_made_from_host_path_and_schemes() {
    let servers = |text: &str, expected: &str, found: &[&str]| {
        check(&format!("{text}\npaths: {{}}"), &[("/servers", expected)], found);
    };
    servers("host: a.b\nbasePath: /v1", r#"[{"url":"https://a.b/v1"}]"#, &[]);
    let both = r#"[{"url":"https://a.b"},{"url":"http://a.b"}]"#;
    servers("host: a.b\nbasePath: /\nschemes: [http, https]", both, &[]);
    servers("basePath: /v1/\nschemes: [http]", r#"[{"url":"/v1"}]"#, &[]);
    servers("host: a.b\nschemes: [wss]", r#"[{"url":"https://a.b"}]"#, &["D005 info /schemes"]);
    let expected = r#"[{"url":"https://a.b/v1"}]"#;
    let found = ["X011 warning /host", "X011 warning /basePath"];
    servers("host: 'http://a.b/'\nbasePath: v1", expected, &found);
}

#[test]
fn parameters_get_a_schema() {
    let q = |rest: &str| format!("{{name: q, in: query, {rest}}}");
    check_parameter(
        &q(
            "required: true, type: integer, format: int64, maximum: 5, exclusiveMaximum: true, default: 1, description: d, x-a: 1",
        ),
        r#"{"name":"q","in":"query","required":true,"description":"d","x-a":1,"schema":{"format":"int64","maximum":5,"exclusiveMaximum":true,"default":1,"type":"integer"}}"#,
        &[],
    );
    check_parameter(
        "{name: p, in: path, required: true, type: string, enum: [a], x-nullable: true}",
        r#"{"name":"p","in":"path","required":true,"schema":{"enum":["a"],"x-nullable":true,"nullable":true,"type":"string"}}"#,
        &[],
    );
    check_parameter(
        &q("allowEmptyValue: true, type: string, x-example: e"),
        r#"{"name":"q","in":"query","allowEmptyValue":true,"example":"e","schema":{"type":"string"}}"#,
        &[],
    );
    let string = r#"{"name":"q","in":"query","schema":{"type":"string"}}"#;
    check_parameter("{name: q, in: query}", string, &["X011 warning /0"]);
    check_parameter(
        &q("schema: {type: string}"),
        string,
        &["X011 warning /0", "X011 warning /0/schema"],
    );
    check_parameter(&q("type: string, minLength: -1"), string, &["X011 warning /0/minLength"]);
}

#[test]
fn collection_formats_become_styles() {
    let list = |location: &str, name: &str, format: &str| {
        format!("{{name: {name}, in: {location}, type: array, items: {{type: string}}{format}}}")
    };
    let cases = [
        ("query", "q", "", r#""form","explode":false"#),
        ("query", "q", ", collectionFormat: csv", r#""form","explode":false"#),
        ("query", "q", ", collectionFormat: ssv", r#""spaceDelimited","explode":false"#),
        ("query", "q", ", collectionFormat: pipes", r#""pipeDelimited","explode":false"#),
        ("query", "q", ", collectionFormat: multi", r#""form","explode":true"#),
        ("path", "p", "", r#""simple","explode":false"#),
        ("header", "h", ", collectionFormat: csv", r#""simple","explode":false"#),
    ];
    for (location, name, format, style) in cases {
        let items = r#""schema":{"items":{"type":"string"},"type":"array"}"#;
        let expected = format!(r#"{{"name":"{name}","in":"{location}","style":{style},{items}}}"#);
        check_parameter(&list(location, name, format), &expected, &[]);
    }
    let text = r#"{"name":"q","in":"query","schema":{"type":"string"}}"#;
    let tabs = r#"{"name":"q","in":"query","style":"pipeDelimited","explode":false,"schema":{"items":{"type":"string"},"type":"array"}}"#;
    check_parameter(&list("query", "q", ", collectionFormat: tsv"), tabs, &[]);
    let nested = "{name: q, in: query, type: array, items: {type: array, items: {type: string}}}";
    check_parameter(nested, text, &["D005 info /0"]);
    let header = r#"{"name":"h","in":"header","schema":{"type":"string"}}"#;
    check_parameter(&list("header", "h", ", collectionFormat: multi"), header, &["D005 info /0"]);
    let unknown = list("query", "q", ", collectionFormat: cvs");
    let csv = r#"{"name":"q","in":"query","style":"form","explode":false,"schema":{"items":{"type":"string"},"type":"array"}}"#;
    check_parameter(&unknown, csv, &["X011 warning /0/collectionFormat"]);
}

/// Checks the body that the parameters of `POST /a` become, in a document that consumes XML.
fn check_body(rest: &str, expected: &str, found: &[&str]) {
    let text = format!(
        "consumes: [application/xml]\npaths: {{/a: {{post: {{responses: {{}}, {rest}}}}}}}\n\
         parameters:\n  B: {{name: b, in: body, schema: {{type: integer}}}}\n  F: {{name: f, in: formData, type: file}}\n"
    );
    check(&text, &[("/paths/~1a/post/requestBody", expected)], found);
}

#[test]
fn parameters_in_the_body_become_one() {
    let content = |types: &[&str], schema: &str| {
        let media: Vec<String> =
            types.iter().map(|it| format!(r#""{it}":{{"schema":{schema}}}"#)).collect();
        format!(r#""content":{{{}}}"#, media.join(","))
    };
    let of = |types: &[&str]| format!("{{{}}}", content(types, r#"{"type":"integer"}"#));
    check_body("parameters: [{$ref: '#/parameters/B'}]", &of(&["application/xml"]), &[]);
    let own = "consumes: [a/b, application/json], parameters: [{$ref: '#/parameters/B'}]";
    check_body(own, &of(&["a/b", "application/json"]), &[]);
    let empty = "consumes: [], parameters: [{$ref: '#/parameters/B'}]";
    check_body(empty, &of(&["application/json"]), &[]);
    let described = "parameters: [{name: b, in: body, description: d, required: true, schema: {minLength: -1}}]";
    let expected =
        format!(r#"{{"description":"d","required":true,{}}}"#, content(&["application/xml"], "{}"));
    check_body(
        described,
        &expected,
        &["X011 warning /paths/~1a/post/parameters/0/schema/minLength"],
    );
    let several = "parameters: [{$ref: '#/parameters/B'}, {name: c, in: body, schema: {}}, {$ref: '#/parameters/F'}]";
    let found =
        ["X011 warning /paths/~1a/post/parameters/1", "X011 warning /paths/~1a/post/parameters/2"];
    check_body(several, &of(&["application/xml"]), &found);
}

#[test]
fn fields_of_a_form_become_an_object() {
    let form = |required: bool, media: &str, schema: &str| {
        format!(r#"{{"required":{required},"content":{{"{media}":{{"schema":{schema}}}}}}}"#)
    };
    let simple = "application/x-www-form-urlencoded";
    let two = "parameters: [{name: a, in: formData, type: string, required: true, description: d}, {name: b, in: formData, type: array, items: {type: integer}, collectionFormat: multi}]";
    let object = r#"{"properties":{"a":{"description":"d","type":"string"},"b":{"items":{"type":"integer"},"type":"array"}},"required":["a"],"type":"object"}"#;
    check_body(two, &form(true, simple, object), &[]);
    let file = r#"{"properties":{"f":{"type":"string","format":"binary"}},"type":"object"}"#;
    let shared = "parameters: [{$ref: '#/parameters/F'}]";
    check_body(shared, &form(false, "multipart/form-data", file), &[]);
    let list = "parameters: [{name: a, in: formData, type: array, items: {type: integer}}]";
    let text = r#"{"properties":{"a":{"type":"string"}},"type":"object"}"#;
    check_body(list, &form(false, simple, text), &["D005 info /paths/~1a/post/parameters/0"]);
    let wrong = "parameters: [{name: a, in: formData, type: strin}, {in: formData, type: string}]";
    let any = r#"{"properties":{"a":{}},"type":"object"}"#;
    let found = [
        "X011 warning /paths/~1a/post/parameters/1",
        "X011 warning /paths/~1a/post/parameters/0/type",
    ];
    check_body(wrong, &form(false, simple, any), &found);
}

#[test]
fn path_items_share_bodies_and_fields() {
    let text = "
paths:
  /a:
    parameters:
    - {name: q, in: query, type: string}
    - {name: b, in: body, schema: {type: integer}}
    put: {responses: {}}
    post: {parameters: [{name: c, in: body, schema: {type: boolean}}], responses: {}}
  /b:
    parameters: [{name: x, in: formData, type: string}, {name: y, in: formData, type: string}]
    post: {parameters: [{name: y, in: formData, type: integer}], responses: {}}
";
    let schema = "requestBody/content/application~1json/schema";
    let fields = "requestBody/content/application~1x-www-form-urlencoded/schema/properties";
    let expected = [
        ("/paths/~1a/parameters", r#"[{"name":"q","in":"query","schema":{"type":"string"}}]"#),
        (&format!("/paths/~1a/put/{schema}"), r#"{"type":"integer"}"#),
        (&format!("/paths/~1a/post/{schema}"), r#"{"type":"boolean"}"#),
        (&format!("/paths/~1b/post/{fields}"), r#"{"y":{"type":"integer"},"x":{"type":"string"}}"#),
    ];
    check(text, &expected, &[]);
}

#[test]
fn responses_get_content() {
    let text = "
produces: [application/json]
paths:
  /a:
    get:
      responses:
        200: {description: d, schema: {$ref: '#/definitions/A'}, headers: {X: {type: integer}}}
        404: {$ref: '#/responses/R'}
        500: {$ref: '#/responses/N'}
    put:
      produces: [application/x-tar]
      responses: {200: {description: d, schema: {type: file}}, 404: {$ref: '#/responses/R'}, 500: {$ref: '#/responses/N'}}
    post: {responses: {200: {description: d, schema: {type: file}}}}
definitions: {A: {type: object}}
responses: {R: {description: r, schema: {$ref: '#/definitions/A'}}, N: {description: n}}
";
    let a = r##"{"schema":{"$ref":"#/components/schemas/A"}}"##;
    let bytes = r#"{"schema":{"type":"string","format":"binary"}}"#;
    let json = format!(r#"{{"description":"r","content":{{"application/json":{a}}}}}"#);
    let get = json.replace("\"r\"", "\"d\"");
    let failure = json.replace("}}}}", &format!("}}}},\"application/x-tar\":{a}}}}}"));
    let expected: [(&str, &str); 8] = [
        ("/paths/~1a/get/responses/200", &get),
        ("/paths/~1a/get/responses/404", r##"{"$ref":"#/components/responses/R"}"##),
        ("/paths/~1a/get/responses/500", r##"{"$ref":"#/components/responses/N"}"##),
        ("/paths/~1a/put/responses/200/content", &format!(r#"{{"application/x-tar":{bytes}}}"#)),
        ("/paths/~1a/put/responses/404", &failure),
        ("/paths/~1a/put/responses/500", r##"{"$ref":"#/components/responses/N"}"##),
        ("/paths/~1a/post/responses/200/content", &format!(r#"{{"*/*":{bytes}}}"#)),
        ("/components/responses/R", &json),
    ];
    check(text, &expected, &[]);
}

#[test]
fn security_schemes_have_new_names() {
    let schemes = [
        ("{type: basic, description: d}", r#"{"description":"d","type":"http","scheme":"basic"}"#),
        ("{type: apiKey, name: k, in: query}", r#"{"type":"apiKey","name":"k","in":"query"}"#),
        (
            "{type: oauth2, flow: accessCode, authorizationUrl: u, tokenUrl: t, scopes: {s: d}}",
            r#"{"type":"oauth2","flows":{"authorizationCode":{"authorizationUrl":"u","tokenUrl":"t","scopes":{"s":"d"}}}}"#,
        ),
        (
            "{type: oauth2, flow: application, tokenUrl: t}",
            r#"{"type":"oauth2","flows":{"clientCredentials":{"tokenUrl":"t","authorizationUrl":"","scopes":{}}}}"#,
        ),
    ];
    for (scheme, expected) in schemes {
        let text = format!("paths: {{}}\nsecurityDefinitions: {{S: {scheme}}}");
        check(&text, &[("/components/securitySchemes/S", expected)], &[]);
    }
    let text = "paths: {}\nsecurityDefinitions: {S: {type: oauth2, flow: other}, T: {type: oauth2, flow: password, tokenUrl: [1]}}";
    let found = [
        "X011 warning /securityDefinitions/S/flow",
        "X011 warning /securityDefinitions/T/tokenUrl",
    ];
    check(text, &[], &found);
}

#[test]
fn schemas_keep_their_own_keywords() {
    let schema = |text: &str, expected: &str, found: &[&str]| {
        let text = format!("paths: {{}}\ndefinitions: {{Z: {{}}, A: {text}}}");
        check(&text, &[("/components/schemas/A", expected)], found);
    };
    schema(
        "{type: string, x-nullable: true}",
        r#"{"x-nullable":true,"nullable":true,"type":"string"}"#,
        &[],
    );
    schema(
        "{discriminator: kind, required: [kind]}",
        r#"{"discriminator":{"propertyName":"kind"},"required":["kind"]}"#,
        &[],
    );
    schema("{type: [string, 'null']}", r#"{"nullable":true,"type":"string"}"#, &[]);
    schema("{minimum: 5, exclusiveMinimum: true}", r#"{"minimum":5,"exclusiveMinimum":true}"#, &[]);
    schema(
        "{$ref: '#/definitions/Z', x-isnullable: true}",
        r##"{"x-isnullable":true,"nullable":true,"allOf":[{"$ref":"#/components/schemas/Z"}]}"##,
        &[],
    );
    schema("{x-nullable: 7}", r#"{"x-nullable":7}"#, &["D004 warning /definitions/A/x-nullable"]);
    schema("{discriminator: [a]}", "{}", &["X011 warning /definitions/A/discriminator"]);
    schema("7", "{}", &["X011 warning /definitions/A"]);
}

#[test]
fn references_follow_rewritten_objects() {
    let text = "
paths:
  /a:
    post:
      parameters: [{name: b, in: body, schema: {properties: {p: {type: integer}}}}, {name: q, in: query, type: string}]
      responses: {200: {description: d, schema: {items: {$ref: '#/paths/~1a/post/parameters/0/schema/properties/p'}}}}
  /b: {get: {parameters: [{$ref: '#/paths/~1a/post/parameters/1'}], responses: {}}}
definitions: {A: {$ref: '#/paths/~1a/post/responses/200/schema'}, B: {$ref: '#/definitions/A'}}
";
    let query = r#"{"name":"q","in":"query","schema":{"type":"string"}}"#;
    let b = r##"{"$ref":"#/components/schemas/A"}"##;
    let expected = [("/paths/~1b/get/parameters/0", query), ("/components/schemas/B", b)];
    check(text, &expected, &[]);
    let normalised = run(text).normalised.unwrap();
    let shared: Vec<String> =
        normalised.shared_schemas.keys().map(|it| normalised.written(it).to_string()).collect();
    let expected = [
        "/paths/~1a/post/responses/200/schema",
        "/paths/~1a/post/parameters/0/schema/properties/p",
    ];
    assert_eq!(shared, expected);
    for name in ["#/definitions/B", "#/components/schemas/A", "A", "b.yaml#/A"] {
        let text = format!("paths: {{}}\ndefinitions: {{A: {{items: {{$ref: '{name}'}}}}}}");
        let document = document(&text);
        let outcome = normalise(&document);
        check_reports(&document, &outcome, &["X001 error /definitions/A/items/$ref"]);
        assert!(outcome.normalised.is_none(), "{name}");
    }
}

#[test]
fn wrong_kinds_are_reported_at_their_location() {
    let cases: [(&str, &[&str]); 5] = [
        ("paths: {}\ndefinitions: []", &["X011 warning /definitions"]),
        (
            "paths: {/a: {get: {parameters: {}, responses: []}}}",
            &["X011 warning /paths/~1a/get/parameters", "X011 warning /paths/~1a/get/responses"],
        ),
        ("consumes: application/json\npaths: {}", &["X011 warning /consumes"]),
        (
            "paths: {/a: {get: {schemes: [ws], responses: {}}}}",
            &["D005 info /paths/~1a/get/schemes"],
        ),
        ("{}", &["X011 warning "]),
    ];
    for (text, found) in cases {
        let text = if text == "{}" { "x-a: 1" } else { text };
        check(text, &[], found);
    }
}
