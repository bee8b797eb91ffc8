//! Measures what generating a client costs, beside other generators in the same run. Compare only the ratios on a machine that
//! does other work.
//!
//! ```text
//! cargo run --release -p renkei-tests --bin generate_speed -- [--runs N] [--limit SECONDS] [--plot FILE] [--peer NAME|FILE]… [FILES…]
//! ```
//!
//! Without FILES, it takes four large documents of those next to the repository, and then two of them copied 4 and 16 times into
//! one document; the plot has the latter. A peer is `openapi-to-rust`, `ploidy`, `progenitor` or `openapi-generator`: a NAME is
//! installed below `target/peers`, in the profile of this command, and a FILE has the name in its own. Without `--release`, this is what
//! a build script costs. openapi-generator comes from PyPI, and needs java.
//!
//! A cell is the processor time, the wall time, the peak of the memory and the lines of Rust: the median of N runs (3) after one that is not counted, or one
//! run where that needs more than 10 s. A program is ended after SECONDS (300). The peers do not lint, so they are compared with
//! `renkei generate --no-lint`, which does what a build script does. openapi-generator does not validate here either, and writes
//! no documentation. Exits with 1 if a peer needs less than five times as much processor time.

#![allow(clippy::expect_used, reason = "a tool for developers; a broken environment ends it")]

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::Duration;

use renkei_tests::corpus::measure::{self, Cost};
use renkei_tests::plot::{Panel, Scale, svg};
use renkei_tests::speed::arguments::{Arguments, Known, Peer};
use renkei_tests::speed::install::{OPENAPI_TO_RUST, Package, Registry};
use renkei_tests::speed::{self, Failure, copies};
use renkei_tests::{binary, judged, repo};

/// The command that generates from a file into a folder.
type Generate = fn(&Path, &Path, &Path) -> Command;

const PLOIDY: Package = Package { name: "ploidy", version: "0.15.0", registry: Registry::Crates };

const PROGENITOR: Package =
    Package { name: "cargo-progenitor", version: "0.15.1", registry: Registry::Crates };

const OPENAPI_GENERATOR: Package = Package {
    name: "openapi-generator-cli",
    version: "7.26.0",
    registry: Registry::Pypi("openapi_generator_cli/openapi-generator.jar"),
};

const PEERS: [Known<Generate>; 4] = [
    Known { name: "openapi-to-rust", package: OPENAPI_TO_RUST, command: openapi_to_rust },
    Known { name: "ploidy", package: PLOIDY, command: ploidy },
    Known { name: "progenitor", package: PROGENITOR, command: progenitor },
    Known { name: "openapi-generator", package: OPENAPI_GENERATOR, command: openapi_generator },
];

const DOCUMENTS: [&str; 4] = ["oxide-nexus.json", "github-2021.json", "stripe.yaml", "openai.yaml"];

/// The documents that are copied into one, and how often.
const GROWN: [&str; 2] = ["oxide-nexus.json", "github-2021.json"];
const COPIES: [usize; 2] = [4, 16];

/// How many times the peer's processor time has to be ours.
const GOAL: f64 = 5.0;

/// A document to generate from.
struct Subject {
    file: PathBuf,
    /// The document that it has copies of, and how many.
    source: String,
    copies: usize,
}

