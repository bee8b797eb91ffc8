//! A call of each kind is dropped at every await point, while others compete with it. What it held comes back.
//!
//! A call is dropped at its first suspension, then at its second, and so on until it ends. Time is virtual, so the
//! suspensions of a kind are the same in every run, but for the tasks that files need.

use std::collections::HashMap;
use std::future::{Future, IntoFuture};
use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use std::time::Duration;

use renkei_runtime::bytes::Bytes;
use renkei_runtime::codegen::{self, Operation, serde_json::Value};
use renkei_runtime::http::{Request, Response};
use renkei_runtime::transport::{
    Attempt, BoxFuture, RequestBody, ResponseBody, Transport, TransportError,
};
use renkei_runtime::{
    Auth, BreakerState, CallOptions, ClientBuilder, EventStream, LimitError, LimitKey, Maybe,
    RateLimiter, Reservation,
};
use tokio::time::{advance, sleep};

use crate::orders_client::{ApiError, Client, Order};

/// A call has no more suspensions than this.
const MOST: usize = 500;

fn ms(count: u64) -> Duration {
    Duration::from_millis(count)
}

/// A server that suspends each exchange, and fails the first attempt of each call.
#[derive(Clone)]
struct World {
    /// The status of the first attempt, and of every attempt before the breaker opens.
    failure: u16,
    /// The first requests fail, so that the breaker opens.
    outage: usize,
    seen: Arc<Mutex<Seen>>,
}

#[derive(Default)]
struct Seen {
    requests: usize,
    tokens: usize,
    /// By caller and path.
    attempts: HashMap<String, usize>,
}

/// Suspends a few times.
async fn suspend(times: usize) {
    for _ in 0..times {
        tokio::task::yield_now().await;
    }
}

/// A body whose chunks arrive one by one, each after a suspension.
struct Chunks(Vec<Bytes>, bool);

impl http_body::Body for Chunks {
    type Data = Bytes;
    type Error = TransportError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<http_body::Frame<Bytes>, TransportError>>> {
        self.1 = !self.1;
        if self.1 {
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        Poll::Ready(self.0.pop().map(|it| Ok(http_body::Frame::data(it))))
    }
}

impl World {
    fn new(failure: u16, outage: usize) -> Self {
        Self { failure, outage, seen: Arc::default() }
    }

    fn requests(&self) -> usize {
        self.seen.lock().unwrap().requests
    }

