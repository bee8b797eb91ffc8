//! Measures what it costs to compile generated clients, and the same types and documents with other crates.
//!
//! The unit is the processor time of cargo and rustc for one package whose dependencies are compiled already. A machine
//! that does other things makes all figures larger, so only the ratios of one run mean anything.

pub mod arguments;
pub mod package;
pub mod structs;
mod subjects;
mod used;

use std::time::Duration;

use self::arguments::{Arguments, Subject};
use self::package::{Package, Step};

/// A package, as the table shows it.
struct Row {
    label: String,
    package: Package,
}

/// Measures and prints.
pub fn run(arguments: &Arguments) {
    let scratch = tempfile::tempdir().expect("a temporary folder can be made");
    match &arguments.subject {
        Subject::Structs { miniserde } => {
            let rows = subjects::structs(scratch.path(), *miniserde);
            measure("300 structs", &rows, &Step::ALL, arguments.runs);
        }
        Subject::Clients { documents, peer, release } => {
            let steps = if *release { &Step::ALL[..] } else { &Step::ALL[..2] };
            for document in documents {
                let rows = subjects::clients(scratch.path(), document, peer.as_deref());
                measure(&document.display().to_string(), &rows, steps, arguments.runs);
            }
        }
        Subject::Used { document, program } => {
            let rows = used::rows(scratch.path(), document, program);
            measure(&document.display().to_string(), &rows, &Step::ALL, arguments.runs);
        }
    }
}

/// Prints a table: for each step and package the median run, and its ratio to the first package's. The packages take
/// turns, so that all of them see the same load of the machine.
fn measure(subject: &str, rows: &[Row], steps: &[Step], runs: usize) {
    let measurer = std::env::current_exe().expect("a program knows where it is");
    println!(
        "{subject}: CPU seconds of cargo and rustc, median of {runs} runs, dependencies apart"
    );
    for step in steps {
        rows.iter().for_each(|row| row.package.prepare(*step));
        let mut times = vec![Vec::new(); rows.len()];
        for _ in 0..runs {
            for (row, times) in rows.iter().zip(&mut times) {
                times.push(row.package.time(*step, &measurer));
            }
        }
        let base = times.first().map_or(0.0, |it| median(it));
        for (row, times) in rows.iter().zip(&times) {
            let (name, label, median) = (step.name(), &row.label, median(times));
            println!("  {name:<8} {label:<18} {median:>8.2}  {:>6.3}", median / base);
        }
    }
}

fn median(times: &[Duration]) -> f64 {
    let mut sorted = times.to_vec();
    sorted.sort_unstable();
    sorted.get(sorted.len() / 2).map_or(0.0, Duration::as_secs_f64)
}
