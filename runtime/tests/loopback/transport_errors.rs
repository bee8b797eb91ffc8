//! Failures that a client survives, or at least distinguishes: each case is a script for the server
//! and the expected result.

use std::time::{Duration, Instant};

use renkei_runtime::{CallOptions, ClientBuilder, Error, ErrorKind, Maybe, OpError, Outcome};

use crate::orders_client::{ApiError, Client, GetOrder, Order};
use crate::server::{Connection, Server, Step, chain, json, respond, status, then};

const ORDER: &str = r#"{"id":"7","amount":1200}"#;

/// The classes of calls, by the effect of repeating them.
#[derive(Clone, Copy, Debug)]
enum Kind {
    /// GET.
    Safe,
    /// POST whose document declares the idempotency key.
    Keyed,
    /// POST whose document declares nothing.
    Plain,
}

use Kind::{Keyed, Plain, Safe};

fn client(url: &str) -> ClientBuilder<Client> {
    Client::builder()
        .base_url(url)
        .backoff(Duration::from_millis(2), Duration::from_millis(4))
        .throttle_backoff(Duration::from_millis(2), Duration::from_millis(4))
        .attempt_timeout(Duration::from_millis(250))
        .max_body(1000)
}

fn call(client: &Client, kind: Kind) -> GetOrder {
    let order = Order { id: "7".to_owned(), amount: 1200, note: Maybe::Absent };
    match kind {
        Kind::Safe => client.orders().get_order("7"),
        Kind::Keyed => client.orders().create_order(&order),
        Kind::Plain => client.orders().note_order("7"),
    }
}

/// The result of a call in short form.
fn summary(result: &Result<Order, OpError<ApiError>>) -> String {
    match result {
        Ok(_) => "ok".to_owned(),
        Err(error) => format!("{} {:?} x{}", what(error), error.outcome(), error.attempts()),
    }
}

fn what(error: &Error) -> String {
    match error.kind() {
        ErrorKind::Transport(fault) => format!("{fault:?}"),
        ErrorKind::Timeout { phase, limit, .. } => format!("Timeout {phase:?} {limit:?}"),
        ErrorKind::Status { status, .. } => status.as_u16().to_string(),
        ErrorKind::Throttled { status, .. } => format!("Throttled {}", status.as_u16()),
        ErrorKind::Redirect { refusal, .. } => format!("{refusal:?}"),
        ErrorKind::BodyTooLarge { .. } => "TooLarge".to_owned(),
        ErrorKind::Decode { error, .. } => format!("Decode {:?}", error.location().unwrap_or("-")),
        kind => format!("{kind:?}"),
    }
}

/// Plays `script` to a call of each class, and expects these results and numbers of requests.
async fn check_fault(name: &str, script: &[Connection], expected: &[(Kind, &str, usize)]) {
    for (kind, outcome, requests) in expected {
        let server = Server::start(script.to_vec()).await;
        let client = client(&server.url()).build().unwrap();
        let result = call(&client, *kind).await;
        assert_eq!(summary(&result), *outcome, "{name}, {kind:?}: {result:?}");
        assert_eq!(server.requests().len(), *requests, "{name}, {kind:?}: requests seen");
        let keys = server.header("idempotency-key");
        assert!(keys.windows(2).all(|pair| pair[0] == pair[1]), "{name}, {kind:?}: keys {keys:?}");
        assert!(!format!("{result:?}").contains("s3cret"), "{name}, {kind:?}: shows a body");
    }
}

/// The same on a connection that has already served a call.
async fn check_reused(name: &str, rest: &[Step], expected: &[(Kind, &str, usize)]) {
    for (kind, outcome, requests) in expected {
        let first = then(&[json(ORDER), rest.to_vec()]);
        let server = Server::start(vec![first, then(&[json(ORDER)])]).await;
        let client = client(&server.url()).build().unwrap();
        call(&client, Kind::Safe).await.unwrap();
        let result = call(&client, *kind).await;
        assert_eq!(summary(&result), *outcome, "{name}, {kind:?}: {result:?}");
        assert_eq!(server.requests().len(), requests + 1, "{name}, {kind:?}: requests seen");
    }
}

fn write(text: &str) -> Step {
    Step::Write(text.to_owned())
}

fn good() -> Connection {
    json(ORDER)
}

#[tokio::test]
async fn no_connection() {
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    for kind in [Safe, Keyed, Plain] {
        let client = client(&format!("http://{free}")).build().unwrap();
        let result = call(&client, kind).await;
        assert_eq!(summary(&result), "Connect NotSent x3", "{kind:?}");
        assert!(chain(&result.unwrap_err()).contains("refused"));
    }
}

