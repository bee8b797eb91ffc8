//! Targets of calls and the reactions to them, canary and shadow, under virtual time.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod other_servers;
mod servers;

use std::time::Duration;

use renkei_runtime::{Slo, SloReactions};
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

/// While the breaker is open, there are too few calls to tell.
#[tokio::test(start_paused = true)]
async fn targets_are_met_again_only_after_an_outage() {
    let down: Behaviour =
        |seen| (10, if (30..150).contains(&seen.since_start.as_secs()) { 503 } else { 200 });
    let open: SloReactions = SloReactions::NONE.open_breaker();
    for (reactions, error_rate) in [(SloReactions::NONE, 0.2), (open, 0.05)] {
        let (servers, names) = (Servers::new(&[("base.test", down)]), Names::default());
        let slo = Slo::new().error_rate(error_rate).window(Duration::from_secs(10));
        let builder = Client::builder(&servers).slo(slo).on_slo(move |_| reactions);
        let client = builder.observe(names.clone()).build().unwrap();
        client.run(50, 150).await;
        assert!(!client.0.upstreams()[0].meets_targets);
        assert!(!names.get().contains(&"met".to_owned()), "{:?}", names.get());
        client.run(50, 60).await;
        assert!(client.0.upstreams()[0].meets_targets);
        assert_eq!(names.get().iter().filter(|it| *it == "met").count(), 1, "{:?}", names.get());
    }
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

/// A program that gives up after half a second never sees the end of a slow call, and neither does its client.
#[tokio::test(start_paused = true)]
async fn calls_that_are_given_up_are_slow() {
    let stalled: Behaviour = |_| (5000, 200);
    for (patience, expected) in [(500, vec!["violated"]), (100, vec![])] {
        let (servers, names) = (Servers::new(&[("base.test", stalled)]), Names::default());
        let client = Client::builder(&servers).slo(slo()).observe(names.clone()).build().unwrap();
        for _ in 0..50 {
            let given_up = tokio::time::timeout(patience * MILLISECOND, client.read()).await;
            assert!(given_up.is_err());
        }
        assert_eq!(names.get(), expected, "{patience} ms");
    }
}
