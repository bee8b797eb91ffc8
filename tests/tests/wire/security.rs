//! Credentials, idempotency keys, and what a single call overrides.

use super::table::{Row, row, row_with};
use api::Client;
use renkei_runtime::{Auth, CallOptions};

mod api {
    renkei_runtime::include_client!("security");
}

pub(crate) fn rows() -> Vec<Row> {
    [credentials(), requirements(), options()].into_iter().flatten().collect()
}

fn credentials() -> Vec<Row> {
    vec![
        row_with(
            "bearer",
            "http bearer",
            |b| b.auth(Auth::bearer("t")),
            |c: Client| c.calls().by_root(),
            "GET /root\nauthorization: Bearer t",
        ),
        row_with(
            "basic",
            "http basic",
            |b| b.auth(Auth::basic("Aladdin", "open sesame")),
            |c: Client| c.calls().basic(),
            "GET /basic\nauthorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==",
        ),
        row_with(
            "API key in a header",
            "apiKey in header",
            |b| b.auth(Auth::api_key("k")),
            |c: Client| c.calls().in_header(),
            "GET /header\nx-api-key: k",
        ),
        row_with(
            "API key in the query",
            "apiKey in query, percent-encoding",
            |b| b.auth(Auth::api_key("k&")),
            |c: Client| c.calls().in_query(),
            "GET /query?api%20key=k%26",
        ),
        row_with(
            "API key behind a query",
            "apiKey in query",
            |b| b.auth(Auth::api_key("k")),
            |c: Client| c.calls().in_query().text("a"),
            "GET /query?text=a&api%20key=k",
        ),
        row_with(
            "API key in a cookie",
            "apiKey in cookie",
            |b| b.auth(Auth::api_key("k")),
            |c: Client| c.calls().in_cookie(),
            "GET /cookie\ncookie: key=k",
        ),
        row_with(
            "API key behind a cookie",
            "apiKey in cookie, cookie form",
            |b| b.auth(Auth::api_key("k")),
            |c: Client| c.calls().in_cookie().session("s"),
            "GET /cookie\ncookie: session=s; key=k",
        ),
        row_with(
            "a token for OAuth 2",
            "oauth2",
            |b| b.auth(Auth::bearer("t")),
            |c: Client| c.calls().oauth(),
            "GET /oauth\nauthorization: Bearer t",
        ),
        row_with(
            "a token for OpenID Connect",
            "openIdConnect",
            |b| b.auth(Auth::bearer("t")),
            |c: Client| c.calls().open_id(),
            "GET /openid\nauthorization: Bearer t",
        ),
        row_with(
            "a credential by its scheme",
            "several security schemes",
            |b| b.auth_for("query", Auth::api_key("q")).auth_for("header", Auth::api_key("h")),
            |c: Client| c.calls().in_header(),
            "GET /header\nx-api-key: h",
        ),
    ]
}

fn requirements() -> Vec<Row> {
    vec![
        row_with(
            "none needed",
            "security none",
            |b| b.auth(Auth::bearer("t")),
            |c: Client| c.calls().open(),
            "GET /open",
        ),
        row_with(
            "both needed",
            "security AND",
            |b| b.auth(Auth::bearer("t")).auth(Auth::api_key("k")),
            |c: Client| c.calls().both(),
            "GET /both\nauthorization: Bearer t\nx-api-key: k",
        ),
        row_with(
            "the first of two",
            "security OR",
            |b| b.auth(Auth::bearer("t")).auth(Auth::api_key("k")),
            |c: Client| c.calls().either(),
            "GET /either\nx-api-key: k",
        ),
        row_with(
            "the second of two",
            "security OR",
            |b| b.auth(Auth::bearer("t")),
            |c: Client| c.calls().either(),
            "GET /either\nauthorization: Bearer t",
        ),
        row(
            "perhaps, without",
            "security optional",
            |c: Client| c.calls().perhaps(),
            "GET /perhaps",
        ),
        row_with(
            "perhaps, with",
            "security optional",
            |b| b.auth(Auth::bearer("t")),
            |c: Client| c.calls().perhaps(),
            "GET /perhaps\nauthorization: Bearer t",
        ),
        row("neither of two", "security OR", |c: Client| c.calls().either(), "")
            .lacks_credential("either: no credential for the security scheme header"),
        row("one is missing", "security AND", |c: Client| c.calls().by_root(), "")
            .lacks_credential("byRoot: no credential for the security scheme token"),
        row_with(
            "one of both is missing",
            "security AND",
            |b| b.auth(Auth::bearer("t")),
            |c: Client| c.calls().both(),
            "",
        )
        .lacks_credential("both: no credential for the security scheme header"),
    ]
}

fn options() -> Vec<Row> {
    vec![
        row(
            "a key is made for a write",
            "idempotency keys",
            |c: Client| c.calls().keyed(),
            "POST /keyed",
        ),
        row(
            "a key is made for PUT",
            "idempotency keys, methods",
            |c: Client| c.calls().put(),
            "PUT /keyed",
        ),
        row(
            "a read has no key",
            "idempotency keys",
            |c: Client| c.calls().keyed_read(),
            "GET /keyed",
        ),
        row(
            "the caller's own key",
            "idempotency keys",
            |c: Client| c.calls().keyed().with(CallOptions::new().idempotency_key("mine")),
            "POST /keyed\nidempotency-key: mine",
        ),
        row_with(
            "a key by another name",
            "idempotency keys",
            |b| b.idempotency_header("X-Key"),
            |c: Client| c.calls().put().with(CallOptions::new().idempotency_key("mine")),
            "PUT /keyed\n0 times idempotency-key\nx-key: mine",
        ),
        row(
            "a header of one call",
            "extra headers",
            |c: Client| c.calls().open().with(CallOptions::new().header("X-Trace", "t")),
            "GET /open\nx-trace: t",
        ),
        row_with(
            "a header of every call",
            "extra headers",
            |b| b.default_header("X-Trace", "t"),
            |c: Client| c.calls().open(),
            "GET /open\nx-trace: t",
        ),
    ]
}