#[tokio::test]
async fn a_host_that_does_not_answer() {
    // A listener whose queue is full drops the next handshake, so connecting hangs.
    let socket = tokio::net::TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let listener = socket.listen(1).unwrap();
    let address = listener.local_addr().unwrap();
    let mut filling = Vec::new();
    while let Ok(stream) =
        tokio::time::timeout(Duration::from_millis(50), tokio::net::TcpStream::connect(address))
            .await
    {
        filling.push(stream);
    }
    let client = client(&format!("http://{address}"))
        .connect_timeout(Duration::from_millis(50))
        .build()
        .unwrap();
    assert_eq!(summary(&call(&client, Plain).await), "ConnectTimeout NotSent x3");
    let hasty = CallOptions::new().attempt_timeout(Duration::from_millis(20)).attempts(1);
    let result = call(&client, Plain).with(hasty).await;
    assert_eq!(summary(&result), "Timeout Connect Attempt NotSent x1");
}

#[tokio::test]
async fn tls_failures() {
    let server = Server::start(vec![vec![
        Step::Wait(Duration::from_millis(20)),
        write("HTTP/1.1 400 No\r\n\r\n"),
    ]])
    .await;
    let url = server.url().replace("http", "https");
    let result = call(&client(&url).build().unwrap(), Safe).await;
    assert_eq!(summary(&result), "Tls NotSent x1", "{result:?}");

    let silent = vec![Step::Wait(Duration::from_secs(5))];
    let server = Server::start(vec![silent.clone(), silent.clone(), silent]).await;
    let url = server.url().replace("http", "https");
    let client = client(&url).connect_timeout(Duration::from_millis(40)).build().unwrap();
    assert_eq!(summary(&call(&client, Plain).await), "ConnectTimeout NotSent x3");
}

#[tokio::test]
async fn a_connection_is_closed_before_its_keep_alive_timeout() {
    let kept = respond("200 OK", "keep-alive: timeout=1\r\n", ORDER);
    let server = Server::start(vec![then(&[kept.clone(), kept.clone()]), then(&[kept])]).await;
    let client = client(&server.url()).build().unwrap();
    call(&client, Plain).await.unwrap();
    call(&client, Plain).await.unwrap();
    assert_eq!(server.connections(), 2);
}

#[tokio::test]
async fn failures_before_the_response() {
    let retried: [(Kind, &str, usize); 3] =
        [(Safe, "ok", 2), (Keyed, "ok", 2), (Plain, "Broken Unknown x1", 1)];
    check_fault("closed", &[vec![Step::Read], good()], &retried).await;
    check_fault("reset", &[vec![Step::Read, Step::Reset], good()], &retried).await;
    let partial = vec![Step::Read, write("HTTP/1.1 200 OK\r\ncontent-")];
    check_fault("partial head", &[partial, good()], &retried).await;
    let stall = vec![Step::Read, Step::Wait(Duration::from_secs(5))];
    let timed =
        [(Safe, "ok", 2), (Keyed, "ok", 2), (Plain, "Timeout Exchange Attempt Unknown x1", 1)];
    check_fault("stall", &[stall, good()], &timed).await;
    let slow = vec![Step::Read, write("HTTP/1.1 200 OK\r\n"), Step::Wait(Duration::from_secs(5))];
    check_fault("stall in the head", &[slow, good()], &timed).await;
}

#[tokio::test]
async fn stale_connections() {
    let retried: [(Kind, &str, usize); 3] =
        [(Safe, "ok", 2), (Keyed, "ok", 2), (Plain, "Stale Unknown x1", 1)];
    check_reused("closed", &[Step::Read], &retried).await;
    check_reused("reset", &[Step::Read, Step::Reset], &retried).await;
    let partial = [Step::Read, write("HTTP/1.1 2")];
    let broken = [(Safe, "ok", 2), (Keyed, "ok", 2), (Plain, "Broken Unknown x1", 1)];
    check_reused("partial head", &partial, &broken).await;
}

/// Every connection closes after its second response, which races with the third request.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_race_between_requests_and_closing_connections() {
    const CALLS: usize = 150;
    for kind in [Safe, Keyed, Plain] {
        let server = Server::start(vec![then(&[good(), good()]); 3 * CALLS]).await;
        let client = client(&server.url()).build().unwrap();
        let mut failed = 0;
        for _ in 0..CALLS {
            match call(&client, kind).await {
                Ok(_) => {}
                result => {
                    assert_eq!(summary(&result), "Stale Unknown x1", "{kind:?}: {result:?}");
                    failed += 1;
                }
            }
        }
        let seen = server.requests().len();
        assert!(matches!(kind, Plain) || failed == 0, "{kind:?}: {failed} failed");
        assert!(seen <= CALLS, "{kind:?}: {seen} seen: some were sent twice");
    }
}

