//! Runs one document through all requested steps.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use renkei::emit::Layout;
use renkei::pipeline::{self, Failure, Options};
use serde_json::Value;

use super::arguments::{Arguments, Compile};
use super::drive::{self, drill};
use super::examples::{self, Outcome};
use super::measure::{self, Cost};
use super::positions::Positions;
use crate::binary::{self, Run};
use crate::{crates, repo};

/// The exit code of a Rust program that panicked.
const PANICKED: i32 = 101;

/// The results for one document.
#[derive(Debug)]
pub struct Row {
    /// Its name, from the folder that was given.
    pub name: String,
    /// The version that it says it has.
    pub version: String,
    /// Operations of the client.
    pub operations: usize,
    /// Items of the client that schemas became.
    pub types: usize,
    /// The run of `renkei generate`.
    pub generated: Run,
    /// What that cost.
    pub cost: Cost,
    /// Lines of Rust.
    pub lines: usize,
    /// How often each code was given.
    pub codes: BTreeMap<String, usize>,
    /// How places hold their values.
    pub positions: Positions,
    /// What compiling said and cost.
    pub compiled: Option<(Run, Cost)>,
    /// The results for the examples, or why none could be tried.
    pub examples: Option<Result<Outcome, String>>,
    /// The results for the operations, or why none could be called.
    pub driven: Option<Result<drive::Outcome, String>>,
    /// The results for the operations with a server that fails, or why none could be called.
    pub drilled: Option<Result<drill::Outcome, String>>,
}

impl Row {
    /// Runs the requested steps on one document; `scratch` is an empty folder.
    #[must_use]
    pub fn of(document: &Path, scratch: &Path, arguments: &Arguments) -> Self {
        let measurer = std::env::current_exe().expect("a program knows where it is");
        let client = scratch.join(repo::stem(document));
        let (generated, cost) = measure::run(&measurer, &generate(document, &client));
        let made = generated.code == 0;
        let manifest = std::fs::read(client.join("renkei-manifest.json")).unwrap_or_default();
        let manifest: Value = serde_json::from_slice(&manifest).unwrap_or_default();
        let count = |name| manifest.get(name).and_then(Value::as_array).map_or(0, Vec::len);
        let (operations, types) = (count("operations"), count("schemas"));
        let lines = lines(&client);
        let panicked = generated.code == PANICKED;
        let compile = arguments.compile.filter(|_| made);
        let compiled = compile.map(|how| measure::run(&measurer, &compile_command(&client, how)));
        let (examples, drive) = (arguments.examples && made, arguments.drive && made);
        Self {
            name: document
                .strip_prefix(&arguments.folder)
                .unwrap_or(document)
                .display()
                .to_string(),
            version: version(document),
            operations,
            types,
            lines,
            generated,
            cost,
            codes: if panicked { BTreeMap::new() } else { codes(document) },
            positions: if panicked { Positions::default() } else { positions(document) },
            compiled,
            examples: examples.then(|| try_examples(document, scratch)),
            driven: drive.then(|| try_operations(document, scratch)),
            drilled: arguments
                .drill
                .filter(|_| made)
                .map(|seed| try_faults(document, scratch, seed)),
        }
    }

    /// Whether renkei panicked.
    #[must_use]
    pub fn panicked(&self) -> bool {
        self.generated.code == PANICKED
    }

    /// Returns all failures as text.
    #[must_use]
    pub fn failures(&self) -> Vec<String> {
        let mut failures = Vec::new();
        match self.generated.code {
            0 => {}
            PANICKED => failures.push(format!("renkei panics:\n{}", self.generated.stderr)),
            code => failures
                .push(format!("no client is made (exit {code}):\n{}", self.generated.stderr)),
        }
        if let Some((run, _)) = &self.compiled {
            if run.code != 0 || !run.stderr.is_empty() {
                let shown: Vec<&str> = run.stderr.lines().take(40).collect();
                failures.push(format!("compiling says:\n{}", shown.join("\n")));
            }
        }
        match &self.examples {
            Some(Err(why)) => failures.push(why.clone()),
            Some(Ok(outcome)) => {
                failures.extend(outcome.losses.iter().map(|it| format!("lost {it}")));
            }
            None => {}
        }
        match &self.driven {
            Some(Err(why)) => failures.push(why.clone()),
            Some(Ok(outcome)) => {
                failures.extend(outcome.mismatches.iter().map(|it| format!("drive {it}")));
            }
            None => {}
        }
        match &self.drilled {
            Some(Err(why)) => failures.push(why.clone()),
            Some(Ok(outcome)) => {
                failures.extend(outcome.violations.iter().map(|it| format!("drill {it}")));
            }
            None => {}
        }
        failures
    }
}

