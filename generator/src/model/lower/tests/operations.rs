//! Operations: parameters, bodies, security, paging, and what must cost no stack.

use super::*;

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
        "server https://{host}/v1 host=a.b
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
         ",
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
         y: t3:raw
         t1 B = object
         c: t4:boolean
         * t5:string
         t2 t0.b = boolean
         t3 t0.y = raw
         t4 t1.c = boolean
         t5 t1{} = string
         t6 op0(body) = object
         a: t7:string required
         x: t8:raw required
         t7 t6.a = string
         t8 t6.x = raw
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
         POST /a - repeatable",
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
    let fits = "paging cursor: cursor `/page/next` of the response goes into the parameter `after`; the items are `/data`";
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
