//! The generated client of `specs/features/paging.yaml` over the wire: each style from the first page to the last. `headers` has
//! those of `specs/features/paging-headers.yaml`.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod headers;

/// The client that `build.rs` made.
mod paging_api {
    renkei_runtime::include_client!("paging");
}

use paging_api::Client;
use renkei_tests::script::{Reply, Server};

/// A client, and a server that responds with these bodies in turn.
fn start(bodies: &[&'static str]) -> (Client, Server) {
    let server = Server::start(bodies.iter().map(|body| Reply::Json(200, body)).collect());
    (Client::builder().base_url(server.url()).build().unwrap(), server)
}

/// Reads all items as their names, and compares the request lines.
macro_rules! check {
    ($bodies:expr, $list:expr, $field:ident, $names:expr, $lines:expr) => {{
        let (client, server) = start($bodies);
        let mut items = $list(client.found()).items();
        let mut names = Vec::new();
        while let Some(item) = items.try_next().await.unwrap() {
            names.push(item.$field);
        }
        assert_eq!(names, $names);
        let requests = server.requests();
        let lines: Vec<_> = requests.iter().map(|it| it.line.as_str()).collect();
        assert_eq!(lines, $lines);
        requests
    }};
}

#[tokio::test]
async fn counted_lists_end_at_their_total_or_an_empty_page() {
    let one = r#"{"comets":[{"name":"a"},{"name":"b"}],"meta":{"total":3}}"#;
    let two = r#"{"comets":[{"name":"c"}],"meta":{"total":3}}"#;
    let list = |found: paging_api::found::Found| found.list_comets().size(2);
    let lines = ["GET /v1/comets?size=2&page=1", "GET /v1/comets?size=2&page=2"];
    check!(&[one, two], list, name, ["a", "b", "c"], lines);

    let (one, two) = (r#"[{"name":"a"},{"name":"b"}]"#, r#"[{"name":"c"}]"#);
    let list = |found: paging_api::found::Found| found.list_meteors();
    let lines = ["GET /v1/meteors", "GET /v1/meteors?offset=2", "GET /v1/meteors?offset=3"];
    check!(&[one, two, "[]"], list, name, ["a", "b", "c"], lines);
}

#[tokio::test]
async fn lists_that_say_what_is_next_are_followed() {
    let one = r#"{"results":[{"name":"a"}],"next":"/v1/galaxies?limit=1&token=x"}"#;
    let two = r#"{"results":[{"name":"b"}],"next":null}"#;
    let list = |found: paging_api::found::Found| found.list_galaxies().limit(1);
    let lines = ["GET /v1/galaxies?limit=1", "GET /v1/galaxies?limit=1&token=x"];
    check!(&[one, two], list, name, ["a", "b"], lines);

    let one = r#"{"data":[{"id":"a"},{"id":"b"}],"has_more":true}"#;
    let two = r#"{"data":[{"id":"c"}],"has_more":false}"#;
    let list = |found: paging_api::found::Found| found.list_quasars();
    let lines = ["GET /v1/quasars", "GET /v1/quasars?starting_after=b"];
    check!(&[one, two], list, id, ["a", "b", "c"], lines);
}

#[tokio::test]
async fn a_search_carries_its_cursor_in_the_body() {
    let one = r#"{"stars":[{"name":"a"}],"next_cursor":"x"}"#;
    let two = r#"{"stars":[{"name":"b"}]}"#;
    let list = |found: paging_api::found::Found| {
        found.search_stars(&paging_api::found::SearchStarsBody::new("red"))
    };
    let lines = ["POST /v1/stars/search"; 2];
    let requests = check!(&[one, two], list, name, ["a", "b"], lines);
    assert_eq!(requests[0].body, r#"{"query":"red"}"#);
    assert_eq!(requests[1].body, r#"{"cursor":"x","query":"red"}"#);
}

#[tokio::test]
async fn lists_in_xml_are_paged() {
    let reply = |body: &str| {
        let head = format!(
            "HTTP/1.1 200 OK\r\ncontent-type: application/xml\r\ncontent-length: {}\r\n\r\n",
            body.len()
        );
        Reply::Raw((head + body).into_bytes())
    };
    let item = |name: &str| format!("<Contents><name>{name}</name></Contents>");
    let one = format!(
        "<ListResult><IsTruncated>true</IsTruncated><NextContinuationToken>x y</NextContinuationToken>{}{}</ListResult>",
        item("a"),
        item("b")
    );
    let two = format!("<ListResult><IsTruncated>false</IsTruncated>{}</ListResult>", item("c"));
    let server = Server::start(vec![reply(&one), reply(&two), reply(&two)]);
    let client = Client::builder().base_url(server.url()).build().unwrap();
    let mut items = client.found().list_nebulas().items();
    let mut names = Vec::new();
    while let Some(item) = items.try_next().await.unwrap() {
        names.push(item.name);
        if names.len() == 2 {
            // The position is the second item, also after the page was read again.
            assert!(serde_json::to_string(&items.checkpoint()).unwrap().contains("item"));
        }
    }
    assert_eq!(names, ["a", "b", "c"]);
    let requests = server.requests();
    let lines: Vec<_> = requests.iter().map(|it| it.line.as_str()).collect();
    assert_eq!(lines, ["GET /v1/nebulas", "GET /v1/nebulas?continuation-token=x%20y"]);
}
