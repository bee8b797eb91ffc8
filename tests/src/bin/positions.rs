//! Measures whether the diagnostics of `renkei generate` and `renkei diff` have the right line and column.
//!
//! ```text
//! cargo run --release -p renkei-tests --bin positions -- DIR [COUNT [SEED]]
//! ```
//!
//! Plants 30 violations and changes of each kind at random places of the documents of a folder, one at a time. A line is a command
//! and a code with its planted and found places; the missed ones follow. Exits with 1 if fewer than 95 % are found: a property of a type
//! that no operation reaches is a change of the Rust type alone, which is reported at the type.

use std::path::PathBuf;
use std::process::ExitCode;

use renkei_tests::{planting, repo};

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let Some(folder) = arguments.next().map(PathBuf::from) else {
        eprintln!("usage: positions DIR [COUNT [SEED]]");
        return ExitCode::from(2);
    };
    let count = arguments.next().and_then(|it| it.parse().ok()).unwrap_or(30);
    let seed = arguments.next().and_then(|it| it.parse().ok()).unwrap_or(0);
    let originals = planting::originals(&repo::documents(&folder));
    let mut is_complete = true;
    for (command, results) in [
        ("generate", planting::positions::of_generate(&originals, count, seed)),
        ("diff", planting::positions::of_diff(&originals, count, seed)),
    ] {
        for (code, recall) in results {
            println!("{command}\t{code}\t{}\t{}", recall.planted, recall.found);
            recall.missed.iter().for_each(|it| println!("    {it}"));
            is_complete &= recall.found * 100 >= recall.planted * 95;
        }
    }
    if is_complete { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
