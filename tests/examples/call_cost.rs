//! Measures what a call costs: instructions and allocations, next to those of bare hyper-util in the same run.
//!
//! ```text
//! cargo run --release -p renkei-tests --example call_cost
//! ```
//!
//! It needs valgrind. A server in a process of its own answers each GET with 150 bytes of JSON over a kept HTTP/1.1
//! connection. Each client makes [`FEW`] and [`MANY`] calls under callgrind and memcheck; the difference, divided by
//! the number of calls between them, is the cost of one call. The last line is the ratio to bare hyper-util.

#![allow(clippy::expect_used, reason = "a tool for developers; a broken environment ends it")]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use http_body_util::BodyExt;
use hyper_util::client::legacy::Client as HyperClient;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use renkei_runtime::codegen;

const FEW: u32 = 200;
const MANY: u32 = 1200;

const BODY: &str = r#"{"id":"ord_0123456789","amount":1200,"currency":"JPY","status":"open","customer":"cus_98765432","note":"two boxes, please","created":"2026-11-29"}"#;

/// As generated code has it.
#[derive(Clone, Debug, PartialEq)]
pub struct Order {
    id: String,
    amount: i64,
    currency: String,
    status: String,
    customer: String,
    note: Option<String>,
    created: String,
}

codegen::object!(Order {
    "id" => id: required,
    "amount" => amount: required,
    "currency" => currency: required,
    "status" => status: required,
    "customer" => customer: required,
    "note" => note: optional,
    "created" => created: required,
});

/// The same for serde.
#[derive(serde::Deserialize)]
struct PlainOrder {
    id: String,
    amount: i64,
    currency: String,
    status: String,
    customer: String,
    note: Option<String>,
    created: String,
}

static GET_ORDER: codegen::Operation = codegen::Operation {
    id: "getOrder",
    path: "/v1/orders/{order_id}",
    accept: "application/json",
    repeatable: true,
    ..codegen::Operation::GET
};

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
        ["renkei", url, calls] => run(renkei(url, calls.parse().expect("a number"))),
        ["hyper-util", url, calls] => run(hyper_util(url, calls.parse().expect("a number"))),
        _ => println!("call_cost: the cost of a call, next to that of bare hyper-util"),
    }
}

fn run(client: impl Future<Output = ()>) {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    runtime.enable_all().build().expect("a runtime").block_on(client);
}

async fn renkei(url: &str, calls: u32) {
    let client: Client =
        codegen::ClientBuilder::new().base_url(url).build().expect("a client can be built");
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
        let order: PlainOrder = serde_json::from_slice(&body).expect("an order");
        let texts = [&order.id, &order.currency, &order.status, &order.customer, &order.created];
        assert!(
            order.amount == 1200 && order.note.is_some() && texts.iter().all(|it| it.len() > 2)
        );
    }
}

/// Answers every request on any number of connections, each in a thread.
fn serve() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    println!("http://{}", listener.local_addr().expect("an address"));
    for stream in listener.incoming() {
        std::thread::spawn(move || answer(stream.expect("a connection")));
    }
}

fn answer(mut stream: TcpStream) {
    let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ndate: Sun, 29 Nov 2026 10:00:00 GMT\r\n";
    let response = format!("{head}content-length: {}\r\n\r\n{BODY}", BODY.len());
    let (mut received, mut buffer) = (Vec::new(), [0; 4096]);
    while let Ok(length @ 1..) = stream.read(&mut buffer) {
        received.extend_from_slice(buffer.get(..length).unwrap_or_default());
        if received.ends_with(b"\r\n\r\n") {
            received.clear();
            stream.write_all(response.as_bytes()).expect("the client reads");
        }
    }
}

/// The costs of one call.
struct Cost {
    instructions: u64,
    allocations: u64,
}

fn compare() {
    let program = std::env::current_exe().expect("this program has a path");
    let mut server: Child = Command::new(&program)
        .arg("serve")
        .stdout(Stdio::piped())
        .spawn()
        .expect("the server starts");
    let mut url = String::new();
    let output = server.stdout.take().expect("its output");
    BufReader::new(output).read_line(&mut url).expect("its address");
    let cost = |client: &str| cost(&program, client, url.trim());
    let (bare, renkei) = (cost("hyper-util"), cost("renkei"));
    server.kill().expect("the server ends");
    server.wait().expect("the server ends");
    println!("{:<12} {:>13} {:>12}", "a call", "instructions", "allocations");
    for (name, cost) in [("hyper-util", &bare), ("renkei", &renkei)] {
        println!("{name:<12} {:>13} {:>12}", cost.instructions, cost.allocations);
    }
    let percent = renkei.instructions * 100 / bare.instructions.max(1);
    println!("ratio        {:>12}.{:02}", percent / 100, percent % 100);
}

fn cost(program: &Path, client: &str, url: &str) -> Cost {
    let each = |arguments: &[&str], marker: &str| {
        let count = |calls: u32| {
            let run = Command::new("valgrind")
                .args(arguments)
                .arg(program)
                .args([client, url, &calls.to_string()])
                .output()
                .expect("valgrind is installed");
            let report = String::from_utf8_lossy(&run.stderr);
            assert!(run.status.success(), "{report}");
            number_after(&report, marker)
        };
        (count(MANY) - count(FEW)) / u64::from(MANY - FEW)
    };
    let callgrind = ["--tool=callgrind", "--callgrind-out-file=/dev/null"];
    Cost {
        instructions: each(&callgrind, "Collected : "),
        allocations: each(&["--tool=memcheck"], "total heap usage: "),
    }
}

fn number_after(text: &str, marker: &str) -> u64 {
    let (_, rest) = text.split_once(marker).expect("valgrind reports a number");
    let digits: String = rest
        .chars()
        .take_while(|it| it.is_ascii_digit() || *it == ',')
        .filter(char::is_ascii_digit)
        .collect();
    digits.parse().expect("a number")
}
