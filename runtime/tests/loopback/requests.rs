//! What generated code sets, and what is sent for it.

use std::collections::BTreeMap;

use renkei_runtime::codegen::{self, Call, Style, http};
use renkei_runtime::test::ScriptedTransport;
use renkei_runtime::{Auth, CallOptions};
use serde::Serialize;

use crate::orders_client::Client;

static SEARCH: codegen::Operation = codegen::Operation {
    id: "search",
    path: "/v1/{kind}/search.{format}",
    accept: "application/json",
    repeatable: true,
    security: Some(&[&[
        codegen::SecurityScheme { id: "q", kind: codegen::SchemeKind::ApiKeyQuery("key") },
        codegen::SecurityScheme { id: "c", kind: codegen::SchemeKind::ApiKeyCookie("sid") },
    ]]),
    ..codegen::Operation::POST
};

/// A GET of a path template.
const fn at(path: &'static str) -> codegen::Operation {
    codegen::Operation { id: "at", path, ..codegen::Operation::GET }
}

#[derive(Serialize)]
struct Filter {
    color: Option<&'static str>,
    sizes: Vec<u8>,
}

fn filter() -> Filter {
    Filter { color: Some("light blue"), sizes: vec![1, 2] }
}

/// Sets something on a call.
type Fill = fn(&mut Call);

type Sent = http::Request<codegen::bytes::Bytes>;

/// Sends a search that `fill` has filled, and returns the request.
async fn sent(fill: Fill) -> Result<Sent, String> {
    sent_to(&SEARCH, |call| {
        call.path("kind", "shoes");
        call.path("format", "json");
        fill(call);
    })
    .await
}

async fn sent_to(
    operation: &'static codegen::Operation,
    fill: impl FnOnce(&mut Call),
) -> Result<Sent, String> {
    let transport = ScriptedTransport::new().json(200, "null");
    let client = Client::builder()
        .base_url("https://api.test/base")
        .default_header("x-default", "d")
        .auth(Auth::api_key("k1"))
        .transport(transport.clone())
        .build()
        .unwrap();
    let mut call = Call::new(client.core(), operation);
    fill(&mut call);
    let sent = call.send(codegen::Decode { ok: codegen::empty, err: codegen::no_error }).await;
    sent.map(|()| transport.requests().remove(0)).map_err(|error| error.to_string())
}

#[tokio::test]
async fn queries() {
    let cases: &[(Fill, &str)] = &[
        (|_| (), ""),
        (|call| call.query("a", &1), "a=1&"),
        (|call| call.query("a", &["x", "y z"]), "a=x&a=y%20z&"),
        (|call| call.query("a", &None::<u8>), ""),
        (|call| call.query("f", &filter()), "color=light%20blue&sizes=%5B1%2C2%5D&"),
        (|call| call.query_json("f", &[1, 2]), "f=%5B1%2C2%5D&"),
        (|call| call.query_styled("a", Style::PipeDelimited, false, &[1, 2]), "a=1%7C2&"),
        (
            |call| {
                call.query("a", &1);
                call.query("b", &2);
                call.query("a", &3);
            },
            "a=3&b=2&",
        ),
        (
            |call| {
                call.query("a", &1);
                call.query("a", &None::<u8>);
            },
            "",
        ),
    ];
    for (fill, expected) in cases {
        let uri = sent(*fill).await.unwrap().uri().to_string();
        assert_eq!(uri, format!("https://api.test/base/v1/shoes/search.json?{expected}key=k1"));
    }
}

