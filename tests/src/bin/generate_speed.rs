//! Measures what generating a client costs, beside other generators in the same run. Compare only the ratios on a machine that
//! does other work.
//!
//! ```text
//! cargo run --release -p renkei-tests --bin generate_speed -- [--runs N] [--peer PROGRAM]… [FILES…]
//! ```
//!
//! Without FILES, it takes four large documents of those next to the repository, and then the first copied 4 and 16 times into
//! one document. A PROGRAM is one of these, recognised by its file name:
//!
//! ```text
//! openapi-to-rust         cargo install openapi-to-rust --locked
//! ploidy                  cargo install ploidy --locked
//! cargo-progenitor        cargo install cargo-progenitor --locked
//! openapi-generator.jar   of the package openapi-generator-cli on PyPI or npm; it needs java
//! ```
//!
//! A cell is the processor time, the wall time, the peak of the memory and the lines of Rust: the least of N runs (3). Each runs
//! after a run that is not counted. The peers do not lint, so they are compared with `renkei generate --no-lint`, which does
//! what a build script does. Exits with 1 if a peer needs less than five times as much processor time.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a tool for developers; a broken environment ends it"
)]

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use renkei::document::Document;
use renkei_tests::corpus::measure::{self, Cost};
use renkei_tests::{binary, judged};
use serde_json::{Map, Value};

const DOCUMENTS: [&str; 4] = ["oxide-nexus.json", "github-2021.json", "stripe.yaml", "openai.yaml"];

/// How often the first document is copied into one.
const COPIES: [usize; 2] = [4, 16];

/// How many times the peer's processor time has to be ours.
const GOAL: f64 = 5.0;

#[derive(Default)]
struct Arguments {
    runs: usize,
    peers: Vec<Peer>,
    files: Vec<PathBuf>,
}

fn arguments() -> Option<Arguments> {
    let mut parsed = Arguments { runs: 3, ..Arguments::default() };
    let mut rest = std::env::args().skip(1);
    while let Some(argument) = rest.next() {
        match argument.as_str() {
            "--runs" => parsed.runs = rest.next()?.parse().ok()?,
            "--peer" => parsed.peers.push(Peer::of(rest.next()?.into())?),
            _ => parsed.files.push(argument.into()),
        }
    }
    Some(parsed)
}

/// Another generator.
struct Peer {
    program: PathBuf,
    name: &'static str,
    /// The command that generates from a file into a folder.
    command: fn(&Path, &Path, &Path) -> Command,
}

impl Peer {
    /// Returns the generator that a program is; `None` if it is none of the known ones.
    fn of(program: PathBuf) -> Option<Self> {
        type Make = fn(&Path, &Path, &Path) -> Command;
        let kinds: [(&str, Make); 4] = [
            ("openapi-to-rust", openapi_to_rust),
            ("ploidy", ploidy),
            ("progenitor", progenitor),
            ("openapi-generator", openapi_generator),
        ];
        let file_name = program.file_name()?.to_string_lossy().into_owned();
        let (name, command) = kinds.into_iter().find(|(name, _)| file_name.contains(name))?;
        Some(Self { program, name, command })
    }

    /// Returns what the peer costs for a document, and its lines of Rust; `None` if it fails.
    fn cost(&self, runs: usize, file: &Path) -> Option<(Cost, usize)> {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let out = folder.path().join("client");
        let cost = least(runs, &(self.command)(&self.program, file, &out))?;
        Some((cost, lines(&out)))
    }
}

fn openapi_to_rust(program: &Path, file: &Path, out: &Path) -> Command {
    let mut command = Command::new(program);
    command.arg("generate").arg(file).arg("--output-dir").arg(out).arg("--quiet");
    command
}

fn ploidy(program: &Path, file: &Path, out: &Path) -> Command {
    let mut command = Command::new(program);
    command.args(["generate", "rust"]).arg(file).arg("-o").arg(out);
    command
}

fn progenitor(program: &Path, file: &Path, out: &Path) -> Command {
    let mut command = Command::new(program);
    command.arg("progenitor").arg("-i").arg(file).arg("-o").arg(out);
    command.args(["-n", "client", "-v", "0.1.0"]);
    command
}

fn openapi_generator(program: &Path, file: &Path, out: &Path) -> Command {
    let mut command = Command::new("java");
    command.arg("-jar").arg(program).args(["generate", "-g", "rust", "-i"]);
    command.arg(file).arg("-o").arg(out);
    command
}

