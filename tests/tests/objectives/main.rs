//! Targets of calls and the reactions to them, canary and shadow, under virtual time.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod servers;

use std::time::Duration;

use renkei_runtime::{Canary, Shadow, Slo, SloReactions};
use servers::{Behaviour, Client, Names, Seen, Servers};
use tokio::task::JoinSet;
use tokio::time::Instant;

const MILLISECOND: Duration = Duration::from_millis(1);

fn well(_: Seen) -> (u64, u16) {
    (10, 200)
}

/// A fifth of the requests fail from second 30 to second 90.
fn failing(seen: Seen) -> (u64, u16) {
    let is_failing = (30..90).contains(&seen.since_start.as_secs()) && seen.chance < 0.2;
    (10, if is_failing { 503 } else { 200 })
}

fn slo() -> Slo {
    Slo::new().p95(200 * MILLISECOND).error_rate(0.005).window(Duration::from_secs(10))
}

#[tokio::test(start_paused = true)]
async fn retries_stop_while_targets_are_not_met() {
    let mut loads = Vec::new();
    for reactions in [SloReactions::NONE, SloReactions::NONE.stop_retries()] {
        let (servers, names) = (Servers::new(&[("base.test", failing)]), Names::default());
        let builder = Client::builder(&servers).slo(slo()).on_slo(move |_| reactions);
        let client = builder.observe(names.clone()).build().unwrap();
        client.run(100, 120).await;
        let log = servers.log("base.test");
        loads.push((log.between(40, 90), log.between(110, 120)));
        assert!(client.0.upstreams()[0].meets_targets);
        if reactions != SloReactions::NONE {
            assert_eq!(names.get(), ["violated", "met"]);
        }
    }
    // The first client retries a fifth of 5,000 calls, and hides the failures.
    assert!(loads[0].0 > 6000, "{loads:?}");
    assert_eq!(loads[1].0, 5000, "{loads:?}");
    assert_eq!((loads[0].1, loads[1].1), (1000, 1000));
}

/// The server takes 2 ms for each request in flight, and 100 callers do not wait for each other.
#[tokio::test(start_paused = true)]
async fn concurrency_shrinks_until_the_server_is_fast_enough() {
    let slow = |seen: Seen| (u64::from(seen.in_flight) * 2, 200);
    for reactions in [SloReactions::NONE, SloReactions::NONE.shrink_concurrency()] {
        let servers = Servers::new(&[("base.test", slow)]);
        let builder = Client::builder(&servers).slo(slo().p95(100 * MILLISECOND));
        let client = builder.on_slo(move |_| reactions).build().unwrap();
        let call_until = async |callers: u64, end: Instant| {
            let mut tasks = JoinSet::new();
            for _ in 0..callers {
                let client = client.clone();
                tasks.spawn(async move {
                    while Instant::now() < end {
                        assert!(client.read().await);
                    }
                });
            }
            tasks.join_all().await;
            client.0.upstreams().remove(0)
        };
        let busy = call_until(100, Instant::now() + Duration::from_secs(60)).await;
        let p95 = busy.p95.unwrap();
        if reactions == SloReactions::NONE {
            assert!(p95 > 150 * MILLISECOND && busy.max_in_flight == 256, "{busy:?}");
            continue;
        }
        assert!(p95 <= 101 * MILLISECOND && !busy.meets_targets, "{busy:?}");
        assert!((20..=50).contains(&busy.max_in_flight), "{busy:?}");
        let idle = call_until(5, Instant::now() + Duration::from_secs(60)).await;
        assert!(idle.meets_targets && idle.max_in_flight == 256, "{idle:?}");
    }
}

/// The circuit breaker alone opens at half of the calls.
#[tokio::test(start_paused = true)]
async fn the_breaker_opens_for_a_smaller_error_rate() {
    let failing = |seen: Seen| (10, if seen.chance < 0.3 { 500 } else { 200 });
    let (servers, names) = (Servers::new(&[("base.test", failing)]), Names::default());
    let builder = Client::builder(&servers).attempts(1).slo(slo()).observe(names.clone());
    let client = builder.on_slo(|_| SloReactions::NONE.open_breaker()).build().unwrap();
    client.run(100, 60).await;
    assert_eq!(names.get()[..2], ["violated", "opened"], "{:?}", names.get());
    let requests = servers.log("base.test").requests;
    assert!((100..3500).contains(&requests), "{requests} of 6000");
}

