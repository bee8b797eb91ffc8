//! Runs renkei on every document of a folder, and prints a table of the results.
//!
//! ```text
//! cargo run --release -p renkei-tests --bin corpus -- DIR [FILES…] [--check|--clippy|--build] [--examples] [--drive] [--drill[=SEED]]
//! ```
//!
//! With `--check`, `--clippy` or `--build` what was generated is compiled too; with `--examples` every example of the
//! document is read into the generated types and written again; with `--drive` every operation is called, and every declared
//! response is read; with `--drill` every operation is called through a server that fails by a seed, and what each call says of
//! its effect is compared with the log of the server. Exits with 1 on any failure that `tests/corpus.txt` does not explain.

#![allow(clippy::expect_used, reason = "a tool for developers; a broken environment ends it")]

use std::process::ExitCode;

use renkei_tests::corpus::arguments::{Arguments, USAGE};
use renkei_tests::corpus::row::Row;
use renkei_tests::corpus::total::{self, Total};
use renkei_tests::corpus::{allowed, measure};

fn main() -> ExitCode {
    if let Some(code) = measure::if_asked() {
        return ExitCode::from(code);
    }
    let Some(arguments) = Arguments::parse(std::env::args().skip(1)) else {
        eprintln!("{USAGE}");
        return ExitCode::from(2);
    };
    let (mut total, mut unargued, mut argued) = (Total::default(), 0, 0);
    println!("{}", total::head());
    for document in &arguments.documents {
        let scratch = tempfile::tempdir().expect("a temporary folder can be made");
        let row = Row::of(document, scratch.path(), &arguments);
        println!("{row}");
        total.add(&row);
        // Large documents take minutes, so that each says at once what is wrong.
        for failure in row.failures().iter().map(|it| format!("{}: {it}", row.name)) {
            if allowed::is_argued(&failure) {
                argued += 1;
            } else {
                unargued += 1;
                println!("  {failure}");
            }
        }
    }
    println!("\n{total}\n{unargued} failures, {argued} more are argued");
    if unargued == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
