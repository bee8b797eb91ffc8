//! Plays `failures.txt`: what a call does when a server fails, by failure, HTTP version and class of the call.

use std::any::Any;
use std::io::Write as _;
use std::net::IpAddr;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use h2::Reason;
use renkei_runtime::transport::{BoxFuture, HttpTransport, Resolve};
use renkei_runtime::{Error, ErrorKind, Maybe};

use crate::connections::serve_late_alert;
use crate::http2_server::{Behaviour, Certificate, Http2Server, Reply, replies};
use crate::orders_client::{Client, GetOrder, Order};
use crate::server::{Server, Step, json, respond, status, then};

const TABLE: &str = include_str!("failures.txt");
const ORDER: &str = r#"{"id":"7","amount":1200}"#;
const MAX_BODY: usize = 1000;

/// One line of the table.
#[derive(Clone, Debug)]
struct Row {
    failure: String,
    version: String,
    /// For each class of calls: the result, and how many requests the server saw.
    expected: [(String, usize); 3],
    bound: Duration,
}

#[derive(Clone, Copy, Debug)]
enum Class {
    Safe,
    Keyed,
    Unsafe,
}

fn rows() -> Vec<Row> {
    let lines = TABLE.lines().filter(|it| !it.is_empty() && !it.starts_with('#'));
    let row = |line: &str| {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let [failure, version, safe, keyed, plain, bound] = cells[..] else {
            unreachable!("{line}")
        };
        let expected = [safe, keyed, plain].map(|cell| {
            let (result, seen) = cell.rsplit_once(", ").unwrap();
            (result.to_owned(), seen.parse().unwrap())
        });
        let bound = Duration::from_millis(bound.parse().unwrap());
        Row { failure: failure.to_owned(), version: version.to_owned(), expected, bound }
    };
    lines.map(row).collect()
}

/// A server that fails, and how to reach it.
struct Upstream {
    url: String,
    root: Option<String>,
    resolver: Option<NoHost>,
    /// How many successful calls come before the failure.
    calls_before: usize,
    seen: Box<dyn Fn() -> usize + Send>,
    _alive: Box<dyn Any + Send>,
}

/// Resolves nothing.
struct NoHost;

impl Resolve for NoHost {
    fn resolve(&self, _: &str) -> BoxFuture<std::io::Result<Vec<IpAddr>>> {
        Box::pin(async { Err(std::io::Error::other("no such host")) })
    }
}

impl Upstream {
    fn at(url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            root: None,
            resolver: None,
            calls_before: 0,
            seen: Box::new(|| 0),
            _alive: Box::new(()),
        }
    }

    /// Plays these steps on the first connection, and works on the next.
    async fn http1(first: Vec<Step>) -> Self {
        let server = Arc::new(Server::start(vec![first, json(ORDER), json(ORDER)]).await);
        let (url, seen) = (server.url(), server.clone());
        Self {
            seen: Box::new(move || seen.requests().len()),
            _alive: Box::new(server),
            ..Self::at(url)
        }
    }

    /// The same over TLS, which the steps do not know.
    async fn no_tls(steps: Vec<Step>) -> Self {
        let server = Server::start(vec![steps; 3]).await;
        let url = server.url().replace("http", "https");
        Self { _alive: Box::new(server), ..Self::at(url) }
    }

    /// Behaves like this on the first connection, and works on the next.
    async fn http2(first: Behaviour) -> Self {
        let server = Arc::new(Http2Server::start(vec![first, replies(&[Reply::Order])]).await);
        let (url, seen) = (server.url(), server.clone());
        let root = Some(server.pem.clone());
        let seen = Box::new(move || seen.requests().len());
        Self { root, seen, _alive: Box::new(server), ..Self::at(url) }
    }

    async fn of(failure: &str, version: &str) -> Self {
        match (version, failure) {
            ("2", "untrusted certificate") => {
                Self { root: None, ..Self::http2(replies(&[Reply::Order])).await }
            }
            ("2", "silence after a response") => {
                let first = replies(&[Reply::Order, Reply::Silence]);
                Self { calls_before: 1, ..Self::http2(first).await }
            }
            ("2", failure) => Self::http2(http2_behaviour(failure)).await,
            (_, "refused") => {
                let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
                Self::at(format!("http://{}", free.local_addr().unwrap()))
            }
            (_, "no such host") => {
                Self { resolver: Some(NoHost), ..Self::at("http://nothing.test") }
            }
            (_, "hanging handshake of TCP") => full_queue().await,
            (_, "hanging handshake of TLS") => Self::no_tls(vec![stall()]).await,
            (_, "no TLS") => {
                let pause = Step::Wait(Duration::from_millis(5));
                Self::no_tls(vec![pause, write("HTTP/1.1 400 No\r\n\r\n")]).await
            }
            (_, "closed instead of TLS") => Self::no_tls(vec![]).await,
            (_, "late alert") => late_alert().await,
            (_, failure) if failure.starts_with("stale connection") => {
                let end = if failure.ends_with("reset") { vec![Step::Reset] } else { vec![] };
                let steps = then(&[json(ORDER), vec![Step::Read], end]);
                Self { calls_before: 1, ..Self::http1(steps).await }
            }
            (_, failure) => Self::http1(http1_steps(failure)).await,
        }
    }
}