#[tokio::test(start_paused = true)]
async fn a_canary_that_does_well_gets_all_reads() {
    let servers = Servers::new(&[("base.test", well), ("next.test", well)]);
    let names = Names::default();
    let canary = Canary::new("https://next.test", slo().least_calls(50)).steps([0.1, 0.5, 1.0]);
    let builder = Client::builder(&servers).canary(canary.hold(Duration::from_secs(20)));
    let client = builder.observe(names.clone()).build().unwrap();
    client.run(100, 120).await;
    assert_eq!(names.get(), ["raised 0.5", "raised 1"]);
    let (base, next) = (servers.log("base.test"), servers.log("next.test"));
    assert_eq!((base.writes, next.writes), (1200, 0), "writes stay at the base URL");
    let first = next.between(0, 20);
    assert!((120..=240).contains(&first), "10 % of 1,800 reads: {first}");
    assert_eq!((base.between(100, 120), next.between(100, 120)), (200, 1800));
    assert!(client.read_with_key().await);
    assert_eq!(servers.log("base.test").requests, base.requests + 1, "so does a keyed read");
}

#[tokio::test(start_paused = true)]
async fn a_canary_is_taken_back() {
    // It fails from second 60 on, where it has half of the reads.
    let breaks: Behaviour = |seen| (10, if seen.since_start.as_secs() >= 60 { 500 } else { 200 });
    let slow: Behaviour = |seen| (if seen.since_start.as_secs() >= 60 { 500 } else { 10 }, 200);
    for (behaviour, attempts) in [(breaks, 1), (slow, 3)] {
        let servers = Servers::new(&[("base.test", well), ("next.test", behaviour)]);
        let names = Names::default();
        let canary = Canary::new("https://next.test", slo().least_calls(50)).steps([0.1, 0.5]);
        let builder = Client::builder(&servers).canary(canary.hold(Duration::from_secs(20)));
        let client = builder.attempts(attempts).observe(names.clone()).build().unwrap();
        let succeeded = client.run(100, 120).await;
        assert!(names.get().contains(&"withdrawn".to_owned()), "{:?}", names.get());
        let next = servers.log("next.test");
        assert!(next.between(50, 60) > 300 && next.between(62, 120) == 0, "{next:?}");
        assert!(succeeded >= 12_000 - 100, "{succeeded}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_shadow_receives_copies_and_nobody_waits_for_it() {
    let stuck = |_: Seen| (2900, 500);
    let servers = Servers::new(&[("base.test", well), ("next.test", stuck)]);
    let shadow = Shadow::new("https://next.test", 0.1).max_in_flight(8);
    let builder = Client::builder(&servers).circuit_breaker(false).shadow(shadow);
    let client = builder.build().unwrap();
    let started = Instant::now();
    assert_eq!(client.run(100, 20).await, 2000);
    assert!(started.elapsed() < Duration::from_millis(20_100));
    let (base, next) = (servers.log("base.test"), servers.log("next.test"));
    assert_eq!((base.requests, next.writes, next.most_in_flight), (2000, 0, 8));
    assert!((30..=70).contains(&next.requests), "{next:?}");
}

#[tokio::test(start_paused = true)]
async fn a_shadow_stops_first() {
    let servers = Servers::new(&[("base.test", failing), ("next.test", well)]);
    let shadow = Shadow::new("https://next.test", 0.5);
    let builder = Client::builder(&servers).attempts(1).slo(slo()).shadow(shadow);
    let client = builder.build().unwrap();
    client.run(100, 120).await;
    let next = servers.log("next.test");
    let (before, during, after) =
        (next.between(10, 30), next.between(35, 90), next.between(105, 120));
    assert!((800..=1000).contains(&before), "{before}");
    assert_eq!(during, 0);
    assert!((600..=750).contains(&after), "{after}");
}

/// The client of `specs/configured/slo`, whose targets are those of its `renkei.yaml`.
#[allow(dead_code, reason = "not everything is called")]
mod configured {
    renkei_runtime::include_client!("slo");
}

#[tokio::test(start_paused = true)]
async fn targets_of_the_configuration() {
    let late: Behaviour = |_| (201, 204);
    let in_time: Behaviour = |_| (199, 204);
    for (behaviour, meets_targets) in [(late, false), (in_time, true)] {
        let servers = Servers::new(&[("base.test", behaviour)]);
        let client = configured::Client::builder().transport(servers).build().unwrap();
        for _ in 0..400 {
            client.things().get_thing("7").await.unwrap();
        }
        let upstreams = AsRef::<renkei_runtime::codegen::Core>::as_ref(&client).upstreams();
        assert_eq!(upstreams[0].meets_targets, meets_targets);
    }
}
