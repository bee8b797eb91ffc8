//! What all calls to an upstream share: gate, limits, breaker, budget. And what a dropped call leaves.

use std::future::{Future, IntoFuture};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use renkei_runtime::hooks::{
    AttemptReport, BodyDigest, Event, Intercept, OutgoingAttempt, RetryVeto, Sign,
};
use renkei_runtime::http::{HeaderMap, Request, Response, request::Parts};
use renkei_runtime::test::ScriptedTransport;
use renkei_runtime::transport::{
    Attempt, BoxFuture, RequestBody, ResponseBody, Transport, TransportError, TransportErrorKind,
};
use renkei_runtime::{
    AdmissionLimit, BoxError, BreakerState, CallOptions, Class, ClientBuilder, Error, ErrorKind,
    LimitError, LimitKey, Maybe, Outcome, Phase, RateLimiter, Reservation, UpstreamSnapshot,
};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use crate::orders_client::{Client, Order};
use crate::server::{Server, chain, json, respond, status, then};

const ORDER: &str = r#"{"id":"7","amount":1200}"#;

fn order() -> Order {
    Order { id: "7".to_owned(), amount: 1200, note: Maybe::Absent }
}

fn ms(count: u64) -> Duration {
    Duration::from_millis(count)
}

/// A server for any number of connections with keep-alive, whose responses a function writes.
struct Busy {
    url: String,
    requests: Arc<Mutex<Vec<(Instant, String)>>>,
    in_flight: Arc<(AtomicUsize, AtomicUsize)>,
}

/// The status line and headers of the response to the n-th request, from 0.
type Answer = fn(usize, &str) -> (&'static str, Duration);

impl Busy {
    async fn start(answer: Answer) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let busy = Self { url, requests: Arc::default(), in_flight: Arc::default() };
        let (requests, in_flight) = (busy.requests.clone(), busy.in_flight.clone());
        tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                tokio::spawn(serve(socket, answer, requests.clone(), in_flight.clone()));
            }
        });
        busy
    }

    fn builder(&self) -> ClientBuilder<Client> {
        Client::builder().base_url(&self.url).backoff(ms(1), ms(1))
    }

    fn count(&self) -> usize {
        self.requests.lock().unwrap().len()
    }
}

async fn serve(
    mut socket: tokio::net::TcpStream,
    answer: Answer,
    requests: Arc<Mutex<Vec<(Instant, String)>>>,
    in_flight: Arc<(AtomicUsize, AtomicUsize)>,
) {
    let mut text = Vec::new();
    loop {
        let length = loop {
            let all = String::from_utf8_lossy(&text).into_owned();
            if let Some((head, body)) = all.split_once("\r\n\r\n") {
                let length = crate::server::header(head, "content-length").parse().unwrap_or(0);
                if body.len() >= length {
                    break head.len() + 4 + length;
                }
            }
            if socket.read_buf(&mut text).await.unwrap_or(0) == 0 {
                return;
            }
        };
        let request =
            String::from_utf8_lossy(&text.drain(..length).collect::<Vec<_>>()).into_owned();
        let number = {
            let mut requests = requests.lock().unwrap();
            requests.push((Instant::now(), request.clone()));
            requests.len() - 1
        };
        let now = in_flight.0.fetch_add(1, Ordering::SeqCst) + 1;
        in_flight.1.fetch_max(now, Ordering::SeqCst);
        let (line, wait) = answer(number, &request);
        tokio::time::sleep(wait).await;
        in_flight.0.fetch_sub(1, Ordering::SeqCst);
        if line.is_empty() {
            return;
        }
        let response = format!("HTTP/1.1 {line}\r\ncontent-length: {}\r\n\r\n{ORDER}", ORDER.len());
        if socket.write_all(response.as_bytes()).await.is_err() {
            return;
        }
    }
}

fn snapshot(client: &Client) -> UpstreamSnapshot {
    client.core().upstreams().into_iter().next().unwrap()
}

