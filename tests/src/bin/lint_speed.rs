//! Measures what linting costs, beside other linters in the same run. Compare only the ratios on a machine that does other work.
//!
//! ```text
//! cargo run --release -p renkei-tests --bin lint_speed -- [--runs N] [--limit SECONDS] [--plot FILE] [--peer NAME|FILE]… [FILES…]
//! ```
//!
//! Without FILES, it lints five of the public documents next to the repository, and then all of them in one run. A peer is
//! `redocly` or `spectral`: a NAME is installed from npm below `target/peers`, and a FILE has the name in its own. They have their
//! recommended rules. A cell is the processor time, the wall time and the peak of the memory: the median of N runs (3) after one that is not counted, or one where that
//! needs more than 10 s. The plot has the processor times. Exits with 1 if our own figures miss their goals.

#![allow(clippy::expect_used, reason = "a tool for developers; a broken environment ends it")]

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use renkei_tests::binary::Run;
use renkei_tests::corpus::measure::{self, Cost};
use renkei_tests::plot::{Bars, bars};
use renkei_tests::speed::arguments::{Arguments, Known};
use renkei_tests::speed::install::{Package, Registry};
use renkei_tests::{binary, judged, speed};

/// The command that lints files.
type Lint = fn(&Path, &[PathBuf]) -> Command;

const REDOCLY: Package =
    Package { name: "@redocly/cli", version: "2.77.0", registry: Registry::Npm("redocly") };

const SPECTRAL: Package = Package {
    name: "@stoplight/spectral-cli",
    version: "6.16.3",
    registry: Registry::Npm("spectral"),
};

const PEERS: [Known<Lint>; 2] = [
    Known { name: "redocly", package: REDOCLY, command: redocly },
    Known { name: "spectral", package: SPECTRAL, command: spectral },
];

/// Documents with the most processor time in milliseconds and the most memory in MiB that linting them may need.
const GOALS: &[(&str, Option<(u128, u64)>)] = &[
    ("petstore-v3.json", Some((10, 100))),
    ("stripe.yaml", Some((300, 100))),
    ("github-2021.json", None),
    ("openai.yaml", None),
    ("DigitalOcean-public.v2.yaml", None),
];

fn main() -> ExitCode {
    if let Some(code) = measure::if_asked() {
        return ExitCode::from(code);
    }
    let Some(arguments) = Arguments::of_process(&PEERS) else { return ExitCode::from(2) };
    let Arguments { runs, limit, ref peers, .. } = arguments;
    let mut head = vec!["documents".to_owned(), "renkei".to_owned()];
    head.extend(peers.iter().flat_map(|it| [it.name.to_owned(), "times".to_owned()]));
    speed::print_head(&head);
    let (mut is_fast, mut charts) = (true, Vec::new());
    for files in sets(&arguments.files) {
        let ours = speed::median(runs, limit, &renkei(&files), is_complete);
        let ours = ours.expect("renkei lints the documents");
        let mut cells = vec![label(&files), ours.to_string()];
        let mut chart = Bars {
            title: format!("{}: CPU seconds", label(&files)),
            values: vec![("renkei".to_owned(), ours.cpu.as_secs_f64())],
        };
        for peer in peers {
            let command = (peer.command)(&peer.program, &files);
            let cost = speed::median(runs, limit, &command, is_complete);
            cells.extend(speed::compared(ours, &cost));
            chart.values.extend(cost.map(|it| (peer.name.to_owned(), it.cpu.as_secs_f64())));
        }
        speed::print_row(&cells);
        charts.push(chart);
        is_fast &= reaches_goal(&files, ours);
    }
    if let Some(path) = &arguments.plot {
        std::fs::write(path, bars(&charts)).expect("the plot can be written");
    }
    if is_fast { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// What is linted in one run each.
fn sets(files: &[PathBuf]) -> Vec<Vec<PathBuf>> {
    if !files.is_empty() {
        return files.iter().map(|it| vec![it.clone()]).collect();
    }
    let all = judged::corpus().map_or_else(Vec::new, |(_, documents)| documents);
    let is_named = |path: &&PathBuf| GOALS.iter().any(|(name, _)| path.ends_with(name));
    let mut sets: Vec<Vec<PathBuf>> =
        all.iter().filter(is_named).map(|it| vec![it.clone()]).collect();
    sets.push(all);
    sets
}

fn label(files: &[PathBuf]) -> String {
    match files {
        [file] => file.file_name().map_or_else(String::new, |it| it.to_string_lossy().into_owned()),
        files => format!("{} documents", files.len()),
    }
}

/// Whether a linter came to its end, with findings or without.
fn is_complete(run: &Run) -> bool {
    run.code == 0 || run.code == 1 && !run.stdout.is_empty()
}

fn renkei(files: &[PathBuf]) -> Command {
    let mut command = Command::new(binary::path());
    command.args(["lint", "--quiet"]).args(files);
    command
}

fn redocly(program: &Path, files: &[PathBuf]) -> Command {
    let mut command = Command::new(program);
    command.args(["lint", "--extends", "recommended", "--format", "json"]);
    command.args(["--max-problems", "1000000"]);
    command.env("REDOCLY_TELEMETRY", "off").env("REDOCLY_SUPPRESS_UPDATE_NOTICE", "true");
    command.args(files);
    command
}

fn spectral(program: &Path, files: &[PathBuf]) -> Command {
    let rules = std::env::temp_dir().join("renkei-lint-speed-rules.yaml");
    std::fs::write(&rules, "extends: ['spectral:oas']\n").expect("the ruleset can be written");
    let mut command = Command::new(program);
    command.args(["lint", "--format", "json", "--ruleset"]).arg(rules).args(files);
    command
}

fn reaches_goal(files: &[PathBuf], cost: Cost) -> bool {
    let [file] = files else { return true };
    let goal = GOALS.iter().find(|(name, _)| file.ends_with(name)).and_then(|(_, goal)| *goal);
    goal.is_none_or(|(millis, mib)| cost.cpu.as_millis() <= millis && cost.peak_kib / 1024 <= mib)
}
