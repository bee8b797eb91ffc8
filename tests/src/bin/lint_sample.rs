//! Prints the reports about public documents that have to be judged by hand.
//!
//! ```text
//! cargo run --release -p renkei-tests --bin lint_sample [COUNT]
//! ```
//!
//! For each rule that is error or warning by default, it prints what is missing in a sample of 40 reports, or COUNT, that is
//! balanced over the documents. A line is the code, the file, the pointer, the severity and the message, with tabs between
//! them. The judgements are in `tests/lint/judged.tsv`. Exits with 1 where something is missing.

use std::collections::BTreeMap;
use std::process::ExitCode;

use renkei_tests::judged::{self, Report};

fn main() -> ExitCode {
    let count = std::env::args().nth(1).and_then(|it| it.parse().ok()).unwrap_or(judged::SAMPLE);
    let Some((folder, documents)) = judged::corpus() else {
        eprintln!("the public documents are not on this machine");
        return ExitCode::from(2);
    };
    let rows = judged::read();
    let mut rules: BTreeMap<String, Vec<Report>> = BTreeMap::new();
    for report in judged::reports(&folder, &documents) {
        rules.entry(report.code.clone()).or_default().push(report);
    }
    let mut is_complete = true;
    for (code, reports) in &rules {
        let judged = rows.get(code).cloned().unwrap_or_default();
        for Report { code, file, pointer, text } in judged::missing(reports, &judged, count) {
            println!("{code}\t{file}\t{pointer}\t{text}");
            is_complete = false;
        }
    }
    if is_complete { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
