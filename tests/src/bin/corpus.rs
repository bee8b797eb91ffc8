//! Takes every document of a folder through renkei, and prints a table of what came of it.
//!
//! ```text
//! cargo run --release -p renkei-tests --bin corpus -- DIR [FILES…] [--check|--clippy|--build] [--examples]
//! ```
//!
//! With `--check`, `--clippy` or `--build` what was generated is compiled too; with `--examples` every example of the
//! document is read into the generated types and written again. Exits with 1 where anything falls short, but for
//! what `tests/corpus.txt` argues.

#![allow(clippy::expect_used, reason = "a tool for developers; a broken environment ends it")]

use std::process::ExitCode;

use renkei_tests::corpus::arguments::{USAGE, Wanted};
use renkei_tests::corpus::row::Row;
use renkei_tests::corpus::total::{self, Total};
use renkei_tests::corpus::{allowed, measure};

fn main() -> ExitCode {
    if let Some(code) = measure::if_asked() {
        return ExitCode::from(code);
    }
    let Some(wanted) = Wanted::parse(std::env::args().skip(1)) else {
        eprintln!("{USAGE}");
        return ExitCode::from(2);
    };
    let (mut total, mut faults) = (Total::default(), Vec::new());
    println!("{}", total::head());
    for document in &wanted.documents {
        let scratch = tempfile::tempdir().expect("a temporary folder can be made");
        let row = Row::of(document, scratch.path(), &wanted);
        println!("{row}");
        total.add(&row);
        faults.extend(row.faults().into_iter().map(|it| format!("{}: {it}", row.name)));
    }
    println!("\n{total}");
    let (argued, unargued): (Vec<_>, Vec<_>) = faults.iter().partition(|it| allowed::is_argued(it));
    for fault in &unargued {
        println!("{fault}");
    }
    println!("{} faults, {} more are argued", unargued.len(), argued.len());
    if unargued.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
