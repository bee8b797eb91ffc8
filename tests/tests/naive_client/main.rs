//! What a client of renkei changes for its caller, against one without time limits and retries.
//! `cargo run --release -p renkei-tests --example naive_client` prints the table.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod run;

use run::{Caller, run};

#[test]
fn calls_are_faster_and_fail_less_for_a_tenth_more_requests() {
    let [naive, renkei] = [Caller::Naive, Caller::Renkei].map(|it| run(it, 0.09, 10_000));
    let faster = naive.percentile(95) / renkei.percentile(95);
    assert!(faster >= 3.4, "{faster}");
    assert!(renkei.failures() * 5.0 <= naive.failures(), "{}", renkei.failures());
    assert!(renkei.load() < 1.1, "{}", renkei.load());
    // Without faults there is no difference.
    for caller in [Caller::Naive, Caller::Loop, Caller::Renkei] {
        let report = run(caller, 0.0, 1_000);
        assert_eq!((report.failures(), report.load()), (0.0, 1.0), "{caller:?}");
        assert!((0.03..0.05).contains(&report.percentile(50)), "{caller:?}");
    }
}
