//! The own share of a process: what it may do while Redis is away, and what the others notice of it.

use std::time::Duration;

use renkei_redis::{Rate, Redis, RedisLimiter};
use renkei_runtime::{ClientBuilder, LimitError, RateLimiter, Reservation};
use tokio::time::Instant;

use crate::limiter::{Client, Empty, is_near, key, reserve, wait};
use crate::records::eventually;
use crate::redis_server::RedisServer;

fn limiter(server: &RedisServer, processes: u32, rates: &[Rate]) -> RedisLimiter {
    let redis = Redis::open(&server.url()).unwrap();
    let builder = RedisLimiter::builder(&redis, "test").processes(processes);
    rates.iter().fold(builder, |builder, rate| builder.rate(*rate)).build().unwrap()
}

/// One token a second for ten processes, so one in ten seconds for each of them.
const SLOW: Rate = Rate::per_minute(60).burst(20);
/// The limit of the README.
const TWO: [Rate; 2] = [Rate::per_second(50).burst(5), Rate::per_day(100_000).burst(1_000)];

/// Reserves a token that must be there within a time.
async fn reserve_within(limiter: &RedisLimiter, left: Duration) -> Result<(), LimitError> {
    let until = Instant::now() + left;
    limiter.reserve(&key("http://a", "/"), 1, until).await.map(Reservation::commit)
}

/// Waits until the shared limit applies again. It may be used up.
async fn until_shared(limiter: &RedisLimiter) {
    eventually("the limit is shared", || async {
        let _ = reserve_within(limiter, Duration::from_millis(1)).await;
        limiter.is_shared().then_some(())
    })
    .await;
}

#[tokio::test]
async fn an_idle_process_starts_with_its_share_of_what_was_left() {
    let Some(mut server) = RedisServer::start() else { return };
    let (idle, busy) = (limiter(&server, 10, &[SLOW]), limiter(&server, 10, &[SLOW]));
    assert_eq!((wait(&idle, 1).await, wait(&busy, 19).await), (0, 0));
    server.kill();
    assert_eq!(wait(&idle, 1).await, 0, "its share of 19 tokens");
    let error = reserve(&busy, 1).await.unwrap_err();
    let is_late =
        |after: Duration| (Duration::from_secs(8)..=Duration::from_secs(10)).contains(&after);
    assert!(matches!(error, LimitError::Exhausted(after) if is_late(after)), "{error:?}");

    let cold = limiter(&server, 10, &[SLOW]);
    assert_eq!([wait(&cold, 1).await, wait(&cold, 1).await], [0, 0], "its share of the burst");
    assert!(reserve(&cold, 1).await.is_err(), "a tenth of the rate");
}

#[tokio::test]
async fn each_rate_has_a_share() {
    let Some(mut server) = RedisServer::start() else { return };
    server.kill();
    let rates = [Rate::per_second(10).burst(4), Rate::per_minute(60).burst(6)];
    let limiter = limiter(&server, 2, &rates);
    // Two tokens and one in 200 ms; three tokens and one in two seconds.
    for expected in [0, 0, 200, 2_000] {
        let found = wait(&limiter, 1).await;
        assert!(is_near(found, expected), "{found} {expected}");
    }
    assert!(reserve(&limiter, 1).await.is_err());
}

#[tokio::test]
async fn one_slow_response_costs_the_others_little() {
    let Some(server) = RedisServer::start() else { return };
    let (slow, other) = (limiter(&server, 4, &TWO), limiter(&server, 4, &TWO));
    assert_eq!((wait(&slow, 1).await, wait(&other, 1).await), (0, 0));
    server.command(&["CLIENT", "PAUSE", "200"]);
    wait(&slow, 1).await;
    assert!(!slow.is_shared());
    eventually("the limit is shared", || async {
        tokio::time::sleep(Duration::from_millis(100)).await;
        wait(&slow, 1).await;
        slow.is_shared().then_some(())
    })
    .await;
    let found = wait(&other, 1).await;
    assert!(found < 300, "the other process waits {found} ms");
}

