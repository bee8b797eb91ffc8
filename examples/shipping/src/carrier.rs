//! The carrier, whose limit is a bucket: a request without a token is refused with 429.

use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Json, Router};
use serde_json::{Value, json};
use tokio::net::TcpListener;

/// How many requests the carrier accepts at once after a pause.
const BURST: u32 = 10;

/// A carrier.
pub(crate) struct Carrier {
    pub(crate) url: String,
    state: Shared,
}

type Shared = Arc<Mutex<Account>>;

struct Account {
    limit: u32,
    /// When the bucket is full.
    full_at: Instant,
    requests: Vec<(Instant, bool)>,
}

/// When requests arrived, since the first one, and whether they were accepted.
pub(crate) struct Timeline {
    pub(crate) accepted: u32,
    pub(crate) refused: u32,
    pub(crate) requests: Vec<(Duration, bool)>,
}

impl Timeline {
    /// Returns the time of the last request.
    pub(crate) fn seconds(&self) -> f64 {
        self.requests.last().map_or(0.0, |(at, _)| at.as_secs_f64())
    }
}

impl Carrier {
    pub(crate) async fn start(limit: u32) -> io::Result<Self> {
        let account = Account { limit, full_at: Instant::now(), requests: Vec::new() };
        let state = Arc::new(Mutex::new(account));
        let routes = Router::new().route("/v1/parcels", post(register)).with_state(state.clone());
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("http://{}", listener.local_addr()?);
        tokio::spawn(async move { axum::serve(listener, routes).await });
        Ok(Self { url, state })
    }

    pub(crate) fn timeline(&self) -> Timeline {
        let account = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let first = account.requests.first().map(|(at, _)| *at);
        let since = |at: &Instant| first.map_or(Duration::ZERO, |first| at.duration_since(first));
        let requests: Vec<_> = account.requests.iter().map(|(at, ok)| (since(at), *ok)).collect();
        let count = |wanted| {
            let found = requests.iter().filter(|(_, accepted)| *accepted == wanted).count();
            u32::try_from(found).unwrap_or(u32::MAX)
        };
        Timeline { accepted: count(true), refused: count(false), requests }
    }
}

impl Account {
    fn accepts(&mut self, now: Instant) -> bool {
        let token = Duration::from_secs(1) / self.limit;
        let full_at = self.full_at.max(now);
        let accepted = full_at + token <= now + token * BURST;
        if accepted {
            self.full_at = full_at + token;
        }
        self.requests.push((now, accepted));
        accepted
    }
}

async fn register(State(state): State<Shared>, Json(body): Json<Value>) -> Response {
    let accepted = state.lock().unwrap_or_else(PoisonError::into_inner).accepts(Instant::now());
    if !accepted {
        return (StatusCode::TOO_MANY_REQUESTS, [(header::RETRY_AFTER, "1")]).into_response();
    }
    let tracking = format!("JP{}", body.get("order").cloned().unwrap_or(Value::Null));
    (StatusCode::CREATED, Json(json!({"tracking": tracking}))).into_response()
}
