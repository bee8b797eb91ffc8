//! Compares the instructions of the hot paths with the committed ones, and fails on a regression.
//!
//! ```text
//! cargo run --release -p renkei-tests --example instructions
//! RENKEI_UPDATE=1 cargo run --release -p renkei-tests --example instructions
//! ```
//!
//! It needs valgrind. Each path runs a few times and more often under callgrind, in a process of its own. The difference,
//! divided by the number of runs between them, is the cost of one run.
//!
//! The committed counts are in `tests/instructions.txt`. They depend on the compiler, so the file names it, and nothing is
//! compared with those of another one. They also depend on the processor and the C library, which select code for copying
//! and searching, and a little on chance (hash keys, wake-ups). [`TOLERANCE`] covers both.

#![allow(clippy::expect_used, reason = "a tool for developers; a broken environment ends it")]

mod calls;
mod documents;
#[path = "../support/orders.rs"]
mod orders;
#[path = "../support/server.rs"]
mod server;
#[path = "../support/valgrind.rs"]
mod valgrind;

use std::fmt::Write as _;
use std::path::PathBuf;
use std::process::{Command, ExitCode};
use std::thread;

use renkei_tests::repo;

use self::server::{Server, serve};

/// How much a count may differ from the committed one, in percent.
const TOLERANCE: u64 = 10;

/// Something that costs users time whenever they use it.
struct HotPath {
    name: &'static str,
    /// How often it runs at least.
    few: u32,
    /// Runs it this often. Calls go to the server with this URL.
    run: fn(u32, &str),
}

const PATHS: &[HotPath] = &[
    HotPath { name: "call over HTTP/1.1", few: 100, run: calls::over_http1 },
    HotPath { name: "call without a network", few: 100, run: calls::without_a_network },
    HotPath { name: "call with rate limits", few: 100, run: calls::with_rate_limits },
    HotPath { name: "call with telemetry", few: 100, run: calls::with_telemetry },
    HotPath { name: "next page of a list", few: 100, run: calls::pages },
    HotPath { name: "decode 100 KB of JSON", few: 10, run: calls::decode },
    HotPath { name: "encode 100 KB of JSON", few: 10, run: calls::encode },
    HotPath { name: "generate orders.yaml", few: 1, run: documents::generate },
    HotPath { name: "lint orders.yaml", few: 1, run: documents::lint },
    HotPath { name: "diff orders.yaml", few: 1, run: documents::diff },
];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["serve"] => serve(),
        ["run", name, runs, url] => {
            let path = PATHS.iter().find(|it| it.name == *name).expect("a hot path");
            (path.run)(runs.parse().expect("a number"), url);
        }
        [] if std::env::var_os("RENKEI_UPDATE").is_some() => update(),
        [] => return compare(),
        _ => println!("instructions: compares the hot paths with tests/instructions.txt"),
    }
    ExitCode::SUCCESS
}

fn update() {
    let mut text = format!("compiler: {}\n", compiler());
    for (path, count) in PATHS.iter().zip(measure()) {
        writeln!(text, "{}: {count}", path.name).expect("a string accepts any text");
    }
    std::fs::write(committed(), text).expect("the counts can be written");
}

fn compare() -> ExitCode {
    let text = std::fs::read_to_string(committed()).expect("the counts can be read");
    let value =
        |name: &str| text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
    let (used, wanted) = (compiler(), value("compiler").expect("the file names the compiler"));
    if used != wanted {
        println!(
            "!! SKIPPED: the committed instructions are those of {wanted}, and this is {used}"
        );
        return ExitCode::SUCCESS;
    }
    let mut status = ExitCode::SUCCESS;
    println!("{:<24} {:>12} {:>12} {:>8}", "path", "committed", "now", "percent");
    for (path, count) in PATHS.iter().zip(measure()) {
        let before = value(path.name).expect("each path has a count: set RENKEI_UPDATE=1");
        let before: u64 = before.parse().expect("a number");
        let percent = count * 100 / before.max(1);
        let verdict = if percent > 100 + TOLERANCE {
            status = ExitCode::FAILURE;
            "too many"
        } else if percent < 100 - TOLERANCE {
            status = ExitCode::FAILURE;
            "fewer: commit them with RENKEI_UPDATE=1"
        } else {
            ""
        };
        println!("{:<24} {before:>12} {count:>12} {percent:>8} {verdict}", path.name);
    }
    status
}

fn committed() -> PathBuf {
    repo::root().join("tests/instructions.txt")
}

/// Returns the version of the compiler and its target.
fn compiler() -> String {
    let run = Command::new("rustc").arg("-vV").output().expect("there is a compiler");
    let text = String::from_utf8_lossy(&run.stdout);
    let value = |name: &str| text.lines().find_map(|line| line.strip_prefix(name));
    let release = value("release: ").expect("a compiler has a version");
    format!("rustc {release} {}", value("host: ").expect("a compiler has a host"))
}

/// Returns the instructions of one run of each path. They are measured in two threads, because callgrind uses one
/// processor.
fn measure() -> Vec<u64> {
    let server = Server::start();
    let half = |first: usize| {
        let every_second = PATHS.iter().skip(first).step_by(2);
        every_second.map(|path| instructions(path, &server.url)).collect::<Vec<_>>()
    };
    let (even, odd) = thread::scope(|scope| {
        let odd = scope.spawn(|| half(1));
        (half(0), odd.join().expect("nothing panics"))
    });
    let mut odd = odd.into_iter();
    even.into_iter().flat_map(|it| [Some(it), odd.next()]).flatten().collect()
}

fn instructions(path: &HotPath, url: &str) -> u64 {
    let runs = |number: u32| valgrind::instructions(&["run", path.name, &number.to_string(), url]);
    let many = path.few * 5;
    runs(many).saturating_sub(runs(path.few)) / u64::from(many - path.few)
}
