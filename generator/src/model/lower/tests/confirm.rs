//! Look-ups: what a declaration becomes, and what is wrong with one.

use crate::document::Document;
use crate::normalise::normalise;
use crate::source::read_text;

/// A write `createOrder` at `/stores/{store}/orders` with this method and declaration, next to operations that only read.
fn document(method: &str, declaration: &str) -> String {
    format!(
        "openapi: 3.1.0
info: {{title: t, version: '1'}}
paths:
  /stores/{{store}}/orders:
    {method}:
      operationId: createOrder
      x-renkei-confirm: {declaration}
      parameters:
        - {{name: store, in: path, required: true, schema: {{type: string}}}}
        - {{name: tag, in: query, schema: {{type: string}}}}
        - {{name: tags, in: query, schema: {{type: array, items: {{type: string}}}}}}
        - {{name: X-Ref, in: header, schema: {{type: string}}}}
      requestBody:
        content:
          application/json:
            schema:
              properties:
                id: {{type: string, readOnly: true}}
                ref: {{type: string}}
                lines: {{type: array, items: {{type: string}}}}
                any: {{}}
                nested: {{properties: {{ref: {{type: integer}}}}}}
      responses: {{'204': {{description: d}}}}
  /orders/{{id}}:
    parameters: [{{name: id, in: path, required: true, schema: {{type: string}}}}]
    get:
      operationId: getOrder
      parameters: [{{name: view, in: query, schema: {{type: string}}}}, {{name: deep, in: query, style: deepObject, schema: {{type: object}}}}]
      responses: {{'200': {{description: d, content: {{application/json: {{schema: {{properties: {{state: {{type: string}}, lines: {{type: array, items: {{type: string}}}}}}}}}}}}}}}}
    head: {{operationId: hasOrder, responses: {{'204': {{description: d}}}}}}
    put: {{operationId: putOrder, responses: {{'204': {{description: d}}}}}}
"
    )
}

/// What the declaration becomes, and what is reported with the help.
fn read(method: &str, declaration: &str) -> (Option<String>, Vec<(String, String)>) {
    let source = read_text("a.yaml", &document(method, declaration)).unwrap();
    let normalised = normalise(&Document::new(source).unwrap()).normalised.expect("no errors");
    let (api, found) = crate::model::lower(&normalised);
    let prefix = "`x-renkei-confirm` is invalid: ";
    let errors = found.into_iter().filter_map(|it| {
        Some((it.message.strip_prefix(prefix)?.to_owned(), it.help.unwrap_or_default()))
    });
    let confirm = api.operations[0].confirm.as_ref().map(ToString::to_string);
    (confirm, errors.collect())
}

#[test]
fn declarations() {
    for (method, declaration, expected) in [
        (
            "post",
            "{operation: getOrder, parameters: {id: $request.body#/ref, view: all}}",
            "getOrder by id = $request.body#/ref, view = all",
        ),
        (
            "post",
            "{operation: hasOrder, parameters: {id: $request.header.x-ref}}",
            "hasOrder by id = $request.header.X-Ref",
        ),
        (
            "post",
            "{operation: hasOrder, parameters: {id: $request.header.idempotency-key}}",
            "hasOrder by id = $request.header.idempotency-key",
        ),
        (
            "post",
            "{operation: getOrder, parameters: {id: $request.query.tag}, found: /lines}",
            "getOrder by id = $request.query.tag, found by `/lines`",
        ),
        (
            "put",
            "{operation: getOrder, parameters: {id: $request.path.store}, equals: {/state: 7}}",
            "getOrder by id = $request.path.store, `/state` equals 7",
        ),
        (
            "delete",
            "{operation: getOrder, parameters: {id: $request.path.store}}",
            "getOrder by id = $request.path.store",
        ),
        (
            "post",
            "{operation: getOrder, parameters: {id: $request.body#/nested/ref, view: $request.body#/any/x}}",
            "getOrder by id = $request.body#/nested/ref, view = $request.body#/any/x",
        ),
    ] {
        assert_eq!(read(method, declaration), (Some(expected.to_owned()), Vec::new()));
    }
}