#[tokio::test]
async fn what_was_used_without_redis_counts_when_it_is_back() {
    let Some(mut server) = RedisServer::start() else { return };
    let rate = Rate::per_minute(60).burst(20);
    let (first, second) = (limiter(&server, 2, &[rate]), limiter(&server, 2, &[rate]));
    assert_eq!((wait(&first, 8).await, wait(&second, 1).await), (0, 0));
    server.kill();
    // Half of the tokens that each has seen: six of 12, and five of 11.
    assert_eq!((wait(&first, 6).await, wait(&second, 5).await), (0, 0));
    server.restart();
    for limiter in [&first, &second] {
        until_shared(limiter).await;
    }
    let third = limiter(&server, 2, &[rate]);
    let error = reserve(&third, 4).await.unwrap_err();
    assert!(matches!(error, LimitError::Exhausted(_)), "the server has lost what it knew: {error}");
}

#[tokio::test]
async fn a_limit_refills_for_the_processes_that_are_back() {
    let Some(mut server) = RedisServer::start() else { return };
    let rate = Rate::per_second(10).burst(20);
    let first = limiter(&server, 10, &[rate]);
    assert_eq!(wait(&first, 20).await, 0);
    server.kill();
    wait(&first, 1).await;
    server.restart();
    until_shared(&first).await;
    // The other nine may still use their part of the rate.
    let new = limiter(&server, 10, &[rate]);
    assert_eq!(wait(&new, 15).await, 0);
    tokio::time::sleep(Duration::from_secs(1)).await;
    let found = wait(&new, 15).await;
    assert!(found > 800, "{found}");
}

/// Otherwise it would start together with one that was counted at that time.
#[tokio::test]
async fn an_attempt_that_waits_for_the_own_share_is_counted_when_it_starts() {
    let Some(mut server) = RedisServer::start() else { return };
    let rate = Rate::per_second(10).burst(4);
    let first = limiter(&server, 4, &[rate]);
    assert_eq!(wait(&first, 1).await, 0);
    server.kill();
    wait(&first, 1).await;
    server.restart();
    until_shared(&first).await;
    // One of four processes has a token in 400 ms.
    let mut own = 0;
    for _ in 0..3 {
        own = wait(&first, 1).await;
    }
    assert!(own >= 600, "{own}");
    // The token after it, less what the burst allows.
    let other = limiter(&server, 4, &[rate]);
    let found = wait(&other, 1).await;
    assert!(is_near(found, own + 100 - 300), "{found} after {own}");
}

#[tokio::test]
async fn what_redis_grants_does_not_fail_while_it_recovers() {
    let Some(mut server) = RedisServer::start() else { return };
    let limiter = limiter(&server, 10, &[SLOW]);
    assert_eq!(wait(&limiter, 1).await, 0);
    server.kill();
    while reserve_within(&limiter, Duration::from_secs(3)).await.is_ok() {}
    server.restart();
    for left in [500, 500, 3_000] {
        let left = Duration::from_millis(left);
        eventually("the limit is shared", || async {
            let reserved = reserve_within(&limiter, left).await;
            assert!(reserved.is_ok() || !limiter.is_shared(), "{reserved:?}");
            limiter.is_shared().then_some(())
        })
        .await;
    }
}

#[tokio::test]
async fn a_call_with_the_default_deadline_never_fails_because_of_redis() {
    let Some(mut server) = RedisServer::start() else { return };
    let limiter = limiter(&server, 10, &[SLOW, TWO[0], TWO[1]]);
    let builder = ClientBuilder::new().base_url("http://api.test").transport(Empty);
    let client: Client = builder.rate_limiter(limiter.clone()).build().unwrap();
    client.list().await;
    server.kill();
    client.list().await;
    assert!(!limiter.is_shared());
    server.restart();
    // By then the process has connected again.
    tokio::time::sleep(Duration::from_secs(1)).await;
    client.list().await;
    assert!(limiter.is_shared());
    // Once the others are back, its share begins with what is left in the shared limit.
    tokio::time::sleep(Duration::from_secs(2)).await;
    client.list().await;
    server.command(&["CLIENT", "PAUSE", "200"]);
    client.list().await;
    assert!(!limiter.is_shared());
}

