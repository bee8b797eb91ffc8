//! Streamed responses: events, lines and bytes, and their failures after the head of a success.

use std::fmt::Debug;
use std::time::{Duration, Instant};

use futures_core::Stream;
use renkei_runtime::codegen::{self, OpenedStream, Streaming, Value};
use renkei_runtime::{
    Class, ClientBuilder, Error, ErrorKind, Event, EventStream, LineStream, Outcome,
};

use crate::orders_client::{ApiError, Client};
use crate::server::{Connection, Server, Step, header, respond, status, then};

static WATCH: codegen::Operation = operation("watch", codegen::Operation::GET);
static WATCH_ONCE: codegen::Operation =
    codegen::Operation { repeatable: false, ..operation("watchOnce", codegen::Operation::GET) };
static ASK: codegen::Operation = operation("ask", codegen::Operation::POST);

const fn operation(id: &'static str, usual: codegen::Operation) -> codegen::Operation {
    codegen::Operation { id, path: "/v1/stream", accept: "application/json", ..usual }
}

const EVENTS: &str = "text/event-stream";
const LINES: &str = "application/x-ndjson";

fn client(server: &Server) -> ClientBuilder<Client> {
    Client::builder()
        .base_url(server.url())
        .backoff(Duration::from_millis(2), Duration::from_millis(4))
        .attempt_timeout(Duration::from_millis(250))
        .deadline(Duration::from_millis(300))
        .body_idle(Duration::from_millis(100))
        .max_item(100)
}

fn stream<S>(
    client: &Client,
    operation: &'static codegen::Operation,
    accept: &'static str,
    make: fn(OpenedStream) -> S,
) -> Streaming<S, ApiError> {
    let call = codegen::Call::new(client.core(), operation);
    call.stream(accept, make, codegen::error_json)
}

fn ask(client: &Client) -> Streaming<EventStream<Value>, ApiError> {
    stream(client, &ASK, EVENTS, codegen::events)
}

/// A success without length, whose body follows until the connection ends.
fn head(media_type: &str) -> Step {
    Step::Write(format!(
        "HTTP/1.1 200 OK\r\ncontent-type: {media_type}\r\nx-request-id: r-1\r\n\r\n"
    ))
}

/// A chunked success, so that its end differs from an interruption.
fn chunked(media_type: &str, chunks: &[&str]) -> Connection {
    let head = format!("HTTP/1.1 200 OK\r\ncontent-type: {media_type}\r\n");
    let mut steps = vec![Step::Read, write(&(head + "transfer-encoding: chunked\r\n\r\n"))];
    steps.extend(chunks.iter().map(|it| write(&chunk(it))));
    steps
}

fn chunk(text: &str) -> String {
    format!("{:x}\r\n{text}\r\n", text.len())
}

fn write(text: &str) -> Step {
    Step::Write(text.to_owned())
}

/// Everything that a stream yields, in short form.
async fn all<S: Stream<Item = Result<T, Error>> + Unpin, T: Shown>(mut stream: S) -> Vec<String> {
    let mut all = Vec::new();
    while let Some(item) =
        std::future::poll_fn(|cx| std::pin::Pin::new(&mut stream).poll_next(cx)).await
    {
        all.push(match item {
            Ok(item) => item.shown(),
            Err(error) => what(&error),
        });
    }
    all
}

trait Shown {
    fn shown(&self) -> String;
}

impl Shown for Event<Value> {
    fn shown(&self) -> String {
        let mark =
            |text: &Option<String>| text.as_ref().map(|it| format!("{it} ")).unwrap_or_default();
        format!("{}{}{}", mark(&self.name), mark(&self.id), self.data)
    }
}

impl Shown for Value {
    fn shown(&self) -> String {
        self.to_string()
    }
}

impl Shown for bytes::Bytes {
    fn shown(&self) -> String {
        String::from_utf8_lossy(self).into_owned()
    }
}

