//! Measures what a call costs: instructions and allocations, next to those of bare hyper-util and of reqwest in the same
//! run.
//!
//! ```text
//! cargo run --release -p renkei-tests --example call_cost
//! ```
//!
//! It needs valgrind. A server in a process of its own answers each GET with 150 bytes of JSON over a kept HTTP/1.1
//! connection. Each client makes [`FEW`] and [`MANY`] calls under callgrind and memcheck; the difference, divided by
//! the number of calls between them, is the cost of one call. The last column is the ratio of
//! instructions to those of bare hyper-util.

#![allow(clippy::expect_used, reason = "a tool for developers; a broken environment ends it")]

#[path = "support/orders.rs"]
mod orders;
#[path = "support/plain_order.rs"]
mod plain_order;
#[path = "support/server.rs"]
mod server;
#[path = "support/valgrind.rs"]
mod valgrind;

use http_body_util::BodyExt;
use hyper_util::client::legacy::Client as HyperClient;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use renkei_runtime::codegen;

use self::orders::{GET_ORDER, Order};
use self::plain_order::PlainOrder;
use self::server::{Server, serve};

const FEW: u32 = 200;
const MANY: u32 = 1200;

#[derive(Clone, Debug)]
struct Client(codegen::Core);

impl codegen::FromCore for Client {
    const DEFAULTS: codegen::Defaults =
        codegen::Defaults { user_agent: "orders-api/0.1.0", ..codegen::Defaults::NEW };

    fn from_core(core: codegen::Core) -> Self {
        Self(core)
    }
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        [] => compare(),
        ["serve"] => serve(),
        ["renkei", url, calls] => run(renkei(builder(url), calls.parse().expect("a number"))),
        ["all policies", url, calls] => {
            run(renkei(all_policies(url), calls.parse().expect("a number")));
        }
        ["reqwest", url, calls] => run(reqwest(url, calls.parse().expect("a number"))),
        ["hyper-util", url, calls] => run(hyper_util(url, calls.parse().expect("a number"))),
        _ => println!(
            "call_cost: the cost of a call, next to that of bare hyper-util and of reqwest"
        ),
    }
}

fn run(client: impl Future<Output = ()>) {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    runtime.enable_all().build().expect("a runtime").block_on(client);
}

fn builder(url: &str) -> codegen::ClientBuilder<Client> {
    codegen::ClientBuilder::new().base_url(url)
}

/// What is not on by default, too: a rate limit of this process, hedging, limits for each path template, and metrics.
fn all_policies(url: &str) -> codegen::ClientBuilder<Client> {
    let builder = builder(url).rate_limit(1e6, 1_000_000).hedging(0.03).limits_by_path(true);
    builder.observe(renkei_runtime::telemetry::Metrics::default())
}

async fn renkei(builder: codegen::ClientBuilder<Client>, calls: u32) {
    let client = builder.build().expect("a client can be built");
    for _ in 0..calls {
        let mut call = codegen::Call::new(&client.0, &GET_ORDER);
        call.path("order_id", "ord_0123456789");
        let decode: codegen::Decode<Order> =
            codegen::Decode { ok: codegen::json, err: codegen::no_error };
        let order = call.send(decode).await.expect("the call succeeds");
        assert_eq!(order.amount, 1200);
    }
}

async fn hyper_util(url: &str, calls: u32) {
    let client: HyperClient<HttpConnector, http_body_util::Empty<bytes::Bytes>> =
        HyperClient::builder(TokioExecutor::new()).build_http();
    for _ in 0..calls {
        let request = http::Request::get(format!("{url}/v1/orders/ord_0123456789"))
            .header("accept", "application/json")
            .header("user-agent", "orders-api/0.1.0")
            .body(http_body_util::Empty::new())
            .expect("a request");
        let response = client.request(request).await.expect("the call succeeds");
        let body = response.into_body().collect().await.expect("a body").to_bytes();
        check(&body);
    }
}

async fn reqwest(url: &str, calls: u32) {
    let client = reqwest::Client::builder().user_agent("orders-api/0.1.0").no_proxy().build();
    let client = client.expect("a client can be built");
    for _ in 0..calls {
        let request = client
            .get(format!("{url}/v1/orders/ord_0123456789"))
            .header("accept", "application/json");
        let response = request.send().await.expect("the call succeeds");
        check(&response.bytes().await.expect("a body"));
    }
}

fn check(body: &[u8]) {
    let order: PlainOrder = serde_json::from_slice(body).expect("an order");
    let texts = [&order.id, &order.currency, &order.status, &order.customer, &order.created];
    assert!(order.amount == 1200 && order.note.is_some() && texts.iter().all(|it| it.len() > 2));
}

/// The costs of one call.
struct Cost {
    instructions: u64,
    allocations: u64,
}

fn compare() {
    let server = Server::start();
    println!("{:<12} {:>13} {:>12} {:>7}", "a call", "instructions", "allocations", "ratio");
    let mut bare = None;
    for client in ["hyper-util", "reqwest", "renkei", "all policies"] {
        let Cost { instructions, allocations } = cost(client, &server.url);
        let percent = instructions * 100 / *bare.get_or_insert(instructions).max(&mut 1);
        let ratio = format!("{}.{:02}", percent / 100, percent % 100);
        println!("{client:<12} {instructions:>13} {allocations:>12} {ratio:>7}");
    }
}

fn cost(client: &str, url: &str) -> Cost {
    let a_call = |count: &dyn Fn(&[&str]) -> u64| {
        let calls = |number: u32| count(&[client, url, &number.to_string()]);
        (calls(MANY) - calls(FEW)) / u64::from(MANY - FEW)
    };
    Cost {
        instructions: a_call(&valgrind::instructions),
        allocations: a_call(&|arguments| {
            valgrind::count(&["--tool=memcheck"], arguments, "total heap usage: ")
        }),
    }
}
