//! The model, as data: a part of a document, the lines of the model that it becomes, and the codes of what is found.

use crate::document::Document;
use crate::normalise::normalise;
use crate::source::read_text;

mod unions;

/// The printed model of a 3.1 document with `text` below its `info`, without its first line and without pointers;
/// then one line with the findings of both stages, if there are any. 3.1 lets a case use `type` lists and `const`.
fn print(text: &str) -> String {
    let text = format!("openapi: 3.1.0\ninfo: {{title: t, version: '1'}}\n{text}\n");
    let source = read_text("a.yaml", &text).unwrap();
    let outcome = normalise(&Document::new(source).unwrap());
    let normalised = outcome.normalised.expect("no errors");
    let (api, found) = super::build(&normalised);
    let lines = api.print();
    let lines = lines.lines().skip(1).map(|it| it.split(" @/").next().unwrap().to_owned());
    let codes: Vec<_> =
        outcome.diagnostics.iter().chain(&found).map(|it| it.code.to_string()).collect();
    let codes = (!codes.is_empty()).then(|| format!("! {}", codes.join(" ")));
    lines.chain(codes).collect::<Vec<_>>().join("\n")
}

/// Lines are compared without their indentation, so that a case reads well in its place.
fn trimmed(text: &str) -> Vec<&str> {
    text.lines().map(str::trim).filter(|it| !it.is_empty()).collect()
}

fn check_model(text: &str, expected: &str) {
    let printed = print(text);
    assert_eq!(trimmed(&printed), trimmed(expected), "{text}\nbecame\n{printed}");
}

/// Component schemas, in flow style after their name.
fn check_schemas(schemas: &str, expected: &str) {
    let lines: Vec<_> = trimmed(schemas).iter().map(|it| format!("    {it}")).collect();
    check_model(&format!("components:\n  schemas:\n{}", lines.join("\n")), expected);
}

/// One schema, and the line of its own type.
fn check_line(schema: &str, expected: &str) {
    let printed = print(&format!("components: {{schemas: {{A: {schema}}}}}"));
    let own = printed.lines().next().unwrap().strip_prefix("t0 A = ").unwrap().to_owned();
    let findings = printed.lines().last().filter(|it| it.starts_with('!')).unwrap_or_default();
    let line = format!("{own} {findings}");
    assert_eq!(line.trim(), expected, "{schema}\nbecame\n{printed}");
}

#[test]
fn kinds_and_formats() {
    check_line("{}", "any");
    check_line("{type: boolean}", "boolean");
    check_line("{type: string}", "string");
    check_line("{type: string, format: date-time}", "date-time");
    check_line("{type: string, format: uuid}", "uuid");
    check_line("{type: string, format: byte}", "base64");
    check_line("{type: string, format: binary}", "string");
    check_line(
        "{type: string, format: email, maxLength: 5, pattern: 'a+'}",
        "string max-length=5 pattern=\"a+\"",
    );
    check_line("{type: integer}", "int64");
    check_line("{type: integer, format: int32, minimum: 0}", "int32 >=0");
    check_line("{type: integer, format: uint16}", "uint32");
    check_line(
        "{type: integer, minimum: 0, maximum: 18446744073709551615}",
        "uint64 >=0 <=18446744073709551615",
    );
    check_line(
        "{type: integer, minimum: 0, maximum: 9223372036854775807}",
        "int64 >=0 <=9223372036854775807",
    );
    check_line(
        "{type: integer, minimum: -1, maximum: 18446744073709551615}",
        "raw >=-1 <=18446744073709551615 ! C002",
    );
    check_line("{type: integer, maximum: 18446744073709551615}", "uint64 <=18446744073709551615");
    check_line("{type: integer, maximum: 1e30}", "raw <=1e30 ! C002");
    check_line(
        "{type: integer, minimum: -9223372036854776000, maximum: 9223372036854776000}",
        "int64 >=-9223372036854776000 <=9223372036854776000",
    );
    check_line("{type: integer, exclusiveMinimum: 5}", "int64 >5");
    check_line("{type: number}", "double");
    check_line("{type: number, format: float, multipleOf: 0.010}", "float multiple=0.010");
    check_line(
        "{type: array, items: {type: string}, uniqueItems: true}",
        "array of t1:string unique",
    );
    check_line("{items: {}}", "array of t1:any");
    check_line("{type: array}", "array of t1:any");
    check_line("{type: object}", "map of t1:any");
    check_line("{additionalProperties: {type: integer}}", "map of t1:int64");
    check_line("{type: object, additionalProperties: false}", "object");
    check_line("{required: [a]}", "map of t1:any");
    check_line(
        "{title: T, description: d, example: {a: 1.50}, deprecated: true}",
        "any deprecated example={\"a\":1.50} title=\"T\" // \"d\"",
    );
}

