//! Cursors in headers: the generated client of `specs/features/paging-headers.yaml` over the wire.

use renkei_runtime::{CallOptions, Checkpoint, ErrorKind, PagingError};
use renkei_tests::script::{Reply, Server};

use paging_headers::Client;

/// The client that `build.rs` made.
mod paging_headers {
    renkei_runtime::include_client!("paging_headers");
}

/// A client, and a server that responds with these header lines and bodies in turn.
fn start(pages: &[(&str, &str)]) -> (Client, Server) {
    let reply = |(headers, body): &(&str, &str)| {
        let head = "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-type: application/json\r\n";
        let headers = if headers.is_empty() { String::new() } else { format!("{headers}\r\n") };
        let text = format!("{head}{headers}content-length: {}\r\n\r\n{body}", body.len());
        // Latin-1, in which a header may have any byte.
        Reply::Raw(text.chars().map(|it| u8::try_from(it).unwrap()).collect())
    };
    let server = Server::start(pages.iter().map(reply).collect());
    (Client::builder().base_url(server.url()).attempts(1).build().unwrap(), server)
}

const A: &str = r#"[{"name":"a"}]"#;
const B: &str = r#"[{"name":"b"}]"#;

/// Reads the names of all items, and then how the list ended.
macro_rules! names {
    ($items:expr) => {{
        let mut items = $items;
        let mut names = Vec::new();
        let end = loop {
            match items.try_next().await {
                Ok(Some(item)) => names.push(item.name),
                Ok(None) => break None,
                Err(error) => break Some(renkei_runtime::Error::from(error)),
            }
        };
        (names.join(" "), end)
    }};
}

fn paging_error(error: Option<renkei_runtime::Error>) -> PagingError {
    match error.unwrap().kind() {
        ErrorKind::Paging(error) => error.clone(),
        other => panic!("{other:?}"),
    }
}

/// The lines of the requests, each with the value of a header.
fn requests(server: &Server, header: &str) -> Vec<(String, Option<String>)> {
    let all = server.requests().into_iter();
    all.map(|it| (it.line.clone(), it.header(header).map(str::to_owned))).collect()
}

#[tokio::test]
async fn from_a_header_into_the_query() {
    let pages = [("x-NEXT-cursor: a b&c", A), ("X-Next-Cursor: 2", B), ("X-Next-Cursor:", "[]")];
    let (client, server) = start(&pages);
    let list = client.found().list_stars().limit(1);
    let list = list.with(CallOptions::new().header("x-trace", "t"));
    let (names, end) = names!(list.items());
    assert_eq!((names.as_str(), end.is_none()), ("a b", true));
    let line = |query: &str| (format!("GET /v1/stars?limit=1{query}"), Some("t".to_owned()));
    let expected = [line(""), line("&cursor=a%20b%26c"), line("&cursor=2")];
    assert_eq!(requests(&server, "x-trace"), expected);
}

