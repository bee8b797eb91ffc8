//! The program that drives a client, running: one call after the other.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::{binary, crates, repo};

/// How the program builds its clients.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    /// One attempt, and one client for all calls with the same credentials.
    Once,
    /// Three short attempts, and a client for each call, so that no call waits for what befell another.
    Retrying,
}

/// What came of a call.
#[derive(Debug)]
pub(super) struct Reply {
    /// `ok`, `err`, or what went wrong before anything was sent.
    pub(super) word: String,
    /// What the error says of the effect of the request: the name of a variant of `Outcome`; empty where there is no error.
    pub(super) effect: String,
    pub(super) message: String,
    /// The value that was read, written again.
    pub(super) value: Option<Value>,
}

pub(super) struct Session {
    child: Child,
    stdin: Option<ChildStdin>,
    stdout: BufReader<ChildStdout>,
}

/// The program, compiled with a client. What cargo built of both is removed at the end: it is large, and of no use to others.
pub(super) struct Program {
    /// The packages of the program and of the client.
    packages: [String; 2],
    folder: PathBuf,
    path: PathBuf,
    /// How long compiling took.
    pub(super) compiled: Duration,
}

/// Compiles the program with a client.
pub(super) fn build(
    client: &Path,
    package: &str,
    source: &str,
    scratch: &Path,
) -> Result<Program, String> {
    let folder = scratch.join("drive");
    // Programs that drive other clients at the same time are built in the same target folder.
    let name = format!("renkei-drive-{package}");
    let shown = |error: std::io::Error| error.to_string();
    std::fs::create_dir_all(folder.join("src")).map_err(shown)?;
    std::fs::write(folder.join("src/main.rs"), source).map_err(shown)?;
    let client = std::path::absolute(client).map_err(shown)?;
    let manifest = format!(
        "[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\n\
         client = {{ package = \"{package}\", path = {client:?} }}\n\
         renkei-runtime = {{ path = {:?} }}\n\
         tokio = {{ version = \"1\", features = [\"rt\", \"net\", \"time\"] }}\n\n[workspace]\n\n\
         [profile.dev.package.{name}]\ndebug = 0\n\n[profile.dev.package.{package}]\ndebug = 0\n",
        repo::root().join("runtime")
    );
    std::fs::write(folder.join("Cargo.toml"), manifest).map_err(shown)?;
    let started = Instant::now();
    let built = crates::cargo_in(&folder, &["build", "-q", "--message-format=json"]);
    let path = binary::executable(&built.stdout).filter(|_| built.code == 0);
    let packages = [name, package.to_owned()];
    let compiled = started.elapsed();
    let is_built = path.is_some();
    let program = Program { packages, folder, path: path.unwrap_or_default(), compiled };
    if is_built {
        return Ok(program);
    }
    Err(format!(
        "the program that drives the client does not compile:\n{}",
        errors(&built.stdout, &built.stderr)
    ))
}

impl Drop for Program {
    fn drop(&mut self) {
        let [program, client] = &self.packages;
        let cleaned = crates::cargo_in(&self.folder, &["clean", "-q", "-p", program, "-p", client]);
        if cleaned.code != 0 {
            eprintln!("what was built to drive {client} stays: {}", cleaned.stderr);
        }
    }
}

/// What the compiler said, which cargo hands on as JSON.
fn errors(messages: &str, stderr: &str) -> String {
    let parsed = messages.lines().filter_map(|it| serde_json::from_str::<Value>(it).ok());
    let errors = parsed.filter(|it| it.pointer("/message/level").is_some_and(|it| it == "error"));
    let texts =
        errors.filter_map(|it| it.pointer("/message/rendered")?.as_str().map(str::to_owned));
    let texts: Vec<String> = texts.take(4).collect();
    format!("{}\n{stderr}", texts.join("\n"))
}

impl Session {
    /// Starts the program; its clients call the server at `url`.
    pub(super) fn start(program: &Program, url: &str, mode: Mode) -> Result<Self, String> {
        let piped =
            Command::new(&program.path).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
        let mut child = piped.map_err(|it| it.to_string())?;
        let stdin = child.stdin.take();
        let stdout = child.stdout.take().ok_or("the program has no stdout")?;
        let mut session = Self { child, stdin, stdout: BufReader::new(stdout) };
        session.write(&format!("{url}\t{mode:?}"))?;
        Ok(session)
    }

    fn write(&mut self, line: &str) -> Result<(), String> {
        let sent = self.stdin.as_mut().map(|it| writeln!(it, "{line}"));
        sent.ok_or("the program has no stdin")?.map_err(|it| it.to_string())
    }

    /// Makes one call; `line` is as the program reads it.
    pub(super) fn call(&mut self, line: &str) -> Result<Reply, String> {
        self.write(line)?;
        let mut text = String::new();
        self.stdout.read_line(&mut text).map_err(|it| it.to_string())?;
        let mut parts = text.trim_end_matches('\n').splitn(4, '\t');
        let (Some(word), Some(effect), Some(message)) = (parts.next(), parts.next(), parts.next())
        else {
            return Err(format!("the program that drives the client ended at {line}"));
        };
        let value = parts.next().filter(|it| !it.is_empty()).map(serde_json::from_str);
        let value = value.transpose().map_err(|it| format!("what was written is no JSON: {it}"))?;
        let [word, effect, message] = [word, effect, message].map(str::to_owned);
        Ok(Reply { word, effect, message, value })
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        // At the end of its input the program ends.
        drop(self.stdin.take());
        drop(self.child.wait());
    }
}
