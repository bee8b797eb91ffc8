//! The documents that mutations start from: those of `specs/`, each as one JSON value.

use std::path::PathBuf;

use renkei::pipeline::{self, Notation, Options};
use serde_json::Value;

use crate::repo;

/// Every document of `specs/`, by name.
#[must_use]
pub fn all() -> Vec<(String, Value)> {
    let specs = repo::features().into_iter().chain([repo::orders()]);
    read(specs.collect())
}

/// Documents as JSON; what is in several files becomes one. Those that cannot be read are left out.
#[must_use]
pub fn read(specs: Vec<PathBuf>) -> Vec<(String, Value)> {
    let json = |spec: PathBuf| {
        let bundled = pipeline::bundle(&spec, Notation::Json, &Options::default()).ok()?;
        let value = serde_json::from_str(&bundled.text).ok()?;
        Some((repo::stem(&spec), value))
    };
    specs.into_iter().filter_map(json).collect()
}
