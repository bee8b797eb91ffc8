//! Mutates parts of a folder's documents at random, and reports those that make renkei panic or generate invalid code.
//!
//! ```text
//! cargo run --release -p renkei-tests --bin mutated -- DIR [TIMES] [CLIENTS] [SEED]
//! ```
//!
//! Each document is changed so many times (20), always in the same way for the same seed (0). So many of the clients that are
//! made in spite of the changes (none) are compiled, in one workspace under the target folder. Exits with 1 where
//! anything panics or does not compile.

#![allow(clippy::expect_used, reason = "a tool for developers; a broken environment ends it")]

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use fastrand::Rng;
use renkei::emit::Layout;
use renkei::pipeline::{self, Options};
use renkei_tests::any_document::generate_or_reject;
use renkei_tests::corpus::roots;
use renkei_tests::crates::Workspace;
use renkei_tests::excerpt::excerpt;
use renkei_tests::mutate::{Step, mutate};
use renkei_tests::{repo, seeds};
use serde_json::Value;

/// So many paths a part has, about.
const PATHS: usize = 6;

/// So many changes are made to a part at most.
const STEPS: usize = 12;

/// The results of all parts.
#[derive(Default)]
struct Tally {
    made: Vec<(String, String)>,
    refused: usize,
    panicked: usize,
    slowest: Option<(Duration, String)>,
}

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let Some(folder) = arguments.next().map(PathBuf::from) else {
        eprintln!("usage: mutated DIR [TIMES] [CLIENTS] [SEED]");
        return ExitCode::from(2);
    };
    let mut number = |default| arguments.next().and_then(|it| it.parse().ok()).unwrap_or(default);
    let (times, clients, seed) = (number(20), number(0), number(0));
    let mut rng = Rng::with_seed(seed);
    let mut tally = Tally::default();
    for (name, document) in seeds::read(roots::under(&folder)) {
        for time in 0..times {
            let text = mutate(&part(&document, &mut rng), &steps(&mut rng));
            tally.add(&format!("{name}-{time}"), text);
        }
    }
    let Tally { made, refused, panicked, slowest } = tally;
    println!("{} clients, {refused} refused, {panicked} panics", made.len());
    if let Some((time, name)) = slowest {
        println!("slowest: {name}, {time:.1?}");
    }
    let compiled = compile(made, usize::try_from(clients).unwrap_or(usize::MAX), &mut rng);
    if panicked == 0 && compiled { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn part(document: &Value, rng: &mut Rng) -> Value {
    let paths = document.get("paths").and_then(Value::as_object).map_or(0, serde_json::Map::len);
    let kept: Vec<bool> = (0..paths).map(|_| rng.usize(..paths) < PATHS).collect();
    excerpt(document, |at| kept.get(at) == Some(&true))
}

fn steps(rng: &mut Rng) -> Vec<Step> {
    let step = |rng: &mut Rng| Step { change: rng.u8(..), at: rng.u16(..), with: rng.u16(..) };
    (0..rng.usize(1..=STEPS)).map(|_| step(rng)).collect()
}

impl Tally {
    fn add(&mut self, name: &str, text: String) {
        let start = Instant::now();
        let outcome = std::panic::catch_unwind(|| generate_or_reject("a.json", &text).is_some());
        let time = start.elapsed();
        if self.slowest.as_ref().is_none_or(|(slowest, _)| time > *slowest) {
            self.slowest = Some((time, name.to_owned()));
        }
        match outcome {
            Ok(true) => self.made.push((name.to_owned(), text)),
            Ok(false) => self.refused += 1,
            Err(_) => {
                self.panicked += 1;
                println!("{name} panics: {}", keep(name, &text).display());
            }
        }
    }
}

/// Compiles some of the clients, which must succeed for all.
fn compile(mut made: Vec<(String, String)>, count: usize, rng: &mut Rng) -> bool {
    if count == 0 {
        return true;
    }
    rng.shuffle(&mut made);
    let mut workspace = Workspace::new(&folder().join("clients"));
    for (index, (name, text)) in made.iter().take(count).enumerate() {
        let member = format!("mutated-{index}");
        println!("{member}: {}", keep(name, text).display());
        let options = Options {
            crate_name: Some(member.clone()),
            runtime_path: Some(repo::root().join("runtime").display().to_string()),
            ..Options::default()
        };
        let client = pipeline::generate_text("a.json", text, Layout::Crate, &options)
            .expect("it was made before");
        client.files.iter().for_each(|(path, text)| workspace.add(&member, path.as_str(), text));
    }
    let run = workspace.finish().cargo(&["check", "--workspace", "-q", "--keep-going"]);
    println!("{}cargo check ends with {}", run.stderr, run.code);
    run.code == 0
}

/// Writes a text where it can be looked at.
fn keep(name: &str, text: &str) -> PathBuf {
    let path = folder().join(format!("{name}.json"));
    std::fs::create_dir_all(folder()).expect("the folder can be made");
    std::fs::write(&path, text).expect("the file can be written");
    path
}

fn folder() -> PathBuf {
    Path::new(&repo::target()).join("mutated")
}
