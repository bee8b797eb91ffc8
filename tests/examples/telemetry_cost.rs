//! Measures what telemetry adds to the instructions of a call, in one run with and without it.
//!
//! ```text
//! cargo run --release -p renkei-tests --example telemetry_cost
//! ```
//!
//! It needs valgrind. A server in a process of its own answers each GET with 150 bytes of JSON over a kept HTTP/1.1 connection. Each
//! client makes [`FEW`] and [`MANY`] calls under callgrind; the difference, divided by the number of calls between them, is the cost of
//! one call.
//!
//! What a subscriber or an SDK does with what it receives is not part of this library. So the rows "by hand" show the same call with
//! the same spans, context and values, made with `tracing` or the SDK alone. The last column compares a row with that one, and the others
//! with a call without telemetry. The command exits with 1 if it is more than [`MOST`] percent for what this library does itself.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a tool for developers; a broken environment ends it"
)]

#[path = "support/by_hand.rs"]
mod by_hand;
#[path = "support/orders.rs"]
mod orders;
#[path = "support/server.rs"]
mod server;
#[path = "support/valgrind.rs"]
mod valgrind;

use std::collections::HashMap;
use std::process::ExitCode;

use opentelemetry::metrics::MeterProvider as _;
use opentelemetry::trace::TracerProvider as _;
use opentelemetry_sdk::metrics::SdkMeterProvider;
use opentelemetry_sdk::trace::SdkTracerProvider;
use renkei_runtime::telemetry::{
    Metrics, MetricsFacade, OpenTelemetryMetrics, OpenTelemetryTracer, TraceContext,
};
use renkei_runtime::{CallOptions, ClientBuilder, codegen};

use self::orders::{GET_ORDER, Order};
use self::server::{Server, serve};

const FEW: u32 = 200;
const MANY: u32 = 1200;

/// How much all telemetry may add to the instructions of a call, in percent.
const MOST: f64 = 5.0;

/// A kind of telemetry, what it is compared with, and what it is.
const KINDS: [(&str, &str, &str); 10] = [
    ("off", "off", "none"),
    ("snapshot", "off", "Metrics: the snapshot and the text for Prometheus"),
    ("tracing", "off", "the feature tracing, without a subscriber"),
    ("traceparent", "off", "a given trace context"),
    ("all", "off", "the three above"),
    ("facade", "off", "MetricsFacade, without a recorder"),
    ("spans by hand", "off", "tracing by hand, with a subscriber that drops everything"),
    ("spans", "spans by hand", "tracing, with the same subscriber"),
    (
        "sdk by hand",
        "off",
        "the SDK of OpenTelemetry by hand: sampled spans, their context in the request, and values, no exporter",
    ),
    ("sdk", "sdk by hand", "OpenTelemetryTracer and OpenTelemetryMetrics, with the same SDK"),
];

#[derive(Clone, Debug)]
struct Client(codegen::Core);

impl codegen::FromCore for Client {
    const DEFAULTS: codegen::Defaults = codegen::Defaults::NEW;

    fn from_core(core: codegen::Core) -> Self {
        Self(core)
    }
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        [] => return compare(),
        ["serve"] => serve(),
        [kind, url, calls] => run(kind, url, calls.parse().expect("a number")),
        _ => println!("telemetry_cost: what telemetry adds to the instructions of a call"),
    }
    ExitCode::SUCCESS
}

fn run(kind: &str, url: &str, calls: u32) {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = runtime.enable_all().build().expect("a runtime");
    let _guard = kind.starts_with("spans").then(|| tracing::subscriber::set_default(Drops));
    runtime.block_on(make_calls(kind, url, calls));
}

fn client(kind: &str, url: &str) -> Client {
    let builder = ClientBuilder::new().base_url(url);
    let has_tracing = ["tracing", "all", "spans"].contains(&kind);
    let builder = builder.tracing(has_tracing);
    let builder = match kind {
        "snapshot" | "all" => builder.observe(Metrics::new()),
        "facade" => builder.observe(MetricsFacade::new()),
        "sdk" => {
            let spans = SdkTracerProvider::builder().build();
            let metrics = SdkMeterProvider::builder().build();
            builder
                .tracer(OpenTelemetryTracer::new(spans.tracer("cost")))
                .observe(OpenTelemetryMetrics::new(&metrics.meter("cost")))
        }
        _ => builder,
    };
    builder.build().expect("a client can be built")
}

async fn make_calls(kind: &str, url: &str, calls: u32) {
    let (client, sdk) = (client(kind, url), by_hand::Sdk::new());
    let context = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    let context: TraceContext = context.parse().expect("a traceparent");
    for _ in 0..calls {
        let mut call = codegen::Call::new(&client.0, &GET_ORDER);
        call.path("order_id", "ord_0123456789");
        if ["traceparent", "all"].contains(&kind) {
            call.options(CallOptions::new().trace_context(context.clone()));
        }
        let decode: codegen::Decode<Order> =
            codegen::Decode { ok: codegen::json, err: codegen::no_error };
        let order = match kind {
            "spans by hand" => by_hand::within_spans(call.send(decode)).await,
            "sdk by hand" => {
                let send = |options| {
                    call.options(options);
                    call.send(decode)
                };
                sdk.run(send).await
            }
            _ => call.send(decode).await,
        };
        let order = order.expect("the call succeeds");
        assert_eq!(order.amount, 1200);
    }
}

fn compare() -> ExitCode {
    let server = Server::start();
    println!("| telemetry | instructions of a call | added | to | |");
    println!("|---|---|---|---|---|");
    let (mut costs, mut status) = (HashMap::new(), ExitCode::SUCCESS);
    for (kind, base, what) in KINDS {
        let count = |calls: u32| valgrind::instructions(&[kind, &server.url, &calls.to_string()]);
        let cost = (count(MANY) - count(FEW)) / u64::from(MANY - FEW);
        costs.insert(kind, cost);
        let added = (cost as f64 / costs[base] as f64 - 1.0) * 100.0;
        println!("| {kind} | {cost} | {added:.1} % | {base} | {what} |");
        if kind == "all" && added > MOST {
            status = ExitCode::FAILURE;
        }
    }
    status
}

/// A subscriber that wants everything, and drops it.
struct Drops;

impl tracing::Subscriber for Drops {
    fn enabled(&self, _: &tracing::Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, _: &tracing::span::Attributes<'_>) -> tracing::span::Id {
        tracing::span::Id::from_u64(1)
    }

    fn record(&self, _: &tracing::span::Id, _: &tracing::span::Record<'_>) {}
    fn record_follows_from(&self, _: &tracing::span::Id, _: &tracing::span::Id) {}
    fn event(&self, _: &tracing::Event<'_>) {}
    fn enter(&self, _: &tracing::span::Id) {}
    fn exit(&self, _: &tracing::span::Id) {}
}
