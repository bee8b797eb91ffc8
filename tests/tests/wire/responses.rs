//! Responses: statuses, media types, bodies, and what becomes of those that the document does not declare.

use super::table::{Row, row};
use api::Client;

mod api {
    renkei_runtime::include_client!("responses");
}

const JOB: &str = r#"{"id":"a"}"#;

pub(crate) fn rows() -> Vec<Row> {
    [values(), others(), headers(), statuses(), failures(), surprises()]
        .into_iter()
        .flatten()
        .collect()
}

fn values() -> Vec<Row> {
    let json = |name, body: &str, returns: &str| {
        row(name, "response JSON", |c: Client| c.ok().json(), "GET /json\naccept: application/json")
            .responds("200 application/json", body)
            .returns(returns)
    };
    vec![
        json("JSON", JOB, r#"Job { id: "a" }"#),
        json(
            "JSON with a field that is not declared",
            r#"{"id":"a","more":1}"#,
            r#"Job { id: "a" }"#,
        ),
        json("JSON with white space", " {\n\"id\" : \"a\" }\n", r#"Job { id: "a" }"#),
        row(
            "a media type that cannot be sent as it is",
            "response JSON",
            |c: Client| c.ok().odd(),
            "GET /odd\naccept: application/json",
        )
        .responds("200 application/json", JOB)
        .returns(r#"Job { id: "a" }"#),
        row(
            "a media type that cannot be sent at all",
            "response bytes",
            |c: Client| c.ok().no_type(),
            "GET /no-type",
        )
        .responds("200 application/octet-stream", "abc")
        .returns(r#"b"abc""#),
        json("JSON behind a byte order mark", "\u{feff}{\"id\":\"a\"}", r#"Job { id: "a" }"#),
        json("JSON with escapes", r#"{"id":"\u9023\ud83d\ude00"}"#, r#"Job { id: "連😀" }"#),
        row(
            "JSON with a charset",
            "response JSON",
            |c: Client| c.ok().json(),
            "GET /json\naccept: application/json",
        )
        .responds("200 Application/JSON; charset=utf-8", JOB)
        .returns(r#"Job { id: "a" }"#),
        row(
            "JSON without a content type",
            "response JSON",
            |c: Client| c.ok().json(),
            "GET /json\naccept: application/json",
        )
        .responds("200", JOB)
        .returns(r#"Job { id: "a" }"#),
        row(
            "JSON called text",
            "response JSON, wrong content types",
            |c: Client| c.ok().json(),
            "GET /json\naccept: application/json",
        )
        .responds("200 text/plain", JOB)
        .returns(r#"Job { id: "a" }"#),
        row(
            "a number",
            "response JSON",
            |c: Client| c.ok().number(),
            "GET /number\naccept: application/json",
        )
        .responds("200 application/json", "7")
        .returns("7"),
        row(
            "anything",
            "response JSON",
            |c: Client| c.ok().any(),
            "GET /any\naccept: application/json",
        )
        .responds("200 application/json", "[1,null]")
        .returns("Array [Number(1), Null]"),
        row(
            "a list",
            "response JSON, arrays",
            |c: Client| c.ok().list(),
            "GET /list\naccept: application/json",
        )
        .responds("200 application/json", r#"["a"]"#)
        .returns(r#"["a"]"#),
        row(
            "null",
            "response JSON, nullable",
            |c: Client| c.ok().nullable(),
            "GET /nullable\naccept: application/json",
        )
        .responds("200 application/json", "null")
        .returns("None"),
        row(
            "a suffix",
            "response JSON suffixes",
            |c: Client| c.ok().suffix(),
            "GET /suffix\naccept: application/vnd.acme+json",
        )
        .responds("200 application/vnd.acme+json", JOB)
        .returns(r#"Job { id: "a" }"#),
    ]
}

fn others() -> Vec<Row> {
    let text = |name, body: &[u8], returns: &str| {
        row(name, "response text", |c: Client| c.ok().text(), "GET /text\naccept: text/plain")
            .responds("200 text/plain", body)
            .returns(returns)
    };
    let bytes = |name, body: &[u8], returns: &str| {
        let accept = "GET /bytes\naccept: application/octet-stream";
        row(name, "response bytes", |c: Client| c.ok().bytes(), accept)
            .responds("200 application/octet-stream", body)
            .returns(returns)
    };
    vec![
        text("text", b"a\nb", r#""a\nb""#),
        text("text that is empty", b"", r#""""#),
        text(
            "text that is not UTF-8",
            b"a\xff",
            "Decode, Applied: text: cannot decode the response: the body is not UTF-8 from byte 1 on, keeps 2 bytes",
        ),
        row(
            "a text that is said to be JSON too",
            "response text",
            |c: Client| c.ok().log(),
            "GET /log\naccept: text/plain",
        )
        .responds("200 text/plain", "a")
        .returns("\"a\""),
        row(
            "JSON by its old name",
            "response JSON",
            |c: Client| c.ok().old(),
            "GET /old\naccept: text/json",
        )
        .responds("200 text/json", JOB)
        .returns(r#"Job { id: "a" }"#),
        row(
            "another text",
            "response text",
            |c: Client| c.ok().csv(),
            "GET /csv\naccept: text/csv",
        )
        .responds("200 text/csv", "a,b")
        .returns(r#""a,b""#),
        bytes("bytes", b"\x00\xff", r#"b"\0\xff""#),
        bytes("no bytes", b"", r#"b"""#),
        row(
            "an image",
            "response bytes",
            |c: Client| c.ok().image(),
            "GET /image\naccept: image/png",
        )
        .responds("200 image/png", b"\x89PNG")
        .returns(r#"b"\x89PNG""#),
        row("nothing", "empty responses", |c: Client| c.ok().nothing(), "GET /nothing"),
        row(
            "no body where none is declared",
            "empty responses",
            |c: Client| c.ok().empty(),
            "GET /empty",
        )
        .responds("200", ""),
        row(
            "a body where none is declared",
            "empty responses",
            |c: Client| c.ok().empty(),
            "GET /empty",
        )
        .responds("200 text/plain", "hello"),
        row("head", "methods", |c: Client| c.ok().head(), "HEAD /head").responds("200", ""),
        row("options", "methods", |c: Client| c.ok().options(), "OPTIONS /options")
            .responds("200", ""),
    ]
}

/// Typed headers; what is wrong with one is nobody's error.
fn headers() -> Vec<Row> {
    let with = |name, head: &str, returns: &str| {
        let call = |c: Client| async move {
            c.ok().with_headers().send_full().await.map(|full| full.typed_headers)
        };
        row(name, "response headers", call, "GET /headers")
            .responds(&format!("200{head}"), "")
            .returns(returns)
    };
    vec![
        with(
            "typed headers",
            "\nx-left: 3\nx-share: 0.5\nx-last: true\nx-at: 2026-01-31T09:00:00Z\nx-ids: 1, 2\nx-ids: 3\nx-meta: {\"a\":1}\nlink: </x>; rel=\"next\"",
            r#"WithHeadersHeaders { x_left: Some(3), x_share: Some(0.5), x_last: Some(true), x_at: Some(2026-01-31T09:00:00Z), x_ids: Some([1, 2, 3]), x_times: None, x_meta: Some(Object {"a": Number(1)}), link: Some("</x>; rel=\"next\"") }"#,
        ),
        with(
            "malformed headers",
            "\nx-left: many\nx-share: \nx-last: yes\nx-at: now\nx-ids: 1,x\nx-meta: {",
            "WithHeadersHeaders { x_left: None, x_share: None, x_last: None, x_at: None, x_ids: None, x_times: None, x_meta: None, link: None }",
        ),
        with(
            "a date of HTTP",
            "\nx-at: Sun, 06 Nov 1994 08:49:37 GMT",
            "WithHeadersHeaders { x_left: None, x_share: None, x_last: None, x_at: Some(1994-11-06T08:49:37Z), x_ids: None, x_times: None, x_meta: None, link: None }",
        ),
        with(
            "a list of dates, which have commas in them",
            "\nx-times: Sun, 06 Nov 1994 08:49:37 GMT, 2026-01-31T09:00:00Z\nx-times: Mon, 07 Nov 1994 08:49:37 GMT",
            "WithHeadersHeaders { x_left: None, x_share: None, x_last: None, x_at: None, x_ids: None, x_times: Some([1994-11-06T08:49:37Z, 2026-01-31T09:00:00Z, 1994-11-07T08:49:37Z]), x_meta: None, link: None }",
        ),
    ]
}

fn statuses() -> Vec<Row> {
    let several = |name, head, body: &str, returns: &str| {
        row(
            name,
            "several responses",
            |c: Client| c.ok().several(),
            "GET /several\naccept: application/json",
        )
        .responds(head, body)
        .returns(returns)
    };
    let range = |name, head, returns: &str| {
        row(
            name,
            "response ranges",
            |c: Client| c.ok().range(),
            "GET /range\naccept: application/json",
        )
        .responds(head, JOB)
        .returns(returns)
    };
    let both = |name, head, body: &str, returns: &str| {
        row(
            name,
            "response ranges, several responses",
            |c: Client| c.ok().range_and_one(),
            "GET /range-and-one\naccept: application/json",
        )
        .responds(head, body)
        .returns(returns)
    };
    let mixed = |name, head, body: &str, returns: &str| {
        row(
            name,
            "several responses, several media types",
            |c: Client| c.ok().mixed(),
            "GET /mixed\naccept: text/plain, application/json",
        )
        .responds(head, body)
        .returns(returns)
    };
    let perhaps = |name, head, body: &str, returns: &str| {
        row(
            name,
            "empty responses, several responses",
            |c: Client| c.ok().perhaps(),
            "GET /perhaps\naccept: application/json",
        )
        .responds(head, body)
        .returns(returns)
    };
    vec![
        several("the first of several", "200 application/json", JOB, r#"Ok(Job { id: "a" })"#),
        several("the second of several", "202 application/json", r#"{"queue":7}"#, "Accepted(Ticket { queue: 7 })"),
        several("the empty one of several", "204", "", "NoContent"),
        several("none of several", "206 application/json", JOB, "Decode, Applied: several: cannot decode the response: the document does not declare status 206, keeps 10 bytes"),
        range("a range, its first", "200 application/json", r#"Job { id: "a" }"#),
        range("a range, another", "203 application/json", r#"Job { id: "a" }"#),
        both("a range beside one", "200 application/json", JOB, r#"Success(Job { id: "a" })"#),
        both("one beside a range", "201 application/json", r#"{"queue":7}"#, "Created(Ticket { queue: 7 })"),
        mixed("text by status", "200 text/plain", "a", r#"Ok("a")"#),
        mixed("JSON by status", "201 application/json", JOB, r#"Created(Job { id: "a" })"#),
        perhaps("a body, perhaps", "200 application/json", JOB, r#"Some(Job { id: "a" })"#),
        perhaps("no body, perhaps", "204", "", "None"),
        row("default is a success too", "default responses", |c: Client| c.ok().by_default(), "GET /default\naccept: application/json").responds("200 application/json", JOB).returns(r#"Job { id: "a" }"#),
        row("default is a failure", "default responses", |c: Client| c.ok().by_default(), "GET /default\naccept: application/json")
            .responds("500 application/json", JOB).fails(r#"Server, Unknown: byDefault: status 500 Internal Server Error → Job { id: "a" }"#),
        row("JSON is asked for where it is offered", "several media types", |c: Client| c.ok().offers(), "GET /offers\naccept: application/json").responds("200 application/json", JOB).returns(r#"Job { id: "a" }"#),
        row("with status and headers", "response headers", |c: Client| c.ok().number().send_full(), "GET /number\naccept: application/json").responds("200 application/json\nx-left: 3", "7")
            .returns(r#"Response { status: 200, headers: ["connection", "content-type", "x-left", "content-length"], value: 7 }"#),
    ]
}

const FAILS: &str = "GET /fails\naccept: application/json, application/problem+json";

fn failures() -> Vec<Row> {
    let fails = |name, proves, head, body: &str, returns: &str| {
        row(name, proves, |c: Client| c.failed().fails(), FAILS).responds(head, body).fails(returns)
    };
    vec![
        fails("an error by its status", "typed errors", "404 application/json", r#"{"what":"job"}"#, r#"Client, Rejected: fails: status 404 Not Found → NotFound(Missing { what: "job" })"#),
        fails("an error by its range", "typed errors, response ranges", "422 application/json", r#"{"why":"no"}"#, r#"Client, Rejected: fails: status 422 Unprocessable Entity → ClientError(Bad { why: "no" })"#),
        fails("an error by default", "typed errors, default responses", "500 application/problem+json", r#"{"title":"oops"}"#, r#"Server, Unknown: fails: status 500 Internal Server Error → Default(Problem { title: Some("oops"), status: None })"#),
        fails("an error of another form", "typed errors", "404 text/html", "<html>", "Client, Rejected: fails: status 404 Not Found"),
        fails("an error without a body", "typed errors", "404", "", "Client, Rejected: fails: status 404 Not Found"),
        fails("throttled", "typed errors", "429 application/json", r#"{"why":"slow down"}"#, r#"Client, Rejected: fails: throttled with status 429 Too Many Requests → ClientError(Bad { why: "slow down" })"#),
        fails("not allowed", "typed errors", "401", "", "Auth, Rejected: fails: status 401 Unauthorized"),
        row("a conflict", "typed errors", |c: Client| c.failed().fails_to_write(), "POST /fails\naccept: application/json").responds("409 application/json", r#"{"why":"twice"}"#)
            .fails(r#"Client, Rejected: failsToWrite: status 409 Conflict → Bad { why: "twice" }"#),
        row("an error that is not declared", "typed errors", |c: Client| c.failed().undeclared(), "GET /undeclared\naccept: application/json").responds("400 application/json", r#"{"why":"no"}"#)
            .fails("Client, Rejected: undeclared: status 400 Bad Request"),
        row("one error for all statuses", "typed errors, default responses", |c: Client| c.failed().one_error(), "GET /one-error\naccept: application/json").responds("418 application/json", r#"{"why":"tea"}"#)
            .fails(r#"Client, Rejected: oneError: status 418 I'm a teapot → Bad { why: "tea" }"#),
        row("not modified", "redirects", |c: Client| c.failed().moved(), "GET /moved\naccept: application/json").responds("304", "").fails("Client, Rejected: moved: status 304 Not Modified"),
        row("moved elsewhere", "redirects", |c: Client| c.failed().moved(), "GET /moved\naccept: application/json").responds("302\nlocation: https://example.com/x", "")
            .fails("Client, Rejected: moved: redirect 302 Found not followed: it points to another origin"),
        row("a redirect that is the answer", "redirects", |c: Client| c.ok().download(), "GET /download\naccept: application/json").responds("302\nlocation: https://example.com/x", "").returns("()"),
        row("where a redirect leads", "redirects, response headers", |c: Client| async move { c.ok().download().send_full().await.map(|full| (full.status, full.typed_headers.location)) }, "GET /download\naccept: application/json").responds("302\nlocation: https://example.com/x", "")
            .returns(r#"(302, Some("https://example.com/x"))"#),
        row("an error in place of a redirect", "redirects, typed errors", |c: Client| c.ok().download(), "GET /download\naccept: application/json").responds("404 application/json", r#"{"what":"x"}"#)
            .fails(r#"Client, Rejected: download: status 404 Not Found → Missing { what: "x" }"#),
        row("a write whose answer is a redirect", "redirects", |c: Client| c.ok().submit(), "POST /submit\naccept: text/html").responds("303 text/html\nlocation: /x", "<a>").returns(r#""<a>""#),
        row("a write whose answer is not modified", "redirects", |c: Client| c.ok().submit(), "POST /submit\naccept: text/html").responds("304", "").fails("Client, Rejected: submit: status 304 Not Modified"),
        row("a write that is moved", "redirects", |c: Client| c.failed().fails_to_write(), "POST /fails\naccept: application/json").responds("303\nlocation: /x", "")
            .fails("Client, Applied: failsToWrite: redirect 303 See Other not followed: a write is never redirected"),
    ]
}

/// Undeclared responses: each is an error that names the problem and keeps the body.
fn surprises() -> Vec<Row> {
    let json = |name, proves, head, body: &str, returns: &str| {
        let accept = "GET /json\naccept: application/json";
        row(name, proves, |c: Client| c.ok().json(), accept)
            .responds(head, body)
            .fails(&format!("Decode, Applied: json: cannot decode the response: {returns}"))
    };
    vec![
        json(
            "a page of HTML",
            "wrong content types",
            "200 text/html",
            "<html>",
            r#"the body is not JSON, and its content type is "text/html""#,
        ),
        json(
            "no body where JSON is declared",
            "empty responses",
            "200 application/json",
            "",
            "the body is empty where JSON was expected",
        ),
        json(
            "204 where JSON is declared",
            "empty responses",
            "204",
            "",
            "the body is empty where JSON was expected",
        ),
        json(
            "JSON that is cut",
            "response JSON",
            "200 application/json",
            r#"{"id":"#,
            "EOF while parsing a value at /id (line 1, column 6)",
        ),
        json(
            "JSON of another type",
            "response JSON",
            "200 application/json",
            r#"{"id":7}"#,
            "invalid type: integer, expected a string at /id (line 1, column 7)",
        ),
        json(
            "JSON without a required field",
            "response JSON",
            "200 application/json",
            "{}",
            "missing field `id` (the whole body)",
        ),
    ]
}