fn main() -> ExitCode {
    if let Some(code) = measure::if_asked() {
        return ExitCode::from(code);
    }
    let Some(Arguments { runs, peers, mut files }) = arguments() else {
        eprintln!("usage: generate_speed [--runs N] [--peer PROGRAM]… [FILES…]");
        return ExitCode::from(2);
    };
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    if files.is_empty() {
        files = documents(folder.path());
    }
    let names: String = peers.iter().map(|it| format!(" {} | times |", it.name)).collect();
    let columns = "---|".repeat(3 + 2 * peers.len());
    println!("| document | renkei --no-lint | renkei |{names}\n|{columns}");
    let mut is_fast = true;
    for file in &files {
        let (row, is_row_fast) = row(runs, &peers, file, &folder.path().join("ours"));
        println!("{row}");
        is_fast &= is_row_fast;
    }
    if is_fast { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Large documents, and copies of the first one.
fn documents(folder: &Path) -> Vec<PathBuf> {
    let all = judged::corpus().map_or_else(Vec::new, |(_, documents)| documents);
    let named = |name: &&str| all.iter().find(|it| it.ends_with(name)).cloned();
    let mut files: Vec<PathBuf> = DOCUMENTS.iter().filter_map(named).collect();
    let first = files.first().cloned();
    files.extend(COPIES.iter().filter_map(|count| {
        let path = folder.join(format!("{count}-times.json"));
        std::fs::write(&path, copied(first.as_deref()?, *count).to_string()).ok()?;
        Some(path)
    }));
    files
}

/// Returns a row of the table, and whether no peer is too fast.
fn row(runs: usize, peers: &[Peer], file: &Path, out: &Path) -> (String, bool) {
    let cost = |arguments: &[&str]| {
        least(runs, renkei(file, out).args(arguments)).expect("renkei generates a client")
    };
    let (ours, linting) = (cost(&["--no-lint"]), cost(&[]));
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let mut row = format!("| {name} | {ours}, {} lines | {linting} |", lines(out));
    let mut is_fast = true;
    for peer in peers {
        row += &match peer.cost(runs, file) {
            None => " fails | |".to_owned(),
            Some((cost, lines)) => {
                is_fast &= cost.times(ours) >= GOAL;
                format!(" {cost}, {lines} lines | {:.1} |", cost.times(ours))
            }
        };
    }
    (row, is_fast)
}

/// Returns the least cost of a command, after a run that is not counted; `None` if it fails.
fn least(runs: usize, command: &Command) -> Option<Cost> {
    let measurer = std::env::current_exe().expect("this program has a path");
    let costs = (0..=runs.max(1)).map(|_| {
        let (run, cost) = measure::run(&measurer, command);
        (run.code == 0).then_some(cost)
    });
    let costs: Vec<Cost> = costs.collect::<Option<_>>()?;
    costs.into_iter().skip(1).min_by_key(|it| it.cpu)
}

fn renkei(file: &Path, out: &Path) -> Command {
    let mut command = Command::new(binary::path());
    command.args(["generate", "--crate-name", "client", "--out"]).arg(out).arg(file);
    command
}

/// How many lines of Rust are in a folder.
fn lines(folder: &Path) -> usize {
    let entries = std::fs::read_dir(folder).expect("the folder was written").flatten();
    let count = |path: PathBuf| match path.extension() {
        _ if path.is_dir() => lines(&path),
        Some(it) if it == "rs" => {
            std::fs::read_to_string(&path).map_or(0, |text| text.lines().count())
        }
        _ => 0,
    };
    entries.map(|it| count(it.path())).sum()
}

/// A document with everything in another one `count` times, under other names.
fn copied(file: &Path, count: usize) -> Value {
    let text = std::fs::read_to_string(file).expect("the document can be read");
    let sources = renkei::source::read_text(&file.to_string_lossy(), &text).expect("it is text");
    let document = Document::new(sources).expect("it is a document").to_json();
    let document: Value = serde_json::from_str(&document).expect("it is JSON");
    let mut all = document.clone();
    all["paths"] = Value::Object(Map::new());
    for number in 0..count {
        let mut copy = document.clone();
        rename(&mut copy, number);
        for (path, item) in copy["paths"].as_object().into_iter().flatten() {
            all["paths"][format!("/copy{number}{path}")] = item.clone();
        }
        for (section, members) in copy["components"].as_object().into_iter().flatten() {
            for (name, item) in members.as_object().into_iter().flatten() {
                let name = if section == "securitySchemes" {
                    name.clone()
                } else {
                    format!("{name}{number}")
                };
                all["components"][section][name] = item.clone();
            }
        }
    }
    all
}

/// Numbers the ids of operations, and the components that references name.
fn rename(value: &mut Value, number: usize) {
    match value {
        Value::Object(members) => {
            for (key, member) in members {
                match member {
                    Value::String(text)
                        if key == "operationId" || text.starts_with("#/components/") =>
                    {
                        text.push_str(&number.to_string());
                    }
                    member => rename(member, number),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|it| rename(it, number)),
        _ => {}
    }
}
