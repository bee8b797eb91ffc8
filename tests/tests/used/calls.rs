//! The program over the wire: what it names has types, and everything else is read and written back unchanged.

use renkei_tests::script::{Reply, Server};
use serde_json::{Value, json};

use super::program;
use super::used::Client;
use super::used::types::{Order, OrderPayment, Problem, Warehouse};

/// An order in which every property has a value of its type.
fn order() -> Value {
    json!({
        "id": "o-1",
        "status": "paid",
        "total": {"amount": 300, "currency": "JPY"},
        "type": {"name": "food", "parent": {"name": "goods", "parent": {}}},
        "crtd": {"name": "Aya", "address": {"street": "One"}},
        "customer": {"name": "Bo", "address": {"street": "Two", "flat": [7, -0.5, 1e300, null]}},
        "history": [{"at": "2026-01-31T09:00:00Z", "who": {"name": "Cy"}}, {}],
        "payment": {
            "account": {"iban": "JP1", "owner": {"name": "Di"}},
            "bank": {"name": "First"},
        },
        "tags": ["new"],
    })
}

#[tokio::test]
async fn named_properties_are_typed_and_others_unchanged() {
    let body: &'static str = order().to_string().leak();
    let server = Server::start(vec![Reply::Json(201, body)]);
    let client = Client::builder().base_url(server.url()).build().unwrap();
    let made = program::order(&client).await.unwrap();
    assert_eq!(program::describe(&made), "o-1 goods Aya transfer 300 JPY");
    assert_eq!(serde_json::to_value(&made).unwrap(), order());
    let sent: Value = serde_json::from_str(&server.requests()[0].body).unwrap();
    let line = json!({"article": "tea", "price": {"amount": 300, "currency": "JPY"}});
    assert_eq!(sent, json!({"lines": [line], "note": "soon"}));
}

#[tokio::test]
async fn pages_and_parameters_are_typed() {
    let page = json!({"orders": [order()], "next": "2", "statistics": {"total": [1]}});
    let body: &'static str = page.to_string().leak();
    let last = r#"{"orders":[]}"#;
    let server =
        Server::start(vec![Reply::Json(200, body), Reply::Json(200, body), Reply::Json(200, last)]);
    let client = Client::builder().base_url(server.url()).build().unwrap();
    assert_eq!(program::first_page(&client).await.unwrap()[0].id, "o-1");
    let mut items = client.orders().list().paid(&json!({"to": 9})).items();
    assert_eq!(items.try_next().await.unwrap().unwrap().id, "o-1");
    assert_eq!(items.try_next().await.unwrap(), None);
    let lines: Vec<String> = server.requests().into_iter().map(|it| it.line).collect();
    assert_eq!(
        lines,
        [
            "GET /orders?placed%5Bfrom%5D=1",
            "GET /orders?paid%5Bto%5D=9",
            "GET /orders?paid%5Bto%5D=9&after=2",
        ]
    );
}

#[tokio::test]
async fn bodies_of_errors_are_pruned_too() {
    let problem = json!({"title": "no tea", "causes": [{"who": {"name": "Ed"}}]});
    let body: &'static str = problem.to_string().leak();
    let server = Server::start(vec![Reply::Json(422, body)]);
    let client = Client::builder().base_url(server.url()).build().unwrap();
    let error = client.orders().create(&super::used::types::NewOrder::new(vec![])).await;
    let error = error.unwrap_err();
    let declared: &Problem = error.body().expect("a declared error");
    assert_eq!(declared.title.as_deref(), Some("no tea"));
    assert_eq!(serde_json::to_value(declared).unwrap(), problem);
}

/// A property is null and absent as it is with its type.
#[test]
fn pruned_properties_keep_their_presence() {
    let mut value = order();
    value["history"] = Value::Null;
    value.as_object_mut().unwrap().remove("customer");
    let read: Order = serde_json::from_value(value.clone()).unwrap();
    assert_eq!((&read.history, &read.customer), (&None, &None));
    assert_eq!(serde_json::to_value(&read).unwrap(), value);
    value.as_object_mut().unwrap().remove("status");
    let error = serde_json::from_value::<Order>(value).unwrap_err().to_string();
    assert!(error.contains("missing field `status`"), "{error}");
}

/// No operation that the program calls has a warehouse.
#[test]
fn a_named_type_is_there() {
    let value = json!({"address": {"street": ["3", {}]}, "stock": 8});
    let read: Warehouse = serde_json::from_value(value.clone()).unwrap();
    assert_eq!(program::stock(&read), Some(8));
    assert_eq!(serde_json::to_value(&read).unwrap(), value);
}

#[test]
fn variants_are_chosen_as_with_all_types() {
    let payment = |value: Value| -> OrderPayment { serde_json::from_value(value).unwrap() };
    let card = payment(json!({"account": {"last4": "4242"}, "bank": {"name": 1}}));
    assert!(matches!(card, OrderPayment::Card(_)), "{card:?}");
    let transfer = payment(json!({"account": {"iban": "JP1", "owner": 5}}));
    assert!(matches!(transfer, OrderPayment::Transfer(_)), "{transfer:?}");
    let neither = payment(json!({"account": {"owner": {"name": "Di"}}}));
    assert!(matches!(neither, OrderPayment::Unknown(_)), "{neither:?}");
}