#[test]
fn enums() {
    let value = |schema: &str, expected: &str| check_schemas(&format!("A: {schema}"), expected);
    value("{type: string, enum: [a, '', a, null]}", "t0 A = enum\n= \"a\"\n= \"\"");
    value("{const: x}", "t0 A = enum\n= \"x\"");
    value("{enum: [1, 2.0]}", "t0 A = integer-enum\n= \"1\"\n= \"2\"");
    value("{type: string, enum: [1, true]}", "t0 A = enum\n= \"1\"\n= \"true\"");
    value("{enum: [true]}", "t0 A = boolean");
    value("{type: number, enum: [1.5]}", "t0 A = double");
    value("{enum: [a, 1]}", "t0 A = raw\n! C002");
    value(
        "{enum: [1, 2], x-enum-varnames: [One], x-enum-descriptions: {'2': two}}",
        "t0 A = integer-enum\n= \"1\" as One\n= \"2\" // \"two\"",
    );
    value("{anyOf: [{type: string}, {enum: [a]}, {const: b}]}", "t0 A = enum\n= \"a\"\n= \"b\"");
    value(
        "{type: integer, oneOf: [{const: 1, title: One, description: first}, {const: 2}]}",
        "t0 A = integer-enum\n= \"1\" as One // \"first\"\n= \"2\"",
    );
}

#[test]
fn objects_and_null() {
    check_schemas(
        "A: {required: [b], properties: {b: {$ref: '#/components/schemas/B'}, c: {type: [string, 'null'], default: null}, d: {$ref: '#/components/schemas/B', description: use, readOnly: true}}}
         B: {nullable: true, type: object, properties: {a: {$ref: '#/components/schemas/A'}}, additionalProperties: true}",
        "t0 A = object
         b: t1:B? required
         c: t2:string? default=null
         d: t1:B? read-only // \"use\"
         t1 B = object
         a: t0:A
         * t3:any
         t2 t0.c = string
         t3 t1{} = any",
    );
    check_schemas(
        "A: {properties: {p: {oneOf: [{$ref: '#/components/schemas/B'}, {type: 'null'}]}, q: {anyOf: [{nullable: true}, {type: string}]}}}
         B: {type: boolean}
         C: {$ref: '#/components/schemas/D'}
         D: {allOf: [{$ref: '#/components/schemas/B'}], nullable: true}
         E: {items: {$ref: '#/components/schemas/C'}}",
        "t0 A = object
         p: t1:B?
         q: t5:string?
         t1 B = boolean
         t2 C = alias t3:D
         t3 D = alias t1:B
         t4 E = array of t2:C?
         t5 t0.q = string",
    );
}

#[test]
fn all_of_is_merged() {
    check_schemas(
        "A: {allOf: [{$ref: '#/components/schemas/B'}, {required: [x], properties: {y: {type: string}}}], properties: {z: {type: boolean}}}
         B: {type: object, properties: {x: {type: integer}, y: {description: base}}}",
        "t0 A = object
         x: t2:int64 required
         y: t3:string
         z: t4:boolean
         t1 B = object
         x: t2:int64
         y: t5:any // \"base\"
         t2 t1.x = int64
         t3 t0.y = string
         t4 t0.z = boolean
         t5 t1.y = any // \"base\"",
    );
    check_schemas(
        "A: {allOf: [{$ref: '#/components/schemas/A'}, {properties: {a: {$ref: '#/components/schemas/A'}}}]}",
        "t0 A = object\na: t0:A",
    );
    check_schemas(
        "A: {properties: {a: {type: string}}}
         B: {allOf: [{$ref: '#/components/schemas/A'}, {properties: {a: {type: integer}}}]}",
        "t0 A = object
         a: t2:string
         t1 B = object
         a: t3:int64
         t2 t0.a = string
         t3 t1.a = int64
         ! D005",
    );
    check_line(
        "{allOf: [{type: string}, {maxLength: 3, description: d}]}",
        "string max-length=3 // \"d\"",
    );
    check_line("{allOf: [{$ref: '#/components/schemas/A'}]}", "raw ! C002");
}

#[test]
fn references_to_any_place_share_a_type() {
    check_model(
        "
x-types: {T: {type: string}}
components:
  schemas:
    A: {properties: {b: {type: object, properties: {c: {type: integer}}}}}
    B: {items: {$ref: '#/components/schemas/A/properties/b'}}
    C: {items: {$ref: '#/x-types/T'}}
",
        "t0 A = object
         b: t3:object
         t1 B = array of t3:object
         t2 C = array of t4:string
         t3 t0.b = object
         c: t5:int64
         t4 shared T = string
         t5 t3.c = int64",
    );
}

