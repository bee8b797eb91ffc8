//! Measures what generating a client costs, beside openapi-to-rust in the same run. Compare only the ratios on a machine that
//! does other work.
//!
//! ```text
//! cargo run --release -p renkei-tests --bin generate_speed -- [--runs N] [--peer PROGRAM] [FILES…]
//! ```
//!
//! Without FILES, it takes four large documents of those next to the repository, and then the first copied 4 and 16 times into
//! one document. `cargo install openapi-to-rust --version 0.23.0 --locked` installs the peer. A cell is the processor time, the
//! wall time, the peak of the memory and the lines of Rust: the least of N runs (3). Each runs after a run that is not counted.
//! The peer does not lint, so it is compared with `renkei generate --no-lint`, which does what a build script does.
//! Exits with 1 if the peer needs less than five times as much processor time.

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
    peer: Option<PathBuf>,
    files: Vec<PathBuf>,
}

fn arguments() -> Option<Arguments> {
    let mut parsed = Arguments { runs: 3, ..Arguments::default() };
    let mut rest = std::env::args().skip(1);
    while let Some(argument) = rest.next() {
        match argument.as_str() {
            "--runs" => parsed.runs = rest.next()?.parse().ok()?,
            "--peer" => parsed.peer = Some(rest.next()?.into()),
            _ => parsed.files.push(argument.into()),
        }
    }
    Some(parsed)
}

fn main() -> ExitCode {
    if let Some(code) = measure::if_asked() {
        return ExitCode::from(code);
    }
    let Some(Arguments { runs, peer, mut files }) = arguments() else {
        eprintln!("usage: generate_speed [--runs N] [--peer PROGRAM] [FILES…]");
        return ExitCode::from(2);
    };
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    if files.is_empty() {
        let all = judged::corpus().map_or_else(Vec::new, |(_, documents)| documents);
        let named = |name: &&str| all.iter().find(|it| it.ends_with(name)).cloned();
        files = DOCUMENTS.iter().filter_map(named).collect();
        let first = files.first().cloned();
        files.extend(COPIES.iter().filter_map(|count| {
            let path = folder.path().join(format!("{count}-times.json"));
            std::fs::write(&path, copied(first.as_deref()?, *count).to_string()).ok()?;
            Some(path)
        }));
    }
    println!(
        "| document | renkei --no-lint | openapi-to-rust | times | renkei | times |\n|---|---|---|---|---|---|"
    );
    let mut is_fast = true;
    for file in &files {
        let out = folder.path().join("ours");
        let ours = least(runs, renkei(file, &out).arg("--no-lint"));
        let linting = least(runs, &mut renkei(file, &out));
        let lines = lines(&out);
        let other = peer.as_deref().map(|it| {
            let out = folder.path().join("theirs");
            (least(runs, &mut openapi_to_rust(it, file, &out)), self::lines(&out))
        });
        let times = |cost: Cost| {
            other.map_or_else(String::new, |(other, _)| format!("{:.1}", other.times(cost)))
        };
        let cell = match other {
            None => "not given".to_owned(),
            Some((cost, lines)) => format!("{cost}, {lines} lines"),
        };
        is_fast &= other.is_none_or(|(cost, _)| cost.times(ours) >= GOAL);
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        println!(
            "| {name} | {ours}, {lines} lines | {cell} | {} | {linting} | {} |",
            times(ours),
            times(linting)
        );
    }
    if is_fast { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn least(runs: usize, command: &mut Command) -> Cost {
    measure::least(runs, command, |run| run.code == 0)
}

fn renkei(file: &Path, out: &Path) -> Command {
    let mut command = Command::new(binary::path());
    command.args(["generate", "--crate-name", "client", "--out"]).arg(out).arg(file);
    command
}

fn openapi_to_rust(program: &Path, file: &Path, out: &Path) -> Command {
    let mut command = Command::new(program);
    command.arg("generate").arg(file).arg("--output-dir").arg(out).arg("--quiet");
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
