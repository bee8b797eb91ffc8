//! Measures the recall of lint rules on real documents.
//!
//! ```text
//! cargo run --release -p renkei-tests --bin planting -- DIR [COUNT [SEED]]
//! ```
//!
//! Plants 30 violations of each rule at random places of the documents of a folder. A line is a rule with its planted and found
//! violations; the missed ones follow. Exits with 1 if a rule finds too few, or if the documents have too few places for it.

use std::path::PathBuf;
use std::process::ExitCode;

use renkei_tests::{planting, repo};

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let Some(folder) = arguments.next().map(PathBuf::from) else {
        eprintln!("usage: planting DIR [COUNT [SEED]]");
        return ExitCode::from(2);
    };
    let count = arguments.next().and_then(|it| it.parse().ok()).unwrap_or(30);
    let seed = arguments.next().and_then(|it| it.parse().ok()).unwrap_or(0);
    let originals = planting::originals(&repo::documents(&folder));
    let mut is_complete = true;
    println!("rule\tgoal\tplanted\tfound");
    for plant in planting::PLANTS {
        let recall = planting::measure(plant, &originals, count, seed);
        let goal = plant.goal.share() * 100.0;
        println!("{}\t{goal} %\t{}\t{}", plant.code, recall.planted, recall.found);
        recall.missed.iter().for_each(|it| println!("    {it}"));
        is_complete &= recall.reaches(plant.goal) && recall.planted >= count;
    }
    if is_complete { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