/// Nothing is held and nothing is spent.
#[track_caller]
fn is_whole(client: &Client, name: &str) {
    let now = snapshot(client);
    assert_eq!((now.in_flight, now.queued), (0, 0), "{name}: {now:?}");
    assert_eq!(now.breaker, BreakerState::Closed, "{name}");
}

async fn many(client: &Client, count: usize, options: CallOptions) -> Vec<Result<(), Error>> {
    let call = || client.orders().get_order("7").with(options.clone()).into_future();
    let calls: Vec<_> = (0..count).map(|_| tokio::spawn(call())).collect();
    let mut results = Vec::new();
    for call in calls {
        results.push(call.await.unwrap().map(drop).map_err(Error::from));
    }
    results
}

#[tokio::test]
async fn a_429_stops_all_calls_and_one_probe_goes_first() {
    let busy = Busy::start(|number, _| match number {
        0 => ("429 Too Many\r\nretry-after-ms: 300", ms(0)),
        _ => ("200 OK\r\ncontent-type: application/json", ms(30)),
    })
    .await;
    let client = busy.builder().throttle_backoff(ms(1), ms(1)).build().unwrap();
    let first = tokio::spawn(client.orders().get_order("7").into_future());
    while busy.count() == 0 || snapshot(&client).gate_closed_for.is_none() {
        tokio::time::sleep(ms(1)).await;
    }
    let results = many(&client, 100, CallOptions::new()).await;
    assert!(results.iter().all(Result::is_ok), "{results:?}");
    first.await.unwrap().unwrap();
    let requests = busy.requests.lock().unwrap();
    let at: Vec<_> = requests.iter().map(|(at, _)| *at - requests[0].0).collect();
    assert_eq!(at.len(), 102, "no call but the first was throttled");
    assert!(at[1] >= ms(295), "{at:?}");
    assert!(at[2] >= at[1] + ms(25), "the others wait for the probe: {at:?}");
    drop(requests);
    is_whole(&client, "after a storm");
}

#[tokio::test]
async fn a_storm_of_429_costs_few_requests() {
    let busy = Busy::start(|_, _| ("429 Too Many\r\nretry-after-ms: 200", ms(1))).await;
    let client = busy.builder().throttle_backoff(ms(1), ms(1)).build().unwrap();
    let results = many(&client, 100, CallOptions::new().deadline(ms(1000))).await;
    assert!(results.iter().all(Result::is_err));
    for error in results.into_iter().filter_map(Result::err) {
        assert_eq!(error.outcome().max(Outcome::Rejected), Outcome::Rejected, "{error}");
    }
    // The first wave is in flight before the first 429 arrives; then one probe for each pause.
    assert!(busy.count() <= 100 + 10, "{} requests", busy.count());
    is_whole(&client, "after a storm");
}

