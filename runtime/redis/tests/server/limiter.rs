//! The shared limit, and what happens to it when Redis is away.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use renkei_redis::{LimitScope, Rate, Redis, RedisLimiter};
use renkei_runtime::hooks::Event;
use renkei_runtime::transport::{Attempt, BoxFuture, RequestBody, ResponseBody, Transport};
use renkei_runtime::{
    ClientBuilder, LimitError, LimitKey, RateLimiter, Reservation, bytes, codegen, http,
};

use crate::redis_server::RedisServer;

static LIST: codegen::Operation =
    codegen::Operation { id: "list", path: "/list", ..codegen::Operation::GET };

pub(crate) struct Client(codegen::Core);

impl codegen::FromCore for Client {
    const DEFAULTS: codegen::Defaults = codegen::Defaults::NEW;
    fn from_core(core: codegen::Core) -> Self {
        Self(core)
    }
}

impl Client {
    pub(crate) async fn list(&self) {
        let decode = codegen::Decode { ok: codegen::empty, err: codegen::no_error };
        codegen::Call::new(&self.0, &LIST).send(decode).await.unwrap();
    }
}

/// Responds to everything with an empty success.
pub(crate) struct Empty;

impl Transport for Empty {
    fn send(
        &self,
        _: http::Request<RequestBody>,
        _: Attempt,
    ) -> BoxFuture<Result<http::Response<ResponseBody>, renkei_runtime::transport::TransportError>>
    {
        Box::pin(async { Ok(http::Response::new(ResponseBody::from(bytes::Bytes::new()))) })
    }
}

pub(crate) fn key(upstream: &str, path: &'static str) -> LimitKey {
    LimitKey::new(upstream, path)
}

fn limiter(server: &RedisServer, rates: &[Rate]) -> RedisLimiter {
    let redis = Redis::open(&server.url()).unwrap();
    let builder = RedisLimiter::builder(&redis, "test").processes(2);
    rates.iter().fold(builder, |builder, rate| builder.rate(*rate)).build().unwrap()
}

pub(crate) async fn reserve(limiter: &RedisLimiter, cost: u32) -> Result<Reservation, LimitError> {
    let until = tokio::time::Instant::now() + Duration::from_secs(2);
    limiter.reserve(&key("http://a", "/"), cost, until).await
}

/// The wait for a place that is used, in milliseconds.
pub(crate) async fn wait(limiter: &RedisLimiter, cost: u32) -> u128 {
    let reserved = reserve(limiter, cost).await.unwrap();
    let wait = reserved.wait().as_millis();
    reserved.commit();
    wait
}

/// Whether a wait is what it would be if no time had passed since the first one.
pub(crate) fn is_near(found: u128, expected: u128) -> bool {
    found <= expected && expected < found + 80
}

#[tokio::test]
async fn processes_share_rates() {
    let Some(server) = RedisServer::start() else { return };
    let rates = [Rate::per_second(10).burst(3), Rate::per_minute(6).burst(7)];
    let (first, second) = (limiter(&server, &rates), limiter(&server, &rates));
    for limiter in [&first, &second, &first] {
        assert_eq!(wait(limiter, 1).await, 0);
    }
    assert!(is_near(wait(&second, 1).await, 100));
    assert!(is_near(wait(&first, 2).await, 300));
    assert!(is_near(wait(&second, 1).await, 400));
    // The second rate has no token left for ten seconds.
    let error = reserve(&first, 1).await.unwrap_err();
    assert!(matches!(error, LimitError::Exhausted(after) if after.as_secs() == 9), "{error:?}");
    assert!(first.is_shared() && second.is_shared());
    server.command(&["SCRIPT", "FLUSH"]);
    server.command(&["FLUSHALL"]);
    assert_eq!(wait(&first, 3).await, 0);
}

