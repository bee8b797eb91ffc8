//! Runs the deterministic simulation: many calls with random faults under virtual time, with invariants after each.
//!
//! ```text
//! cargo run --release -p renkei-tests --example simulation -- [--calls N] [--seed N] [--episode N]
//! ```
//!
//! The calls are made in episodes of `--episode` (1,000 by default), whose seeds are counted from `--seed` (1 by default). The
//! first invariant that does not hold ends the run, and prints how to repeat its episode.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a tool for developers"
)]

#[path = "../tests/simulation/sim/mod.rs"]
mod sim;

use std::process::ExitCode;
use std::time::Instant;

use sim::{Planted, Report, episode};

fn main() -> ExitCode {
    let mut options = [("--calls", 1_000_000_u64), ("--seed", 1), ("--episode", 1_000)];
    let mut arguments = std::env::args().skip(1);
    while let Some(name) = arguments.next() {
        let value = arguments.next().and_then(|it| it.parse().ok());
        let option = options.iter_mut().find(|(known, _)| *known == name).zip(value);
        let Some((option, value)) = option else {
            eprintln!("usage: simulation [--calls N] [--seed N] [--episode N]");
            return ExitCode::from(2);
        };
        option.1 = value;
    }
    let [(_, calls), (_, seed), (_, size)] = options;
    let started = Instant::now();
    let mut total = Report::default();
    let mut left = calls;
    for seed in seed.. {
        let size = u32::try_from(left.min(size.max(1))).unwrap_or(u32::MAX);
        match episode(seed, size, Planted::None) {
            Ok(report) => total.add(&report),
            Err(broken) => {
                eprintln!("{broken}");
                return ExitCode::FAILURE;
            }
        }
        left -= u64::from(size);
        if left == 0 {
            break;
        }
    }
    println!("{total:#?}\nseconds: {:.1}", started.elapsed().as_secs_f64());
    ExitCode::SUCCESS
}