const OPERATIONS: &str = "
servers: [{url: 'https://{host}/v1', variables: {host: {default: a.b}}}]
tags: [{name: pets, description: d}]
security: [{k: []}, {}]
paths:
  /pets/{b}/{a}:
    summary: shared
    parameters: [{name: a, in: path, required: true, schema: {type: string}}, {name: q, in: query, schema: {type: integer}}]
    get:
      operationId: getPet
      tags: [pets]
      security: []
      parameters:
        - {name: q, in: query, style: pipeDelimited, schema: {type: array, items: {type: string}}}
        - {name: b, in: path, schema: {type: string}, style: label, explode: true}
        - {$ref: '#/components/parameters/H'}
        - {name: f, in: query, content: {application/json: {schema: {type: boolean}}}}
        - {name: Accept, in: header, schema: {type: string}}
      responses: {default: {$ref: '#/components/responses/E'}, 4xx: {}, 200: {description: ok, content: {text/plain: {schema: {type: string}}}}}
    post:
      security: [{k: [x], o: [r, w]}]
      parameters: [{name: Idempotency-Key, in: header, schema: {type: string}}]
      requestBody: {$ref: '#/components/requestBodies/R'}
components:
  parameters: {H: {name: X-H, in: header, deprecated: true, schema: {type: string, default: d}}}
  responses: {E: {description: bad, content: {application/problem+json: {schema: {type: object}}}}}
  requestBodies: {R: {required: true, content: {multipart/form-data: {schema: {$ref: '#/components/schemas/Up'}}}}}
  schemas: {Up: {properties: {file: {type: string, format: binary}, more: {type: array, items: {type: string, format: binary}}}}}
  securitySchemes: {k: {type: apiKey, in: header, name: X-Key}, o: {type: oauth2, flows: {}}, m: {type: mutualTLS}}
";

#[test]
fn operations() {
    check_model(
        OPERATIONS,
        "server https://a.b/v1
         tag pets // \"d\"
         scheme k = key in header X-Key
         scheme o = oauth2
         scheme m = mutual-tls
         t0 Up = object
         file: t1:binary
         more: t2:array
         t1 t0.file = binary
         t2 t0.more = array of t3:binary
         t3 t2[] = binary
         t4 op0(b) = string
         t5 op0(a) = string
         t6 op0(q) = array of t13:string
         t7 shared H = string
         t8 op0(f) = boolean
         t9 shared E = map of t14:any
         t10 op0(200) = string
         t11 op1(b) = string
         t12 op1(q) = int64
         t13 t6[] = string
         t14 t9{} = any
         GET /pets/{b}/{a} getPet #pets repeatable title=\"shared\"
         path b: t4:string label* required
         path a: t5:string simple required
         query q: t6:array pipe
         header X-H: t7:string simple default=\"d\" deprecated
         query f: t8:boolean json
         200 // \"ok\"
         text/plain (text) t10:string
         4XX
         default // \"bad\"
         application/problem+json (json) t9:map
         security none
         POST /pets/{b}/{a} - title=\"shared\"
         path b: t11:string simple required
         path a: t5:string simple required
         query q: t12:int64 form*
         body required
         multipart/form-data (multipart) t0:Up
         security k(x) + o(r w)
         idempotency Idempotency-Key
         ! D004 X003",
    );
}

#[test]
fn what_is_required_is_there() {
    check_model(
        "
paths:
  /a:
    put:
      requestBody: {content: {application/json: {schema: {required: [x, a], properties: {a: {type: string}}}}}}
      responses: {200: {description: '', content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}}}
components:
  schemas:
    A: {allOf: [{required: [b, y]}, {properties: {b: {type: boolean}}}]}
    B: {required: [z], properties: {c: {type: boolean}}, additionalProperties: {type: string}}
",
        "t0 A = object
         b: t2:boolean required
         y: t3:any
         t1 B = object
         c: t4:boolean
         * t5:string
         t2 t0.b = boolean
         t3 t0.y = any
         t4 t1.c = boolean
         t5 t1{} = string
         t6 op0(body) = object
         a: t7:string required
         x: t8:any required
         t7 t6.a = string
         t8 t6.x = any
         PUT /a - repeatable
         body
         application/json (json) t6:object
         200
         application/json (json) t0:A
         ! C002 C002",
    );
}

