//! Measures what linting costs, beside other linters in the same run. Compare only the ratios on a machine that does other work.
//!
//! ```text
//! cargo run --release -p renkei-tests --bin lint_speed -- [--runs N] [--redocly PROGRAM] [--spectral PROGRAM] [FILES…]
//! ```
//!
//! Without FILES, it lints five of the public documents next to the repository, and then all of them in one run. The other
//! linters have their recommended rules: `npm install @redocly/cli @stoplight/spectral-cli` installs them. A cell is the
//! processor time in milliseconds, the wall time, and the peak of the memory in MiB: the least of N runs (3), but one run of the
//! other linters. Exits with 1 if our own figures miss their goals.

#![allow(clippy::expect_used, reason = "a tool for developers; a broken environment ends it")]

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use renkei_tests::corpus::measure::{self, Cost};
use renkei_tests::{binary, judged};

/// Documents with the most processor time in milliseconds and the most memory in MiB that linting them may need.
const GOALS: &[(&str, Option<(u128, u64)>)] = &[
    ("petstore-v3.json", Some((10, 100))),
    ("stripe.yaml", Some((300, 100))),
    ("github-2021.json", None),
    ("openai.yaml", None),
    ("DigitalOcean-public.v2.yaml", None),
];

#[derive(Default)]
struct Arguments {
    runs: usize,
    redocly: Option<PathBuf>,
    spectral: Option<PathBuf>,
    files: Vec<PathBuf>,
}

fn arguments() -> Option<Arguments> {
    let mut parsed = Arguments { runs: 3, ..Arguments::default() };
    let mut rest = std::env::args().skip(1);
    while let Some(argument) = rest.next() {
        match argument.as_str() {
            "--runs" => parsed.runs = rest.next()?.parse().ok()?,
            "--redocly" => parsed.redocly = Some(rest.next()?.into()),
            "--spectral" => parsed.spectral = Some(rest.next()?.into()),
            _ => parsed.files.push(argument.into()),
        }
    }
    Some(parsed)
}

fn main() -> ExitCode {
    if let Some(code) = measure::if_asked() {
        return ExitCode::from(code);
    }
    let Some(arguments) = arguments() else {
        eprintln!("usage: lint_speed [--runs N] [--redocly PROGRAM] [--spectral PROGRAM] [FILES…]");
        return ExitCode::from(2);
    };
    let all = judged::corpus().map_or_else(Vec::new, |(_, documents)| documents);
    let is_named = |path: &&PathBuf| GOALS.iter().any(|(name, _)| path.ends_with(name));
    let mut sets: Vec<Vec<PathBuf>> = match arguments.files.as_slice() {
        [] => all.iter().filter(is_named).map(|it| vec![it.clone()]).collect(),
        files => files.iter().map(|it| vec![it.clone()]).collect(),
    };
    if arguments.files.is_empty() {
        sets.push(all);
    }
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let rules = folder.path().join("rules.yaml");
    std::fs::write(&rules, "extends: ['spectral:oas']\n").expect("the ruleset can be written");
    println!("documents\trenkei\tredocly\ttimes\tspectral\ttimes");
    let mut is_fast = true;
    for files in &sets {
        let mut row = vec![label(files)];
        let ours = cost(arguments.runs, &renkei(files));
        row.push(ours.to_string());
        let redocly = arguments.redocly.as_deref().map(|it| redocly(it, files));
        let spectral = arguments.spectral.as_deref().map(|it| spectral(it, &rules, files));
        for other in [redocly, spectral] {
            let other = other.map(|it| cost(1, &it));
            row.push(other.map_or("not given".to_owned(), |it| it.to_string()));
            row.push(other.map_or(String::new(), |it| format!("{:.0}", it.times(ours))));
        }
        println!("{}", row.join("\t"));
        is_fast &= reaches_goal(files, ours);
    }
    if is_fast { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn label(files: &[PathBuf]) -> String {
    match files {
        [file] => file.file_name().map_or_else(String::new, |it| it.to_string_lossy().into_owned()),
        files => format!("{} documents", files.len()),
    }
}

fn cost(runs: usize, command: &Command) -> Cost {
    measure::least(runs, command, |run| run.code != 2 && !run.stdout.is_empty() || run.code == 0)
}

fn renkei(files: &[PathBuf]) -> Command {
    let mut command = Command::new(binary::path());
    command.args(["lint", "--quiet"]).args(files);
    command
}

fn redocly(program: &Path, files: &[PathBuf]) -> Command {
    let mut command = Command::new(program);
    command.args([
        "lint",
        "--extends",
        "recommended",
        "--format",
        "json",
        "--max-problems",
        "1000000",
    ]);
    command.env("REDOCLY_TELEMETRY", "off").env("REDOCLY_SUPPRESS_UPDATE_NOTICE", "true");
    command.args(files);
    command
}

fn spectral(program: &Path, rules: &Path, files: &[PathBuf]) -> Command {
    let mut command = Command::new(program);
    command.args(["lint", "--format", "json", "--ruleset"]).arg(rules).args(files);
    command
}

fn reaches_goal(files: &[PathBuf], cost: Cost) -> bool {
    let [file] = files else { return true };
    let goal = GOALS.iter().find(|(name, _)| file.ends_with(name)).and_then(|(_, goal)| *goal);
    goal.is_none_or(|(millis, mib)| cost.cpu.as_millis() <= millis && cost.peak_kib / 1024 <= mib)
}