/// The version that the document says it has, where it is an OpenAPI document.
fn version(document: &Path) -> String {
    let source = renkei::source::read(document).ok();
    let document = source.and_then(|it| renkei::document::Document::new(it).ok());
    document.map_or("–".to_owned(), |it| it.version().to_string())
}

fn generate(document: &Path, out: &Path) -> Command {
    // The document's path may be relative to where the user stands, and the command runs there too.
    let mut command = Command::new(binary::path());
    command.arg("generate").arg(document).arg("--out").arg(out);
    command.arg("--runtime-path").arg(repo::root().join("runtime"));
    command
}

/// Generates a client that keeps everything, and tries the examples with it.
fn try_examples(document: &Path, scratch: &Path) -> Result<Outcome, String> {
    let client = generate_with(examples::CONFIG, document, &scratch.join("keeping"))?;
    examples::of(document, &client, scratch)
}

/// Generates a client that distinguishes null from absent, and calls its operations.
fn try_operations(document: &Path, scratch: &Path) -> Result<drive::Outcome, String> {
    let client = generate_with(drive::CONFIG, document, &scratch.join("driven"))?;
    drive::of(document, &client, scratch)
}

/// Generates the same client, and calls its operations with faults by a seed.
fn try_faults(document: &Path, scratch: &Path, seed: u64) -> Result<drill::Outcome, String> {
    let client = generate_with(drive::CONFIG, document, &scratch.join("drilled"))?;
    drill::of(document, &client, scratch, seed)
}

/// Generates a client in a new folder, with a configuration beside it, and returns the folder.
fn generate_with(config: &str, document: &Path, client: &Path) -> Result<PathBuf, String> {
    let file = client.with_extension("yaml");
    std::fs::write(&file, config).map_err(|it| it.to_string())?;
    let mut command = generate(document, client);
    let output = command.arg("--config").arg(file).output().map_err(|it| it.to_string())?;
    match output.status.success() {
        true => Ok(client.to_owned()),
        false => Err(String::from_utf8_lossy(&output.stderr).into_owned()),
    }
}

fn compile_command(client: &Path, how: Compile) -> Command {
    match how {
        Compile::Check => crates::cargo(client, &["check", "-q"]),
        Compile::Clippy => crates::cargo(client, &["clippy", "-q", "--", "-D", "warnings"]),
        Compile::Build => crates::cargo(client, &["build", "-q"]),
    }
}

fn codes(document: &Path) -> BTreeMap<String, usize> {
    let made = pipeline::generate(document, Layout::Include, &Options::default());
    let report = match made {
        Ok(made) => made.report,
        Err(Failure::Document(report)) => report,
        Err(_) => return BTreeMap::new(),
    };
    let mut codes = BTreeMap::new();
    for diagnostic in report.diagnostics() {
        *codes.entry(diagnostic.code.to_string()).or_default() += 1;
    }
    codes
}

fn positions(document: &Path) -> Positions {
    let typed = pipeline::types(document, &Options::default());
    typed.map(|it| Positions::of(&it.api, &it.report)).unwrap_or_default()
}

fn lines(out: &Path) -> usize {
    if !out.exists() {
        return 0;
    }
    let count = |path: &PathBuf| std::fs::read_to_string(path).unwrap_or_default().lines().count();
    repo::rust_files_under(out).iter().map(count).sum()
}
