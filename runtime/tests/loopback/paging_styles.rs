//! Each paging style: what it requests, what it returns and where it ends.

use std::convert::Infallible;
use std::time::Duration;

use renkei_runtime::codegen::{self, End, Next, Paging, Target, serde_json::Value};
use renkei_runtime::{Checkpoint, Error, ErrorKind, Items, OpError, PagingError};

use crate::orders_client::Client;
use crate::server::{Server, Step, json, respond, status, then};

const fn operation(method: &'static str) -> codegen::Operation {
    codegen::Operation {
        id: "list",
        method,
        path: "/list",
        accept: "application/json",
        ..codegen::Operation::GET
    }
}

static GET: codegen::Operation = operation("GET");
static POST: codegen::Operation = operation("POST");

/// The ids of the items on a page that has them under `data` or is the list itself.
pub fn ids(response: &codegen::RawResponse) -> Result<Vec<String>, codegen::DecodeError> {
    let page: Value = codegen::json(response)?;
    let list = page.get("data").unwrap_or(&page).as_array().cloned().unwrap_or_default();
    Ok(list.iter().map(|item| item.get("id").unwrap_or(item).to_string()).collect())
}

pub fn items(client: &Client, paging: &'static Paging, body: Option<&str>) -> Items<String> {
    let mut call = codegen::Call::new(client.core(), if body.is_some() { &POST } else { &GET });
    if let Some(body) = body {
        call.bytes("application/json", body.to_owned().into());
    }
    call.query("size", &2);
    call.items(paging, codegen::Decode { ok: ids, err: codegen::no_error })
}

pub async fn start(script: &[Vec<Step>]) -> (Server, Client) {
    let server = Server::start(vec![then(script)]).await;
    let client = Client::builder()
        .base_url(server.url() + "/api")
        .backoff(Duration::ZERO, Duration::ZERO)
        .build()
        .unwrap();
    (server, client)
}

/// What each request asks for, without the parts that all have in common.
pub fn asked(server: &Server) -> Vec<String> {
    let line = |request: &String| {
        let (head, body) = request.split_once("\r\n\r\n").unwrap();
        let target = head.split(' ').nth(1).unwrap().replace("/api/list?size=2", "");
        target + body
    };
    server.requests().iter().map(line).collect()
}

pub type End3 = (Vec<String>, Option<OpError<Infallible>>);

pub async fn all(mut items: Items<String>) -> End3 {
    let mut found = Vec::new();
    loop {
        match items.try_next().await {
            Ok(Some(item)) => found.push(item),
            Ok(None) => return (found, None),
            Err(error) => return (found, Some(error)),
        }
    }
}

#[track_caller]
pub fn stopped(error: Option<OpError<Infallible>>, expected: &PagingError) {
    let error: Error = error.unwrap().into();
    assert!(matches!(error.kind(), ErrorKind::Paging(found) if found == expected), "{error}");
}

pub const OPEN: End = End { pages: None, total: None, more: None };
pub const DATA: &[&str] = &["data"];

pub static PAGE: Paging =
    Paging { items: DATA, next: Next::Page { to: Target::Query("page"), first: 1, end: OPEN } };
pub static PAGES: Paging = Paging {
    items: DATA,
    next: Next::Page {
        to: Target::Query("page"),
        first: 0,
        end: End { pages: Some(&["meta", "pages"]), ..OPEN },
    },
};
pub static TOTAL: Paging = Paging {
    items: DATA,
    next: Next::Page {
        to: Target::Query("page"),
        first: 1,
        end: End { total: Some(&["total"]), ..OPEN },
    },
};
pub static OFFSET: Paging = Paging {
    items: DATA,
    next: Next::Offset {
        to: Target::Query("offset"),
        first: 0,
        end: End { total: Some(&["total"]), ..OPEN },
    },
};
pub static MORE: Paging = Paging {
    items: DATA,
    next: Next::Offset {
        to: Target::Query("start"),
        first: 1,
        end: End { more: Some(&["more"]), ..OPEN },
    },
};
pub static LAST: Paging = Paging {
    items: DATA,
    next: Next::LastItem { to: Target::Query("after"), id: &["id"], more: &["more"] },
};
pub static FLAGGED: Paging = Paging {
    items: DATA,
    next: Next::Cursor { to: Target::Query("after"), from: &["last"], more: Some(&["more"]) },
};
pub static IN_BODY: Paging = Paging {
    items: DATA,
    next: Next::Cursor { to: Target::Body(&["page", "after"]), from: &["next"], more: None },
};
pub static URL: Paging = Paging { items: DATA, next: Next::Url { from: &["links", "next"] } };
pub static LINK: Paging = Paging { items: &[], next: Next::Link };

