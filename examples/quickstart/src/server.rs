//! A small orders server in this process.
//!
//! It keeps orders and customers in memory, honours idempotency keys, records every write, and loses its first response to
//! `POST /v1/orders` after the commit. It knows nothing about the client.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::{Map, Value, json};

use crate::connection::{LossyListener, LostResponses};

/// The number of customers.
pub(crate) const CUSTOMERS: usize = 7;

/// A recorded write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Write {
    /// The `Idempotency-Key` that came with it.
    pub(crate) key: String,
    /// Whether the key had been seen before.
    pub(crate) repeated: bool,
}

#[derive(Default)]
struct Shop {
    orders: Vec<Value>,
    by_key: BTreeMap<String, Value>,
    writes: Vec<Write>,
}

/// A handle to the running server.
#[derive(Clone, Default)]
pub(crate) struct Server {
    shop: Arc<Mutex<Shop>>,
    lost_responses: LostResponses,
}

impl Server {
    /// Starts on a free local port; returns the server and its URL.
    pub(crate) async fn start() -> std::io::Result<(Self, String)> {
        let server = Self::default();
        let listener = LossyListener::bind(server.lost_responses.clone()).await?;
        let url = format!("http://{}", listener.address()?);
        let routes = Router::new()
            .route("/v1/orders", post(create_order))
            .route("/v1/orders/{id}", get(get_order))
            .route("/v1/customers", get(list_customers))
            .with_state(server.clone());
        tokio::spawn(async move { axum::serve(listener, routes).await });
        Ok((server, url))
    }

    /// Returns the writes so far.
    pub(crate) fn writes(&self) -> Vec<Write> {
        self.shop().writes.clone()
    }

    /// Returns the number of orders.
    pub(crate) fn orders(&self) -> usize {
        self.shop().orders.len()
    }

    fn shop(&self) -> MutexGuard<'_, Shop> {
        self.shop.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

type Reply = (StatusCode, Json<Value>);

async fn create_order(
    State(server): State<Server>,
    headers: HeaderMap,
    Json(mut order): Json<Map<String, Value>>,
) -> Reply {
    let Some(key) = headers.get("idempotency-key").and_then(|it| it.to_str().ok()) else {
        return error(StatusCode::BAD_REQUEST, "a write requires an Idempotency-Key");
    };
    let mut shop = server.shop();
    let before = shop.by_key.get(key).cloned();
    shop.writes.push(Write { key: key.to_owned(), repeated: before.is_some() });
    if let Some(order) = before {
        return (StatusCode::CREATED, Json(order));
    }
    order.insert("id".to_owned(), json!(format!("ord_{:02}", shop.orders.len() + 1)));
    order.insert("status".to_owned(), json!("pending"));
    order.insert("createdAt".to_owned(), json!("2025-04-01T09:30:00Z"));
    let order = Value::Object(order);
    if shop.orders.is_empty() {
        server.lost_responses.lose_next();
    }
    shop.by_key.insert(key.to_owned(), order.clone());
    shop.orders.push(order.clone());
    (StatusCode::CREATED, Json(order))
}

async fn get_order(State(server): State<Server>, Path(id): Path<String>) -> Reply {
    match server.shop().orders.iter().find(|order| order["id"] == id.as_str()) {
        Some(order) => (StatusCode::OK, Json(order.clone())),
        None => error(StatusCode::NOT_FOUND, &format!("no order has the id {id}")),
    }
}

async fn list_customers(Query(query): Query<BTreeMap<String, String>>) -> Reply {
    let number = |name: &str| query.get(name).and_then(|it| it.parse::<usize>().ok());
    let start = number("cursor").unwrap_or(0);
    let end = CUSTOMERS.min(start + number("limit").unwrap_or(20));
    let data: Vec<Value> = (start..end).map(customer).collect();
    let next = (end < CUSTOMERS).then(|| end.to_string());
    (StatusCode::OK, Json(json!({"data": data, "nextCursor": next})))
}

fn customer(index: usize) -> Value {
    const NAMES: [&str; CUSTOMERS] = ["Aoi", "Haruto", "Hina", "Minato", "Mio", "Ren", "Yui"];
    let name = NAMES.get(index).copied().unwrap_or("Nobody");
    json!({
        "id": format!("cus_{:02}", index + 1),
        "name": name,
        "email": format!("{}@example.com", name.to_lowercase()),
        "createdAt": "2025-03-20T08:00:00Z",
    })
}

fn error(status: StatusCode, message: &str) -> Reply {
    (status, Json(json!({"status": status.as_u16(), "message": message})))
}