/// `f32` has digits of its own: as `f64`, 0.1 is 0.10000000149011612.
#[tokio::test]
async fn numbers_of_single_precision_keep_their_digits() {
    let cases: &[Fill] = &[
        |call| call.query("q", &0.1_f32),
        |call| call.query("q", &[0.1_f32]),
        |call| call.query("q", &BTreeMap::from([("q", 0.1_f32)])),
        |call| call.query_styled("q", Style::PipeDelimited, false, &[0.1_f32]),
        |call| call.query_json("q", &0.1_f32),
        |call| call.path("kind", &0.1_f32),
        |call| call.header("X-Q", &0.1_f32),
        |call| call.header_json("X-Q", &0.1_f32),
        |call| call.cookie("q", &0.1_f32),
        |call| call.form(&BTreeMap::from([("q", 0.1_f32)]), &[]),
        |call| call.json("application/json", &0.1_f32),
    ];
    for (index, fill) in cases.iter().enumerate() {
        let sent = sent(*fill).await.unwrap();
        let body = String::from_utf8_lossy(sent.body());
        let text = format!("{} {:?} {body} ", sent.uri(), sent.headers());
        let (_, after) = text.split_once("0.1").unwrap_or_else(|| panic!("{index}: {text}"));
        assert!(!after.starts_with(|it: char| it.is_ascii_digit()), "{index}: {text}");
    }
}

/// JSON has no such numbers, and a parameter is never left out for its value.
#[tokio::test]
async fn a_number_that_json_lacks_is_an_error() {
    let parameter = |what| format!("search: cannot serialize `{what}`: NaN is not a JSON number");
    let cases: &[(Fill, String)] = &[
        (|call| call.query("q", &f64::NAN), parameter("q")),
        (|call| call.query("q", &f32::NAN), parameter("q")),
        (|call| call.query("q", &Some(f64::NAN)), parameter("q")),
        (|call| call.query("q", &[1.0, f64::NAN]), parameter("q") + " at /1"),
        (|call| call.query_json("q", &f64::NAN), parameter("q")),
        (|call| call.path("kind", &f64::NAN), parameter("kind")),
        (|call| call.header("X-Q", &f64::NAN), parameter("X-Q")),
        (|call| call.header_json("X-Q", &f64::NAN), parameter("X-Q")),
        (|call| call.cookie("q", &f64::NAN), parameter("q")),
        (
            |call| call.form(&BTreeMap::from([("q", f64::NAN)]), &[]),
            "search: cannot serialize the body: NaN is not a JSON number at /*".to_owned(),
        ),
        (
            |call| call.json("application/json", &f32::NAN),
            "search: cannot serialize the body as JSON: NaN is not a JSON number".to_owned(),
        ),
    ];
    for (fill, expected) in cases {
        assert_eq!(sent(*fill).await.unwrap_err(), *expected);
    }
}

#[tokio::test]
async fn paths() {
    let cases: &[(Fill, &str)] = &[
        (|call| call.path("kind", &["a/b", "c"]), "/base/v1/a%2Fb,c/search.json"),
        (
            |call| call.path_styled("kind", Style::Label, true, &["a", "b"]),
            "/base/v1/.a.b/search.json",
        ),
        (|call| call.path_styled("kind", Style::Matrix, false, &7), "/base/v1/;kind=7/search.json"),
    ];
    for (fill, expected) in cases {
        assert_eq!(sent(*fill).await.unwrap().uri().path(), *expected);
    }
}

#[tokio::test]
async fn templates_with_a_query_or_a_hash() {
    static OPERATIONS: [(codegen::Operation, &str); 3] = [
        (at("/x?action=get"), "/base/x?action=get&a=1&b=2"),
        (at("/x#get"), "/base/x%23get?a=1&b=2"),
        (at("/x?action=get#2"), "/base/x?action=get%232&a=1&b=2"),
    ];
    for (operation, expected) in &OPERATIONS {
        let fill = |call: &mut Call| {
            call.query("a", &1);
            call.query("b", &2);
        };
        let uri = sent_to(operation, fill).await.unwrap().uri().to_string();
        assert_eq!(uri, format!("https://api.test{expected}"));
    }
}

