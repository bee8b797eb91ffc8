//! Measures what JSON costs: instructions for each byte of a body of 100 KB, next to those of `serde_json` with derived
//! implementations in the same run.
//!
//! ```text
//! cargo run --release -p renkei-tests --example json_cost
//! ```
//!
//! It needs valgrind. Each reader and writer runs [`FEW`] and [`MANY`] times under callgrind; the difference, divided by the
//! number of runs between them and by the length of the body, is the cost of a byte. Reading goes through a whole call,
//! because the reader of the runtime is private, so it includes the rest of a call without a network.

#![allow(clippy::expect_used, reason = "a tool for developers; a broken environment ends it")]

#[path = "support/orders.rs"]
mod orders;
#[path = "support/plain_order.rs"]
mod plain_order;
#[path = "support/valgrind.rs"]
mod valgrind;

use std::hint::black_box;

use bytes::Bytes;
use http::{HeaderValue, Request, Response};
use renkei_runtime::codegen;
use renkei_runtime::transport::{
    Attempt, BoxFuture, RequestBody, ResponseBody, Transport, TransportError,
};

use self::orders::{BODY, GET_ORDER, Order};
use self::plain_order::PlainOrder;

const FEW: u32 = 5;
const MANY: u32 = 25;

/// How many orders are about 100 KB.
const ORDERS: usize = 700;

/// What is measured: its name, and what runs this often.
type Subject = (&'static str, fn(u32));

const SUBJECTS: [Subject; 4] = [
    ("decode with serde_json", |runs| {
        let text = body();
        for _ in 0..runs {
            let orders: Vec<PlainOrder> = serde_json::from_slice(&text).expect("orders");
            black_box(orders);
        }
    }),
    ("decode with renkei", decode),
    ("encode with serde_json", |runs| {
        let orders: Vec<PlainOrder> = serde_json::from_slice(&body()).expect("orders");
        for _ in 0..runs {
            black_box(serde_json::to_vec(black_box(&orders)).expect("text"));
        }
    }),
    ("encode with renkei", |runs| {
        let orders: Vec<Order> = serde_json::from_slice(&body()).expect("orders");
        let client = client();
        for _ in 0..runs {
            let mut call = codegen::Call::new(&client.0, &GET_ORDER);
            call.json("application/json", black_box(&orders));
            black_box(call);
        }
    }),
];

fn body() -> Bytes {
    format!("[{}{BODY}]", format!("{BODY},").repeat(ORDERS - 1)).into()
}

#[derive(Clone, Debug)]
struct Client(codegen::Core);

impl codegen::FromCore for Client {
    const DEFAULTS: codegen::Defaults = codegen::Defaults::NEW;

    fn from_core(core: codegen::Core) -> Self {
        Self(core)
    }
}

/// Responds at once with this body.
struct Prepared(Bytes);

impl Transport for Prepared {
    fn send(
        &self,
        _request: Request<RequestBody>,
        _attempt: Attempt,
    ) -> BoxFuture<Result<Response<ResponseBody>, TransportError>> {
        let mut response = Response::new(ResponseBody::from(self.0.clone()));
        let json = HeaderValue::from_static("application/json");
        response.headers_mut().insert("content-type", json);
        Box::pin(std::future::ready(Ok(response)))
    }
}

fn client() -> Client {
    let builder = codegen::ClientBuilder::new().base_url("http://localhost");
    builder.transport(Prepared(body())).build().expect("a client can be built")
}

fn decode(runs: u32) {
    let client = client();
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    runtime.enable_all().build().expect("a runtime").block_on(async {
        for _ in 0..runs {
            let mut call = codegen::Call::new(&client.0, &GET_ORDER);
            call.path("order_id", "all");
            let decode =
                codegen::Decode { ok: codegen::json::<Vec<Order>>, err: codegen::no_error };
            black_box(call.send(decode).await.expect("the call succeeds"));
        }
    });
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [name, runs] = arguments.as_slice() {
        let subject = SUBJECTS.iter().find(|it| it.0 == name).expect("a subject");
        return (subject.1)(runs.parse().expect("a number"));
    }
    let length = u64::try_from(body().len()).expect("a length");
    println!("{:<24} instructions a byte, of {length}", "a body");
    for (name, _) in SUBJECTS {
        let count = |runs: u32| valgrind::instructions(&[name, &runs.to_string()]);
        let hundredths = (count(MANY) - count(FEW)) * 100 / u64::from(MANY - FEW) / length;
        println!("{name:<24} {:>6}.{:02}", hundredths / 100, hundredths % 100);
    }
}