#[tokio::test]
async fn an_unused_place_goes_back() {
    let Some(server) = RedisServer::start() else { return };
    let limiter = limiter(&server, &[Rate::per_second(2)]);
    let first = reserve(&limiter, 1).await.unwrap();
    drop(first);
    let mut connection = server.connection();
    let started = Instant::now();
    while redis::cmd("DBSIZE").query::<u32>(&mut connection).unwrap() > 0 {
        assert!(started.elapsed() < Duration::from_millis(400), "the place did not go back");
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    assert_eq!(wait(&limiter, 1).await, 0);
    let second = reserve(&limiter, 1).await.unwrap();
    let third = reserve(&limiter, 1).await.unwrap();
    drop(second);
    third.commit();
    tokio::time::sleep(Duration::from_millis(20)).await;
    assert!(is_near(wait(&limiter, 1).await, 1500), "the third one depends on the second");
}

#[tokio::test]
async fn a_scope_tells_what_counts_together() {
    let Some(server) = RedisServer::start() else { return };
    let redis = Redis::open(&server.url()).unwrap();
    for (scope, expected) in [
        (LimitScope::All, [true, false, false]),
        (LimitScope::Upstream, [true, false, true]),
        (LimitScope::Path, [true, true, true]),
    ] {
        let builder = RedisLimiter::builder(&redis, format!("{scope:?}")).scope(scope);
        let limiter = builder.rate(Rate::per_minute(1)).processes(1).build().unwrap();
        let until = tokio::time::Instant::now() + Duration::from_secs(1);
        let mut found = Vec::new();
        for key in [key("http://a", "/1"), key("http://a", "/2"), key("http://b", "/1")] {
            let reserved = limiter.reserve(&key, 1, until).await;
            found.push(reserved.map(Reservation::commit).is_ok());
        }
        assert_eq!(found, expected, "{scope:?}");
    }
}

/// Calls until `end`, and returns how long that took. Every call succeeds.
async fn call_until(client: &Client, mut end: impl FnMut() -> bool) -> Duration {
    let started = Instant::now();
    while !end() {
        client.list().await;
        assert!(started.elapsed() < Duration::from_secs(5), "the limit has not changed in 5 s");
    }
    started.elapsed()
}

#[tokio::test]
async fn a_call_never_fails_because_of_redis() {
    let Some(mut server) = RedisServer::start() else { return };
    let limiter = limiter(&server, &[Rate::per_second(1000).burst(10)]);
    let events = Arc::new(Mutex::new(Vec::new()));
    let log = events.clone();
    let client: Client = ClientBuilder::new()
        .base_url("http://api.test")
        .transport(Empty)
        .rate_limiter(limiter.clone())
        .observe(move |event: &Event<'_>| match event {
            Event::LimitFellBack { limit, .. } => log.lock().unwrap().push(format!("- {limit}")),
            Event::LimitRecovered { limit, .. } => log.lock().unwrap().push(format!("+ {limit}")),
            _ => {}
        })
        .build()
        .unwrap();
    client.list().await;
    assert!(limiter.is_shared() && events.lock().unwrap().is_empty());

    // It is lost and restarts, it is too slow, and another server takes over from it.
    server.kill();
    call_until(&client, || !limiter.is_shared()).await;
    client.list().await;
    server.restart();
    call_until(&client, || limiter.is_shared()).await;

    server.command(&["CLIENT", "PAUSE", "400"]);
    call_until(&client, || !limiter.is_shared()).await;
    call_until(&client, || limiter.is_shared()).await;

    server.command(&["REPLICAOF", "127.0.0.1", "1"]);
    call_until(&client, || !limiter.is_shared()).await;
    client.list().await;
    server.command(&["REPLICAOF", "NO", "ONE"]);
    call_until(&client, || limiter.is_shared()).await;
    assert_eq!(*events.lock().unwrap(), ["- test", "+ test"].repeat(3));
}

#[tokio::test]
async fn redis_need_not_be_there_at_the_start() {
    let Some(mut server) = RedisServer::start() else { return };
    server.kill();
    let limiter = limiter(&server, &[Rate::per_second(100).burst(4)]);
    // Half of the burst and of the rate.
    for expected in [20, 40, 60] {
        assert!(is_near(wait(&limiter, 1).await, expected));
    }
    assert!(!limiter.is_shared());
    server.restart();
    let started = Instant::now();
    while !limiter.is_shared() {
        assert!(started.elapsed() < Duration::from_secs(5), "the limit is not shared again");
        wait(&limiter, 1).await;
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

#[test]
fn settings_are_validated() {
    let redis = Redis::open("redis://127.0.0.1:1").unwrap();
    let builder = || RedisLimiter::builder(&redis, "x");
    for broken in [
        builder().processes(1),
        builder().rate(Rate::per_second(1)),
        builder().processes(1).rate(Rate::per_second(0)),
        builder().processes(1).rate(Rate::per_second(1).burst(0)),
        builder().processes(1).rate(Rate::new(1, Duration::ZERO)),
    ] {
        assert!(broken.build().is_err());
    }
    let error = Redis::open("redis://u:s3cret@host:x").unwrap_err();
    assert!(!format!("{error} {error:?}").contains("s3cret"));
}