#[tokio::test]
async fn malformed_response_heads() {
    let never = [
        (Safe, "MalformedHead Unknown x1", 1),
        (Keyed, "MalformedHead Unknown x1", 1),
        (Plain, "MalformedHead Unknown x1", 1),
    ];
    check_fault("garbage", &[vec![Step::Read, write("s3cret garbage\r\n\r\n")], good()], &never)
        .await;
    let many = format!("HTTP/1.1 200 OK\r\n{}\r\n", "x: s3cret\r\n".repeat(500));
    check_fault("too many headers", &[vec![Step::Read, write(&many)], good()], &never).await;
    let large = format!("HTTP/1.1 200 OK\r\nx: {}\r\n\r\n", "s".repeat(600_000));
    check_fault("head too large", &[vec![Step::Read, write(&large)], good()], &never).await;
}

#[tokio::test]
async fn truncated_bodies() {
    let retried = [(Safe, "ok", 2), (Keyed, "ok", 2), (Plain, "BodyBroken Applied x1", 1)];
    let short = write("HTTP/1.1 200 OK\r\ncontent-length: 24\r\n\r\n{\"id\":");
    check_fault("short length", &[vec![Step::Read, short.clone()], good()], &retried).await;
    let pause = Step::Wait(Duration::from_millis(20));
    check_fault("reset", &[vec![Step::Read, short.clone(), pause, Step::Reset], good()], &retried)
        .await;
    let chunk = write("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n");
    check_fault("bad chunk", &[vec![Step::Read, chunk], good()], &retried).await;
    let stall = vec![Step::Read, short, Step::Wait(Duration::from_secs(5))];
    let timed = [(Safe, "ok", 2), (Keyed, "ok", 2), (Plain, "Timeout Body Attempt Applied x1", 1)];
    check_fault("stall", &[stall, good()], &timed).await;
    let error = write("HTTP/1.1 404 Not Found\r\ncontent-length: 24\r\n\r\n{\"id\":");
    check_fault("short error body", &[vec![Step::Read, error]], &[(Safe, "404 Rejected x1", 1)])
        .await;
}

