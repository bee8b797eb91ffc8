//! Runs `renkei generate` over a folder of documents and prints a table.
//!
//! ```text
//! cargo run -p renkei-tests --bin corpus -- DIR [FILES…] [--check|--clippy]
//! ```
//!
//! With `--check` or `--clippy` what was generated is compiled too. Exits with 1 where a document makes renkei panic, or
//! where generated code does not compile; a document that renkei refuses is a row, not a failure.

#![allow(clippy::expect_used, reason = "a tool for developers; a broken environment ends it")]

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use renkei_tests::binary::{self, Run};
use renkei_tests::{crates, repo};
use serde_json::Value;

/// The exit code of a Rust program that panicked.
const PANICKED: i32 = 101;

fn main() -> ExitCode {
    let Some(wanted) = Wanted::parse(std::env::args().skip(1)) else {
        eprintln!("usage: corpus DIR [FILES…] [--check|--clippy]");
        return ExitCode::from(2);
    };
    let scratch = tempfile::tempdir().expect("a temporary folder can be made");
    println!(
        "{:<28} {:>7} {:>4} {:>6} {:>6} {:>8} {:>7}  {:<8} first diagnostic",
        "document", "version", "exit", "ops", "types", "lines", "seconds", "compiles"
    );
    let mut good = true;
    for document in &wanted.documents {
        let row = Row::of(document, &scratch.path().join(repo::stem(document)), wanted.compile);
        row.print();
        good &= row.is_good();
    }
    if good { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// What the arguments ask for.
struct Wanted {
    documents: Vec<PathBuf>,
    compile: Option<Compile>,
}

/// How generated code is checked.
#[derive(Clone, Copy, PartialEq)]
enum Compile {
    Check,
    Clippy,
}

impl Wanted {
    fn parse(arguments: impl Iterator<Item = String>) -> Option<Self> {
        let mut compile = None;
        let mut names = Vec::new();
        for argument in arguments {
            match argument.as_str() {
                "--check" => compile = Some(Compile::Check),
                "--clippy" => compile = Some(Compile::Clippy),
                option if option.starts_with('-') => return None,
                _ => names.push(argument),
            }
        }
        let folder = PathBuf::from(names.first()?);
        let mut documents: Vec<PathBuf> = names.iter().skip(1).map(|it| folder.join(it)).collect();
        if documents.is_empty() {
            documents = repo::documents(&folder);
        }
        Some(Self { documents, compile })
    }
}

/// A row of the table.
struct Row {
    document: PathBuf,
    version: String,
    run: Run,
    time: Duration,
    operations: Option<usize>,
    types: Option<usize>,
    lines: usize,
    compiled: Option<Run>,
}

impl Row {
    fn of(document: &Path, out: &Path, compile: Option<Compile>) -> Self {
        let started = Instant::now();
        let run = generate(document, out);
        let time = started.elapsed();
        let manifest = std::fs::read(out.join("renkei-manifest.json")).unwrap_or_default();
        let manifest: Value = serde_json::from_slice(&manifest).unwrap_or_default();
        let count = |name: &str| manifest.get(name).and_then(Value::as_array).map(Vec::len);
        let compile = compile.filter(|_| run.code == 0);
        Self {
            document: document.to_owned(),
            version: version(document),
            time,
            operations: count("operations"),
            types: count("schemas"),
            lines: lines(out),
            compiled: compile.map(|how| compiled(out, how)),
            run,
        }
    }

    fn is_good(&self) -> bool {
        self.run.code != PANICKED && self.compiled.as_ref().is_none_or(|run| run.code == 0)
    }

    fn print(&self) {
        let name = self.document.file_name().unwrap_or_default().to_string_lossy();
        let number = |it: Option<usize>| it.map_or("–".to_owned(), |it| it.to_string());
        let compiles = match &self.compiled {
            None => "–",
            Some(run) if run.code == 0 => "yes",
            Some(_) => "NO",
        };
        println!(
            "{name:<28} {:>7} {:>4} {:>6} {:>6} {:>8} {:>7.2}  {compiles:<8} {}",
            self.version,
            self.run.code,
            number(self.operations),
            number(self.types),
            self.lines,
            self.time.as_secs_f64(),
            first_diagnostic(&self.run.stderr)
        );
        if let Some(run) = self.compiled.as_ref().filter(|run| run.code != 0) {
            let shown: Vec<&str> = run.stderr.lines().take(40).collect();
            println!("{}", shown.join("\n"));
        }
    }
}

fn generate(document: &Path, out: &Path) -> Run {
    let runtime = repo::root().join("runtime");
    // The document's path may be relative to where the user stands, and the command runs there too.
    let mut command = std::process::Command::new(binary::path());
    command.arg("generate").arg(document).arg("--out").arg(out);
    Run::of(command.arg("--runtime-path").arg(runtime))
}

fn compiled(out: &Path, how: Compile) -> Run {
    match how {
        Compile::Check => crates::cargo_in(out, &["check", "-q"]),
        Compile::Clippy => crates::cargo_in(out, &["clippy", "-q", "--", "-D", "warnings"]),
    }
}

/// The version that the document says it has, where it is an OpenAPI document.
fn version(document: &Path) -> String {
    let source = renkei::source::read(document).ok();
    let document = source.and_then(|it| renkei::document::Document::new(it).ok());
    document.map_or("–".to_owned(), |it| it.version().to_string())
}

fn lines(out: &Path) -> usize {
    if !out.exists() {
        return 0;
    }
    let count = |path: &PathBuf| std::fs::read_to_string(path).unwrap_or_default().lines().count();
    repo::rust_files_under(out).iter().map(count).sum()
}

fn first_diagnostic(stderr: &str) -> &str {
    let is_diagnostic = |line: &&str| {
        ["error", "warning", "info", "thread"].iter().any(|start| line.starts_with(start))
    };
    stderr.lines().find(is_diagnostic).unwrap_or_default()
}
