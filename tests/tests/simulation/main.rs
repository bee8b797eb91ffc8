//! A few thousand calls of the deterministic simulation. `cargo run --release -p renkei-tests --example simulation` runs more.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod sim;

use sim::{Planted, Report, episode};

/// Episodes of the default run, each of [`CALLS`] calls.
const EPISODES: u64 = 40;
const CALLS: u32 = 100;

#[test]
fn no_episode_breaks_an_invariant() {
    let mut total = Report::default();
    for seed in 1..=EPISODES {
        total.add(&episode(seed, CALLS, Planted::None).unwrap_or_else(|broken| panic!("{broken}")));
    }
    assert_eq!(total.calls, EPISODES * u64::from(CALLS));
    // An invariant that is never put to the test holds for nothing.
    for (what, count) in total.counts() {
        assert!(count > 10, "{what}: {count} in {total:?}");
    }
}

#[test]
fn an_episode_repeats_itself() {
    for seed in [3, 11] {
        let run = || episode(seed, CALLS, Planted::None).unwrap().digest;
        assert_eq!(run(), run(), "{seed}");
    }
    let digest = |seed| episode(seed, CALLS, Planted::None).unwrap().digest;
    assert_ne!(digest(3), digest(4));
}

/// Each planted fault is found within a few episodes, so the invariants can fail.
#[test]
fn a_planted_fault_is_found() {
    for planted in [Planted::LyingTransport, Planted::ForgetfulServer, Planted::LeakedReservation] {
        let found = (1..=EPISODES).find_map(|seed| episode(seed, CALLS, planted).err());
        let broken = found.unwrap_or_else(|| panic!("{planted:?} was not found"));
        let again = episode(broken.seed, CALLS, planted).unwrap_err();
        assert_eq!(again.to_string(), broken.to_string(), "a failing seed repeats itself");
    }
}
