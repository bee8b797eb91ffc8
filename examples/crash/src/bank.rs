//! The bank, which honours idempotency keys and loses responses; and the customers, who stand in the same process.

use std::collections::{BTreeSet, HashMap};
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::sleep;

use crate::Error;

/// How long the bank takes before a charge, and again after it.
const LATENCY: Duration = Duration::from_millis(1);

/// The bank and its customers.
pub(crate) struct Bank {
    pub(crate) url: String,
    state: Shared,
}

type Shared = Arc<Mutex<Ledger>>;

#[derive(Default)]
struct Ledger {
    /// Customers on their way to the shop.
    coming: BTreeSet<u32>,
    /// Those in the shop, without an answer.
    waiting: BTreeSet<u32>,
    /// How often each purchase was charged.
    charges: HashMap<u32, u32>,
    /// The responses to the keys that the bank remembers.
    keys: HashMap<String, Value>,
}

/// What the books say in the end.
#[derive(Debug)]
pub(crate) struct Books {
    pub(crate) charged_once: u32,
    pub(crate) charged_twice: u32,
    pub(crate) uncharged: u32,
}

impl Bank {
    pub(crate) async fn start(purchases: u32) -> io::Result<Self> {
        let ledger = Ledger { coming: (0..purchases).collect(), ..Ledger::default() };
        let state = Arc::new(Mutex::new(ledger));
        let routes = Router::new()
            .route("/v1/charges", post(charge))
            .route("/customers/next", get(next))
            .route("/customers/{purchase}/answer", post(answer))
            .with_state(state.clone());
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("http://{}", listener.local_addr()?);
        tokio::spawn(async move { axum::serve(listener, routes).await });
        Ok(Self { url, state })
    }

    /// The shop has closed or was killed, so everyone in it without an answer comes again. Returns whether anyone comes.
    pub(crate) fn customers_return(&self) -> bool {
        let mut ledger = lock(&self.state);
        let mut waiting = std::mem::take(&mut ledger.waiting);
        ledger.coming.append(&mut waiting);
        !ledger.coming.is_empty()
    }

    pub(crate) fn books(&self) -> Books {
        let ledger = lock(&self.state);
        let count = |wanted: fn(u32) -> bool| {
            let found = ledger.charges.values().filter(|charges| wanted(**charges)).count();
            u32::try_from(found).unwrap_or(u32::MAX)
        };
        let uncharged = count(|charges| charges == 0);
        Books { charged_once: count(|it| it == 1), charged_twice: count(|it| it > 1), uncharged }
    }
}

impl Ledger {
    /// Charges a purchase, unless the key is known. Returns the first response to the key.
    fn charge_once(&mut self, key: &str, purchase: u32, response: Value) -> Value {
        if let Some(known) = self.keys.get(key) {
            return known.clone();
        }
        *self.charges.entry(purchase).or_default() += 1;
        self.keys.insert(key.to_owned(), response.clone());
        response
    }
}

/// A customer enters the shop; `null` if there are no more.
async fn next(State(state): State<Shared>) -> Json<Value> {
    let mut ledger = lock(&state);
    let Some(purchase) = ledger.coming.pop_first() else { return Json(Value::Null) };
    ledger.waiting.insert(purchase);
    ledger.charges.entry(purchase).or_default();
    Json(purchase.into())
}

/// A customer leaves with an answer.
async fn answer(State(state): State<Shared>, Path(purchase): Path<u32>) {
    let mut ledger = lock(&state);
    ledger.waiting.remove(&purchase);
    ledger.coming.remove(&purchase);
}

/// Charges once for each key. A tenth of the responses end in the middle.
async fn charge(
    State(state): State<Shared>,
    headers: HeaderMap,
    Json(body): Json<Value>,
) -> Response {
    let key = headers.get("idempotency-key").and_then(|it| it.to_str().ok());
    let purchase =
        body.get("purchase").and_then(Value::as_u64).and_then(|it| u32::try_from(it).ok());
    let (Some(key), Some(purchase)) = (key, purchase) else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    sleep(LATENCY).await;
    let charge = json!({"id": format!("ch_{purchase}"), "amount": body.get("amount")});
    let response = lock(&state).charge_once(key, purchase, charge);
    sleep(LATENCY).await;
    if fastrand::u8(..10) == 0 {
        return Body::new(Broken).into_response();
    }
    (StatusCode::CREATED, Json(response)).into_response()
}

/// A body that breaks before its first byte, and its connection with it.
struct Broken;

impl axum::body::HttpBody for Broken {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Result<http_body::Frame<Bytes>, io::Error>>> {
        std::task::Poll::Ready(Some(Err(io::ErrorKind::ConnectionReset.into())))
    }
}

fn lock(state: &Shared) -> MutexGuard<'_, Ledger> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What the shop knows of its customers. It is no part of the story, so it is no generated client.
pub(crate) struct Customers {
    address: String,
}

impl Customers {
    pub(crate) fn new(bank: &str) -> Self {
        Self { address: bank.trim_start_matches("http://").to_owned() }
    }

    /// Returns the purchase of the next customer.
    pub(crate) async fn next(&self) -> Result<Option<u32>, Error> {
        let body = self.request("GET /customers/next").await?;
        Ok(if body == "null" { None } else { Some(body.parse()?) })
    }

    pub(crate) async fn answer(&self, purchase: u32) -> Result<(), Error> {
        self.request(&format!("POST /customers/{purchase}/answer")).await.map(drop)
    }

    async fn request(&self, line: &str) -> Result<String, Error> {
        let mut stream = TcpStream::connect(&self.address).await?;
        let head = format!(
            "{line} HTTP/1.1\r\nhost: {}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n",
            self.address
        );
        stream.write_all(head.as_bytes()).await?;
        let mut response = String::new();
        stream.read_to_string(&mut response).await?;
        let (_, body) = response.split_once("\r\n\r\n").ok_or("no response")?;
        Ok(body.to_owned())
    }
}