#[tokio::test]
async fn a_pause_beyond_the_deadline_fails_at_once() {
    let server = Server::start(vec![then(&[
        respond("429 Too Many", "retry-after: 30\r\n", ""),
        json(ORDER),
    ])])
    .await;
    let client = Client::builder().base_url(server.url()).build().unwrap();
    client.orders().get_order("7").await.unwrap_err();
    let started = Instant::now();
    let error = client.orders().get_order("7").await.unwrap_err();
    assert!(started.elapsed() < ms(200));
    assert!(matches!(error.kind(), ErrorKind::NotAdmitted(AdmissionLimit::Gate)), "{error}");
    assert_eq!(
        (error.class(), error.outcome(), error.attempts()),
        (Class::Local, Outcome::NotSent, 0)
    );
    assert!(error.retry_after().is_some_and(|it| it > Duration::from_secs(25)));
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn at_most_so_many_attempts_are_in_flight_and_queued() {
    let busy = Busy::start(|_, _| ("200 OK", ms(100))).await;
    let client = busy.builder().max_in_flight(3).max_queued(5).build().unwrap();
    let results = many(&client, 20, CallOptions::new()).await;
    let failed: Vec<_> = results.into_iter().filter_map(Result::err).collect();
    assert_eq!(failed.len(), 12, "three in flight and five queued");
    for error in failed {
        assert!(matches!(error.kind(), ErrorKind::NotAdmitted(AdmissionLimit::Queue)), "{error}");
        assert_eq!(error.outcome(), Outcome::NotSent);
    }
    assert_eq!(busy.in_flight.1.load(Ordering::SeqCst), 3);
    is_whole(&client, "after the queue");

    let results = many(&client, 8, CallOptions::new().deadline(ms(150))).await;
    let failed = results.iter().filter(|it| it.is_err()).count();
    assert!((2..=5).contains(&failed), "waiting counts against the deadline: {failed}");
    is_whole(&client, "after deadlines in the queue");
}

#[tokio::test]
async fn a_rate_limit_delays_attempts() {
    let busy = Busy::start(|_, _| ("200 OK", ms(0))).await;
    let client = busy.builder().rate_limit(50.0, 2).build().unwrap();
    let started = Instant::now();
    let results = many(&client, 10, CallOptions::new()).await;
    assert!(results.iter().all(Result::is_ok));
    let took = started.elapsed();
    assert!((ms(150)..ms(400)).contains(&took), "{took:?}");
    let error =
        many(&client, 20, CallOptions::new().deadline(ms(40))).await.remove(19).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::NotAdmitted(AdmissionLimit::RateLimit)), "{error}");
    is_whole(&client, "after the rate limit");
    for builder in [
        busy.builder().rate_limit(0.0, 1),
        busy.builder().rate_limit(1.0, 0),
        busy.builder().max_in_flight(0),
    ] {
        assert!(matches!(builder.build().unwrap_err().kind(), ErrorKind::Build(_)));
    }
}

#[tokio::test]
async fn the_breaker_opens_and_lets_probes_through() {
    let transport = (0..20).fold(ScriptedTransport::new(), |it, _| it.json(500, ""));
    let client = Client::builder()
        .base_url("https://api.test")
        .transport(transport.clone())
        .attempts(1)
        .build()
        .unwrap();
    for _ in 0..20 {
        client.orders().get_order("7").await.unwrap_err();
    }
    let error = client.orders().get_order("7").await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::NotAdmitted(AdmissionLimit::Breaker)), "{error}");
    assert_eq!((error.outcome(), error.attempts()), (Outcome::NotSent, 0));
    assert!(error.retry_after().is_some_and(|it| it <= Duration::from_secs(5)));
    assert_eq!(transport.requests().len(), 20);
    let now = snapshot(&client);
    assert_eq!((now.breaker, now.breaker_openings, now.failures), (BreakerState::Open, 1, 20));
}

#[tokio::test]
async fn lost_responses_that_retries_recover_do_not_open_the_breaker() {
    let script = (0..60).fold(ScriptedTransport::new(), |it, _| {
        it.error(TransportErrorKind::Broken).json(200, ORDER)
    });
    let builder = Client::builder().base_url("https://api.test").transport(script);
    let client = builder.backoff(Duration::ZERO, Duration::ZERO).build().unwrap();
    for _ in 0..60 {
        client.orders().create_order(&order()).await.unwrap();
    }
    is_whole(&client, "half of the attempts failed");
    assert_eq!((snapshot(&client).attempts, snapshot(&client).failures), (120, 60));
}

#[tokio::test(start_paused = true)]
async fn the_breaker_closes_after_three_probes() {
    let failing = (0..20).fold(ScriptedTransport::new(), |it, _| it.json(503, ""));
    let transport = (0..4).fold(failing, |it, _| it.json(200, ORDER));
    let builder = Client::builder().base_url("https://api.test").transport(transport.clone());
    let client = builder.attempts(1).build().unwrap();
    let off = Client::builder()
        .base_url("https://api.test")
        .transport((0..30).fold(ScriptedTransport::new(), |it, _| it.json(503, "")));
    let off = off.attempts(1).circuit_breaker(false).build().unwrap();
    for _ in 0..20 {
        client.orders().get_order("7").await.unwrap_err();
        assert_eq!(off.orders().get_order("7").await.unwrap_err().class(), Class::Server);
    }
    assert_eq!(off.orders().get_order("7").await.unwrap_err().class(), Class::Server);
    client.orders().get_order("7").await.unwrap_err();
    tokio::time::advance(Duration::from_secs(5)).await;
    for _ in 0..3 {
        client.orders().get_order("7").await.unwrap();
    }
    is_whole(&client, "after three probes");
    client.orders().get_order("7").await.unwrap();
}

