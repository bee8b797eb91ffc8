//! The load of the Rust clients: tasks that share a counter.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use http_body_util::BodyExt;
use hyper_util::client::legacy::Client as HyperClient;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use renkei_runtime::codegen;
use renkei_runtime::telemetry::Metrics;
use serde_json::json;

use crate::orders::Order;
use crate::plain_order::PlainOrder;

/// What is requested.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// An order.
    Order,
    /// A page of orders.
    Page,
}

impl Kind {
    pub(crate) const ALL: [Self; 2] = [Self::Order, Self::Page];

    /// The name, which is the last segment of the path too.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Order => "order",
            Self::Page => "page",
        }
    }

    pub(crate) fn of(name: &str) -> Self {
        if name == "page" { Self::Page } else { Self::Order }
    }
}

/// A page as generated code has it.
struct Page {
    data: Vec<Order>,
}

codegen::object!(Page {
    "data" => data: required,
});

#[derive(serde::Deserialize)]
struct PlainPage {
    data: Vec<PlainOrder>,
}

const GET: codegen::Operation =
    codegen::Operation { accept: "application/json", repeatable: true, ..codegen::Operation::GET };
static GET_ORDER: codegen::Operation = codegen::Operation { id: "getOrder", path: "/order", ..GET };
static LIST_ORDERS: codegen::Operation =
    codegen::Operation { id: "listOrders", path: "/page", ..GET };

#[derive(Clone, Debug)]
struct Client(codegen::Core);

impl codegen::FromCore for Client {
    const DEFAULTS: codegen::Defaults =
        codegen::Defaults { user_agent: "orders-api/0.1.0", ..codegen::Defaults::NEW };

    fn from_core(core: codegen::Core) -> Self {
        Self(core)
    }
}

/// A load: how many requests, and how many at a time.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Load {
    pub(crate) kind: Kind,
    pub(crate) requests: usize,
    pub(crate) concurrency: usize,
}

/// A client of renkei with all that a client can be asked to do for each call: limits, retries, metrics.
pub(crate) async fn renkei(base_url: &str, load: Load) {
    let client: Client = codegen::ClientBuilder::new()
        .base_url(base_url)
        .rate_limit(1e6, 1000)
        .observe(Metrics::new())
        .build()
        .expect("a client can be built");
    run(load, move || {
        let client = client.clone();
        async move {
            match load.kind {
                Kind::Order => {
                    let call = codegen::Call::new(&client.0, &GET_ORDER);
                    let decode: codegen::Decode<Order> =
                        codegen::Decode { ok: codegen::json, err: codegen::no_error };
                    call.send(decode).await.is_ok_and(|it| it.amount == 1200)
                }
                Kind::Page => {
                    let call = codegen::Call::new(&client.0, &LIST_ORDERS);
                    let decode: codegen::Decode<Page> =
                        codegen::Decode { ok: codegen::json, err: codegen::no_error };
                    call.send(decode).await.is_ok_and(|it| !it.data.is_empty())
                }
            }
        }
    })
    .await;
}

/// hyper-util's pooled client, without a policy or a limit of time.
pub(crate) async fn hyper_util(base_url: &str, load: Load) {
    let client: HyperClient<HttpConnector, http_body_util::Empty<bytes::Bytes>> =
        HyperClient::builder(TokioExecutor::new()).build_http();
    let url = format!("{base_url}/{}", load.kind.name());
    run(load, move || {
        let (client, url) = (client.clone(), url.clone());
        async move {
            let request = http::Request::get(url)
                .header("accept", "application/json")
                .header("user-agent", "orders-api/0.1.0")
                .body(http_body_util::Empty::new())
                .expect("a request");
            let Ok(response) = client.request(request).await else { return false };
            let body = response.into_body().collect().await;
            body.is_ok_and(|it| is_expected(&it.to_bytes(), load.kind))
        }
    })
    .await;
}

pub(crate) async fn reqwest(base_url: &str, load: Load) {
    let client = reqwest::Client::builder().user_agent("orders-api/0.1.0").no_proxy();
    let client = client.timeout(std::time::Duration::from_secs(10)).build();
    let client = client.expect("a client can be built");
    let url = format!("{base_url}/{}", load.kind.name());
    run(load, move || {
        let (client, url) = (client.clone(), url.clone());
        async move {
            let request = client.get(url).header("accept", "application/json");
            let Ok(response) = request.send().await else { return false };
            response.bytes().await.is_ok_and(|it| is_expected(&it, load.kind))
        }
    })
    .await;
}

fn is_expected(body: &[u8], kind: Kind) -> bool {
    match kind {
        Kind::Order => serde_json::from_slice(body).is_ok_and(|it: PlainOrder| it.amount == 1200),
        Kind::Page => serde_json::from_slice(body).is_ok_and(|it: PlainPage| !it.data.is_empty()),
    }
}

/// Makes the calls, twice as many as there are tasks before the clock starts, and prints the figures as a line of JSON.
async fn run<F>(load: Load, call: impl Fn() -> F + Send + Sync + 'static)
where
    F: Future<Output = bool> + Send,
{
    let call = Arc::new(call);
    calls(2 * load.concurrency, load.concurrency, &call).await;
    let started = Instant::now();
    let (mut micros, errors) = calls(load.requests, load.concurrency, &call).await;
    let seconds = started.elapsed().as_secs_f64();
    micros.sort_unstable();
    let at = |percent: usize| micros.get((load.requests - 1) * percent / 100);
    let [p50, p95, p99] = [50, 95, 99].map(at);
    println!(
        "{}",
        json!({ "seconds": seconds, "p50": p50, "p95": p95, "p99": p99, "errors": errors })
    );
}

/// How many microseconds each call took, and how many calls failed.
async fn calls<C, F>(count: usize, concurrency: usize, call: &Arc<C>) -> (Vec<u64>, usize)
where
    C: Fn() -> F + Send + Sync + 'static,
    F: Future<Output = bool> + Send,
{
    let next = Arc::new(AtomicUsize::new(0));
    let tasks: Vec<_> = (0..concurrency)
        .map(|_| {
            let (call, next) = (Arc::clone(call), Arc::clone(&next));
            tokio::spawn(async move {
                let (mut micros, mut errors) = (Vec::new(), 0);
                while next.fetch_add(1, Ordering::Relaxed) < count {
                    let started = Instant::now();
                    errors += usize::from(!call().await);
                    micros.push(u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX));
                }
                (micros, errors)
            })
        })
        .collect();
    let (mut all, mut failed) = (Vec::with_capacity(count), 0);
    for task in tasks {
        let (micros, errors) = task.await.expect("a task ends");
        all.extend(micros);
        failed += errors;
    }
    (all, failed)
}