fn what(error: &Error) -> String {
    assert_eq!((error.outcome(), error.attempts()), (Outcome::Applied, 1), "{error:?}");
    match error.kind() {
        ErrorKind::Transport(fault) => format!("{fault:?}"),
        ErrorKind::Timeout { phase, limit, .. } => format!("Timeout {phase:?} {limit:?}"),
        ErrorKind::ItemTooLarge { limit } => format!("TooLarge {limit}"),
        ErrorKind::Decode { error, body, .. } => format!("Decode {:?} {body:?}", error.location()),
        kind => format!("{kind:?}"),
    }
}

async fn gives<S, T>(
    script: Vec<Connection>,
    open: impl Fn(&Client) -> Streaming<S, ApiError>,
) -> (Vec<String>, Server)
where
    S: Stream<Item = Result<T, Error>> + Unpin + Debug,
    T: Shown,
{
    let server = Server::start(script).await;
    let client = client(&server).build().unwrap();
    let given = all(open(&client).await.unwrap()).await;
    (given, server)
}

#[tokio::test]
async fn events_arrive_while_the_body_is_open() {
    let script = then(&[
        chunked(EVENTS, &["event: add\nda", "ta: {\"a\":1}\n", "\n: ping\n\ndata: 2\n\n"]),
        // Longer than the attempt timeout and the deadline, which no longer apply.
        vec![Step::Wait(Duration::from_millis(80)), write(&chunk(": ping\n"))],
        vec![Step::Wait(Duration::from_millis(80)), write(&chunk(": ping\n"))],
        vec![Step::Wait(Duration::from_millis(80)), write(&chunk(": ping\n"))],
        vec![
            Step::Wait(Duration::from_millis(80)),
            write(&chunk("data: 3\n\n")),
            write("0\r\n\r\n"),
        ],
    ]);
    let server = Server::start(vec![script]).await;
    let client = client(&server).body_idle(Duration::from_secs(2)).build().unwrap();
    let given = all(ask(&client).await.unwrap()).await;
    assert_eq!(given, [r#"add {"a":1}"#, "2", "3"]);
    assert_eq!(server.header("accept"), [EVENTS]);
}

#[tokio::test]
async fn done_ends_the_stream_and_keeps_the_connection() {
    let one = then(&[chunked(EVENTS, &["data: 1\n\ndata: [DONE]\n\n"]), vec![write("0\r\n\r\n")]]);
    let server = Server::start(vec![then(&[one.clone(), one])]).await;
    let client = client(&server).build().unwrap();
    for _ in 0..2 {
        assert_eq!(all(ask(&client).await.unwrap()).await, ["1"]);
        // A separate task returns the connection to the pool.
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(server.connections(), 1);
    let endless = vec![Step::Read, head(EVENTS), write("data: [DONE]\n\ndata: 1\n\n")];
    let (given, _) = gives(vec![endless], ask).await;
    assert!(given.is_empty(), "{given:?}");
}

#[tokio::test]
async fn opening_a_stream_is_retried_like_any_call() {
    let bad = respond("404 Not Found", "content-type: application/json\r\n", r#"{"code":"gone"}"#);
    let server = Server::start(vec![status("503 Busy"), bad]).await;
    let client = client(&server).build().unwrap();
    let opening = stream(&client, &WATCH, EVENTS, codegen::events::<Value>);
    let error = opening.await.unwrap_err();
    assert_eq!(error.body(), Some(&ApiError { code: "gone".to_owned() }));
    assert_eq!((error.attempts(), server.requests().len()), (2, 2));
}

#[tokio::test]
async fn a_json_value_is_not_an_event_stream() {
    let json = respond("200 OK", "content-type: application/json\r\n", r#"{"id":"7"}"#);
    let server = Server::start(vec![json]).await;
    let client = client(&server).build().unwrap();
    let error = ask(&client).await.unwrap_err();
    assert_eq!(what(&error), r#"Decode None b"{\"id\":\"7\"}""#);
    assert_eq!(
        error.to_string(),
        "ask: cannot decode the response: it is not an event stream: its content type is \
         \"application/json\" (1 attempt; the request took effect)"
    );
}

#[tokio::test]
async fn failing_streams() {
    let cut = |text: &str| vec![Step::Read, head(EVENTS), write(text)];
    let reset = |text: &str| {
        let mut steps = chunked(EVENTS, &[text]);
        steps.extend([Step::Wait(Duration::from_millis(20)), Step::Reset]);
        steps
    };
    let stall = |text: &str| {
        let mut steps = chunked(EVENTS, &[text]);
        steps.push(Step::Wait(Duration::from_secs(5)));
        steps
    };
    let long = "x".repeat(101);
    for (name, script, expected) in [
        ("cut in an event", cut("data: 1\n\ndata: 2\n"), vec!["1", "BodyBroken"]),
        ("cut between events", chunked(EVENTS, &["data: 1\n\n"]), vec!["1", "BodyBroken"]),
        ("reset", reset("data: 1\n\ndata"), vec!["1", "BodyBroken"]),
        ("stall", stall("data: 1\n\ndata"), vec!["1", "Timeout Body BodyIdle"]),
        (
            "bad chunk",
            then(&[chunked(EVENTS, &["data: 1\n\n"]), vec![write("zz\r\n")]]),
            vec!["1", "BodyBroken"],
        ),
        ("long line", stall(&format!("data: 1\n\ndata: {long}")), vec!["1", "TooLarge 100"]),
        ("long event", stall(&"data: 23456789\n".repeat(20)), vec!["TooLarge 100"]),
        (
            "unfit data",
            cut("data: 1\n\ndata: {\"a\":\n\ndata: 2\n\n"),
            vec!["1", r#"Decode Some("/a") b"{\"a\":""#, "2"],
        ),
        ("ended by the server", cut("data: 1\n\n"), vec!["1"]),
        ("done without an empty line", cut("data: 1\n\ndata: [DONE]"), vec!["1"]),
        ("done at once, behind a mark", cut("\u{feff}data: [DONE]"), vec![]),
        ("cut in a field", cut("data: 1\n\nda"), vec!["1", "BodyBroken"]),
        ("nothing", cut(""), vec![]),
    ] {
        let (given, server) = gives(vec![script], ask).await;
        assert_eq!(given, expected, "{name}");
        assert_eq!(server.requests().len(), 1, "{name}: there is no retry after the head");
    }
}

#[tokio::test]
async fn a_get_resumes_after_the_last_event() {
    let first =
        chunked(EVENTS, &["retry: 30\nid: e-1\ndata: 1\n\nid: e-2\ndata: 2\n\nid: e-3\nda"]);
    let second = chunked(EVENTS, &["id: e-3\ndata: 3\n\n"]);
    let started = Instant::now();
    let script = vec![first, status("503 Busy"), second, status("204 No Content")];
    let (given, server) =
        gives(script, |client| stream(client, &WATCH, EVENTS, codegen::events)).await;
    assert_eq!(given, ["e-1 1", "e-2 2", "e-3 3"]);
    assert_eq!(server.header("last-event-id"), ["", "e-2", "e-2", "e-3"]);
    assert!(started.elapsed() >= Duration::from_millis(60), "{:?}", started.elapsed());
}

#[tokio::test]
async fn streams_that_are_not_resumed() {
    let with_id = chunked(EVENTS, &["id: e-1\ndata: 1\n\n"]);
    let whole = then(&[with_id.clone(), vec![write("0\r\n\r\n")]]);
    let polled = then(&[
        chunked(EVENTS, &["retry: 1\n"]),
        vec![write(&chunk("id: e-1\ndata: 1\n\n"))],
        vec![write("0\r\n\r\n")],
    ]);
    let nothing = then(&[chunked(EVENTS, &[": ping\n\n"]), vec![write("0\r\n\r\n")]]);
    for (name, operation, script, expected, requests) in [
        ("a write", &ASK, vec![with_id.clone()], vec!["e-1 1", "BodyBroken"], 1),
        ("not to be repeated", &WATCH_ONCE, vec![with_id.clone()], vec!["e-1 1", "BodyBroken"], 1),
        ("no id", &WATCH, vec![chunked(EVENTS, &["data: 1\n\n"])], vec!["1", "BodyBroken"], 1),
        ("a whole body", &WATCH, vec![whole], vec!["e-1 1"], 1),
        (
            "a whole body that is polled",
            &WATCH,
            vec![polled, nothing.clone(), nothing],
            vec!["e-1 1"],
            3,
        ),
        (
            "broken again and again",
            &WATCH,
            vec![with_id, chunked(EVENTS, &["id: e-2\n"]), chunked(EVENTS, &[": ping\n"])],
            vec!["e-1 1", "BodyBroken"],
            3,
        ),
        (
            "an id that cannot be sent",
            &WATCH,
            vec![chunked(EVENTS, &["id: a\u{1}\ndata: 1\n\n"])],
            vec!["a\u{1} 1", "BodyBroken"],
            1,
        ),
        (
            "an id that is none",
            &WATCH,
            vec![chunked(EVENTS, &["id: a\0\ndata: 1\n\n"])],
            vec!["1", "BodyBroken"],
            1,
        ),
        (
            "a long wait",
            &WATCH,
            vec![chunked(EVENTS, &["retry: 3600000\nid: 1\ndata: 1\n\n"])],
            vec!["1 1", "BodyBroken"],
            1,
        ),
    ] {
        let (given, server) =
            gives(script, |client| stream(client, operation, EVENTS, codegen::events)).await;
        assert_eq!(given, expected, "{name}");
        assert_eq!(server.requests().len(), requests, "{name}");
    }
}

/// A server that sends one event and closes, for ever.
async fn storm(end: &'static str) -> (usize, Option<Error>) {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let connections = std::sync::Arc::new(std::sync::atomic::AtomicUsize::new(0));
    let count = connections.clone();
    tokio::spawn(async move {
        use tokio::io::{AsyncReadExt, AsyncWriteExt};
        while let Ok((mut socket, _)) = listener.accept().await {
            count.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            let _ = socket.read(&mut [0; 4096]).await;
            let head =
                "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n";
            let body = "retry: 1\nid: e\ndata: 1\n\n";
            let text = format!("{head}transfer-encoding: chunked\r\n\r\n{}{end}", chunk(body));
            let _ = socket.write_all(text.as_bytes()).await;
        }
    });
    let client = Client::builder().base_url(url).build().unwrap();
    let mut stream = stream(&client, &WATCH, EVENTS, codegen::events::<Value>).await.unwrap();
    let reading = async {
        loop {
            match stream.try_next().await {
                Ok(Some(_)) => {}
                Ok(None) => return None,
                Err(error) => return Some(error),
            }
        }
    };
    let error = tokio::time::timeout(Duration::from_secs(5), reading).await.ok().flatten();
    (connections.load(std::sync::atomic::Ordering::Relaxed), error)
}

#[tokio::test]
async fn a_server_that_closes_at_once_costs_no_storm() {
    let (broken, whole) = tokio::join!(storm(""), storm("0\r\n\r\n"));
    for (count, error) in [broken, whole] {
        assert!((3..=25).contains(&count), "{count} connections in 5 s");
        assert!(error.is_none(), "{error:?}");
    }
}

#[tokio::test]
async fn reconnections_end_when_the_retry_budget_is_spent() {
    let event = |id: usize| chunked(EVENTS, &[&format!("id: {id}\ndata: {id}\n\n")]);
    let server = Server::start((0..99).map(event).collect()).await;
    let client = client(&server).build().unwrap();
    let mut stream = stream(&client, &WATCH, EVENTS, codegen::events::<Value>).await.unwrap();
    let error = loop {
        match stream.try_next().await {
            Ok(event) => drop(event.unwrap()),
            Err(error) => break error,
        }
    };
    assert_eq!(error.class(), Class::Network);
    assert!((35..60).contains(&server.connections()), "{}", server.connections());
}

/// The outcome of the repeated request counts, and the interruption is kept.
#[tokio::test]
async fn resuming_a_stream_may_fail() {
    let broken = || chunked(EVENTS, &["id: e-1\ndata: 1\n\n"]);
    let whole =
        then(&[chunked(EVENTS, &["retry: 1\nid: e-1\ndata: 1\n\n"]), vec![write("0\r\n\r\n")]]);
    let gone = || status("404 Gone");
    for (first, last, outcome, words) in [
        (
            broken(),
            gone(),
            Outcome::Rejected,
            "watch: status 404 Not Found, after the response body is incomplete (1 attempt; ",
        ),
        (whole, gone(), Outcome::Rejected, "watch: status 404 Not Found (1 attempt; "),
        (
            broken(),
            vec![Step::Read, head("text/html"), write("<p>")],
            Outcome::Applied,
            "watch: cannot decode the response: it is not an event stream: its content type is \"text/html\", after \
             the response body is incomplete (1 attempt; ",
        ),
    ] {
        let server = Server::start(vec![first, last]).await;
        let client = client(&server).build().unwrap();
        let mut stream = stream(&client, &WATCH, EVENTS, codegen::events::<Value>).await.unwrap();
        assert_eq!(stream.try_next().await.unwrap().unwrap().data, 1);
        let error = stream.try_next().await.unwrap_err();
        assert!(error.to_string().starts_with(words), "{error}");
        assert_eq!(error.outcome(), outcome, "{error}");
        let before = error.stream_break().map(|it| (it.class(), it.outcome()));
        let breaks = words.contains("after");
        assert_eq!(before, breaks.then_some((Class::Network, Outcome::Applied)), "{error}");
        assert!(stream.try_next().await.unwrap().is_none());
    }
}

#[tokio::test]
async fn lines_and_sequences() {
    let open = |client: &Client| -> Streaming<LineStream<Value>, ApiError> {
        stream(client, &WATCH, LINES, codegen::lines)
    };
    let long = "1".repeat(101);
    let sequence = "application/json-seq";
    for (media_type, text, expected) in [
        (LINES, "{\"a\":1}\n\n[2]\r\n3", vec![r#"{"a":1}"#, "[2]", "3"]),
        (LINES, "1\n{\"a\":\n2\n", vec!["1", r#"Decode Some("/a") b"{\"a\":""#, "2"]),
        (LINES, &format!("1\n{long}\n2\n"), vec!["1", "TooLarge 100"]),
        (LINES, "", vec![]),
        (
            sequence,
            "\u{1e}{\n\"a\":1}\n\u{1e}2\n\u{1e}3",
            vec![r#"{"a":1}"#, "2", r#"Decode None b"3""#],
        ),
        ("application/json", "1\n2\n", vec!["1", "2"]),
    ] {
        let (given, _) = gives(vec![vec![Step::Read, head(media_type), write(text)]], open).await;
        assert_eq!(given, expected, "{media_type} {text:?}");
    }
    let (given, _) = gives(vec![chunked(LINES, &["1\n2"])], open).await;
    assert_eq!(given, ["1", "BodyBroken"]);
    let stall = then(&[chunked(LINES, &["1\n"]), vec![Step::Wait(Duration::from_secs(5))]]);
    let (given, server) = gives(vec![stall], open).await;
    assert_eq!(given, ["1", "Timeout Body BodyIdle"]);
    assert_eq!(server.header("accept"), [LINES]);
}

/// Lines with the content type of JSON are read only as far as necessary to see that the first is
/// not a failure.
#[tokio::test]
async fn lines_under_an_envelope_are_not_held_back() {
    static JUDGED: codegen::Operation = codegen::Operation {
        envelope: Some(codegen::Envelope::new(&["status"], &[])),
        ..operation("judged", codegen::Operation::GET)
    };
    let open = |client: &Client| -> Streaming<LineStream<Value>, ApiError> {
        stream(client, &JUDGED, LINES, codegen::lines)
    };
    let json = "application/json";
    let stall = vec![Step::Wait(Duration::from_secs(5))];
    for (name, script, expected) in [
        (
            "a whole line",
            then(&[chunked(json, &["{\"a\":", "1}\n"]), stall.clone()]),
            vec!["{\"a\":1}", "Timeout Body BodyIdle"],
        ),
        (
            "no line",
            then(&[chunked(json, &["1\n", "{\"status\":404"]), stall]),
            vec!["1", "Timeout Body BodyIdle"],
        ),
        (
            "many lines",
            then(&[chunked(json, &["[1]\n"; 40]), vec![write("0\r\n\r\n")]]),
            vec!["[1]"; 40],
        ),
    ] {
        let (given, _) = gives(vec![script], open).await;
        assert_eq!(given, expected, "{name}");
    }
    let failed = vec![vec![Step::Read, head(json), write("{\"status\":404}")]];
    let server = Server::start(failed).await;
    let client = client(&server).build().unwrap();
    let error = open(&client).await.unwrap_err();
    assert_eq!((error.class(), error.outcome()), (Class::Domain, Outcome::Rejected));
}

#[tokio::test]
async fn bytes_arrive_in_chunks() {
    let open = |client: &Client| stream(client, &WATCH, "image/png", codegen::byte_stream);
    let (given, _) =
        gives(vec![then(&[chunked("image/png", &["ab", "c"]), vec![write("0\r\n\r\n")]])], open)
            .await;
    assert_eq!(given.concat(), "abc");
    let (given, _) = gives(vec![chunked("image/png", &["ab"])], open).await;
    assert_eq!(given, ["ab", "BodyBroken"]);
    let stall = then(&[chunked("image/png", &["ab"]), vec![Step::Wait(Duration::from_secs(5))]]);
    let (given, _) = gives(vec![stall], open).await;
    assert_eq!(given, ["ab", "Timeout Body BodyIdle"]);

    let file = respond("200 OK", "x-left: 3\r\n", "abc");
    let server = Server::start(vec![then(&[file.clone(), file])]).await;
    let client = client(&server).build().unwrap();
    let whole = open(&client).await.unwrap();
    assert_eq!((whole.remaining(), whole.status().as_u16()), (Some(3), 200));
    assert_eq!(whole.headers()["x-left"], "3");
    assert_eq!(whole.collect(3).await.unwrap(), "abc");
    let error = open(&client).await.unwrap().collect(2).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::BodyTooLarge { limit: 2 }), "{error}");
}

#[tokio::test]
async fn a_slow_reader_is_not_idle() {
    let script = vec![Step::Read, head(EVENTS), write("data: 1\n\ndata: 2\n\n")];
    let server = Server::start(vec![script]).await;
    let client = client(&server).build().unwrap();
    let mut events = ask(&client).await.unwrap();
    let mut given = Vec::new();
    while let Some(event) = events.try_next().await.unwrap() {
        given.push(event.data);
        tokio::time::sleep(Duration::from_millis(150)).await;
    }
    assert_eq!(given, [1, 2]);
}

#[tokio::test]
async fn dropping_a_stream_closes_the_connection() {
    let script = vec![Step::Read, head(EVENTS), write("data: 1\n\n"), Step::Read];
    let server = Server::start(vec![script.clone(), script]).await;
    let client = client(&server).build().unwrap();
    for _ in 0..2 {
        let mut events = ask(&client).await.unwrap();
        assert_eq!(events.try_next().await.unwrap().unwrap().data, 1);
        drop(events);
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(server.connections(), 2, "a body that was not read to its end is not waited for");
}

#[tokio::test]
async fn errors_of_a_stream_keep_the_head() {
    let script = vec![Step::Read, head(EVENTS), write("data: {s3cret\n\n")];
    let server = Server::start(vec![script]).await;
    let client = client(&server).build().unwrap();
    let error = ask(&client).await.unwrap().try_next().await.unwrap_err();
    assert_eq!((error.request_id(), error.operation()), (Some("r-1"), Some("ask")));
    assert!(!format!("{error} {error:?}").contains("s3cret"));
    assert_eq!(header(&server.requests()[0], "accept"), EVENTS);
}
