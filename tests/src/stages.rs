//! Runs one document through the stages, as text for comparison.

use std::fmt::Write as _;
use std::path::Path;

use renkei::emit::{Files, Layout};
use renkei::pipeline::{self, Failure, Notation, Options, Report, Stage};
use serde_json::Value;

use crate::repo;

/// The client of a document that has no errors.
#[must_use]
pub fn generate(spec: &Path, layout: Layout) -> Files {
    let options = Options {
        crate_name: Some(repo::stem(spec)),
        runtime_path: Some(repo::root().join("runtime").display().to_string()),
        ..Options::default()
    };
    let made = pipeline::generate(spec, layout, &options);
    made.unwrap_or_else(|failure| panic!("{}: {failure}", repo::shown(spec))).files
}

/// Prints the result of a stage and its diagnostics.
#[must_use]
pub fn print(spec: &Path, stage: Stage) -> String {
    let printed = pipeline::print(spec, stage, &Options::default())
        .unwrap_or_else(|failure| panic!("{}: {failure}", repo::shown(spec)));
    let text = printed.text.unwrap_or_default();
    format!("{}{}", text.trim_end(), section(&printed.report))
}

/// Prints all diagnostics of the generator for a document.
#[must_use]
pub fn diagnostics(spec: &Path) -> String {
    match pipeline::generate(spec, Layout::Include, &Options::default()) {
        Ok(made) => format!("a client is made\n{}", section(&made.report)),
        Err(Failure::Document(report)) => format!("no client is made\n{}", section(&report)),
        Err(failure) => panic!("{}: {failure}", repo::shown(spec)),
    }
}

/// Prints the generator's diagnostics, one line each and without locations.
#[must_use]
pub fn messages(spec: &Path) -> String {
    let all = diagnostics(spec);
    let lines = all.lines().filter(|it| it.contains("[C") || it.contains("[D"));
    lines.map(|it| format!("{it}\n")).collect()
}

/// Lists the Rust item of each operation, argument and schema from a client's manifest, one per line.
#[must_use]
pub fn names(manifest: &str) -> String {
    let manifest: Value = serde_json::from_str(manifest).expect("a manifest is JSON");
    let all = |of: &Value, list: &str| of[list].as_array().cloned().unwrap_or_default();
    let text = |of: &Value, field: &str| of[field].as_str().unwrap_or_default().to_owned();
    let mut out = String::new();
    for operation in all(&manifest, "operations") {
        let argument = |it: &Value| format!("{} ({})", text(it, "name"), text(it, "wire"));
        let arguments: Vec<_> = all(&operation, "arguments").iter().map(argument).collect();
        let setters: Vec<_> = all(&operation, "setters").iter().map(argument).collect();
        let call = format!("{}({})", text(&operation, "call"), arguments.join(", "));
        let id = text(&operation, "operationId");
        let _ = writeln!(
            out,
            "{id:?} of {:?} = {call} {}",
            text(&operation, "tag"),
            setters.join(", ")
        );
    }
    for schema in all(&manifest, "schemas") {
        let _ = writeln!(out, "{:?} = {}", text(&schema, "pointer"), text(&schema, "rust"));
    }
    for file in all(&manifest, "files") {
        let _ = writeln!(out, "{}", file.as_str().unwrap_or_default());
    }
    out
}

/// Bundles a document and the files that it refers to, and prints the diagnostics.
#[must_use]
pub fn bundle(spec: &Path) -> String {
    match pipeline::bundle(spec, Notation::Yaml, &Options::default()) {
        Ok(bundled) => format!("{}{}", bundled.text.trim_end(), section(&bundled.report)),
        Err(Failure::Document(report)) => section(&report),
        Err(failure) => panic!("{}: {failure}", repo::shown(spec)),
    }
}

/// Prints all diagnostics of the linter for a document.
#[must_use]
pub fn lint(spec: &Path) -> String {
    match pipeline::lint(spec, &Options::default()) {
        Ok(linted) => section(&linted.report),
        Err(Failure::Document(report)) => section(&report),
        Err(failure) => panic!("{}: {failure}", repo::shown(spec)),
    }
}

/// Files one after the other, each under its path.
#[must_use]
pub fn joined<'a>(files: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    let mut text = String::new();
    for (path, content) in files {
        let _ = write!(text, "──── {path}\n{content}\n");
    }
    text
}

/// Prints diagnostics with excerpts; paths are relative to the repository, so that they are the same on each machine.
fn section(report: &Report) -> String {
    let text = report.to_string();
    let text = text.replace(&format!("{}/", repo::root().display()), "");
    if text.is_empty() { text } else { format!("\n{text}") }
}
