//! Checks that additions to documents rename and retype nothing that their clients have.
//!
//! ```text
//! cargo run --release -p renkei-tests --bin stability -- DIR [ADDITIONS [SEED]]
//! ```
//!
//! Makes 200 additions to each document of a folder, at any depth: operations, components and optional properties. A line is a document,
//! the number of additions, of compared items and of changes. The changes follow. Exits with 1 if there are any.

use std::path::PathBuf;
use std::process::ExitCode;

use renkei_tests::corpus::roots;
use renkei_tests::{seeds, stability};

/// So many changes of a document are printed.
const MAX_SHOWN: usize = 10;

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let Some(folder) = arguments.next().map(PathBuf::from) else {
        eprintln!("usage: stability DIR [ADDITIONS [SEED]]");
        return ExitCode::from(2);
    };
    let count = arguments.next().and_then(|it| it.parse().ok()).unwrap_or(200);
    let seed = arguments.next().and_then(|it| it.parse().ok()).unwrap_or(0);
    let mut is_stable = true;
    for path in roots::under(&folder) {
        for (name, document) in seeds::read(vec![path]) {
            let Some(outcome) = stability::check(&document, count, seed) else {
                println!("{name}\thas errors");
                continue;
            };
            let (added, compared) = (outcome.added, outcome.compared);
            println!("{name}\t{added}\t{compared}\t{}", outcome.changes.len());
            outcome.changes.iter().take(MAX_SHOWN).for_each(|it| println!("    {it}"));
            is_stable &= outcome.changes.is_empty();
        }
    }
    if is_stable { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
