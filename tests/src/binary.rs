//! The `renkei` binary: built once a process, run as a user runs it.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

use crate::repo;

/// Where the binary is. The first call builds it, in the profile of the caller.
#[must_use]
pub fn path() -> &'static Path {
    static PATH: OnceLock<PathBuf> = OnceLock::new();
    PATH.get_or_init(build)
}

/// A command that runs the binary at the top of the repository.
#[must_use]
pub fn command() -> Command {
    let mut command = Command::new(path());
    command.current_dir(repo::root()).env_remove("NO_COLOR").env_remove("CLICOLOR_FORCE");
    command
}

/// Runs the binary at the top of the repository.
#[must_use]
pub fn run(arguments: &[&str]) -> Run {
    Run::of(command().args(arguments))
}

/// The result of a run.
#[derive(Clone, Debug)]
pub struct Run {
    /// The exit code; 101 is a panic.
    pub code: i32,
    /// The results.
    pub stdout: String,
    /// Diagnostics and progress.
    pub stderr: String,
}

impl Run {
    /// Runs a command to its end.
    #[must_use]
    pub fn of(command: &mut Command) -> Self {
        let output = command.output().expect("the program starts");
        let Output { status, stdout, stderr } = output;
        let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
        Self { code: status.code().unwrap_or(-1), stdout: text(stdout), stderr: text(stderr) }
    }
}

/// Another package's binary has no `CARGO_BIN_EXE_…`, so cargo is asked for it.
fn build() -> PathBuf {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.current_dir(repo::root());
    cargo.args(["build", "--offline", "-q", "-p", "renkei-cli", "--bin", "renkei"]);
    cargo.arg("--message-format=json");
    if !cfg!(debug_assertions) {
        cargo.arg("--release");
    }
    let run = Run::of(&mut cargo);
    assert_eq!(run.code, 0, "cargo cannot build renkei:\n{}", run.stderr);
    executable(&run.stdout).expect("cargo names the binary that it built")
}

/// The program that cargo built, by its messages.
pub(crate) fn executable(messages: &str) -> Option<PathBuf> {
    let parsed = messages.lines().filter_map(|it| serde_json::from_str(it).ok());
    parsed
        .filter_map(|it: serde_json::Value| it.get("executable")?.as_str().map(PathBuf::from))
        .next_back()
}
