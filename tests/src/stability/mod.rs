//! Whether additions to a document keep the client of its users: no public item is renamed or gets another type.
//!
//! `cargo run --release -p renkei-tests --bin stability -- DIR` tries many additions to each document of a folder.

mod addition;
mod wire;

use std::path::PathBuf;

use renkei::diff::Surface;
use renkei::pipeline::{self, Options};
use renkei::plan::Crate;
use serde_json::Value;

use self::addition::Adder;

/// What additions changed, and did not keep.
#[derive(Debug)]
pub struct Outcome {
    /// How many additions were made.
    pub added: usize,
    /// How many public items were compared.
    pub compared: usize,
    /// What is missing or different.
    pub changes: Vec<String>,
}

/// Makes `count` additions to a document, and compares the clients before and after. The same seed makes the same
/// additions. `None` if the document has errors.
#[must_use]
pub fn check(document: &Value, count: usize, seed: u64) -> Option<Outcome> {
    let before = plan(document)?;
    let mut grown = document.clone();
    let added = Adder::new(document, seed).add(&mut grown, count);
    let after = plan(&grown).expect("additions are valid");
    let (before, after) = (Surface::of(&before), Surface::of(&after));
    let changes = [before.lost_in(&after), wire::changes(&before, &after)].concat();
    Some(Outcome { added, compared: before.len(), changes })
}

fn plan(document: &Value) -> Option<Crate> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path: PathBuf = folder.path().join("document.json");
    std::fs::write(&path, document.to_string()).expect("the document is written");
    Some(pipeline::planned(&path, &Options::default()).ok()?.plan)
}