/// Changes the numbers of the stored limit that are times.
fn shift_clock(server: &RedisServer, by: i64) {
    let key = "renkei:limit:{test}";
    let value: String = redis::cmd("GET").arg(key).query(&mut server.connection()).unwrap();
    let shift = |word: &str| match word.split_once('.').unwrap_or((word, "")).0.len() {
        16 => format!("{:.0}", word.parse::<f64>().unwrap() + by as f64),
        _ => word.to_owned(),
    };
    let words: Vec<_> = value.split(' ').map(shift).collect();
    server.command(&["SET", key, &words.join(" ")]);
}

#[tokio::test]
async fn a_rate_that_is_given_twice_counts_once() {
    let Some(server) = RedisServer::start() else { return };
    let twice = [Rate::per_second(10).burst(4), Rate::per_minute(600).burst(4)];
    let limiter = limiter(&server, 2, &twice);
    assert_eq!([wait(&limiter, 2).await, wait(&limiter, 2).await], [0, 0]);
    assert!(is_near(wait(&limiter, 1).await, 100));
}

#[tokio::test]
async fn a_clock_that_goes_back_blocks_nobody() {
    let Some(server) = RedisServer::start() else { return };
    let limiter = limiter(&server, 1, &[Rate::per_second(2).burst(3)]);
    assert_eq!(wait(&limiter, 2).await, 0);
    // Another server takes over, whose clock is a minute behind.
    shift_clock(&server, 60_000_000);
    assert_eq!(wait(&limiter, 1).await, 0, "one token is left");
    let found = wait(&limiter, 1).await;
    assert!(is_near(found, 500), "{found}");

    // A clock that is a little behind stands still meanwhile.
    server.command(&["FLUSHALL"]);
    assert_eq!(wait(&limiter, 3).await, 0);
    for expected in [500, 1_000] {
        shift_clock(&server, 20_000);
        let found = wait(&limiter, 1).await;
        assert!(is_near(found, expected), "{found} {expected}");
    }
}

#[tokio::test]
async fn a_clock_that_goes_back_during_a_recovery_does_not_prolong_it() {
    let Some(server) = RedisServer::start() else { return };
    let limiter = limiter(&server, 10, &[Rate::per_second(2).burst(3)]);
    assert_eq!(wait(&limiter, 3).await, 0);
    // One of ten processes is back, as the server knows, whose clock was a minute ahead.
    let (key, before) = ("renkei:limit:{test}", " 0 500000 3");
    let value: String = redis::cmd("GET").arg(key).query(&mut server.connection()).unwrap();
    assert!(value.contains(before), "{value}");
    server.command(&["SET", key, &value.replace(before, " 1 500000 3")]);
    shift_clock(&server, 60_000_000);
    assert!(is_near(wait(&limiter, 1).await, 500));
    tokio::time::sleep(Duration::from_millis(1_000)).await;
    assert_eq!(wait(&limiter, 1).await, 0, "two tokens have come back");
}

#[tokio::test]
async fn processes_with_other_rates_share_those_that_they_have_in_common() {
    let Some(server) = RedisServer::start() else { return };
    let (second, minute) = (Rate::per_second(10).burst(3), Rate::per_minute(6).burst(7));
    let before = limiter(&server, 2, &[second, minute]);
    let swapped = limiter(&server, 2, &[minute, second]);
    let removed = limiter(&server, 2, &[minute]);
    assert_eq!(wait(&before, 3).await, 0);
    let found = wait(&swapped, 1).await;
    assert!(is_near(found, 100), "{found}");
    assert_eq!(wait(&removed, 1).await, 0);
    let found = wait(&before, 1).await;
    assert!(is_near(found, 200), "the attempt without that rate counts too: {found}");
    assert_eq!(wait(&removed, 1).await, 0);
    let error = reserve(&swapped, 1).await.unwrap_err();
    assert!(matches!(error, LimitError::Exhausted(after) if after.as_secs() == 9), "{error:?}");

    // The rate of a new version is lower.
    server.command(&["FLUSHALL"]);
    let lower = limiter(&server, 2, &[Rate::per_second(5), minute]);
    assert_eq!([wait(&before, 1).await, wait(&lower, 1).await], [0, 0]);
    let found = [wait(&lower, 1).await, wait(&before, 1).await];
    assert!(is_near(found[0], 200) && is_near(found[1], 100), "{found:?}");
}
