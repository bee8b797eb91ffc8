//! The results of the stages for the documents in `specs/`, compared with snapshots.
//!
//! To take new snapshots: `INSTA_UPDATE=always cargo test -p renkei-tests`, and then read what changed.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use std::path::Path;

use renkei::emit::Layout;
use renkei::pipeline::Stage;
use renkei_tests::{repo, snapshot, stages};

/// What every client has alike is looked at once, in the snapshots of `orders.yaml`.
const ALIKE: [&str; 5] =
    ["Cargo.toml", "README.md", "renkei-manifest.json", "src/client.rs", "src/lib.rs"];

#[test]
fn code_of_each_feature() {
    snapshot::check_all("emit", &repo::features(), code);
}

#[test]
fn model_of_each_feature() {
    snapshot::check_all("model", &repo::features(), |spec| stages::print(spec, Stage::Model));
}

#[test]
fn plan_of_each_feature() {
    snapshot::check_all("plan", &repo::features(), |spec| stages::print(spec, Stage::Plan));
}

#[test]
fn diagnostics_of_each_fault() {
    snapshot::check_all("diagnostics", &repo::broken(), stages::diagnostics);
}

/// The names made from hostile texts, and the diagnostics; the code itself is only compiled.
#[test]
fn names_of_hostile_documents() {
    snapshot::check_all("hostile", &repo::hostile(), |spec| {
        let files = stages::generate(spec, Layout::Crate);
        let manifest = files.get("renkei-manifest.json").expect("a client has a manifest");
        let cargo = files.get("Cargo.toml").expect("a crate has a manifest").to_owned();
        let cargo = cargo.replace(&repo::root().display().to_string(), "…");
        format!("{cargo}\n{}\n{}", stages::names(manifest), stages::messages(spec))
    });
}

#[test]
fn lint_of_each_fault() {
    snapshot::check_all("lint", &repo::broken(), stages::lint);
}

#[test]
fn normalised_features() {
    let names = ["nullable-and-optional", "all-of", "parameters", "swagger-2"];
    let specs = names.map(|name| repo::root().join(format!("specs/features/{name}.yaml")));
    snapshot::check_all("normalised", &specs, |spec| stages::print(spec, Stage::Normalised));
}

#[test]
fn bundle_of_many_files() {
    let spec = repo::root().join("specs/features/many-files.yaml");
    snapshot::check_all("bundle", &[spec], stages::bundle);
}

#[test]
fn bundle_of_each_fault() {
    let names = ["ref-into-file", "ref-refused", "ref-to-file"];
    let specs = names.map(|name| repo::root().join(format!("specs/broken/{name}.yaml")));
    snapshot::check_all("bundle", &specs, stages::bundle);
}

#[test]
fn files_of_orders() {
    let orders = stages::generate(&repo::orders(), Layout::Crate);
    for (path, text) in orders.iter() {
        let text = text.replace(&repo::root().display().to_string(), "…");
        snapshot::check("orders", &path.to_string().replace('/', "--"), &text);
    }
}

#[test]
fn orders_is_clean() {
    assert_eq!(stages::lint(&repo::orders()), "");
}

#[test]
fn no_snapshot_is_left_over() {
    for folder in ["emit", "model", "plan"] {
        expect_owners(folder, &repo::features());
    }
    for folder in ["diagnostics", "lint"] {
        expect_owners(folder, &repo::broken());
    }
}

fn code(spec: &Path) -> String {
    let files = stages::generate(spec, Layout::Crate);
    let own = files.iter().map(|(path, text)| (path.as_str(), text));
    // The servers are in the same file as `Client`.
    stages::joined(own.filter(|(path, text)| !ALIKE.contains(path) || text.contains("ServerOf")))
}

fn expect_owners(folder: &str, documents: &[std::path::PathBuf]) {
    let owners: Vec<String> = documents.iter().map(|it| repo::stem(it)).collect();
    let listing = std::fs::read_dir(snapshot::snapshots().join(folder)).unwrap();
    for entry in listing {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let owner = name.trim_end_matches(".new").trim_end_matches(".snap").to_owned();
        assert!(owners.contains(&owner), "{folder}/{name} belongs to no document");
    }
}
