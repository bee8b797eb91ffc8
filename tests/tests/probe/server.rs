//! A server of orders.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, head};
use axum::{Json, Router};
use serde_json::{Value, json};

use crate::SECRET;

pub(crate) type Shared = Arc<Mutex<Seen>>;

#[derive(Default)]
pub(crate) struct Seen {
    /// Method and target, in order of arrival.
    requests: Vec<String>,
    pub(crate) created: u32,
    keys: HashMap<String, Value>,
}

/// A server whose behaviour is the first part of its path.
pub(crate) struct Server {
    pub(crate) url: String,
    pub(crate) seen: Shared,
}

impl Server {
    pub(crate) fn start() -> Self {
        let seen = Shared::default();
        let routes = Router::new()
            .route("/{mode}/v1/orders", get(list).post(create))
            .route("/{mode}/v1/orders/{id}", get(order))
            .route("/{mode}/v1/customers/{id}", get(|| async { Json(json!({"name": "x"})) }))
            .route("/{mode}/v1/health", head(|| async { StatusCode::OK }))
            .with_state(seen.clone());
        Self { url: serve(routes), seen }
    }

    pub(crate) fn requests(&self) -> Vec<String> {
        self.seen.lock().unwrap().requests.clone()
    }
}

/// Serves until the process ends. Returns the URL.
pub(crate) fn serve(routes: Router) -> String {
    let (sender, receiver) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        runtime.unwrap().block_on(async {
            let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
            sender.send(listener.local_addr().unwrap()).unwrap();
            axum::serve(listener, routes).await.unwrap();
        });
    });
    format!("http://{}", receiver.recv().unwrap())
}

fn note(seen: &Shared, headers: &HeaderMap, line: String) -> bool {
    seen.lock().unwrap().requests.push(line);
    headers.get("authorization").is_some_and(|it| it == &format!("Bearer {SECRET}"))
}

async fn list(
    State(seen): State<Shared>,
    Path(mode): Path<String>,
    Query(query): Query<HashMap<String, String>>,
    headers: HeaderMap,
) -> Response {
    let mut query: Vec<_> = query.iter().map(|(name, value)| format!("{name}={value}")).collect();
    query.sort();
    if !note(&seen, &headers, format!("GET orders?{}", query.join("&"))) {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    let mut order = json!({"id": "ord_1", "status": "open", "total": 5, "note": null});
    order["version"] = json!("2.0");
    order["currency"] = json!("EUR");
    match mode.as_str() {
        "drift" => {
            let changed = json!({"id": "ord_2", "status": "lost", "colour": "red"});
            ([("deprecation", "@1"), ("sunset", "never")], Json(json!([order, changed, changed])))
                .into_response()
        }
        "denied" => ([("deprecation", "false")], Json(json!([order]))).into_response(),
        "failing" => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        _ => Json(json!([order])).into_response(),
    }
}

async fn order(
    State(seen): State<Shared>,
    Path((mode, id)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    note(&seen, &headers, format!("GET order {id}"));
    match mode.as_str() {
        "drift" => ([("content-type", "text/html")], "<p>").into_response(),
        "invalid" => Json(json!({"id": 7, "status": "open", "note": null})).into_response(),
        "slow" => {
            tokio::time::sleep(Duration::from_millis(150)).await;
            Json(json!({"id": id, "status": "open"})).into_response()
        }
        "statuses" => (StatusCode::ACCEPTED, Json(json!({}))).into_response(),
        _ => Json(json!({"id": id, "status": "open"})).into_response(),
    }
}

async fn create(
    State(seen): State<Shared>,
    Path(mode): Path<String>,
    headers: HeaderMap,
    Json(body): Json<Value>,
) -> Response {
    note(&seen, &headers, format!("POST order {}", body["status"]));
    let key = headers["idempotency-key"].to_str().unwrap().to_owned();
    let mut seen = seen.lock().unwrap();
    match (mode.as_str(), seen.keys.get(&key)) {
        ("good", Some(first)) => return (StatusCode::OK, Json(first.clone())).into_response(),
        ("refusing", Some(_)) => return StatusCode::CONFLICT.into_response(),
        ("unique", _) if !seen.keys.is_empty() => return StatusCode::CONFLICT.into_response(),
        ("traced", Some(first)) => return traced(first),
        ("failing", _) => return StatusCode::BAD_REQUEST.into_response(),
        _ => {}
    }
    seen.created += u32::from(mode != "constant");
    let order = match mode.as_str() {
        "echoing" => json!({"status": "open", "key": key}),
        _ => json!({"id": format!("ord_{}", seen.created), "status": "open"}),
    };
    seen.keys.insert(key, order.clone());
    match mode.as_str() {
        "traced" => traced(&order),
        _ => (StatusCode::CREATED, Json(order)).into_response(),
    }
}

/// A response whose request id and time are its own, whatever is repeated in it.
fn traced(order: &Value) -> Response {
    static REQUESTS: AtomicU32 = AtomicU32::new(0);
    let number = REQUESTS.fetch_add(1, Ordering::Relaxed);
    let mut order = order.clone();
    order["requestId"] = json!(format!("req_{number}"));
    order["servedAt"] = json!(format!("2026-11-30T20:00:{number:02}Z"));
    (StatusCode::CREATED, Json(order)).into_response()
}
