//! An outage of a minute under virtual time. `cargo run --release -p renkei-tests --example outage` simulates ten.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod run;

use run::models::{MODELS, simulate};
use run::server::Outage;
use run::{Scenario, Timeline, client};

const SCENARIO: Scenario =
    Scenario { clients: 40, rate: 5, before: 10, outage: 60, after: 30, kind: Outage::Rejects };

#[test]
fn retries_are_no_load_and_calls_succeed_soon_after() {
    for kind in [Outage::Rejects, Outage::Hangs] {
        let timeline = client::simulate(&Scenario { kind, ..SCENARIO });
        assert!(timeline.load() <= 1.05, "{kind:?}: {}", timeline.load());
        let recovery = timeline.recovery();
        assert!(recovery.is_some_and(|after| after <= 10), "{kind:?}: {recovery:?}");
        // Without faults, each call is one request.
        let before = &timeline.requests[..10];
        assert!(before.iter().all(|it| *it == timeline.calls), "{kind:?}: {before:?}");
    }
}

/// No circuit breaker opens, and a retry that succeeds costs nothing. So nearly all calls succeed, in at most three attempts.
#[test]
fn retries_help_in_a_partial_outage() {
    let timeline = client::simulate(&Scenario { kind: Outage::RejectsSome, ..SCENARIO });
    let most = 1.0 + 0.4 + 0.4 * 0.4;
    assert!(timeline.load() < most * 1.01, "{}", timeline.load());
    assert!(timeline.goodput() > 0.9, "{}", timeline.goodput());
    assert_eq!(timeline.recovery(), Some(0));
}

#[test]
fn others_are_simulated_with_the_same_calls() {
    let run = |name: &str| -> Timeline {
        let model = MODELS.iter().find(|it| it.name == name).unwrap();
        simulate(model, &SCENARIO)
    };
    let retries = run("3 retries");
    assert!((retries.load() - 4.0).abs() < 0.1 && retries.peak() >= 4.0, "{}", retries.peak());
    assert!((run("no budget").load() - 3.0).abs() < 0.1);
    let aws = run("AWS standard");
    assert!(aws.load() < 1.5, "a budget limits retries: {}", aws.load());
    assert!(aws.recovery().is_some());
}