/// The line of a parameter, and the codes of what is found.
fn check_parameter(method: &str, parameter: &str, expected: &str) {
    let printed = print(&format!("paths: {{/a: {{{method}: {{parameters: [{parameter}]}}}}}}"));
    let mut lines = printed.lines().skip_while(|it| !it.contains(" /a "));
    let own: Vec<_> = lines.by_ref().skip(1).map(str::trim).collect();
    assert_eq!(own, trimmed(expected), "{parameter}\nbecame\n{printed}");
}

#[test]
fn parameters_with_content() {
    let content = |media: &str, expected: &str| {
        let schema = "{schema: {type: object, properties: {a: {type: string}}}}";
        let parameter = format!("{{name: q, in: query, content: {{{media}: {schema}}}}}");
        check_parameter("get", &parameter, expected);
    };
    content("application/json", "query q: t0:object json");
    content("application/vnd.a+json;v=1", "query q: t0:object json");
    content("text/plain", "query q: t0:object form");
    content("application/xml", "query q: t0:string form\n! D005");
    let path = "{name: q, in: header, content: {text/csv: {schema: {type: string}}}}";
    check_parameter("get", path, "header q: t0:string simple");
}

#[test]
fn idempotency_keys_are_for_what_changes_something() {
    let header = "{name: Idempotency-Key, in: header, required: true, schema: {type: string}}";
    check_parameter("get", header, "header Idempotency-Key: t0:string simple required");
    check_parameter("delete", header, "idempotency Idempotency-Key");
}

#[test]
fn security_is_inherited_and_checked() {
    check_model(
        "
security: [{k: []}, {}]
paths:
  /a: {get: {}, put: {security: [{none: []}, {k: []}]}, post: {security: [{none: []}], x-renkei-idempotent: true}}
components: {securitySchemes: {k: {type: http, scheme: Bearer}}}
",
        "scheme k = bearer
         GET /a - repeatable
         security k or anonymous
         PUT /a - repeatable
         security k
         POST /a - repeatable
         ! D004 D004",
    );
}

/// The last line of an operation with the given paging.
fn check_paging(paging: &str, expected: &str) {
    let printed = print(&format!(
        "
paths:
  /a:
    summary: no operation
    get:
      x-renkei-pagination: {paging}
      parameters: [{{name: after, in: query, schema: {{type: string}}}}]
      responses: {{200: {{description: '', content: {{application/json: {{schema: {{$ref: '#/components/schemas/L'}}}}}}}}}}
components:
  schemas:
    L: {{$ref: '#/components/schemas/P'}}
    P: {{properties: {{data: {{type: array}}, page: {{properties: {{next: {{type: [string, 'null']}}}}}}, more: {{type: boolean}}}}}}
"
    ));
    assert_eq!(printed.lines().last().unwrap().trim(), expected, "{paging}");
}

#[test]
fn paging_must_fit_the_operation() {
    let fits = "paging after items=/data next=/page/next";
    check_paging("{cursor: after, items: /data, next: /page/next}", fits);
    check_paging("{cursor: before, items: /data, next: /page/next}", "! D004");
    check_paging("{cursor: after, items: /page, next: /page/next}", "! D004");
    check_paging("{cursor: after, items: /data, next: /more}", "! D004");
    check_paging("{cursor: after, items: /data, next: /page/none}", "! D004");
    check_paging("{cursor: after, items: data, next: /page/next}", "! D004");
    check_paging("{cursor: after, items: /data}", "! D004");
    check_paging("true", "! D004");
}

#[test]
fn size_and_depth_cost_no_stack() {
    // Each component's property merges the next component, so that definitions lead from one to the next.
    let mut text =
        String::from("components:\n  schemas:\n    C2000: {properties: {p: {type: string}}}\n");
    for index in (0..2000).rev() {
        let next = format!("'#/components/schemas/C{}'", index + 1);
        text.push_str(&format!(
            "    C{index}: {{properties: {{p: {{allOf: [{{$ref: {next}}}, {{properties: {{q: {{}}}}}}]}}}}}}\n"
        ));
    }
    assert!(print(&text).lines().count() > 4000);
    let deep = format!("{}{{}}{}", "{type: array, items: ".repeat(60), "}".repeat(60));
    assert!(print(&format!("components: {{schemas: {{A: {deep}}}}}")).ends_with("! C002"));
    let wide: String = (0..300).map(|it| format!("    B{it}: {{allOf: [{{$ref: '#/components/schemas/B{}'}}, {{properties: {{}}}}]}}\n", it + 1)).collect();
    let printed = print(&format!("components:\n  schemas:\n{wide}    B300: {{}}"));
    assert!(printed.contains("t0 B0 = raw"), "{printed}");
}