#[tokio::test]
async fn each_upstream_has_its_own_budget() {
    let failing = |it| (0..80).fold(it, |it: ScriptedTransport, _| it.json(500, ""));
    let transport = failing(ScriptedTransport::new()).json(500, "").json(200, ORDER);
    let builder = Client::builder().base_url("https://one.test").transport(transport.clone());
    let builder = builder.backoff(Duration::ZERO, Duration::ZERO).circuit_breaker(false);
    let client = builder.build().unwrap();
    let mut calls = 0;
    while transport.requests().len() < 80 {
        client.orders().get_order("7").await.unwrap_err();
        calls += 1;
    }
    assert!(calls > 30, "the budget of the first upstream is spent: {calls}");
    assert!(snapshot(&client).retry_budget < 0.1);
    let other = CallOptions::new().base_url("https://two.test");
    client.orders().get_order("7").with(other).await.unwrap();
    assert_eq!(client.core().upstreams().len(), 2);
}

/// Sends the request after a few turns of the executor, so that a call can be dropped at each.
#[derive(Clone)]
struct Slow(usize, u16);

impl Transport for Slow {
    fn send(
        &self,
        _request: Request<RequestBody>,
        _attempt: Attempt,
    ) -> BoxFuture<Result<Response<ResponseBody>, TransportError>> {
        let Self(turns, status) = *self;
        Box::pin(async move {
            for _ in 0..turns {
                tokio::task::yield_now().await;
            }
            if status == 0 {
                return Err(TransportError::new(TransportErrorKind::Connect));
            }
            let body =
                ResponseBody::from(renkei_runtime::bytes::Bytes::from_static(ORDER.as_bytes()));
            let response = Response::builder().status(status).header("retry-after", "0");
            Ok(response.body(body).unwrap())
        })
    }
}

/// A limiter that hands out tokens, and takes back those that were not used.
#[derive(Clone, Default)]
struct Counted(Arc<AtomicUsize>);

impl RateLimiter for Counted {
    fn reserve(
        &self,
        key: &LimitKey,
        cost: u32,
        _until: tokio::time::Instant,
    ) -> BoxFuture<Result<Reservation, LimitError>> {
        assert_eq!((key.upstream.as_str(), cost), ("https://api.test:443", 1));
        let taken = self.0.clone();
        Box::pin(async move {
            tokio::task::yield_now().await;
            taken.fetch_add(1, Ordering::SeqCst);
            let back = move || {
                taken.fetch_sub(1, Ordering::SeqCst);
            };
            Ok(Reservation::new(Duration::ZERO).or_refund(back))
        })
    }
}

/// Polls a future a number of times and drops it. Returns whether it ended before.
async fn poll_times<F: Future>(future: F, times: usize) -> bool {
    let mut future = std::pin::pin!(future);
    for _ in 0..times {
        let polled =
            std::future::poll_fn(|cx| std::task::Poll::Ready(future.as_mut().poll(cx).is_ready()));
        if polled.await {
            return true;
        }
        // It also wakes those who wait for time.
        tokio::time::advance(ms(2)).await;
    }
    false
}

