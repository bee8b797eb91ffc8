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
use run::{Scenario, Timeline, client};

const SCENARIO: Scenario = Scenario { clients: 40, rate: 5, before: 10, outage: 60, after: 30 };

#[test]
fn retries_are_no_load_and_calls_succeed_soon_after() {
    let timeline = client::simulate(&SCENARIO);
    assert!(timeline.load() <= 1.05, "{}", timeline.load());
    assert!(timeline.recovery().is_some_and(|after| after <= 10), "{:?}", timeline.recovery());
    // Without faults, each call is one request.
    let before = &timeline.requests[..10];
    assert!(before.iter().all(|it| *it == timeline.calls), "{before:?}");
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
