//! Cursors: three pages, repeated cursors, interruptions, checkpoints.

use std::time::Duration;

use renkei_runtime::{CallOptions, Checkpoint, ErrorKind, PagingError};

use crate::orders_client::{Client, ListOrders, Orders};
use crate::server::{Server, Step, json, status, then};

/// A page with these orders and this next cursor.
fn page(ids: &[&str], next: Option<&str>) -> Vec<Step> {
    let items: Vec<_> = ids.iter().map(|id| format!(r#"{{"id":"{id}","amount":1}}"#)).collect();
    let next = next.map_or("null".to_owned(), |cursor| format!("\"{cursor}\""));
    json(&format!(r#"{{"items":[{}],"next":{next}}}"#, items.join(",")))
}

fn three() -> Vec<Step> {
    then(&[page(&["1", "2"], Some("A")), page(&[], Some("B")), page(&["3"], None)])
}

async fn start(script: Vec<Step>) -> (Server, Client) {
    let server = Server::start(vec![script]).await;
    let client = Client::builder()
        .base_url(server.url())
        .backoff(Duration::ZERO, Duration::ZERO)
        .build()
        .unwrap();
    (server, client)
}

/// The requested cursors, empty for the first page.
fn cursors(server: &Server) -> Vec<String> {
    let cursor = |request: &String| {
        let (_, after) = request.split_once("cursor=")?;
        Some(after.split([' ', '&']).next()?.to_owned())
    };
    server.requests().iter().map(|request| cursor(request).unwrap_or_default()).collect()
}

#[tokio::test]
async fn three_pages() {
    let (server, client) = start(three()).await;
    let mut items = client.orders().list_orders().limit(2).items();
    let mut ids = Vec::new();
    while let Some(order) = items.try_next().await.unwrap() {
        ids.push(order.id);
    }
    assert_eq!(ids, ["1", "2", "3"]);
    assert!(items.try_next().await.unwrap().is_none());
    assert_eq!(cursors(&server), ["", "A", "B"]);
    assert!(server.requests().iter().all(|request| request.contains("limit=2")));

    let (server, client) = start(three()).await;
    let mut pages = client.orders().list_orders().pages();
    let mut sizes = Vec::new();
    while let Some(page) = pages.try_next().await.unwrap() {
        sizes.push(page.items.len());
    }
    assert_eq!((sizes, cursors(&server).len()), (vec![2, 0, 1], 3));
}

#[tokio::test]
async fn the_client_streams_are_streams() {
    use futures_core::Stream;
    let (_server, client) = start(three()).await;
    let mut items = std::pin::pin!(client.orders().list_orders().items());
    let mut count = 0;
    while let Some(item) = std::future::poll_fn(|cx| items.as_mut().poll_next(cx)).await {
        item.unwrap();
        count += 1;
    }
    assert_eq!(count, 3);
}

#[tokio::test]
async fn a_repeated_cursor_is_an_error() {
    for script in [
        then(&[page(&["1"], Some("A")), page(&["2"], Some("A"))]),
        then(&[page(&["1"], Some("A")), page(&["1"], Some("B")), page(&["2"], Some("A"))]),
    ] {
        let pages = script.len() / 2;
        let (server, client) = start(script).await;
        let mut items = client.orders().list_orders().items();
        for _ in 0..pages {
            items.try_next().await.unwrap().unwrap();
        }
        let error = items.try_next().await.unwrap_err();
        let named = PagingError::CursorRepeated { cursor: "A".to_owned() };
        assert!(matches!(error.kind(), ErrorKind::Paging(found) if *found == named), "{error}");
        assert!(!format!("{error} {error:?}").contains("\"A\""), "{error}");
        assert!(items.try_next().await.unwrap().is_none(), "it has ended");
        assert_eq!(server.requests().len(), pages);
    }
}

#[tokio::test]
async fn the_callers_first_cursor_is_used() {
    let script = then(&[page(&["1"], Some("B")), page(&["2"], Some("A b&c"))]);
    let named = PagingError::CursorRepeated { cursor: "A b&c".to_owned() };
    for resumed in [false, true] {
        let (server, client) = start(script.clone()).await;
        let mut items = client.orders().list_orders().cursor("A b&c").items();
        if resumed {
            items = items.resume_from(Checkpoint::default());
        }
        for _ in 0..2 {
            items.try_next().await.unwrap().unwrap();
        }
        let error = items.try_next().await.unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Paging(found) if *found == named), "{error}");
        assert_eq!(cursors(&server), ["A%20b%26c", "B"]);
    }
}

/// The idempotency keys of three pages, of which the second succeeds at the second attempt.
async fn keys(request: fn(Orders) -> ListOrders) -> Vec<String> {
    let second = [status("500 Oh"), page(&[], Some("B"))].concat();
    let script = then(&[page(&["1"], Some("A")), second, page(&["2"], None)]);
    let (server, client) = start(script).await;
    let mut items = request(client.orders()).items();
    while items.try_next().await.unwrap().is_some() {}
    assert_eq!(cursors(&server), ["", "A", "A", "B"]);
    server.header("idempotency-key")
}

#[tokio::test]
async fn the_callers_key_is_sent_with_the_first_page_only() {
    let requests: [fn(Orders) -> ListOrders; 3] = [
        |orders| orders.find_orders(None).with(CallOptions::new().idempotency_key("mine")),
        |orders| {
            orders.find_orders(None).with(CallOptions::new().header("idempotency-key", "mine"))
        },
        |orders| orders.find_orders(Some("mine")),
    ];
    for request in requests {
        let keys = keys(request).await;
        assert_eq!(keys[0], "mine");
        assert!(keys[1].len() == 36 && keys[3].len() == 36, "made for each page: {keys:?}");
        assert!(keys[1] == keys[2] && keys[2] != keys[3], "{keys:?}");
    }
}

#[tokio::test]
async fn a_cap_on_pages() {
    let script = then(&[page(&["1"], Some("A")), page(&["2"], Some("B")), page(&["3"], None)]);
    let server = Server::start(vec![script]).await;
    let client = Client::builder().base_url(server.url()).max_pages(2).build().unwrap();
    let mut items = client.orders().list_orders().items();
    for _ in 0..2 {
        items.try_next().await.unwrap().unwrap();
    }
    let error = items.try_next().await.unwrap_err();
    assert!(
        matches!(error.kind(), ErrorKind::Paging(PagingError::TooManyPages { limit: 2 })),
        "{error}"
    );
    assert!(items.try_next().await.unwrap().is_none(), "it has ended");
}

#[tokio::test]
async fn an_interrupted_page_is_retried() {
    let failed = status("404 Not Found");
    let garbage = json("[]");
    let script = then(&[page(&["1"], Some("A")), failed, garbage, page(&["2"], None)]);
    let (server, client) = start(script).await;
    let mut items = client.orders().list_orders().items();
    assert_eq!(items.try_next().await.unwrap().unwrap().id, "1");
    assert_eq!(items.try_next().await.unwrap_err().status().unwrap().as_u16(), 404);
    assert!(matches!(items.try_next().await.unwrap_err().kind(), ErrorKind::Decode { .. }));
    assert_eq!(items.try_next().await.unwrap().unwrap().id, "2");
    assert!(items.try_next().await.unwrap().is_none());
    assert_eq!(cursors(&server), ["", "A", "A", "A"]);
}

/// Takes `taken` items (one more than there are means: until the end), resumes from the checkpoint
/// in another client, and returns the items that follow.
async fn resumed(taken: usize) -> Vec<String> {
    let (_server, client) = start(three()).await;
    let mut items = client.orders().list_orders().items();
    for _ in 0..taken {
        items.try_next().await.unwrap();
    }
    let kept = serde_json::to_string(&items.checkpoint()).unwrap();
    let checkpoint: Checkpoint = serde_json::from_str(&kept).unwrap();
    let script = if kept.contains("\"B\"") { page(&["3"], None) } else { three() };
    let (_server, client) = start(script).await;
    let mut items = client.orders().list_orders().items().resume_from(checkpoint.clone());
    assert_eq!(items.checkpoint(), checkpoint, "before the first item is asked for");
    let mut ids = Vec::new();
    while let Some(order) = items.try_next().await.unwrap() {
        ids.push(order.id);
    }
    ids
}

#[tokio::test]
async fn the_last_item_is_returned_again_after_a_checkpoint() {
    for (taken, expected) in
        [(0, &["1", "2", "3"][..]), (1, &["1", "2", "3"]), (2, &["2", "3"]), (3, &["3"]), (4, &[])]
    {
        assert_eq!(resumed(taken).await, expected, "after {taken}");
    }
}

#[tokio::test]
async fn a_checkpoint_holds_across_a_failed_page() {
    let script = then(&[page(&["1"], Some("A")), status("404 Not Found")]);
    let (_server, client) = start(script).await;
    let mut items = client.orders().list_orders().items();
    items.try_next().await.unwrap();
    items.try_next().await.unwrap_err();
    let checkpoint = serde_json::to_value(items.checkpoint()).unwrap();
    assert_eq!(checkpoint.get("cursor"), Some(&serde_json::json!("A")));
    assert_eq!(checkpoint.get("item"), None);
}
