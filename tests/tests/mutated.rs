//! Randomly mutated documents never make renkei panic or hang, and its output is well-formed.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use renkei_tests::any_document::generate_or_reject;
use renkei_tests::mutate::{Step, mutate};
use renkei_tests::seeds;

/// So many documents are made in each run of the test.
const CASES: u32 = 256;

#[test]
fn documents_changed_by_chance_are_endured() {
    let seeds = seeds::all();
    let steps = prop::collection::vec(any::<(u8, u16, u16)>(), 1..12);
    let cases = (0..seeds.len(), steps);
    let config = Config { cases: CASES, failure_persistence: None, ..Config::default() };
    // The same documents in each run: a test must not fail by luck. The fuzzer of `tests/fuzz` looks for new ones.
    let mut runner =
        TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let outcome = runner.run(&cases, |(seed, steps)| {
        let steps: Vec<Step> =
            steps.into_iter().map(|(change, at, with)| Step { change, at, with }).collect();
        let _ = generate_or_reject("a.json", &mutate(&seeds[seed].1, &steps));
        Ok(())
    });
    outcome.unwrap();
}
