//! The load of the Rust clients: tasks that share a counter.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use http_body_util::BodyExt;
use hyper_rustls::HttpsConnectorBuilder;
use hyper_util::client::legacy::Client as HyperClient;
use hyper_util::client::legacy::connect::Connect;
use hyper_util::rt::TokioExecutor;
use renkei_runtime::codegen;
use renkei_runtime::telemetry::Metrics;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
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

    pub(crate) fn description(self) -> &'static str {
        match self {
            Self::Order => "an order of 150 bytes",
            Self::Page => "a page of 100 KB",
        }
    }

    pub(crate) fn of(name: &str) -> Self {
        if name == "page" { Self::Page } else { Self::Order }
    }
}

/// How it is requested.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Protocol {
    /// HTTP/1.1 without TLS.
    Http1,
    /// HTTP/2 over TLS, as client and server agree by ALPN.
    Http2,
}

impl Protocol {
    pub(crate) const ALL: [Self; 2] = [Self::Http1, Self::Http2];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Http1 => "HTTP/1.1",
            Self::Http2 => "HTTP/2",
        }
    }
}

/// Where requests go.
#[derive(Clone, Debug)]
pub(crate) struct Server {
    pub(crate) base_url: String,
    /// The PEM file with the certificate to trust, for HTTPS.
    pub(crate) certificate: Option<PathBuf>,
}

impl Server {
    fn pem(&self) -> Option<Vec<u8>> {
        self.certificate.as_ref().map(|it| std::fs::read(it).expect("the certificate can be read"))
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
pub(crate) async fn renkei(server: &Server, load: Load) {
    let mut client = codegen::ClientBuilder::new()
        .base_url(&server.base_url)
        .rate_limit(1e6, 1000)
        .observe(Metrics::new());
    if let Some(pem) = server.pem() {
        client = client.root_certificate(pem);
    }
    let client: Client = client.build().expect("a client can be built");
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
pub(crate) async fn hyper_util(server: &Server, load: Load) {
    let builder = HyperClient::builder(TokioExecutor::new());
    let url = format!("{}/{}", server.base_url, load.kind.name());
    let Some(pem) = server.pem() else {
        return hyper_util_calls(builder.build_http(), url, load).await;
    };
    let mut roots = rustls::RootCertStore::empty();
    let certificate = CertificateDer::from_pem_slice(&pem).expect("a certificate");
    roots.add(certificate).expect("the certificate is valid");
    let tls = rustls::ClientConfig::builder().with_root_certificates(roots).with_no_client_auth();
    let connector = HttpsConnectorBuilder::new()
        .with_tls_config(tls)
        .https_only()
        .enable_all_versions()
        .build();
    hyper_util_calls(builder.build(connector), url, load).await;
}

async fn hyper_util_calls<C>(
    client: HyperClient<C, http_body_util::Empty<bytes::Bytes>>,
    url: String,
    load: Load,
) where
    C: Connect + Clone + Send + Sync + 'static,
{
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

pub(crate) async fn reqwest(server: &Server, load: Load) {
    let mut client = reqwest::Client::builder().user_agent("orders-api/0.1.0").no_proxy();
    if let Some(pem) = server.pem() {
        client =
            client.tls_certs_only([reqwest::Certificate::from_pem(&pem).expect("a certificate")]);
    }
    let client = client.timeout(std::time::Duration::from_secs(10)).build();
    let client = client.expect("a client can be built");
    let url = format!("{}/{}", server.base_url, load.kind.name());
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