    /// Status and body.
    fn respond(&self, request: &Request<RequestBody>) -> (u16, String) {
        let mut seen = self.seen.lock().unwrap();
        let uri = request.uri();
        if uri.host() == Some("id.test") {
            seen.tokens += 1;
            let token = seen.tokens;
            return (200, format!(r#"{{"access_token":"t{token}","token_type":"bearer"}}"#));
        }
        seen.requests += 1;
        if seen.requests <= self.outage {
            return (500, String::new());
        }
        let name = request.headers().get("x-caller").map(|it| it.to_str().unwrap().to_owned());
        let attempts = seen.attempts.entry(format!("{name:?} {uri}")).or_default();
        *attempts += 1;
        let page = |more: bool| {
            let next = if more { r#""2""# } else { "null" };
            format!(r#"{{"items":[{{"id":"1","amount":1}}],"next":{next}}}"#)
        };
        match (uri.path(), uri.query()) {
            _ if *attempts == 1 && self.failure != 200 => (self.failure, String::new()),
            ("/v1/orders", None) if request.method() == "GET" => (200, page(true)),
            ("/v1/orders", Some(_)) => (200, page(false)),
            ("/v1/events", _) => (200, "data: 1\n\ndata: 2\n\ndata: [DONE]\n\n".to_owned()),
            _ => (200, r#"{"id":"7","amount":1200}"#.to_owned()),
        }
    }
}

impl Transport for World {
    fn send(
        &self,
        request: Request<RequestBody>,
        _attempt: Attempt,
    ) -> BoxFuture<Result<Response<ResponseBody>, TransportError>> {
        // A request counts when the transport takes it.
        let (status, body) = self.respond(&request);
        let events = request.uri().path() == "/v1/events";
        let media_type = if events { "text/event-stream" } else { "application/json" };
        Box::pin(async move {
            suspend(3).await;
            let chunks = body.as_bytes().chunks(9).rev().map(Bytes::copy_from_slice).collect();
            // A wait that is longer than the backoff closes the gate for all.
            let wait = if status == 429 { "1000" } else { "0" };
            let head = Response::builder().status(status).header("retry-after-ms", wait);
            let head = head.header("content-type", media_type);
            Ok(head.body(ResponseBody::new(Chunks(chunks, false))).unwrap())
        })
    }
}

/// Counts the tokens that are reserved and not given back.
#[derive(Clone, Default)]
struct Counted(Arc<AtomicUsize>);

impl RateLimiter for Counted {
    fn reserve(
        &self,
        _: &LimitKey,
        _: u32,
        _: tokio::time::Instant,
    ) -> BoxFuture<Result<Reservation, LimitError>> {
        let taken = self.0.clone();
        Box::pin(async move {
            suspend(1).await;
            taken.fetch_add(1, Ordering::SeqCst);
            let back = move || {
                taken.fetch_sub(1, Ordering::SeqCst);
            };
            Ok(Reservation::new(ms(2)).or_refund(back))
        })
    }
}

/// Drops a future at one of its suspensions. Returns `None` then.
struct DropAt<F> {
    future: Option<Pin<Box<F>>>,
    suspensions: usize,
}

impl<F: Future> Future for DropAt<F> {
    type Output = Option<F::Output>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let Some(future) = &mut self.future else { return Poll::Ready(None) };
        if let Poll::Ready(output) = future.as_mut().poll(cx) {
            return Poll::Ready(Some(output));
        }
        self.suspensions -= 1;
        if self.suspensions > 0 {
            return Poll::Pending;
        }
        self.future = None;
        Poll::Ready(None)
    }
}

/// A kind of call. A call that ends succeeds.
struct Kind {
    name: &'static str,
    /// The status of each first attempt.
    failure: u16,
    /// How many calls compete with the one that is dropped.
    competitors: usize,
    /// How many calls have failed before, and how many of them with status 500.
    failed_before: usize,
    outage: usize,
    client: fn(ClientBuilder<Client>, &str) -> ClientBuilder<Client>,
    call: fn(Client, CallOptions) -> BoxFuture<()>,
    /// How many suspensions it has at least.
    at_least: usize,
}

static EVENTS: Operation =
    Operation { id: "events", path: "/v1/events", repeatable: true, ..Operation::GET };

fn order() -> Order {
    Order { id: "7".to_owned(), amount: 1200, note: Maybe::Absent }
}

fn with_tokens(builder: ClientBuilder<Client>, _: &str) -> ClientBuilder<Client> {
    builder.auth(Auth::client_credentials("https://id.test/token", "me", crate::scan::PLANTED))
}

fn get(client: Client, options: CallOptions) -> BoxFuture<()> {
    let call = client.orders().get_order("7").with(options);
    Box::pin(async move { drop(call.await.unwrap()) })
}

fn create(client: Client, options: CallOptions) -> BoxFuture<()> {
    let call = client.orders().create_order(&order()).with(options);
    Box::pin(async move { drop(call.await.unwrap()) })
}

/// All calls have one key, so they share one flight.
fn create_with_one_key(client: Client, _: CallOptions) -> BoxFuture<()> {
    create(client, CallOptions::new().idempotency_key("one"))
}

fn list(client: Client, options: CallOptions) -> BoxFuture<()> {
    let mut items = client.orders().list_orders().with(options).items();
    Box::pin(async move {
        let mut count = 0;
        while items.try_next().await.unwrap().is_some() {
            count += 1;
        }
        assert_eq!(count, 2);
    })
}

fn events(client: Client, options: CallOptions) -> BoxFuture<()> {
    Box::pin(async move {
        let mut call = codegen::Call::new(client.core(), &EVENTS);
        call.options(options);
        let opening =
            call.stream("text/event-stream", codegen::events, codegen::error_json::<ApiError>);
        let mut events: EventStream<Value> = opening.await.unwrap();
        let mut count = 0;
        while events.try_next().await.unwrap().is_some() {
            count += 1;
        }
        assert_eq!(count, 2);
    })
}

const KINDS: &[Kind] = &[
    Kind { name: "plain", ..KIND },
    Kind { name: "keyed", call: create, ..KIND },
    // Those that wait for the result of another call have one await point.
    Kind { name: "one key", call: create_with_one_key, at_least: 1, ..KIND },
    Kind { name: "bulkhead", client: |it, _| it.max_in_flight(1), ..KIND },
    Kind { name: "rate limit", client: |it, _| it.rate_limit(200.0, 1), ..KIND },
    Kind {
        name: "limits and a queue",
        client: |it, _| it.rate_limit(200.0, 1).max_in_flight(1),
        ..KIND
    },
    Kind { name: "gate", failure: 429, ..KIND },
    // Three probes are admitted.
    Kind {
        name: "half-open breaker",
        failure: 200,
        competitors: 2,
        failed_before: 20,
        outage: 20,
        at_least: 5,
        ..KIND
    },
    Kind { name: "pages", call: list, at_least: 30, ..KIND },
    Kind { name: "event stream", call: events, ..KIND },
    Kind { name: "first token", client: with_tokens, ..KIND },
    Kind { name: "rejected token", failure: 401, failed_before: 1, client: with_tokens, ..KIND },
    #[cfg(feature = "journal")]
    Kind {
        name: "journal",
        client: |it, name| {
            let path = std::env::temp_dir().join(name);
            it.journal(renkei_runtime::FileJournal::open_unsynced(path).unwrap())
        },
        call: create,
        ..KIND
    },
];

const KIND: Kind = Kind {
    name: "",
    failure: 503,
    competitors: 3,
    failed_before: 0,
    outage: 0,
    client: |it, _| it,
    call: get,
    at_least: 15,
};

/// Makes a call and drops it at a suspension. Returns whether it ended before.
async fn round(kind: &Kind, is_first: bool, suspensions: usize) -> bool {
    let (world, limiter) = (World::new(kind.failure, kind.outage), Counted::default());
    let file = format!("renkei-cancel-{suspensions}-{}", std::process::id());
    let builder = Client::builder()
        .base_url("https://api.test")
        .transport(world.clone())
        .backoff(ms(3), ms(3))
        .throttle_backoff(ms(3), ms(3))
        .fixed_jitter(1.0)
        .rate_limiter(limiter.clone());
    let client = (kind.client)(builder, &file).build().unwrap();
    for _ in 0..kind.failed_before {
        let once = CallOptions::new().attempts(1);
        client.orders().get_order("7").with(once).await.unwrap_err();
    }
    if kind.outage > 0 {
        assert_eq!(client.core().upstreams()[0].breaker, BreakerState::Open);
    }
    // The breaker lets probes through, and a token is old enough to be invalid.
    advance(Duration::from_secs(5)).await;
    let options = |caller: usize| CallOptions::new().header("x-caller", &caller.to_string());
    let competitors: Vec<_> = (1..=kind.competitors)
        .map(|caller| tokio::spawn((kind.call)(client.clone(), options(caller))))
        .collect();
    if !is_first {
        suspend(1).await;
    }
    let call = (kind.call)(client.clone(), options(0));
    let dropped = DropAt { future: Some(Box::pin(call)), suspensions };
    let has_ended = dropped.await.is_some();
    for competitor in competitors {
        competitor.await.unwrap();
    }
    // What a token or a journal began goes on without the call.
    sleep(Duration::from_secs(1)).await;
    let name = format!("{}, first {is_first}, dropped at suspension {suspensions}", kind.name);
    for now in client.core().upstreams() {
        assert_eq!((now.in_flight, now.queued), (0, 0), "{name}: {now:?}");
    }
    let reserved = limiter.0.load(Ordering::SeqCst);
    assert_eq!(reserved, world.requests(), "{name}: a token for each request");
    // The client still works: nobody waits for the call that was dropped.
    (kind.call)(client.clone(), options(9)).into_future().await;
    advance(Duration::from_secs(200)).await;
    for now in client.core().upstreams() {
        assert!(now.retry_budget > 0.999, "{name}: {now:?}");
    }
    drop(client);
    let _ = std::fs::remove_file(std::env::temp_dir().join(file));
    has_ended
}

#[tokio::test(start_paused = true)]
async fn a_call_of_each_kind_is_dropped_at_every_await_point() {
    let mut total = 0;
    for kind in KINDS {
        // As the first of those that compete, and as the last.
        for is_first in [true, false] {
            let mut points = 0;
            while !pin!(round(kind, is_first, points + 1)).await {
                points += 1;
                assert!(points < MOST, "{} does not end", kind.name);
            }
            println!("{}, first {is_first}: dropped at {points} await points", kind.name);
            assert!(points >= kind.at_least, "{}: {points}", kind.name);
            total += points;
        }
    }
    println!("all kinds: dropped at {total} await points");
    assert!(total >= 400, "{total}");
}