/// What the generators need for a subject.
struct Row {
    subject: Subject,
    /// Without and with linting.
    ours: [Cost; 2],
    peers: Vec<Result<Cost, Failure>>,
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

/// Without the limit on the length of YAML, which the large documents exceed.
fn openapi_generator(program: &Path, file: &Path, out: &Path) -> Command {
    let mut command = Command::new("java");
    command.arg("-DmaxYamlCodePoints=100000000").arg("-jar").arg(program);
    command.args(["generate", "-g", "rust", "--skip-validate-spec", "--global-property"]);
    command.arg(
        "models,apis,supportingFiles,modelDocs=false,apiDocs=false,modelTests=false,apiTests=false",
    );
    command.arg("-i").arg(file).arg("-o").arg(out);
    command
}

fn renkei(file: &Path, out: &Path) -> Command {
    let mut command = Command::new(binary::path());
    command.args(["generate", "--crate-name", "client", "--out"]).arg(out).arg(file);
    command
}

fn main() -> ExitCode {
    if let Some(code) = measure::if_asked() {
        return ExitCode::from(code);
    }
    let Some(arguments) = Arguments::of_process(&PEERS) else { return ExitCode::from(2) };
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let mut head = vec!["document".to_owned(), "renkei --no-lint".to_owned(), "renkei".to_owned()];
    head.extend(arguments.peers.iter().flat_map(|it| [it.name.to_owned(), "times".to_owned()]));
    speed::print_head(&head);
    let subjects = subjects(&arguments.files, folder.path());
    let rows: Vec<Row> =
        subjects.into_iter().map(|it| Row::measured(it, &arguments, folder.path())).collect();
    if let Some(path) = &arguments.plot {
        let panels = GROWN.map(|source| growth(source, &rows, &arguments.peers));
        std::fs::write(path, svg(&panels)).expect("the plot can be written");
    }
    let is_fast = |row: &Row| row.peers.iter().flatten().all(|it| it.times(row.ours[0]) >= GOAL);
    if rows.iter().all(is_fast) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// The documents, or large public ones and copies of some.
fn subjects(files: &[PathBuf], folder: &Path) -> Vec<Subject> {
    let all = judged::corpus().map_or_else(Vec::new, |(_, documents)| documents);
    let named = |name: &&str| all.iter().find(|it| it.ends_with(name)).cloned();
    let large: Vec<PathBuf> = DOCUMENTS.iter().filter_map(named).collect();
    let given = if files.is_empty() { &large } else { files };
    let once = |file: &PathBuf| Subject { file: file.clone(), source: name(file), copies: 1 };
    let mut subjects: Vec<Subject> = given.iter().map(once).collect();
    if files.is_empty() {
        for file in GROWN.iter().filter_map(named) {
            let (source, document) = (name(&file), copies::read(&file));
            subjects.extend(COPIES.map(|copies| {
                let file = folder.join(format!("{copies}-{source}"));
                let text = copies::copied(&document, copies).to_string();
                std::fs::write(&file, text).expect("the document can be written");
                Subject { file, source: source.clone(), copies }
            }));
        }
    }
    subjects
}

fn name(file: &Path) -> String {
    file.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

impl Row {
    /// Measures the generators, and prints the row.
    fn measured(subject: Subject, arguments: &Arguments<Generate>, folder: &Path) -> Self {
        let Arguments { runs, limit, ref peers, .. } = *arguments;
        let out = folder.join("client");
        let cost = |options: &[&str]| {
            median(runs, limit, renkei(&subject.file, &out).args(options), &out)
                .expect("renkei generates a client")
        };
        let [(ours, lines), (linting, _)] = [cost(&["--no-lint"]), cost(&[])];
        let label = match subject.copies {
            1 => subject.source.clone(),
            copies => format!("{copies} × {}", subject.source),
        };
        let mut cells = vec![label, format!("{ours}, {lines} lines"), linting.to_string()];
        let mut costs = Vec::new();
        for Peer { program, command, .. } in peers {
            let measured = median(runs, limit, &command(program, &subject.file, &out), &out);
            let cost = measured.map(|it| it.0);
            let [mut cell, times] = speed::compared(ours, &cost);
            if let Ok((_, lines)) = measured {
                cell += &format!(", {lines} lines");
            }
            cells.extend([cell, times]);
            costs.push(cost);
        }
        speed::print_row(&cells);
        Self { subject, ours: [ours, linting], peers: costs }
    }
}

/// The cost of a command that writes into `out`, which only its own earlier runs have filled, and the lines of Rust there.
fn median(
    runs: usize,
    limit: Duration,
    command: &Command,
    out: &Path,
) -> Result<(Cost, usize), Failure> {
    if out.is_dir() {
        std::fs::remove_dir_all(out).expect("the folder is ours");
    }
    let cost = speed::median(runs, limit, command, |run| run.code == 0)?;
    let files = repo::rust_files_under(out);
    let lines = |file: &PathBuf| std::fs::read_to_string(file).map_or(0, |it| it.lines().count());
    Ok((cost, files.iter().map(lines).sum()))
}

/// How the processor time grows with the number of copies.
fn growth(source: &str, rows: &[Row], peers: &[Peer<Generate>]) -> Panel {
    let line = |cpu: &dyn Fn(&Row) -> Option<Cost>| {
        let rows = rows.iter().filter(|it| it.subject.source == source);
        let point = |row: &Row| Some((row.subject.copies as f64, cpu(row)?.cpu.as_secs_f64()));
        rows.filter_map(point).collect::<Vec<_>>()
    };
    let mut lines = vec![
        ("renkei --no-lint".to_owned(), line(&|row| Some(row.ours[0]))),
        ("renkei".to_owned(), line(&|row| Some(row.ours[1]))),
    ];
    for (at, peer) in peers.iter().enumerate() {
        lines.push((peer.name.to_owned(), line(&|row| row.peers.get(at)?.ok())));
    }
    lines.retain(|(_, points)| !points.is_empty());
    Panel {
        title: source.to_owned(),
        labels: ["copies in one document", "CPU s"],
        scales: [Scale::Values, Scale::Logarithmic],
        lines,
    }
}
