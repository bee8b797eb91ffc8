//! The mock of `specs/orders.yaml`: valid exchanges pass, others name their place.

use std::path::Path;

use renkei_runtime::test::{MockResponse, MockTransport};
use renkei_runtime::{Class, Outcome};
use renkei_tests::repo;
use serde_json::json;

use super::orders_api::types::{Currency, NewOrder};
use super::orders_api::{Auth, Client};
use super::with_causes;

/// The document as JSON, as `renkei bundle` writes it.
fn document() -> String {
    use renkei::pipeline::{Notation, bundle};
    let spec: &Path = &repo::orders();
    bundle(spec, Notation::Json, &Default::default()).unwrap().text
}

fn mock() -> MockTransport {
    MockTransport::new(&document()).unwrap()
}

fn client(mock: &MockTransport) -> Client {
    let builder = Client::builder().auth(Auth::bearer("t"));
    builder.transport(mock.clone()).build().unwrap()
}

fn order(amount: i64) -> serde_json::Value {
    json!({"id": "ord_1", "amount": amount, "currency": "JPY", "status": "pending",
        "createdAt": "2026-01-01T00:00:00Z"})
}

#[tokio::test]
async fn typed_requests_and_responses() {
    let mock = mock()
        .on_json("createOrder", |new: NewOrder, request| {
            assert!(request.header("idempotency-key").is_some());
            MockResponse::json(201, &order(new.amount))
        })
        .on("GET /v1/orders/{orderId}", |request| match request.path("orderId") {
            Some("ord_1") => MockResponse::json(200, &order(7)),
            _ => MockResponse::json(404, &json!({"status": 404, "message": "no such order"})),
        });
    let client = client(&mock);
    let created = client.orders().create_order(&NewOrder::new(1200, Currency::Jpy)).await.unwrap();
    assert_eq!((created.id.as_str(), created.amount), ("ord_1", 1200));
    assert_eq!(client.orders().get_order("ord_1").await.unwrap().amount, 7);
    assert_eq!(mock.requests("createOrder").len(), 1);
    assert_eq!(mock.violations(), [""; 0]);
}

#[tokio::test]
async fn what_does_not_fit_the_document_fails_the_call() {
    let mock = mock().returns("createOrder", 201, &json!({"id": 7})).returns("getOrder", 299, &1);
    let client = client(&mock);
    let new = || NewOrder::new(-5, Currency::Jpy);
    let error = client.orders().create_order(&new()).await.unwrap_err();
    assert_eq!(
        (error.class(), error.outcome(), error.attempts()),
        (Class::Local, Outcome::NotSent, 0)
    );
    let text = with_causes(&error);
    assert!(text.contains("createOrder: the request: the body at /amount"), "{text}");
    let new = NewOrder::new(1200, Currency::Jpy);
    let error = client.orders().create_order(&new).await.unwrap_err();
    let text = with_causes(&error);
    let wanted = "the response of the mock: the body at the root: `amount` is missing";
    assert!(text.contains(wanted), "{text}");
    let error = client.orders().get_order("ord_1").await.unwrap_err();
    assert!(with_causes(&error).contains("getOrder: the response of the mock"), "{error}");
    let error = client.customers().get_customer("cus_1").await.unwrap_err();
    assert!(with_causes(&error).contains("getCustomer has no handler"), "{error}");
    let error = client.orders().list_orders().limit(100_000).await.unwrap_err();
    assert!(with_causes(&error).contains("the query parameter `limit`"), "{error}");
    assert_eq!(mock.violations().len(), 5);
}

#[tokio::test]
async fn a_handler_of_no_operation_is_an_error() {
    let mock = mock().returns("createOdrer", 201, &1);
    let error = client(&mock).orders().get_order("ord_1").await.unwrap_err();
    assert!(with_causes(&error).contains("no operation \"createOdrer\""), "{error}");
    assert!(MockTransport::new("openapi: 3.1.0").is_err());
    assert!(MockTransport::new("{}").is_err());
}
