//! Prints a sample of one rule's reports about documents, balanced over the documents, for judging by hand.
//!
//! ```text
//! cargo run --release -p renkei-tests --bin lint_sample -- CODE COUNT FILES…
//! ```
//!
//! A line is the code, the document, the pointer, the severity and the message, with tabs between them. The documents take
//! turns; the reports of each are in the order of a hash, so the sample is the same in every run. The judgements are in
//! `tests/lint/judged.tsv`. Exits with 1 where a document cannot be read.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use renkei::pipeline::{self, Options};

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let code = arguments.next();
    let count = arguments.next().and_then(|it| it.parse::<usize>().ok());
    let (Some(code), Some(count)) = (code, count) else {
        eprintln!("usage: lint_sample CODE COUNT FILES…");
        return ExitCode::from(2);
    };
    let mut is_complete = true;
    let mut documents = Vec::new();
    for path in arguments.map(PathBuf::from) {
        match reports(&path, &code) {
            Some(rows) => documents.push(rows.into_iter()),
            None => {
                eprintln!("{}: not a document that can be read", path.display());
                is_complete = false;
            }
        }
    }
    let mut sample = Vec::new();
    loop {
        let before = sample.len();
        sample.extend(documents.iter_mut().filter_map(Iterator::next));
        if sample.len() == before || sample.len() >= count {
            break;
        }
    }
    for row in sample.iter().take(count) {
        println!("{row}");
    }
    if is_complete { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// The reports of one rule about a document, in the order of their hashes.
fn reports(path: &Path, code: &str) -> Option<Vec<String>> {
    let linted = pipeline::lint(path, &Options::default()).ok()?;
    let name = path.file_name()?.to_string_lossy().into_owned();
    let found = linted.report.diagnostics().iter().filter(|it| it.code.0 == code);
    let mut rows: Vec<String> = found
        .map(|it| {
            let pointer = it.pointer.as_ref().map_or("", |it| it.as_str());
            format!("{code}\t{name}\t{pointer}\t{}\t{}", it.severity.as_str(), it.message)
        })
        .collect();
    rows.sort_by_key(|row| hash(row));
    Some(rows)
}

/// FNV-1a.
fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}
