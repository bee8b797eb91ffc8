//! The vendor: parcels, registered once for each key, and a condition that the story changes.

use std::collections::HashMap;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::routing::{get, post};
use axum::{Json, Router};
use fastrand::Rng;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::time::sleep;

/// How many parcels there are at the start.
pub(crate) const PARCELS: u32 = 50;

/// How the vendor does.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Condition {
    /// How long a request takes for each request in flight; with many of them, they also hinder each other.
    congestion: Duration,
    /// The share of requests for a parcel that take [`STALL`] longer.
    stalls: f64,
    /// The share of all requests that fail with 503.
    failures: f64,
}

/// How much longer a request takes that stalls.
pub(crate) const STALL: Duration = Duration::from_millis(400);

impl Condition {
    pub(crate) const HEALTHY: Self =
        Self { congestion: Duration::ZERO, stalls: 0.0, failures: 0.0 };
    pub(crate) const DOWN: Self = Self::HEALTHY.failing(1.0);

    pub(crate) const fn stalling(self, share: f64) -> Self {
        Self { stalls: share, ..self }
    }

    pub(crate) const fn failing(self, share: f64) -> Self {
        Self { failures: share, ..self }
    }

    pub(crate) const fn congested(self, for_each: Duration) -> Self {
        Self { congestion: for_each, ..self }
    }
}

/// A request, as the vendor sees it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Request {
    pub(crate) at: Instant,
    pub(crate) is_write: bool,
    pub(crate) has_failed: bool,
    /// The requests in flight, this one included.
    pub(crate) in_flight: u32,
}

/// A vendor.
#[derive(Clone)]
pub(crate) struct Vendor {
    pub(crate) url: String,
    state: Shared,
}

type Shared = Arc<Mutex<Office>>;

struct Office {
    condition: Condition,
    /// The condition from this request on.
    later: Option<(usize, Condition)>,
    rng: Rng,
    in_flight: u32,
    requests: Vec<Request>,
    /// The orders of the parcels.
    parcels: Vec<u32>,
    /// The number of the parcel that a key has registered.
    keys: HashMap<String, u32>,
}

impl Vendor {
    pub(crate) async fn start(condition: Condition, seed: u64) -> io::Result<Self> {
        let office = Office {
            condition,
            later: None,
            rng: Rng::with_seed(seed),
            in_flight: 0,
            requests: Vec::new(),
            parcels: (0..PARCELS).collect(),
            keys: HashMap::new(),
        };
        let state = Arc::new(Mutex::new(office));
        let routes = Router::new()
            .route("/v1/parcels", post(register))
            .route("/v1/parcels/{number}", get(parcel))
            .route("/v1/rates", get(rates))
            .with_state(state.clone());
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("http://{}", listener.local_addr()?);
        tokio::spawn(async move { axum::serve(listener, routes).await });
        Ok(Self { url, state })
    }

    pub(crate) fn change(&self, condition: Condition) {
        lock(&self.state).condition = condition;
    }

    /// Changes the condition after a number of requests.
    pub(crate) fn change_after(&self, requests: usize, condition: Condition) {
        lock(&self.state).later = Some((requests, condition));
    }

    pub(crate) fn requests(&self) -> Vec<Request> {
        lock(&self.state).requests.clone()
    }

    /// Returns how many parcels were registered, and how many orders were registered twice.
    pub(crate) fn registered(&self) -> (usize, usize) {
        let mut orders = lock(&self.state).parcels.split_off(PARCELS as usize);
        let all = orders.len();
        orders.sort_unstable();
        orders.dedup();
        (all, all - orders.len())
    }
}

/// A request in flight.
struct InFlight(Shared);

impl Drop for InFlight {
    fn drop(&mut self) {
        lock(&self.0).in_flight -= 1;
    }
}

/// Takes the time that the vendor's condition demands, and fails as it says.
async fn serve(state: &Shared, is_write: bool, may_stall: bool) -> Result<(), StatusCode> {
    let (delay, has_failed, _in_flight) = {
        let mut office = lock(state);
        if let Some((_, condition)) =
            office.later.filter(|(from, _)| office.requests.len() >= *from)
        {
            office.condition = condition;
        }
        office.in_flight += 1;
        let (condition, in_flight) = (office.condition, office.in_flight);
        let mut delay = Duration::from_secs_f64(0.005 + 0.01 * office.rng.f64());
        let crowd = f64::from(in_flight);
        delay += condition.congestion.mul_f64(crowd * (1.0 + crowd / 20.0));
        if office.rng.f64() < condition.stalls && may_stall {
            delay += STALL;
        }
        let has_failed = office.rng.f64() < condition.failures;
        office.requests.push(Request { at: Instant::now(), is_write, has_failed, in_flight });
        (delay, has_failed, InFlight(state.clone()))
    };
    sleep(delay).await;
    if has_failed { Err(StatusCode::SERVICE_UNAVAILABLE) } else { Ok(()) }
}

async fn parcel(
    State(state): State<Shared>,
    Path(number): Path<u32>,
) -> Result<Json<Value>, StatusCode> {
    serve(&state, false, true).await?;
    let order = lock(&state).parcels.get(number as usize).copied().ok_or(StatusCode::NOT_FOUND)?;
    Ok(Json(json!({"number": number, "order": order})))
}

/// Prices come from a cache, so they never stall.
async fn rates(State(state): State<Shared>) -> Result<Json<Value>, StatusCode> {
    serve(&state, false, false).await?;
    Ok(Json(json!([{"service": "standard", "price": 700}, {"service": "express", "price": 1200}])))
}

/// Registers a parcel once for each key.
async fn register(
    State(state): State<Shared>,
    headers: HeaderMap,
    Json(body): Json<Value>,
) -> Result<(StatusCode, Json<Value>), StatusCode> {
    serve(&state, true, false).await?;
    let key = headers.get("idempotency-key").and_then(|it| it.to_str().ok());
    let order = body.get("order").and_then(Value::as_u64).and_then(|it| u32::try_from(it).ok());
    let (Some(key), Some(order)) = (key, order) else { return Err(StatusCode::BAD_REQUEST) };
    let mut office = lock(&state);
    let number = match office.keys.get(key) {
        Some(number) => *number,
        None => {
            let number = u32::try_from(office.parcels.len()).unwrap_or(u32::MAX);
            office.parcels.push(order);
            office.keys.insert(key.to_owned(), number);
            number
        }
    };
    Ok((StatusCode::CREATED, Json(json!({"number": number, "order": order}))))
}

fn lock(state: &Shared) -> MutexGuard<'_, Office> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}
