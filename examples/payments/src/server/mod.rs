//! A payments server in this process, with its state in a SQLite file.
//!
//! It honours idempotency keys but does not require them, as most payment APIs do. It knows nothing about the client.

mod store;

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path as File;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::{ConnectInfo, Path, Query, Request, State};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::middleware::{self, Next};
use axum::response::Response;
use axum::routing::post;
use axum::{Json, Router};
use serde_json::Value;
use tokio::task::JoinHandle;

use crate::network::{Cut, LossyListener, Lost};
pub(crate) use store::Books;
use store::{Store, StoredResponse, Write};

type Result<T> = std::result::Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// A handle to the running server.
pub(crate) struct Server {
    shop: Arc<Shop>,
    address: SocketAddr,
    listens: JoinHandle<()>,
}

struct Shop {
    store: Store,
    /// The number of charge requests by path.
    charges: Mutex<BTreeMap<String, usize>>,
    requests: AtomicUsize,
}

impl Server {
    /// Starts on a free local port, with its state in `file`.
    pub(crate) async fn start(file: &File) -> Result<Self> {
        Self::start_at(file, SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).await
    }

    /// Stops, and starts again at the same address with only the same file.
    pub(crate) async fn restart(self, file: &File) -> Result<Self> {
        self.listens.abort();
        let _ = self.listens.await;
        Self::start_at(file, self.address).await
    }

    async fn start_at(file: &File, address: SocketAddr) -> Result<Self> {
        let listener = LossyListener::bind(address).await?;
        let address = axum::serve::Listener::local_addr(&listener)?;
        let store = Store::open(file)?;
        let shop =
            Arc::new(Shop { store, charges: Mutex::default(), requests: AtomicUsize::new(0) });
        let routes = Router::new()
            .route("/v1/orders", post(create_order))
            .route("/v1/orders/{id}/captures", post(create_capture).get(list_captures))
            .layer(middleware::from_fn_with_state(Arc::clone(&shop), lose_first_answers))
            .with_state(Arc::clone(&shop))
            .into_make_service_with_connect_info::<Cut>();
        let listens = tokio::spawn(async move {
            let _ = axum::serve(listener, routes).await;
        });
        Ok(Self { shop, address, listens })
    }

    /// Returns its URL.
    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Returns the number of charge requests since the last call.
    pub(crate) fn take_requests(&self) -> usize {
        self.shop.requests.swap(0, Ordering::SeqCst)
    }

    /// Returns the totals of all orders from `first` on.
    pub(crate) fn books(&self, first: i64) -> Result<Books> {
        Ok(self.shop.store.books(first)?)
    }
}

/// Loses the first response to each charge, after the charge was made.
async fn lose_first_answers(
    State(shop): State<Arc<Shop>>,
    ConnectInfo(cut): ConnectInfo<Cut>,
    request: Request,
    next: Next,
) -> Response {
    let path = request.uri().path();
    let lost =
        (request.method() == Method::POST && path.ends_with("/captures")).then(|| shop.count(path));
    let response = next.run(request).await;
    if let Some(Some(lost)) = lost {
        cut.next_response(lost);
    }
    response
}

impl Shop {
    /// Counts a charge request; returns how its response is lost if it is the order's first.
    fn count(&self, path: &str) -> Option<Lost> {
        self.requests.fetch_add(1, Ordering::SeqCst);
        let mut charges = self.charges.lock().unwrap_or_else(PoisonError::into_inner);
        let before = charges.len();
        let count = charges.entry(path.to_owned()).or_default();
        *count += 1;
        (*count == 1).then(|| Lost::nth(before))
    }
}

async fn create_order(
    State(shop): State<Arc<Shop>>,
    headers: HeaderMap,
    Json(order): Json<Value>,
) -> Reply {
    let write = Write { key: key(&headers), request: format!("order {order}") };
    reply(shop.store.create_order(&write, &order))
}

async fn create_capture(
    State(shop): State<Arc<Shop>>,
    Path(order): Path<String>,
    headers: HeaderMap,
    Json(capture): Json<Value>,
) -> Reply {
    let write = Write { key: key(&headers), request: format!("capture of {order} {capture}") };
    reply(shop.store.capture(&write, &order, capture.get("amount").and_then(Value::as_i64)))
}

async fn list_captures(
    State(shop): State<Arc<Shop>>,
    Path(order): Path<String>,
    Query(query): Query<BTreeMap<String, String>>,
) -> Reply {
    let number = |name: &str| query.get(name).and_then(|it| it.parse::<i64>().ok());
    reply(shop.store.captures(&order, number("cursor").unwrap_or(0), number("limit").unwrap_or(20)))
}

type Reply = (StatusCode, Json<Value>);

fn key(headers: &HeaderMap) -> Option<&str> {
    headers.get("idempotency-key")?.to_str().ok()
}

fn reply(response: rusqlite::Result<StoredResponse>) -> Reply {
    let response = response.unwrap_or_else(|error| StoredResponse::error(500, &error.to_string()));
    let status = StatusCode::from_u16(response.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    (status, Json(response.body))
}
