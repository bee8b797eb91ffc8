//! Hedging on a heavy tail, under virtual time. It is shorter than
//! `cargo run --release -p renkei-tests --example heavy_tail`, which measures.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod tail;

use std::time::Duration;

use tail::{Limits, Report, Tail, run};

fn pair(tail: Tail) -> (Report, Report) {
    let calls = 20_000;
    let with = Limits { share: Some(0.03), ..Limits::default() };
    (run(tail, Limits::default(), calls, 7), run(tail, with, calls, 7))
}

#[test]
fn hedging_shortens_a_tail_of_stalls() {
    let (without, with) = pair(Tail::Stalls);
    assert_eq!((without.requests, without.reads), (without.calls, without.calls - without.writes));
    assert_eq!((without.failed, with.failed), (0, 0));
    assert!(with.p99 * 2 < without.p99, "{without:?} {with:?}");
    assert!(with.p999 * 2 < without.p999, "{without:?} {with:?}");
    assert!(
        with.faster > with.hedges / 4 && with.p95 < without.p95 + without.p95 / 10,
        "{without:?} {with:?}"
    );
    assert!(with.p50 < without.p50 + without.p50 / 10, "{without:?} {with:?}");
    assert!((1..=with.reads * 3 / 100).contains(&with.hedges), "{with:?}");
    assert_eq!(with.requests, with.calls + with.hedges);
    assert_eq!(with.repeated_writes, 0);
}

/// Without stalls, the slowest requests are the tail of the same distribution.
#[test]
fn hedging_shortens_a_tail_of_chance() {
    let (without, with) = pair(Tail::LogNormal);
    assert_eq!((without.failed, with.failed), (0, 0));
    assert!(with.p99 < without.p99 && with.p999 < without.p999, "{without:?} {with:?}");
    assert!((1..=with.reads * 3 / 100).contains(&with.hedges), "{with:?}");
}

/// When all requests become slow, nearly all of them are late. The budget still holds.
#[test]
fn a_slow_server_gets_no_more_than_the_share() {
    let (_, with) = pair(Tail::Slowdown);
    assert_eq!(with.failed, 0);
    assert!((1..=with.reads * 3 / 100).contains(&with.hedges), "{with:?}");
    assert_eq!(with.repeated_writes, 0);
}

/// A second request takes a token, so the bucket never gives more than it has, and it is sent only if nothing waits for one.
#[test]
fn second_requests_keep_to_the_rate_limit() {
    let (per_second, burst) = (220.0, 20);
    let rate = Some((per_second, burst));
    let [without, with] =
        [None, Some(0.03)].map(|share| run(Tail::Stalls, Limits { share, rate }, 20_000, 7));
    assert_eq!((without.failed, with.failed), (0, 0));
    assert!((1..=with.reads * 3 / 100).contains(&with.hedges), "{with:?}");
    assert!(with.p99 * 2 < without.p99, "{without:?} {with:?}");
    // A timer is up to 1 ms late, which shortens the time to the next request.
    let most =
        Duration::from_secs_f64(f64::from(burst - 1) / per_second) + Duration::from_millis(1);
    assert!(without.ahead > most / 2 && without.ahead <= most, "{without:?}");
    assert!(with.ahead > most / 2 && with.ahead <= most, "{with:?}");
}