/// A listener whose queue is full drops the next handshake, so connecting hangs.
async fn full_queue() -> Upstream {
    let socket = tokio::net::TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let listener = socket.listen(1).unwrap();
    let address = listener.local_addr().unwrap();
    let mut filling = Vec::new();
    let limit = Duration::from_millis(50);
    while let Ok(stream) =
        tokio::time::timeout(limit, tokio::net::TcpStream::connect(address)).await
    {
        filling.push(stream);
    }
    let alive = Box::new((listener, filling));
    Upstream { _alive: alive, ..Upstream::at(format!("http://{address}")) }
}

async fn late_alert() -> Upstream {
    let certificate = Certificate::new();
    let seen: Arc<Mutex<Vec<String>>> = Arc::default();
    let url = serve_late_alert(&certificate, seen.clone()).await;
    let root = Some(certificate.pem());
    Upstream { root, seen: Box::new(move || seen.lock().unwrap().len()), ..Upstream::at(url) }
}

fn http2_behaviour(failure: &str) -> Behaviour {
    let reply = match failure {
        "refused stream" => Reply::Reset(Reason::REFUSED_STREAM),
        "GOAWAY above the stream" => Reply::GoAway(Reason::NO_ERROR),
        "GOAWAY with an error" => Reply::GoAway(Reason::ENHANCE_YOUR_CALM),
        "reset stream" => Reply::Reset(Reason::INTERNAL_ERROR),
        "cancelled stream" => Reply::Reset(Reason::CANCEL),
        "closed" => Reply::Close,
        "silence" => Reply::Silence,
        "ignored stream" => Reply::Ignore,
        "reset in the body" => Reply::PartialBody(Reason::CANCEL),
        failure => Reply::Status(failure.strip_prefix("status ").unwrap().parse().unwrap()),
    };
    replies(&[reply, Reply::Order])
}

fn write(text: &str) -> Step {
    Step::Write(text.to_owned())
}

fn stall() -> Step {
    Step::Wait(Duration::from_secs(5))
}

/// Steps after a request was read.
fn answer(steps: &[Step]) -> Vec<Step> {
    [&[Step::Read], steps].concat()
}

fn head(fields: &str) -> Step {
    write(&format!("HTTP/1.1 200 OK\r\n{fields}\r\n"))
}