#[tokio::test]
async fn headers() {
    let cases: &[(Fill, &str, &str)] = &[
        (|_| (), "x-default", "d"),
        (|_| (), "cookie", "sid=k1"),
        (|_| (), "user-agent", "orders-api/0.1.0"),
        (|call| call.header("X-Default", &7), "x-default", "7"),
        (|call| call.header("X-List", &["a", "b"]), "x-list", "a,b"),
        (
            |call| call.header_styled("X-Map", true, &BTreeMap::from([("a", 1), ("b", 2)])),
            "x-map",
            "a=1,b=2",
        ),
        (|call| call.header_json("X-Json", &[1, 2]), "x-json", "[1,2]"),
        (|call| call.header("X-None", &None::<u8>), "x-none", ""),
        (|call| call.cookie("theme", "dark blue"), "cookie", "theme=dark%20blue; sid=k1"),
        (|call| call.options(CallOptions::new().header("User-Agent", "me")), "user-agent", "me"),
        (
            |call| call.options(CallOptions::new().idempotency_key("mine")),
            "idempotency-key",
            "mine",
        ),
        (|call| call.header("Idempotency-Key", "given"), "idempotency-key", "given"),
    ];
    for (fill, name, expected) in cases {
        let sent = sent(*fill).await.unwrap();
        let value = sent.headers().get(*name).map_or("", |value| value.to_str().unwrap());
        assert_eq!(value, *expected, "{name}");
    }
}

#[tokio::test]
async fn bodies() {
    #[derive(Serialize)]
    struct Form {
        name: &'static str,
        tags: Vec<&'static str>,
        none: Option<u8>,
        filter: Filter,
    }
    fn form() -> Form {
        Form { name: "a&b", tags: vec!["x", "y"], none: None, filter: filter() }
    }
    let cases: &[(Fill, &str, &str)] = &[
        (|_| (), "", ""),
        (
            |call| call.json("application/merge-patch+json", &[1]),
            "application/merge-patch+json",
            "[1]",
        ),
        (|call| call.text("text/plain", "hi".to_owned()), "text/plain", "hi"),
        (|call| call.bytes("image/png", vec![b'p'].into()), "image/png", "p"),
        (
            |call| call.form(&form(), &[]),
            "application/x-www-form-urlencoded",
            "name=a%26b&tags=x&tags=y&filter%5Bcolor%5D=light%20blue&filter%5Bsizes%5D%5B0%5D=1\
             &filter%5Bsizes%5D%5B1%5D=2",
        ),
    ];
    for (fill, content_type, expected) in cases {
        let sent = sent(*fill).await.unwrap();
        let found = sent.headers().get("content-type").map_or("", |value| value.to_str().unwrap());
        assert_eq!((found, sent.body().as_ref()), (*content_type, expected.as_bytes()));
    }
}

#[tokio::test]
async fn invalid_options_fail_when_sent() {
    let cases: &[(Fill, &str)] = &[
        (|call| call.path("kind", &Vec::<u8>::new()), "search: path parameter `kind` is empty"),
        (
            |call| call.header("X", "a\nb"),
            "search: header parameter `X` has characters that are invalid in a header",
        ),
        (|call| call.form("text", &[]), "search: the body of a form must be an object"),
        (
            |call| call.bytes("a\nb", vec![].into()),
            "search: the content type is not a valid header value",
        ),
        (
            |call| call.json("application/json", &BTreeMap::from([((1, 2), 3)])),
            "search: cannot serialize the body as JSON: a key must be a string",
        ),
    ];
    for (fill, expected) in cases {
        assert_eq!(sent(*fill).await.unwrap_err(), *expected);
    }
}

#[test]
fn a_call_shows_no_values() {
    let client = Client::builder().base_url("https://api.test").build().unwrap();
    let mut call = Call::new(client.core(), &SEARCH);
    call.query("a", "s3cret");
    call.header("b", "s3cret");
    call.options(CallOptions::new().header("c", "s3cret").idempotency_key("s3cret"));
    call.text("text/plain", "s3cret".to_owned());
    assert!(!format!("{call:?}").contains("s3cret"));
    assert!(
        !format!("{:?}", CallOptions::new().header("c", "s3cret").idempotency_key("s3cret"))
            .contains("s3cret")
    );
}