#[tokio::test]
async fn from_a_header_into_a_header() {
    let (a, b) = (r#"{"Documents":[{"name":"a"}]}"#, r#"{"Documents":[{"name":"b"}]}"#);
    let cursor = r#"{"token":"+RID:~x=#RT:1","range":{"min":"","max":"FF"}}"#;
    let with_cursor = format!("X-MS-Continuation: {cursor}");
    let (client, server) = start(&[(&with_cursor, a), ("", b)]);
    let list = || client.found().list_planets().x_ms_max_item_count(1);
    let (names, end) = names!(list().items());
    assert_eq!((names.as_str(), end.is_none()), ("a b", true));
    let line = "GET /v1/planets".to_owned();
    let expected = [(line.clone(), None), (line.clone(), Some(cursor.to_owned()))];
    assert_eq!(requests(&server, "x-ms-continuation"), expected);
    let count = (line, Some("1".to_owned()));
    assert_eq!(requests(&server, "x-ms-max-item-count"), [count.clone(), count]);

    // The caller starts in the middle, by the parameter or by a header of the call.
    for by_option in [false, true] {
        let (client, server) = start(&[("x-ms-continuation: 3", a), ("x-ms-continuation: 2", b)]);
        let list = client.found().list_planets();
        let list = match by_option {
            false => list.x_ms_continuation("2"),
            true => list.with(CallOptions::new().header("x-ms-continuation", "2")),
        };
        let (names, end) = names!(list.items());
        assert_eq!(names, "a b");
        let repeated = PagingError::CursorRepeated { cursor: "2".to_owned() };
        assert_eq!(paging_error(end), repeated);
        let sent: Vec<_> =
            requests(&server, "x-ms-continuation").into_iter().filter_map(|it| it.1).collect();
        assert_eq!(sent, ["2", "3"]);
    }
}

#[tokio::test]
async fn a_page_number_in_a_header() {
    let (client, server) =
        start(&[("X-Next-Page: 2\r\nX-Total: 2", A), ("X-Next-Page: \r\nX-Total: 2", B)]);
    let (names, end) = names!(client.found().list_moons().per_page(1).items());
    assert_eq!((names.as_str(), end.is_none()), ("a b", true));
    let lines: Vec<_> = requests(&server, "").into_iter().map(|it| it.0).collect();
    assert_eq!(lines, ["GET /v1/moons?per_page=1", "GET /v1/moons?per_page=1&page=2"]);
}

#[tokio::test]
async fn a_list_with_a_flag_does_not_end_without_a_cursor() {
    let page = |more: bool| format!(r#"{{"data":[{{"name":"a"}}],"has_more":{more}}}"#);
    let (more, last) = (page(true), page(false));
    let (client, server) = start(&[("x-last-id: 7", &more), ("x-last-id: 8", &last)]);
    let (names, end) = names!(client.declared().list_comets().items());
    assert_eq!((names.as_str(), end.is_none()), ("a a", true));
    let sent: Vec<_> = requests(&server, "x-starting-after").into_iter().map(|it| it.1).collect();
    assert_eq!(sent, [None, Some("7".to_owned())]);

    for header in ["", "x-last-id:"] {
        let (client, _server) = start(&[(header, &more)]);
        let (names, end) = names!(client.declared().list_comets().items());
        assert_eq!((names.as_str(), paging_error(end)), ("a", PagingError::MissingCursor));
    }
}

#[tokio::test]
async fn a_repeated_cursor_is_an_error() {
    let (client, _server) = start(&[("x-next-cursor: x", A), ("x-next-cursor: x", B)]);
    let (names, end) = names!(client.found().list_stars().items());
    assert_eq!(names, "a b");
    assert_eq!(paging_error(end), PagingError::CursorRepeated { cursor: "x".to_owned() });
}

#[tokio::test]
async fn a_cursor_that_is_no_visible_ascii_is_an_error() {
    for headers in ["x-next-cursor: \u{e9}", "x-next-cursor: a\r\nx-next-cursor: b"] {
        let (client, server) = start(&[(headers, A)]);
        let (names, end) = names!(client.found().list_stars().items());
        assert_eq!(names, "a");
        let error = end.unwrap();
        let expected = "the cursor of the header `X-Next-Cursor` is not one value of visible ASCII";
        assert!(error.to_string().contains(expected), "{error}");
        assert_eq!(server.requests().len(), 1);
    }
    // One of the body that a header cannot have.
    let (client, server) = start(&[("", "{\"data\":[{\"name\":\"a\"}],\"next\":\"a\\u0000\"}")]);
    let (names, end) = names!(client.declared().list_meteors().items());
    assert_eq!(names, "a");
    let invalid = PagingError::InvalidHeader { name: "X-Starting-After" };
    assert_eq!((paging_error(end), server.requests().len()), (invalid, 1));
}

#[tokio::test]
async fn from_the_body_into_a_header() {
    let page = |next: &str| format!(r#"{{"data":[{{"name":"a"}}],"next":{next}}}"#);
    let (one, two) = (page("\"7\""), page("null"));
    let (client, server) = start(&[("", &one), ("", &two)]);
    let (names, end) = names!(client.declared().list_meteors().items());
    assert_eq!((names.as_str(), end.is_none()), ("a a", true));
    let sent: Vec<_> = requests(&server, "x-starting-after").into_iter().map(|it| it.1).collect();
    assert_eq!(sent, [None, Some("7".to_owned())]);
}

#[tokio::test]
async fn a_checkpoint_resumes_at_a_cursor_of_a_header() {
    let two = r#"{"Documents":[{"name":"b"},{"name":"c"}]}"#;
    let one = r#"{"Documents":[{"name":"a"}]}"#;
    let (client, _server) = start(&[("x-ms-continuation: next", one), ("", two)]);
    let mut items = client.found().list_planets().items();
    for name in ["a", "b", "c"] {
        assert_eq!(items.try_next().await.unwrap().unwrap().name, name);
    }
    let saved = serde_json::to_string(&items.checkpoint()).unwrap();

    let (client, server) = start(&[("", two)]);
    let saved: Checkpoint = serde_json::from_str(&saved).unwrap();
    let (names, end) = names!(client.found().list_planets().items().resume_from(saved.clone()));
    // The last item is returned again, because nothing said that it was done.
    assert_eq!((names.as_str(), end.is_none()), ("c", true));
    let next = [("GET /v1/planets".to_owned(), Some("next".to_owned()))];
    assert_eq!(requests(&server, "x-ms-continuation"), next);

    // One that was changed so that a header cannot have it.
    let changed = serde_json::to_string(&saved).unwrap().replace("next", "n\\u00e9xt");
    let changed: Checkpoint = serde_json::from_str(&changed).unwrap();
    let (names, end) = names!(client.found().list_planets().items().resume_from(changed));
    assert_eq!(names, "");
    let error = end.unwrap();
    assert!(matches!(error.kind(), ErrorKind::Local(_)), "{error}");
    assert!(error.to_string().contains("`x-ms-continuation`"), "{error}");
}
