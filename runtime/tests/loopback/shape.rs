//! A client in the form of generated code works, and reads well.

use std::future::IntoFuture;

use crate::orders_client::{Client, Order};
use crate::server::{Server, header, json, then};
use renkei_runtime::{CallOptions, Maybe};

fn order() -> Order {
    Order { id: "7".to_owned(), amount: 1200, note: Maybe::Absent }
}

const ORDER: &str = r#"{"id":"7","amount":1200}"#;

#[tokio::test]
async fn a_request_is_a_value_that_can_be_awaited() {
    let server = Server::start(vec![then(&[json(ORDER), json(ORDER), json(ORDER)])]).await;
    let client = Client::builder().base_url(server.url() + "/api/").build().unwrap();

    let got = client.orders().get_order("a/b").await.unwrap();
    assert_eq!(got, order());

    let request =
        client.orders().create_order(&order()).with(CallOptions::new().header("X-Trace", "t"));
    let full = request.send_full().await.unwrap();
    assert_eq!((full.status.as_u16(), full.value), (200, order()));

    let spawned = tokio::spawn(client.orders().put_order("7", &order()).into_future());
    assert_eq!(spawned.await.unwrap().unwrap(), order());

    let requests = server.requests();
    assert!(requests[0].starts_with("GET /api/v1/orders/a%2Fb HTTP/1.1\r\n"), "{}", requests[0]);
    assert_eq!(header(&requests[0], "accept"), "application/json");
    assert_eq!(header(&requests[0], "user-agent"), "orders-api/0.1.0");
    assert_eq!(header(&requests[0], "idempotency-key"), "");
    assert!(requests[1].ends_with(ORDER), "{}", requests[1]);
    assert_eq!(header(&requests[1], "content-type"), "application/json");
    assert_eq!(header(&requests[1], "x-trace"), "t");
    assert_eq!(header(&requests[1], "idempotency-key").len(), 36);
    assert_eq!(header(&requests[2], "idempotency-key").len(), 36);
    assert_eq!(server.connections(), 1, "the connection is kept");
}