/// Reads declarations on a write, each of which has one error: with this message, and this text in its help.
fn check(method: &str, rows: &[(&str, &str, &str)]) {
    for (declaration, message, help) in rows {
        let (confirm, errors) = read(method, declaration);
        let [(found, advice)] = errors.as_slice() else { panic!("{declaration}: {errors:?}") };
        assert_eq!((confirm, found.as_str()), (None, *message), "{declaration}");
        assert!(advice.contains(help), "{declaration}: {advice}");
    }
}

/// The same, with a value of the look-up's parameter.
fn check_values(rows: &[(&str, &str)]) {
    for (value, message) in rows {
        let declaration = format!("{{operation: getOrder, parameters: {{id: {value}}}}}");
        check("post", &[(&declaration, message, "write `$request.body#/name`")]);
    }
}

#[test]
fn errors_in_the_look_up() {
    check("get", &[("{}", "GET takes no effect", "remove it, or move it to a write")]);
    check(
        "post",
        &[
            ("7", "it is a number", "takes `operation`"),
            ("{parameters: {}}", "`operation` is missing", "takes `operation`"),
            ("{operation: [a]}", "`operation` is not an operationId", "takes `operation`"),
            (
                "{operation: hasOrder, parameters: {id: $request.query.tag}, parameter: {}}",
                "`parameter` is not one of its keys",
                "did you mean `parameters`?",
            ),
            (
                "{operation: getOrdr}",
                "the document has no operation `getOrdr`",
                "did you mean `getOrder`?",
            ),
            (
                "{operation: putOrder}",
                "`putOrder` is sent with PUT",
                "name an operation with GET or HEAD",
            ),
            ("{operation: getOrder, parameters: [id]}", "`parameters` is not an object", "takes"),
            (
                "{operation: getOrder}",
                "`parameters` has no `id`, which `getOrder` requires",
                "add `id` with a runtime expression, such as `$request.body#/id`",
            ),
            (
                "{operation: getOrder, parameters: {id: $request.body#/ref, veiw: x}}",
                "`getOrder` has no parameter `veiw`",
                "did you mean `view`?",
            ),
            (
                "{operation: getOrder, parameters: {id: $request.body#/ref, deep: x}}",
                "the parameter `deep` has a style of its own",
                "name an operation whose parameters have the default style",
            ),
        ],
    );
}

#[test]
fn errors_in_expressions() {
    check_values(&[
        ("[1]", "a value is neither a runtime expression nor a literal"),
        ("''", "a value is empty"),
        ("'a{$url}'", "`a{$url}` has an expression within a text"),
        ("$response.body#/id", "`$response.body#/id` is unknown, because the response is lost"),
        ("$statusCode", "`$statusCode` is unknown, because the response is lost"),
        ("$url", "`$url` is not a runtime expression of the request"),
        ("$request.body", "`$request.body` is not a runtime expression of the request"),
        ("$request.path.id", "the request has no path parameter `id`"),
        ("$request.query.tags", "the query parameter `tags` is no single value"),
        ("$request.header.X", "the request has no header `X`"),
        ("$request.body#/no", "no request has `/no` in its body"),
        ("$request.body#/id", "no request has `/id` in its body"),
        ("$request.body#/lines", "`/lines` of the body is no single value"),
    ]);
}

#[test]
fn errors_in_what_is_compared() {
    let by_ref = |operation: &str, more: &str| {
        format!("{{operation: {operation}, parameters: {{id: $request.body#/ref}}, {more}}}")
    };
    for (operation, more, message, help) in [
        ("getOrder", "found: lines", "`found` is not a JSON pointer", "takes"),
        ("getOrder", "found: /no", "the response of `getOrder` has no `/no`", "takes"),
        (
            "getOrder",
            "found: /lines/0",
            "`/lines/0` names an item of a list",
            "name the list itself: `found` means that it has an item",
        ),
        ("getOrder", "equals: {}", "`equals` is not an object with members", "takes"),
        ("getOrder", "equals: {state: x}", "`state` is not a JSON pointer to a property", "takes"),
        ("hasOrder", "found: /lines", "`hasOrder` has no JSON response", "takes"),
    ] {
        check("post", &[(&by_ref(operation, more), message, help)]);
    }
    let existed = "`getOrder` finds a resource that existed before the write";
    let help = "compare what the write changes with `equals`";
    for (method, value) in [("put", "$request.body#/ref"), ("post", "$request.path.store")] {
        let declaration = format!("{{operation: getOrder, parameters: {{id: {value}}}}}");
        check(method, &[(&declaration, existed, help)]);
    }
}
