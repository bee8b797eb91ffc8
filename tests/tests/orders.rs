//! The generated orders client against a scripted server on loopback.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

/// The client that `build.rs` generated from `specs/orders.yaml`.
mod orders_api {
    renkei_runtime::include_client!("orders");
}

use orders_api::Client;
use orders_api::types::{Currency, CustomerUpdate, NewOrder, OrderStatus};
use renkei_runtime::{Auth, CallOptions, Maybe, Outcome};
use renkei_tests::script::{Reply, Request, Server};

const ORDER: Reply = Reply::Json(
    201,
    r#"{"amount":1200,"currency":"JPY","id":"ord_01","status":"shipped","createdAt":"2025-04-01T09:30:00Z"}"#,
);
const NOT_FOUND: Reply = Reply::Json(404, r#"{"status":404,"message":"no such order"}"#);
const CUSTOMER: Reply = Reply::Json(
    200,
    r#"{"name":"Aoi","email":"aoi@example.com","id":"cus_01","createdAt":"2025-03-20T08:00:00Z"}"#,
);

fn client(replies: Vec<Reply>) -> (Client, Server) {
    let server = Server::start(replies);
    let builder = Client::builder().base_url(server.url()).auth(Auth::bearer("t0ken"));
    (builder.build().unwrap(), server)
}

fn lines(requests: &[Request]) -> Vec<&str> {
    requests.iter().map(|it| it.line.as_str()).collect()
}

#[tokio::test]
async fn a_write_has_a_key_and_the_retry_has_the_same() {
    let (client, server) = client(vec![Reply::Close, ORDER]);
    let order = client.orders().create_order(&NewOrder::new(1200, Currency::Jpy)).await.unwrap();
    let requests = server.requests();
    assert_eq!(lines(&requests), ["POST /v1/orders", "POST /v1/orders"]);
    assert_eq!(requests[0].body, r#"{"amount":1200,"currency":"JPY"}"#);
    assert_eq!(requests[0].header("authorization"), Some("Bearer t0ken"));
    let key = requests[0].header("idempotency-key").unwrap();
    assert_eq!(key.len(), 36);
    assert_eq!(requests[1].header("idempotency-key"), Some(key));
    assert_eq!(requests[1].body, requests[0].body);
    assert_eq!(order.id, "ord_01");
    assert_eq!(order.status, OrderStatus::from("shipped"));
}

#[tokio::test]
async fn a_clone_of_a_request_has_the_same_key() {
    let (client, server) = client(vec![ORDER, ORDER]);
    let request = client.orders().create_order(&NewOrder::new(1200, Currency::Jpy));
    let key = request.idempotency_key().unwrap().to_owned();
    assert_eq!(request.clone().idempotency_key(), Some(key.as_str()));
    request.clone().await.unwrap();
    // The success is remembered by its key, so the second clone needs no request.
    request.clone().await.unwrap();
    let other = client.orders().create_order(&NewOrder::new(1200, Currency::Jpy));
    assert_ne!(other.idempotency_key(), Some(key.as_str()));
    let mine = other.with(CallOptions::new().idempotency_key("mine"));
    assert_eq!(mine.idempotency_key(), Some("mine"));
    mine.await.unwrap();
    let requests = server.requests();
    let sent: Vec<_> = requests.iter().map(|it| it.header("idempotency-key").unwrap()).collect();
    assert_eq!(sent, [key.as_str(), "mine"]);
}

#[tokio::test]
async fn a_key_of_the_callers_own_is_sent() {
    let (client, server) = client(vec![ORDER]);
    let create = client.orders().create_order(&NewOrder::new(1, Currency::Usd));
    let answer = create.with(CallOptions::new().idempotency_key("mine")).send_full().await.unwrap();
    assert_eq!(answer.status.as_u16(), 201);
    assert_eq!(server.requests()[0].header("idempotency-key"), Some("mine"));
}

#[tokio::test]
async fn cursors_are_followed_to_the_last_page() {
    const FIRST: &str = r#"{"data":[{"name":"A","email":"a@example.com","id":"cus_01","createdAt":"2025-03-20T08:00:00Z"}],"nextCursor":"b/2"}"#;
    const LAST: &str = r#"{"data":[{"name":"B","email":"b@example.com","id":"cus_02","createdAt":"2025-03-20T08:00:00Z"}],"nextCursor":null}"#;
    let (client, server) = client(vec![Reply::Json(200, FIRST), Reply::Json(200, LAST)]);
    let mut items = client.customers().list_customers().limit(1).items();
    let mut names = Vec::new();
    while let Some(customer) = items.try_next().await.unwrap() {
        names.push(customer.name);
    }
    assert_eq!(names, ["A", "B"]);
    let requests = server.requests();
    assert_eq!(
        lines(&requests),
        ["GET /v1/customers?limit=1", "GET /v1/customers?limit=1&cursor=b%2F2"]
    );
    assert!(requests.iter().all(|it| it.header("idempotency-key").is_none()));
}

#[tokio::test]
async fn an_error_body_is_typed() {
    let (client, server) = client(vec![NOT_FOUND]);
    let error = client.orders().get_order("a/b ü").await.unwrap_err();
    assert_eq!(error.body().map(|it| it.message.as_str()), Some("no such order"));
    assert_eq!(error.status().map(|it| it.as_u16()), Some(404));
    assert_eq!(error.outcome(), Outcome::Rejected);
    assert_eq!(error.attempts(), 1);
    assert_eq!(lines(&server.requests()), ["GET /v1/orders/a%2Fb%20%C3%BC"]);
}

#[tokio::test]
async fn null_clears_and_absent_leaves() {
    let cases = [
        (CustomerUpdate::default(), "{}"),
        (CustomerUpdate { note: Maybe::Null, ..CustomerUpdate::default() }, r#"{"note":null}"#),
        (CustomerUpdate::new().with_note("new"), r#"{"note":"new"}"#),
        (CustomerUpdate::new().with_name("Aoi"), r#"{"name":"Aoi"}"#),
    ];
    for (update, body) in cases {
        let (client, server) = client(vec![CUSTOMER]);
        client.customers().update_customer("cus_01", &update).await.unwrap();
        let requests = server.requests();
        assert_eq!(lines(&requests), ["PATCH /v1/customers/cus_01"]);
        assert_eq!(requests[0].body, body);
        assert!(requests[0].header("idempotency-key").is_some());
    }
}

#[tokio::test]
async fn a_list_of_enums_and_a_time_become_parameters() {
    const NONE: Reply = Reply::Json(200, r#"{"data":[],"nextCursor":null}"#);
    let (client, server) = client(vec![NONE]);
    let statuses = [OrderStatus::Pending, OrderStatus::PartiallyCaptured];
    let after = "2025-04-01T00:00:00Z".parse().unwrap();
    let page =
        client.orders().list_orders().statuses(&statuses).created_after(after).await.unwrap();
    assert!(page.data.is_empty());
    assert_eq!(
        lines(&server.requests()),
        [
            "GET /v1/orders?statuses=pending&statuses=partiallyCaptured&created_after=2025-04-01T00%3A00%3A00Z"
        ]
    );
}

#[test]
fn requests_and_their_futures_can_be_sent_to_other_threads() {
    fn expect_send<T: Send + 'static>(_: &T) {}
    let client = Client::builder().build().unwrap();
    let request = client.orders().create_order(&NewOrder::new(1, Currency::Eur));
    expect_send(&request);
    expect_send(&request.into_future());
    expect_send(&client.customers().list_customers().items());
}
