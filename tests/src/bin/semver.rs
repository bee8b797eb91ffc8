//! Compares what `renkei diff` says about the generated Rust API with `cargo semver-checks`, for pairs of generated crates.
//!
//! `cargo run -p renkei-tests --bin semver -- FOLDER [PAIRS]` needs `cargo-semver-checks` in the path. The crates, their
//! documentation and what was compared are left in FOLDER.
//!
//! `cargo semver-checks` has no lint for the types of fields, arguments and results. Those are compared in the documentation
//! that it reads: a member that both versions have with different types or signatures is a breaking change too.
//! Exits with 1 if fewer than 97 % of the pairs agree.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a measurement fails by panicking"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use renkei::diff::{Level, Scope};
use renkei::emit::Layout;
use renkei::pipeline::{self, Options};
use renkei_tests::binary::Run;
use renkei_tests::{changes, repo, rustdoc};

/// How many changes are compared, each in both directions.
const CHANGES: usize = 80;

/// The verdicts about a pair.
struct Verdict {
    name: String,
    /// The breaking changes of the Rust API that renkei reports.
    renkei: Vec<String>,
    /// The lints that report a breaking change.
    semver: BTreeSet<String>,
    /// The members whose types or signatures differ.
    types: Vec<rustdoc::Member>,
}

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let folder = PathBuf::from(arguments.next().expect("a folder for the crates"));
    let count = arguments.next().and_then(|it| it.parse().ok()).unwrap_or(CHANGES);
    std::fs::create_dir_all(&folder).expect("the folder is writable");
    let folder = std::fs::canonicalize(folder).expect("the folder exists");
    let compared = compare(&folder, count);
    report(&compared)
}

fn compare(folder: &Path, count: usize) -> Vec<Verdict> {
    let all: Vec<_> = changes::all().collect();
    let step = (all.len() / count).max(1);
    let mut bases = BTreeMap::new();
    let mut compared = Vec::new();
    for (index, (document, case)) in all.iter().enumerate().step_by(step) {
        let base = changes::text(document);
        let head = case.applied(&base);
        let base_docs = bases
            .entry(*document)
            .or_insert_with(|| documented(folder, &format!("base-{document}"), &base))
            .clone();
        let head_docs = documented(folder, &format!("change-{index}"), &head);
        for (direction, (before, after), (one, two)) in [
            ("forward", (&base, &head), (&base_docs, &head_docs)),
            ("backward", (&head, &base), (&head_docs, &base_docs)),
        ] {
            let diff = changes::compare(folder, before, after);
            let breaking = diff
                .changes
                .iter()
                .filter(|it| it.check.scope() == Scope::Rust && it.level() == Level::Breaking);
            let renkei = breaking.map(|it| format!("{}: {}", it.check.id(), it.message)).collect();
            let name = format!("{index} {direction} {:?}", case.change.1);
            let (semver, types) = (semver_checks(one, two), rustdoc::changed(one, two));
            compared.push(Verdict { name, renkei, semver, types });
        }
    }
    compared
}

/// Generates a crate, documents it, and returns the path of the documentation as JSON.
fn documented(folder: &Path, name: &str, text: &str) -> PathBuf {
    let (crate_folder, result) = (folder.join(name), folder.join(format!("{name}.json")));
    let spec = folder.join("api.yaml");
    std::fs::write(&spec, text).expect("the folder is writable");
    let options = Options {
        crate_name: Some("client".to_owned()),
        runtime_path: Some(repo::root().join("runtime").display().to_string()),
        ..Options::default()
    };
    let generated = pipeline::generate(&spec, Layout::Crate, &options).expect("it is valid");
    renkei::write::write(&generated.files, &crate_folder).expect("the folder is writable");
    // The versions of the lock file are there without the network.
    std::fs::copy(repo::root().join("Cargo.lock"), crate_folder.join("Cargo.lock"))
        .expect("a lock file");
    let target = folder.join("target");
    let mut command = Command::new(env!("CARGO"));
    command.current_dir(&crate_folder).env("RUSTC_BOOTSTRAP", "1").env("CARGO_TARGET_DIR", &target);
    command.args(["rustdoc", "--lib", "--offline", "-q", "--", "-Zunstable-options"]);
    command.args(["--output-format", "json", "--cap-lints", "allow"]);
    let run = Run::of(&mut command);
    assert_eq!(run.code, 0, "{name}: {}", run.stderr);
    std::fs::copy(target.join("doc/client.json"), &result).expect("the documentation is there");
    result
}

/// The lints of a major change that two versions of a crate have.
fn semver_checks(before: &Path, after: &Path) -> BTreeSet<String> {
    let mut command = Command::new("cargo-semver-checks");
    command.args(["semver-checks", "check-release", "--release-type", "minor", "--color", "never"]);
    command.arg("--baseline-rustdoc").arg(before).arg("--current-rustdoc").arg(after);
    let run = Run::of(&mut command);
    let output = format!("{}\n{}", run.stdout, run.stderr);
    let lint = |line: &str| {
        let rest = line.trim().strip_prefix("--- failure ")?;
        Some(rest.split(':').next()?.to_owned())
    };
    let lints: BTreeSet<String> = output.lines().filter_map(lint).collect();
    assert!(run.code == 0 || !lints.is_empty(), "{output}");
    lints
}

fn report(compared: &[Verdict]) -> ExitCode {
    let mut counts = BTreeMap::new();
    for Verdict { name, renkei, semver, types } in compared {
        let class = match (renkei.is_empty(), semver.is_empty(), types.is_empty()) {
            (true, true, true) => "both: not breaking",
            (false, false, _) => "both: breaking",
            (false, true, false) => "both: breaking, by a type",
            (false, true, true) => "renkei only",
            (true, ..) => "semver-checks or types only",
        };
        *counts.entry(class).or_insert(0_usize) += 1;
        if !class.starts_with("both") {
            println!(
                "{class}: {name}\n  renkei {renkei:?}\n  semver-checks {semver:?}\n  types {types:?}"
            );
        }
    }
    for (class, count) in &counts {
        println!("{count:4} {class}");
    }
    let agreed: usize =
        counts.iter().filter(|(class, _)| class.starts_with("both")).map(|(_, count)| count).sum();
    println!("{agreed} of {} pairs agree", compared.len());
    if agreed * 100 >= compared.len() * 97 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