fn http1_steps(failure: &str) -> Vec<Step> {
    let short = write("HTTP/1.1 200 OK\r\ncontent-length: 24\r\n\r\n{\"id\":");
    let pause = Step::Wait(Duration::from_millis(20));
    match failure {
        "closed" => answer(&[]),
        "reset" => answer(&[Step::Reset]),
        "stalled" => answer(&[stall()]),
        "closed in the head" => answer(&[write("HTTP/1.1 200 OK\r\ncontent-")]),
        "reset in the head" => answer(&[write("HTTP/1.1 200 OK\r\ncont"), pause, Step::Reset]),
        "stalled in the head" => answer(&[write("HTTP/1.1 200 OK\r\n"), stall()]),
        "trickling head" => {
            let piece = [write("HTTP/1.1 200 OK\r\n"), pause.clone()];
            let fields = (0..40).flat_map(|_| [write("x: y\r\n"), pause.clone()]);
            answer(&piece.into_iter().chain(fields).collect::<Vec<_>>())
        }
        "no HTTP" => answer(&[write("garbage\r\n\r\n")]),
        "too many headers" => answer(&[head(&"x: y\r\n".repeat(500))]),
        "head too large" => answer(&[head(&format!("x: {}\r\n", "s".repeat(600_000)))]),
        "short of its length" => answer(&[short]),
        "reset in the body" => answer(&[short, pause, Step::Reset]),
        "stalled in the body" => answer(&[short, stall()]),
        "bad chunk" => answer(&[head("transfer-encoding: chunked\r\n"), write("zz\r\n")]),
        "chunks without an end" => {
            answer(&[head("transfer-encoding: chunked\r\n"), write("5\r\n{\"id\"\r\n")])
        }
        "declared longer than allowed" => answer(&[head("content-length: 5000000\r\n")]),
        "longer than allowed" => {
            let chunk = format!("800\r\n{}\r\n", " ".repeat(0x800));
            answer(&[head("transfer-encoding: chunked\r\n"), write(&chunk)])
        }
        "cut gzip" => coded("gzip", &gzip(ORDER.as_bytes())[..20]),
        "no gzip" => coded("gzip", ORDER.as_bytes()),
        "gzip bomb" => coded("gzip", &gzip(&vec![b' '; 100 * MAX_BODY])),
        "unknown coding" => coded("compress", ORDER.as_bytes()),
        "no JSON" => json("{\"id\":"),
        "HTML" => respond("200 OK", "content-type: text/html\r\n", "<html></html>"),
        "wrong type" => json(r#"{"id":7,"amount":"x"}"#),
        "redirect loop" => {
            let again = respond("302 Found", "location: /v1/orders/7\r\n", "");
            then(&vec![again; 7])
        }
        "redirect to another host" => respond("302 Found", "location: http://other.test/\r\n", ""),
        failure => {
            let failed = status(&format!("{} No", failure.strip_prefix("status ").unwrap()));
            then(&[failed, json(ORDER)])
        }
    }
}

pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

pub fn coded(coding: &str, body: &[u8]) -> Vec<Step> {
    let fields = format!("content-encoding: {coding}\r\ncontent-length: {}\r\n", body.len());
    answer(&[head(&fields), Step::WriteBytes(body.to_vec())])
}

fn client(upstream: &mut Upstream) -> Client {
    let builder = Client::builder()
        .base_url(&upstream.url)
        .backoff(Duration::from_millis(2), Duration::from_millis(4))
        .throttle_backoff(Duration::from_millis(2), Duration::from_millis(4))
        .attempt_timeout(Duration::from_millis(250))
        .max_body(MAX_BODY);
    let transport = HttpTransport::builder().connect_timeout(Duration::from_millis(100));
    let transport = match upstream.resolver.take() {
        Some(resolver) => transport.resolver(resolver),
        None => transport,
    };
    let transport = match &upstream.root {
        Some(root) => transport.root_certificate(root),
        None => transport,
    };
    builder.transport(transport.build().unwrap()).build().unwrap()
}

fn call(client: &Client, class: Class) -> GetOrder {
    let order = Order { id: "7".to_owned(), amount: 1200, note: Maybe::Absent };
    match class {
        Class::Safe => client.orders().get_order("7"),
        Class::Keyed => client.orders().create_order(&order),
        Class::Unsafe => client.orders().note_order("7"),
    }
}

fn summary(error: &Error) -> String {
    let what = match error.kind() {
        ErrorKind::Transport(kind) => format!("{kind:?}"),
        ErrorKind::Timeout { .. } => "Timeout".to_owned(),
        ErrorKind::Status { .. } => "Status".to_owned(),
        ErrorKind::Throttled { .. } => "Throttled".to_owned(),
        ErrorKind::Redirect { .. } => "Redirect".to_owned(),
        ErrorKind::BodyTooLarge { .. } => "BodyTooLarge".to_owned(),
        ErrorKind::Decode { .. } => "Decode".to_owned(),
        kind => format!("{kind:?}"),
    };
    format!("{what} {:?} x{}", error.outcome(), error.attempts())
}

/// Plays one row for one class. Returns what differs from the table.
async fn play(row: &Row, class: Class) -> Option<String> {
    let mut upstream = Upstream::of(&row.failure, &row.version).await;
    let client = client(&mut upstream);
    for _ in 0..upstream.calls_before {
        call(&client, Class::Safe).await.unwrap();
    }
    let started = Instant::now();
    let result = call(&client, class).await;
    let took = started.elapsed();
    let result = match &result {
        Ok(order) => {
            assert_eq!(order.amount, 1200);
            "ok".to_owned()
        }
        Err(error) => summary(error),
    };
    let seen = (upstream.seen)() - upstream.calls_before;
    let expected = &row.expected[class as usize];
    let differs = (&result, seen) != (&expected.0, expected.1) || took > row.bound;
    let name = format!("{} over HTTP/{}, {class:?}", row.failure, row.version);
    differs.then(|| format!("{name}: {result}, {seen} after {took:?}; expected {expected:?}"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_failure_has_the_outcome_of_the_table() {
    const LANES: usize = 4;
    let rows = rows();
    assert!(rows.len() * 3 >= 150, "{}", rows.len());
    let lanes = (0..LANES).map(|lane| {
        let rows: Vec<Row> = rows.iter().skip(lane).step_by(LANES).cloned().collect();
        tokio::spawn(async move {
            let mut differences = Vec::new();
            for row in rows {
                for class in [Class::Safe, Class::Keyed, Class::Unsafe] {
                    differences.extend(play(&row, class).await);
                }
            }
            differences
        })
    });
    let mut differences = Vec::new();
    for lane in lanes.collect::<Vec<_>>() {
        differences.extend(lane.await.unwrap());
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}