#[tokio::test]
async fn undecodable_bodies() {
    async fn check_body(name: &str, steps: Vec<Step>, outcome: &str) {
        let expected = [(Safe, outcome, 1), (Keyed, outcome, 1), (Plain, outcome, 1)];
        check_fault(name, &[steps], &expected).await;
    }
    check_body("byte order mark", json(&format!("\u{feff}{ORDER}")), "ok").await;
    check_body("garbage", json("s3cret"), "Decode \"\" Applied x1").await;
    check_body(
        "wrong type",
        json(r#"{"id":"7","amount":"s3cret"}"#),
        "Decode \"/amount\" Applied x1",
    )
    .await;
    check_body("missing", json(r#"{"id":"7"}"#), "Decode \"\" Applied x1").await;
    check_body("empty", json(""), "Decode \"-\" Applied x1").await;
    check_body("no content", status("204 No Content"), "Decode \"-\" Applied x1").await;
    let html = respond("200 OK", "content-type: text/html\r\n", "<html>s3cret</html>");
    check_body("html", html, "Decode \"-\" Applied x1").await;
    check_body("too long", json(&"s".repeat(1001)), "TooLarge Applied x1").await;
    let chunks = "3e8\r\n".to_owned() + &"s".repeat(1000) + "\r\n1\r\ns\r\n0\r\n\r\n";
    let chunked = write(&format!("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n{chunks}"));
    check_body("too long in chunks", vec![Step::Read, chunked], "TooLarge Applied x1").await;
}

#[tokio::test]
async fn statuses() {
    /// The response is sent twice on one connection, and then a good one.
    async fn check_status(line: &str, headers: &str, body: &str, expected: &[(Kind, &str, usize)]) {
        let bad = respond(line, headers, body);
        check_fault(line, &[then(&[bad.clone(), bad, good()])], expected).await;
    }
    for line in [
        "500 Internal Server Error",
        "502 Bad Gateway",
        "503 Service Unavailable",
        "504 Gateway Timeout",
        "408 Request Timeout",
        "425 Too Early",
    ] {
        let failed = format!("{} Unknown x1", &line[..3]);
        check_status(line, "", "s3cret", &[(Safe, "ok", 3), (Keyed, "ok", 3), (Plain, &failed, 1)])
            .await;
    }
    for line in [
        "400 Bad Request",
        "401 Unauthorized",
        "404 Not Found",
        "422 Unprocessable Content",
        "501 Not Implemented",
        "505 HTTP Version Not Supported",
        "304 Not Modified",
        "409 Conflict",
    ] {
        let failed = format!("{} Rejected x1", &line[..3]);
        check_status(line, "", "", &[(Safe, &failed, 1), (Keyed, &failed, 1), (Plain, &failed, 1)])
            .await;
    }
    let everywhere = [(Safe, "ok", 3), (Keyed, "ok", 3), (Plain, "ok", 3)];
    check_status("429 Too Many Requests", "", "", &everywhere).await;
    check_status("429 Too Many Requests", "retry-after: 0\r\n", "", &everywhere).await;
    check_status("503 Service Unavailable", "retry-after-ms: 3\r\n", "", &everywhere).await;
    let busy = [(Safe, "409 Rejected x1", 1), (Keyed, "ok", 3), (Plain, "409 Rejected x1", 1)];
    check_status("409 Conflict", "", r#"{"code":"request_in_progress"}"#, &busy).await;
}

#[tokio::test]
async fn attempts_run_out() {
    let bad = status("500 Internal Server Error");
    let script = [then(&[bad.clone(), bad.clone(), bad.clone(), bad])];
    check_fault("always 500", &script, &[(Safe, "500 Unknown x3", 3)]).await;
}

#[tokio::test]
async fn the_highest_outcome_wins() {
    // The first attempt may have taken effect; the rejection of the second does not change that.
    let script = [then(&[status("500 Oh"), status("400 No"), good()])];
    check_fault("500, then 400", &script, &[(Keyed, "400 Unknown x2", 2)]).await;
}

#[tokio::test]
async fn a_long_wait_fails_at_once() {
    for (headers, hint) in [
        ("retry-after: 3600\r\n", 3600),
        ("retry-after: 30\r\n", 30),
        (
            "date: Sun, 06 Nov 1994 08:49:00 GMT\r\nretry-after: Sun, 06 Nov 1994 08:49:37 GMT\r\n",
            37,
        ),
    ] {
        let server = Server::start(vec![respond("429 Too Many Requests", headers, "")]).await;
        let client = client(&server.url()).build().unwrap();
        let started = Instant::now();
        let error = call(&client, Safe).await.unwrap_err();
        assert!(started.elapsed() < Duration::from_secs(1));
        assert_eq!(error.retry_after(), Some(Duration::from_secs(hint)));
        assert_eq!((error.outcome(), error.attempts()), (Outcome::Rejected, 1));
    }
}

#[tokio::test]
async fn the_deadline_holds() {
    let stall = vec![Step::Read, Step::Wait(Duration::from_secs(5))];
    let server = Server::start(vec![stall.clone(), stall.clone(), stall]).await;
    let client = client(&server.url()).build().unwrap();
    let options = CallOptions::new().deadline(Duration::from_millis(300)).attempts(9);
    let started = Instant::now();
    let result = call(&client, Safe).with(options).await;
    let took = started.elapsed();
    assert_eq!(summary(&result), "Timeout Exchange Deadline Unknown x2");
    assert!((Duration::from_millis(300)..Duration::from_millis(600)).contains(&took), "{took:?}");
}

#[tokio::test]
async fn errors_keep_the_response() {
    let headers = "content-type: application/problem+json\r\nx-request-id: r-1\r\n";
    let body =
        r#"{"code":"gone","type":"https://x/gone","title":"Gone","status":404,"order":"s3cret"}"#;
    let server = Server::start(vec![respond("404 Not Found", headers, body)]).await;
    let client = client(&server.url()).build().unwrap();
    let error = call(&client, Safe).await.unwrap_err();
    assert_eq!(error.body(), Some(&ApiError { code: "gone".to_owned() }));
    assert_eq!(error.request_id(), Some("r-1"));
    assert_eq!(error.headers().unwrap()["content-type"], "application/problem+json");
    assert_eq!(error.operation(), Some("getOrder"));
    let problem = error.problem().unwrap();
    assert_eq!((problem.kind.as_str(), problem.title.as_deref()), ("https://x/gone", Some("Gone")));
    assert_eq!(problem.extensions["order"], "s3cret");
    assert_eq!(
        error.to_string(),
        "getOrder: status 404 Not Found (1 attempt; the server rejected the request)"
    );
    let plain: Error = error.into();
    assert!(!format!("{plain:?}").contains("s3cret"));
}