#[tokio::test]
async fn each_paging_style_requests_the_next_page() {
    let one = r#"{"data":[1,2],"total":3,"meta":{"pages":2},"more":true}"#;
    let two = r#"{"data":[3],"total":3,"meta":{"pages":2},"more":false}"#;
    let last = r#"{"data":[{"id":"a"},{"id":"b"}],"more":true,"last":"b"}"#;
    let done = r#"{"data":[{"id":"c"}],"more":false,"last":"c"}"#;
    let none = r#"{"data":[]}"#;
    let linked = r#"{"data":[1],"links":{"next":"/api/more?a=1"}}"#;
    let cases: [(&'static Paging, &[&str], &[&str], usize); 9] = [
        (&PAGE, &[one, two, none], &["&page=1", "&page=2", "&page=3"], 3),
        (&PAGES, &[one, two], &["&page=0", "&page=1"], 3),
        (&TOTAL, &[one, two], &["&page=1", "&page=2"], 3),
        (&OFFSET, &[one, two], &["", "&offset=2"], 3),
        (&MORE, &[one, two], &["", "&start=3"], 3),
        (&LAST, &[last, done], &["", "&after=b"], 3),
        (&FLAGGED, &[last, done], &["", "&after=b"], 3),
        (&URL, &[linked, two], &["", "/api/more?a=1"], 2),
        (&LINK, &["[1]"], &[""], 1),
    ];
    for (paging, answers, expected, count) in cases {
        let script: Vec<_> = answers.iter().map(|body| json(body)).collect();
        let (server, client) = start(&script).await;
        let (found, error) = all(items(&client, paging, None)).await;
        assert!(error.is_none(), "{paging:?}: {error:?}");
        assert_eq!((asked(&server), found.len()), (owned(expected), count), "{paging:?}");
    }
}

pub fn owned(list: &[&str]) -> Vec<String> {
    list.iter().map(|it| (*it).to_owned()).collect()
}

#[tokio::test]
async fn a_short_or_empty_page_with_a_cursor_continues() {
    let short = r#"{"data":[1]}"#;
    let (server, client) = start(&[json(short), json(r#"{"data":[2,3]}"#), json("{}")]).await;
    let (found, _) = all(items(&client, &PAGE, None)).await;
    assert_eq!((found.len(), asked(&server).len()), (3, 3));

    let empty = r#"{"data":[],"links":{"next":"?b"}}"#;
    let (server, client) = start(&[json(empty), json(short)]).await;
    let (found, _) = all(items(&client, &URL, None)).await;
    assert_eq!((found.len(), asked(&server)), (1, owned(&["", "/api/list?b"])));
}

#[tokio::test]
async fn a_body_cursor_keeps_its_json_type() {
    let script =
        [json(r#"{"data":[1],"next":7}"#), json(r#"{"data":[2],"next":"x\""}"#), json("{}")];
    let (server, client) = start(&script).await;
    let (found, _) = all(items(&client, &IN_BODY, Some(r#"{"q":"all"}"#))).await;
    let expected = [
        r#"{"q":"all"}"#,
        r#"{"page":{"after":7},"q":"all"}"#,
        r#"{"page":{"after":"x\""},"q":"all"}"#,
    ];
    assert_eq!((found.len(), asked(&server)), (2, owned(&expected)));
}

#[tokio::test]
async fn links_are_followed_within_the_origin() {
    let linked = |to: &str| {
        let header = format!("link: <{to}>; rel=\"next\"\r\ncontent-type: application/json\r\n");
        respond("200 OK", &header, "[1]")
    };
    let (server, client) = start(&[linked("/api/list?p=2"), linked("?p=3"), json("[2]")]).await;
    let (found, error) = all(items(&client, &LINK, None)).await;
    assert!(error.is_none() && found.len() == 3, "{error:?}");
    assert_eq!(asked(&server), ["", "/api/list?p=2", "/api/list?p=3"]);

    for foreign in ["http://127.0.0.1:1/api/list?secret", "https://other.test/"] {
        let (server, client) = start(&[linked(foreign), json("[2]")]).await;
        let (found, error) = all(items(&client, &LINK, None)).await;
        let url = foreign.split('?').next().unwrap().to_owned();
        stopped(error, &PagingError::ForeignUrl { url });
        assert_eq!((found.len(), server.requests().len()), (1, 1), "nothing went there");
    }
}

#[tokio::test]
async fn endless_paging_is_detected() {
    let same = r#"{"data":[1,2]}"#;
    let (server, client) = start(&[json(same), json(same), json(same)]).await;
    let (found, error) = all(items(&client, &PAGE, None)).await;
    stopped(error, &PagingError::PageRepeated { cursor: "2".to_owned() });
    assert_eq!((found.len(), server.requests().len()), (4, 2));

    let circle = r#"{"data":[1],"links":{"next":"?b"}}"#;
    let (server, client) = start(&[json(circle), json(circle)]).await;
    let (_, error) = all(items(&client, &URL, None)).await;
    let cursor = server.url() + "/api/list";
    stopped(error, &PagingError::CursorRepeated { cursor });
}

#[tokio::test]
async fn a_failed_page_is_retried_and_a_checkpoint_resumes() {
    let one = r#"{"data":[1,2],"total":3}"#;
    let (server, client) = start(&[json(one), status("404 Not Found")]).await;
    let mut stream = items(&client, &OFFSET, None);
    for _ in 0..2 {
        stream.try_next().await.unwrap().unwrap();
    }
    stream.try_next().await.unwrap_err();
    let kept = serde_json::to_string(&stream.checkpoint()).unwrap();
    assert_eq!(asked(&server), ["", "&offset=2"]);

    let checkpoint: Checkpoint = serde_json::from_str(&kept).unwrap();
    let (server, client) =
        start(&[json(r#"{"data":[3],"total":3}"#), json(r#"{"data":[]}"#)]).await;
    let (found, error) = all(items(&client, &OFFSET, None).resume_from(checkpoint)).await;
    assert!(error.is_none());
    assert_eq!(found, ["3"]);
    assert_eq!(asked(&server), ["&offset=2"]);
}

#[tokio::test]
async fn a_checkpoint_url_must_have_the_same_origin() {
    let (server, client) = start(&[json("[1]")]).await;
    let own = serde_json::to_value(items(&client, &LINK, None).checkpoint()).unwrap();
    let mut forged = own.as_object().unwrap().clone();
    forged.insert("cursor".to_owned(), "http://127.0.0.1:1/x".into());
    let checkpoint: Checkpoint = serde_json::from_value(forged.into()).unwrap();
    let (found, error) = all(items(&client, &LINK, None).resume_from(checkpoint)).await;
    assert!(matches!(error.unwrap().kind(), ErrorKind::Local(_)));
    assert!(found.is_empty() && server.requests().is_empty());
}