#[tokio::test(start_paused = true)]
async fn a_call_may_be_dropped_at_any_await_point() {
    for status in [200, 404, 429, 500, 503, 0] {
        let limiter = Counted::default();
        let client = Client::builder()
            .base_url("https://api.test")
            .transport(Slow(3, status))
            .backoff(ms(1), ms(1))
            .throttle_backoff(ms(1), ms(1))
            .max_in_flight(1)
            .rate_limit(1e6, 1000)
            .rate_limiter(limiter.clone())
            .circuit_breaker(false)
            .build()
            .unwrap();
        let mut ended = false;
        for times in 0..200 {
            // A second call waits for the permit of the first.
            let (one, two) = (client.orders().get_order("7"), client.orders().get_order("8"));
            let both = async { tokio::join!(one.into_future(), two.into_future()) };
            ended = poll_times(both, times).await;
            for now in client.core().upstreams() {
                assert_eq!((now.in_flight, now.queued), (0, 0), "{status} {times}: {now:?}");
            }
            if ended {
                break;
            }
            tokio::time::advance(Duration::from_secs(1)).await;
        }
        assert!(ended, "{status}: the last round ran to its end");
        tokio::time::advance(Duration::from_secs(200)).await;
        assert!(snapshot(&client).retry_budget > 0.999, "{status}");
        let sent = snapshot(&client).attempts as usize;
        assert!(limiter.0.load(Ordering::SeqCst) >= sent, "a token is used by what was sent");
        // And the client still works.
        if status == 200 {
            client.orders().get_order("7").await.unwrap();
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_dropped_probe_leaves_the_gate_to_the_next_one() {
    let transport = ScriptedTransport::new().json(429, "").hang().json(200, ORDER).json(200, ORDER);
    let builder = Client::builder().base_url("https://api.test").transport(transport.clone());
    let client = builder.attempts(1).build().unwrap();
    client.orders().get_order("7").await.unwrap_err();
    tokio::time::advance(Duration::from_secs(2)).await;
    let probe = tokio::spawn(client.orders().get_order("7").into_future());
    let other = tokio::spawn(client.orders().get_order("7").into_future());
    tokio::time::sleep(ms(10)).await;
    assert_eq!(transport.requests().len(), 2, "one probe");
    probe.abort();
    other.await.unwrap().unwrap();
    assert_eq!(snapshot(&client).gate_closed_for, None);
    client.orders().get_order("7").await.unwrap();
}

/// Charges each key once, and fails in many ways.
#[tokio::test]
async fn keyed_writes_through_a_flaky_server_happen_exactly_once() {
    static CHARGED: Mutex<Vec<String>> = Mutex::new(Vec::new());
    let busy = Busy::start(|number, request| {
        let key = crate::server::header(request, "idempotency-key");
        let fails_before = number % 8 == 1;
        if !fails_before {
            let mut charged = CHARGED.lock().unwrap();
            if !charged.contains(&key) {
                charged.push(key);
            }
        }
        match number % 8 {
            1 => ("503 Busy", ms(0)),
            3 => ("", ms(0)),
            6 => ("502 Bad Gateway", ms(0)),
            _ => ("200 OK", ms(1)),
        }
    })
    .await;
    let client = busy.builder().attempts(6).circuit_breaker(false).build().unwrap();
    let call = || client.orders().create_order(&order()).into_future();
    let mut done = 0;
    for _ in 0..10 {
        let calls: Vec<_> = (0..10).map(|_| tokio::spawn(call())).collect();
        for call in calls {
            done += usize::from(call.await.unwrap().is_ok());
        }
    }
    let mut keys: Vec<_> = busy
        .requests
        .lock()
        .unwrap()
        .iter()
        .map(|(_, request)| crate::server::header(request, "idempotency-key"))
        .collect();
    keys.sort();
    keys.dedup();
    assert_eq!(keys.len(), 100, "one key for each call");
    let charged = CHARGED.lock().unwrap().len();
    assert!(done >= 97 && charged >= done && charged <= 100, "{done} {charged}");
    assert!(busy.count() > 120, "the server failed: {}", busy.count());
}

/// Notes what it sees, and vetoes retries of 503.
#[derive(Clone, Default)]
struct Notes(Arc<Mutex<Vec<String>>>);

impl Notes {
    fn add(&self, text: String) {
        self.0.lock().unwrap().push(text);
    }
}

impl Intercept for Notes {
    fn before_attempt(&self, attempt: &mut OutgoingAttempt<'_>) {
        let value = attempt.number.to_string().parse().unwrap();
        attempt.headers.insert("x-attempt", value);
    }

    fn after_attempt(&self, report: &AttemptReport<'_>) -> RetryVeto {
        let status = report.error.and_then(|it| it.status()).map(|it| it.as_u16());
        self.add(format!("after {} {status:?} {}", report.number, report.may_retry));
        if status == Some(503) { RetryVeto::Veto } else { RetryVeto::None }
    }

    fn after_call(&self, operation: &'static str, error: Option<&Error>) {
        self.add(format!("{operation} {}", error.is_none()));
    }
}

/// Signs with the length of the body and the headers so far.
struct Lengths;

impl Sign for Lengths {
    fn sign<'a>(
        &'a self,
        parts: &'a mut Parts,
        body: &'a BodyDigest,
    ) -> std::pin::Pin<Box<dyn Future<Output = Result<(), BoxError>> + Send + 'a>> {
        Box::pin(async move {
            if parts.method == "PUT" {
                return Err("the key is lost".into());
            }
            let length = body.bytes().map_or(0, |it| it.len());
            let attempt = parts.headers["x-attempt"].to_str()?;
            let value = format!("{length}/{attempt}").parse()?;
            parts.headers.insert("signature", value);
            Ok(())
        })
    }
}

#[tokio::test]
async fn hooks_see_and_change_attempts() {
    let transport = ScriptedTransport::new().json(500, "").json(200, ORDER).json(503, "");
    let (notes, events) = (Notes::default(), Notes::default());
    let seen = events.clone();
    let client = Client::builder()
        .base_url("https://api.test")
        .transport(transport.clone())
        .backoff(Duration::ZERO, Duration::ZERO)
        .intercept(notes.clone())
        .sign(Lengths)
        .observe(move |event: &Event<'_>| {
            let text = format!("{event:?}");
            seen.add(text.split([' ', '{']).next().unwrap().to_owned());
        })
        .build()
        .unwrap();
    client.orders().create_order(&order()).await.unwrap();
    client.orders().get_order("7").await.unwrap_err();
    let error = client.orders().put_order("7", &order()).await.unwrap_err();
    assert_eq!(chain(&error), "putOrder: the request could not be signed: the key is lost");
    assert_eq!((error.outcome(), transport.requests().len()), (Outcome::NotSent, 3));
    let header = |headers: &HeaderMap| headers["signature"].to_str().unwrap().to_owned();
    let signed: Vec<_> = transport.requests().iter().map(|it| header(it.headers())).collect();
    assert_eq!(signed, ["24/1", "24/2", "0/1"]);
    assert_eq!(
        *notes.0.lock().unwrap(),
        [
            "after 1 Some(500) true",
            "after 2 None false",
            "createOrder true",
            "after 1 Some(503) true",
            "getOrder false",
            "after 1 None false",
            "putOrder false",
        ]
    );
    let attempt = ["AttemptStarted", "AttemptEnded"];
    let first = [&["CallStarted"], &attempt[..], &["RetryScheduled"], &attempt, &["CallEnded"]];
    let other = [&["CallStarted"], &attempt[..], &["CallEnded"]].concat();
    assert_eq!(*events.0.lock().unwrap(), [first.concat(), other.clone(), other].concat());
    assert_eq!(status("1").len(), 2);
}

/// Never signs anything.
struct Hangs;

impl Sign for Hangs {
    fn sign<'a>(
        &'a self,
        _: &'a mut Parts,
        _: &'a BodyDigest,
    ) -> std::pin::Pin<Box<dyn Future<Output = Result<(), BoxError>> + Send + 'a>> {
        Box::pin(std::future::pending())
    }
}

#[tokio::test(start_paused = true)]
async fn a_signer_has_the_time_of_its_attempt() {
    let transport = ScriptedTransport::new();
    let builder = Client::builder().base_url("https://api.test").transport(transport.clone());
    let client = builder.sign(Hangs).attempt_timeout(Duration::from_secs(1)).build().unwrap();
    let call =
        tokio::time::timeout(Duration::from_secs(2), client.orders().get_order("7").into_future());
    let error = call.await.unwrap().unwrap_err();
    assert_eq!((error.phase(), error.outcome()), (Phase::Prepare, Outcome::NotSent), "{error}");
    assert_eq!((error.attempts(), transport.requests().len()), (1, 0));
}
