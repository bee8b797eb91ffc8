//! The hot paths of the runtime: whole calls, as generated code makes them.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use http::{HeaderValue, Request, Response};
use renkei_runtime::telemetry::{Metrics, TraceContext};
use renkei_runtime::transport::{
    Attempt, BoxFuture, RequestBody, ResponseBody, Transport, TransportError,
};
use renkei_runtime::{CallOptions, LimitError, LimitKey, RateLimiter, Reservation, codegen};

use super::orders::{BODY, GET_ORDER, Order};

/// How many orders are about 100 KB.
const MANY: usize = 700;

/// A page of a list.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct OrderPage {
    orders: Vec<Order>,
    next: Option<String>,
}

codegen::object!(OrderPage { "orders" => orders: required, "next" => next: optional, });

static IMPORT_ORDERS: codegen::Operation = codegen::Operation {
    id: "importOrders",
    method: "POST",
    path: "/v1/orders/{order_id}",
    accept: "application/json",
    repeatable: false,
    ..codegen::Operation::GET
};

static LIST_ORDERS: codegen::Operation = codegen::Operation {
    id: "listOrders",
    path: "/v1/orders",
    accept: "application/json",
    repeatable: true,
    ..codegen::Operation::GET
};

static ORDER_PAGES: codegen::Paging = codegen::Paging {
    items: &["orders"],
    next: codegen::Next::Cursor {
        to: codegen::Target::Query("after"),
        from: &["next"],
        more: None,
    },
};

#[derive(Clone, Debug)]
struct Client(codegen::Core);

impl codegen::FromCore for Client {
    const DEFAULTS: codegen::Defaults = codegen::Defaults::NEW;

    fn from_core(core: codegen::Core) -> Self {
        Self(core)
    }
}

/// Responds at once. It numbers the pages of a list.
#[derive(Default)]
struct Prepared {
    pages: AtomicUsize,
    many: bytes::Bytes,
}

impl Transport for Prepared {
    fn send(
        &self,
        request: Request<RequestBody>,
        _attempt: Attempt,
    ) -> BoxFuture<Result<Response<ResponseBody>, TransportError>> {
        let body = match request.uri().path() {
            "/v1/orders" => {
                let next = self.pages.fetch_add(1, Ordering::Relaxed);
                format!(r#"{{"orders":[{BODY},{BODY}],"next":"{next}"}}"#).into()
            }
            "/v1/orders/many" => self.many.clone(),
            _ => bytes::Bytes::from_static(BODY.as_bytes()),
        };
        let mut response = Response::new(ResponseBody::from(body));
        let json = HeaderValue::from_static("application/json");
        response.headers_mut().insert("content-type", json);
        Box::pin(std::future::ready(Ok(response)))
    }
}

/// A limit that is never reached.
struct NoLimit;

impl RateLimiter for NoLimit {
    fn reserve(
        &self,
        _key: &LimitKey,
        _cost: u32,
        _until: tokio::time::Instant,
    ) -> BoxFuture<Result<Reservation, LimitError>> {
        Box::pin(std::future::ready(Ok(Reservation::new(Duration::ZERO))))
    }
}

type Builder = codegen::ClientBuilder<Client>;

fn prepared() -> Builder {
    let orders = format!("[{}{BODY}]", format!("{BODY},").repeat(MANY - 1));
    let transport = Prepared { pages: AtomicUsize::new(1), many: orders.into() };
    codegen::ClientBuilder::new().base_url("http://localhost").transport(transport)
}

fn run<F: Future<Output = ()>>(builder: Builder, calls: impl FnOnce(Client) -> F) {
    let client = builder.build().expect("a client can be built");
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    runtime.enable_all().build().expect("a runtime").block_on(calls(client));
}

async fn get<T: codegen::serde::de::DeserializeOwned + Send + 'static>(
    client: &Client,
    id: &str,
) -> T {
    get_with(client, id, None).await
}

async fn get_with<T: codegen::serde::de::DeserializeOwned + Send + 'static>(
    client: &Client,
    id: &str,
    options: Option<CallOptions>,
) -> T {
    let mut call = codegen::Call::new(&client.0, &GET_ORDER);
    call.path("order_id", id);
    if let Some(options) = options {
        call.options(options);
    }
    let decode = codegen::Decode { ok: codegen::json::<T>, err: codegen::no_error };
    call.send(decode).await.expect("the call succeeds")
}

fn get_orders(runs: u32, builder: Builder) {
    run(builder, async |client| {
        for _ in 0..runs {
            let order: Order = get(&client, "ord_0123456789").await;
            assert_eq!(order.amount, 1200);
        }
    });
}

pub(super) fn over_http1(runs: u32, url: &str) {
    get_orders(runs, codegen::ClientBuilder::new().base_url(url));
}

pub(super) fn without_a_network(runs: u32, _url: &str) {
    get_orders(runs, prepared());
}

/// A rate limit switches the short cut around the lock of an upstream off.
pub(super) fn with_rate_limits(runs: u32, _url: &str) {
    get_orders(runs, prepared().rate_limit(1e6, 1_000_000).rate_limiter(NoLimit));
}

/// Metrics, and a request that belongs to a trace. `telemetry_cost` compares more kinds of telemetry.
pub(super) fn with_telemetry(runs: u32, _url: &str) {
    let context = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    let context: TraceContext = context.parse().expect("a traceparent");
    run(prepared().observe(Metrics::new()), async |client| {
        for _ in 0..runs {
            let options = CallOptions::new().trace_context(context.clone());
            let order: Order = get_with(&client, "ord_0123456789", Some(options)).await;
            assert_eq!(order.amount, 1200);
        }
    });
}

pub(super) fn decode(runs: u32, _url: &str) {
    run(prepared(), async |client| {
        for _ in 0..runs {
            let orders: Vec<Order> = get(&client, "many").await;
            assert_eq!(orders.len(), MANY);
        }
    });
}

pub(super) fn encode(runs: u32, _url: &str) {
    let order: Order = codegen::serde_json::from_str(BODY).expect("an order");
    let orders = vec![order; MANY];
    run(prepared(), async |client| {
        for _ in 0..runs {
            let mut call = codegen::Call::new(&client.0, &IMPORT_ORDERS);
            call.path("order_id", "all");
            call.json("application/json", &orders);
            let decode = codegen::Decode { ok: codegen::raw_bytes, err: codegen::no_error };
            let body: bytes::Bytes = call.send(decode).await.expect("the call succeeds");
            assert_eq!(body, BODY);
        }
    });
}

pub(super) fn pages(runs: u32, _url: &str) {
    run(prepared(), async |client| {
        let call = codegen::Call::new(&client.0, &LIST_ORDERS);
        let decode = codegen::Decode { ok: codegen::json::<OrderPage>, err: codegen::no_error };
        let mut pages = call.pages(&ORDER_PAGES, decode);
        for _ in 0..runs {
            let page = pages.try_next().await.expect("the call succeeds").expect("a page");
            assert!(page.orders.len() == 2 && page.next.is_some());
        }
    });
}
