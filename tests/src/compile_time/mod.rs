//! Measures what it costs to compile generated clients, and the same types and documents with other crates.
//!
//! The unit is the processor time of cargo and rustc for one package whose dependencies are compiled already. A machine
//! that does other things makes all figures larger, so only the ratios of one run mean anything.

pub mod arguments;
pub mod package;
pub mod structs;
mod subjects;
mod used;

use self::arguments::{Arguments, Subject};
use self::package::{Build, Package};
use crate::plot::{Bars, bars};
use crate::speed::{install, print_head, print_row};

/// A package, as the table shows it.
struct Row {
    label: String,
    package: Package,
}

/// The median processor seconds of the builds of each package.
type Medians = Vec<Vec<Option<f64>>>;

/// Measures and prints.
pub fn run(arguments: &Arguments) {
    let scratch = tempfile::tempdir().expect("a temporary folder can be made");
    let scratch = scratch.path();
    let mut charts = Vec::new();
    match &arguments.subject {
        Subject::Structs { miniserde } => {
            let rows = subjects::structs(scratch, *miniserde);
            let builds = &Build::ALL[..3];
            head_of_builds(&rows);
            print_builds("300 structs", builds, &measure(&rows, builds, arguments.runs));
        }
        Subject::Clients { documents, peer, release } => {
            let is_wanted = |it: &Build| *release || it.step != package::Step::Release;
            let builds: Vec<Build> = Build::ALL.into_iter().filter(is_wanted).collect();
            let peer = peer.clone().and_then(|it| it.found(install::Package::installed));
            for (number, document) in documents.iter().enumerate() {
                let rows = subjects::clients(scratch, document, peer.as_deref());
                if number == 0 {
                    head_of_builds(&rows);
                }
                let name = document.file_name().unwrap_or_default().to_string_lossy();
                let medians = measure(&rows, &builds, arguments.runs);
                print_builds(&name, &builds, &medians);
                charts.push(chart(&name, &rows, &builds, &medians));
            }
        }
        Subject::Used { document, program, part } => {
            let rows = used::rows(scratch, document, program, part.as_deref());
            let medians = measure(&rows, &Build::ALL, arguments.runs);
            print_packages(&rows, &medians);
        }
    }
    if let Some(path) = &arguments.plot {
        std::fs::write(path, bars(&charts)).expect("the plot can be written");
    }
}

/// Measures each build of each package. The packages take turns, so that all of them see the same load of the machine.
fn measure(rows: &[Row], builds: &[Build], runs: usize) -> Medians {
    let measurer = std::env::current_exe().expect("a program knows where it is");
    let mut medians = vec![Vec::new(); rows.len()];
    for build in builds {
        rows.iter().for_each(|row| row.package.prepare(build.step));
        let mut times = vec![Vec::new(); rows.len()];
        for _ in 0..runs {
            for (row, times) in rows.iter().zip(&mut times) {
                times.extend(row.package.time(*build, &measurer));
            }
        }
        for (medians, times) in medians.iter_mut().zip(&mut times) {
            times.sort_by(f64::total_cmp);
            medians.push(times.get(times.len() / 2).copied());
        }
    }
    medians
}

fn cell(seconds: Option<f64>) -> String {
    seconds.map_or_else(String::new, |it| format!("{it:.2}"))
}

/// Prints the head of a table with a column for each package, and one for the ratio of the first one to it.
fn head_of_builds(rows: &[Row]) {
    let mut head = vec!["document".to_owned(), "build".to_owned()];
    head.extend(rows.iter().map(|it| it.label.clone()));
    head.extend(rows.iter().skip(1).map(|_| "ratio".to_owned()));
    print_head(&head);
}

/// Prints a row for each build.
fn print_builds(subject: &str, builds: &[Build], medians: &Medians) {
    for (at, build) in builds.iter().enumerate() {
        let times: Vec<Option<f64>> = medians.iter().map(|it| it[at]).collect();
        let mut cells = vec![subject.to_owned(), build.name()];
        cells.extend(times.iter().map(|it| cell(*it)));
        let ratio = |other: &Option<f64>| times[0].zip(*other).map(|(ours, other)| ours / other);
        cells.extend(times.iter().skip(1).map(|it| cell(ratio(it))));
        print_row(&cells);
    }
}

/// Prints a table with a row for each package.
fn print_packages(rows: &[Row], medians: &Medians) {
    let mut head = vec!["client".to_owned(), "types".to_owned(), "lines".to_owned()];
    head.extend(Build::ALL.map(Build::name));
    print_head(&head);
    for (row, medians) in rows.iter().zip(medians) {
        let [types, lines] = row.package.size();
        let mut cells = vec![row.label.clone(), types.to_string(), lines.to_string()];
        cells.extend(medians.iter().map(|it| cell(*it)));
        print_row(&cells);
    }
}

/// A bar for each build of each package.
fn chart(subject: &str, rows: &[Row], builds: &[Build], medians: &Medians) -> Bars {
    let mut values = Vec::new();
    for (at, build) in builds.iter().enumerate() {
        for (row, medians) in rows.iter().zip(medians) {
            let value = |seconds| (format!("{}, {}", build.name(), row.label), seconds);
            values.extend(medians[at].map(value));
        }
    }
    Bars { title: format!("{subject}: CPU seconds"), values }
}
