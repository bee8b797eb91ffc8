//! Measures what comparing two versions of a document costs, beside other programs in the same run. Compare only the ratios on a
//! machine that does other work.
//!
//! ```text
//! cargo run --release -p renkei-tests --bin diff_speed -- [--runs N] [--limit SECONDS] [--peer NAME|FILE]… [FILES…]
//! ```
//!
//! Without FILES, it takes three of the public documents next to the repository. In the second version of each, one limit or one parameter
//! differs. A peer is `optic`, from npm, or `oasdiff`, from the module proxy of Go: a NAME is installed below `target/peers`, and a FILE has
//! the name in its own.
//!
//! A cell is the processor time, the wall time and the peak of the memory: the median of N runs (3) after one that is not counted, or one where that
//! needs more than 10 s. Exits with 1 if renkei needs more than half a second.

#![allow(clippy::expect_used, reason = "a tool for developers; a broken environment ends it")]

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::Duration;

use renkei_tests::binary::Run;
use renkei_tests::corpus::measure;
use renkei_tests::speed::arguments::{Arguments, Known};
use renkei_tests::speed::install::{Package, Registry};
use renkei_tests::{binary, judged, speed};

/// The command that compares two files.
type Compare = fn(&Path, [&Path; 2]) -> Command;

const OPTIC: Package =
    Package { name: "@useoptic/optic", version: "1.0.9", registry: Registry::Npm("optic") };

const OASDIFF: Package =
    Package { name: "github.com/oasdiff/oasdiff", version: "latest", registry: Registry::Go };

const PEERS: [Known<Compare>; 2] = [
    Known { name: "optic", package: OPTIC, command: optic },
    Known { name: "oasdiff", package: OASDIFF, command: oasdiff },
];

const DOCUMENTS: [&str; 3] = ["petstore-v3.json", "stripe.yaml", "github-2021.json"];

/// How long renkei may take.
const GOAL: Duration = Duration::from_millis(500);

fn main() -> ExitCode {
    if let Some(code) = measure::if_asked() {
        return ExitCode::from(code);
    }
    let Some(mut arguments) = Arguments::of_process(&PEERS) else { return ExitCode::from(2) };
    if arguments.files.is_empty() {
        let all = judged::corpus().map_or_else(Vec::new, |(_, documents)| documents);
        let named = |name: &&str| all.iter().find(|it| it.ends_with(name)).cloned();
        arguments.files = DOCUMENTS.iter().filter_map(named).collect();
    }
    let Arguments { runs, limit, ref peers, ref files, .. } = arguments;
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let mut head = vec!["document".to_owned(), "renkei".to_owned()];
    head.extend(peers.iter().flat_map(|it| [it.name.to_owned(), "times".to_owned()]));
    speed::print_head(&head);
    let mut is_fast = true;
    for file in files {
        let [before, after] = versions(file, folder.path());
        let versions = [before.as_path(), after.as_path()];
        let ours = speed::median(runs, limit, &renkei(versions), is_complete);
        let ours = ours.expect("renkei compares the versions");
        is_fast &= ours.wall <= GOAL;
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        let mut cells = vec![name.into_owned(), ours.to_string()];
        for peer in peers {
            let command = (peer.command)(&peer.program, versions);
            cells.extend(speed::compared(ours, &speed::median(runs, limit, &command, is_complete)));
        }
        speed::print_row(&cells);
    }
    if is_fast { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// One change that clients may notice, in the documents of one that has its first text.
const CHANGES: [(&str, &str); 3] = [
    ("maxLength: 5000", "maxLength: 4999"),
    ("\"maxLength\": 40", "\"maxLength\": 39"),
    ("\"required\": false", "\"required\": true"),
];

/// Writes a document and a second version of it.
fn versions(file: &Path, folder: &Path) -> [PathBuf; 2] {
    let text = std::fs::read_to_string(file).expect("the document can be read");
    let changed = changed(&text).expect("the document has a limit or an optional part to change");
    let extension = file.extension().unwrap_or_default().to_string_lossy();
    [("before", &text), ("after", &changed)].map(|(name, text)| {
        let path = folder.join(format!("{name}.{extension}"));
        std::fs::write(&path, text).expect("the document can be written");
        path
    })
}

/// The document with one change, its first possible one.
fn changed(text: &str) -> Option<String> {
    let (from, to) = CHANGES.iter().find(|(from, _)| text.contains(from))?;
    Some(text.replacen(from, to, 1))
}

/// Whether a program came to its end; 1 says that there are differences.
fn is_complete(run: &Run) -> bool {
    matches!(run.code, 0 | 1) && !run.stdout.is_empty()
}

fn renkei(versions: [&Path; 2]) -> Command {
    let mut command = Command::new(binary::path());
    command.arg("diff").args(versions);
    command
}

fn optic(program: &Path, versions: [&Path; 2]) -> Command {
    let mut command = Command::new(program);
    command.arg("diff").args(versions).args(["--check", "--validation", "loose"]);
    command.env("OPTIC_TELEMETRY_LEVEL", "off").env("DO_NOT_TRACK", "1");
    command
}

fn oasdiff(program: &Path, versions: [&Path; 2]) -> Command {
    let mut command = Command::new(program);
    command.arg("changelog").args(versions);
    command
}

#[cfg(test)]
mod tests {
    use super::changed;

    #[test]
    fn one_limit_is_changed() {
        let text = "a: {maxLength: 5000}\nb: {maxLength: 5000}\n";
        assert_eq!(changed(text).unwrap(), "a: {maxLength: 4999}\nb: {maxLength: 5000}\n");
        assert_eq!(changed("a: 1"), None);
    }
}
