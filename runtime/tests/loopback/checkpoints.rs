//! Checkpoints belong to one request, and name the last item by its identity.

use renkei_runtime::codegen::{self, Paging, serde_json};
use renkei_runtime::{Auth, Checkpoint, Items, Outcome, PagingError};

use crate::orders_client::Client;
use crate::paging_styles::{FLAGGED, LINK, OFFSET, URL, all, asked, ids, items, start, stopped};
use crate::server::{header, json, respond};

/// The checkpoint after an item, as it is stored.
async fn stored(mut list: Items<String>, taken: usize) -> Checkpoint {
    for _ in 0..taken {
        list.try_next().await.unwrap().unwrap();
    }
    let text = serde_json::to_string(&list.checkpoint()).unwrap();
    serde_json::from_str(&text).unwrap()
}

/// The items after resuming, where the page was `before` when the checkpoint was made and is `now`.
async fn resumed(paging: &'static Paging, before: &str, taken: usize, now: &str) -> Vec<String> {
    let (_server, client) = start(&[json(before)]).await;
    let checkpoint = stored(items(&client, paging, None), taken).await;
    let (_server, client) = start(&[json(now)]).await;
    let (found, error) = all(items(&client, paging, None).resume_from(checkpoint)).await;
    assert!(error.is_none(), "{error:?}");
    found
}

#[tokio::test]
async fn the_last_item_is_found_by_its_identity() {
    let page = |ids: &[&str]| {
        let items: Vec<_> = ids.iter().map(|id| format!(r#"{{"id":{id},"at":0}}"#)).collect();
        format!(r#"{{"data":[{}]}}"#, items.join(","))
    };
    let before = page(&["1", "2", "3", "4"]);
    for (now, expected) in [
        (before.clone(), &["3", "4"][..]),
        (before.replace("\"at\":0", "\"at\":1"), &["3", "4"]),
        // An item before it was removed: a place would skip an item that was never returned.
        (page(&["2", "3", "4"]), &["3", "4"]),
        (page(&["0", "1", "2", "3", "4"]), &["3", "4"]),
        // The item itself was removed, so the page is returned from its start.
        (page(&["1", "3", "4"]), &["1", "3", "4"]),
    ] {
        assert_eq!(resumed(&FLAGGED, &before, 3, &now).await, expected, "{now}");
    }
    let plain = r#"{"data":["a","b","b","c"]}"#;
    let now = r#"{"data":["b","b","c"]}"#;
    assert_eq!(resumed(&FLAGGED, plain, 4, now).await, [r#""c""#]);
}

#[tokio::test]
async fn a_checkpoint_of_another_request_is_an_error() {
    static OTHER: codegen::Operation =
        codegen::Operation { id: "others", path: "/list", ..codegen::Operation::GET };
    let (server, client) = start(&[json(r#"{"data":[1,2]}"#)]).await;
    let checkpoint = stored(items(&client, &OFFSET, None), 2).await;
    assert_eq!(server.requests().len(), 1);

    let decode = codegen::Decode { ok: ids, err: codegen::no_error };
    let call = |operation, size: u8| {
        let mut call = codegen::Call::new(client.core(), operation);
        call.query("size", &size);
        call.items(&OFFSET, decode)
    };
    let posted = items(&client, &OFFSET, Some("{}"));
    for (list, id) in [(call(&OTHER, 2), "others"), (posted, "list")] {
        let mut list = list.resume_from(checkpoint.clone());
        let error = list.try_next().await.unwrap_err();
        assert_eq!((error.operation(), error.outcome()), (Some(id), Outcome::NotSent));
        stopped(Some(error), &PagingError::OtherCheckpoint { operation: "list".to_owned() });
        assert!(list.try_next().await.unwrap().is_none());
    }
    let mut newer = serde_json::to_value(&checkpoint).unwrap();
    *newer.get_mut("version").unwrap() = 2.into();
    let newer = serde_json::from_value(newer).unwrap();
    let error = items(&client, &OFFSET, None).resume_from(newer).try_next().await.unwrap_err();
    stopped(Some(error), &PagingError::OtherCheckpoint { operation: "list".to_owned() });
    assert_eq!(server.requests().len(), 1, "nothing was sent");
}

#[tokio::test]
async fn a_stored_url_has_no_secret_and_still_works() {
    const KEY: codegen::SecurityScheme =
        codegen::SecurityScheme { id: "key", kind: codegen::SchemeKind::ApiKeyQuery("k") };
    static LIST: codegen::Operation = codegen::Operation {
        id: "list",
        path: "/list",
        security: Some(&[&[KEY]]),
        ..codegen::Operation::GET
    };
    let decode = codegen::Decode { ok: ids, err: codegen::no_error };
    let list = |client: &Client, paging| {
        let mut call = codegen::Call::new(client.core(), &LIST);
        call.query("api_key", "mine");
        call.items(paging, decode)
    };
    let link = "link: </api/list?k=s3cret&page=2&api_key=mine>; rel=next\r\n";
    let linked = respond("200 OK", &format!("{link}content-type: application/json\r\n"), "[1]");
    let body = r#"{"data":[1],"links":{"next":"/api/list?k=s3cret&page=2&api_key=mine"}}"#;
    for (paging, page) in [(&LINK, linked), (&URL, json(body))] {
        let script = [page, json("[2]"), json("[2]")];
        let (server, _) = start(&script).await;
        let builder = Client::builder().base_url(server.url() + "/api");
        let client = builder.auth(Auth::api_key("s3cret")).build().unwrap();
        let mut items = list(&client, paging);
        items.try_next().await.unwrap();
        let _ = items.try_next().await;
        let text = serde_json::to_string(&items.checkpoint()).unwrap();
        let shown = format!("{text} {items:?} {:?}", items.checkpoint());
        assert!(!shown.contains("s3cret") && !shown.contains("mine"), "{shown}");
        let checkpoint = serde_json::from_str(&text).unwrap();
        let _ = list(&client, paging).resume_from(checkpoint).try_next().await;
        let expected = "/api/list?page=2&api_key=mine&k=s3cret";
        assert_eq!(asked(&server).last().map(String::as_str), Some(expected));
        assert_eq!(header(&server.requests()[2], "accept"), "");
    }
}
