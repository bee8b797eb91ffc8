//! Runs any document through all stages: the outcome is a client, or an error with a location.

use renkei::emit::Layout;
use renkei::pipeline::{self, Failure, Generated, Options};

/// Generates a client from the text, and checks what holds for every text.
///
/// # Panics
///
/// If a stage panics, a generated file is malformed, or a rejection reports no error.
#[must_use]
pub fn generate_or_reject(name: &str, text: &str) -> Option<Generated> {
    match pipeline::generate_text(name, text, Layout::Crate, &Options::default()) {
        Ok(made) => {
            check(&made);
            Some(made)
        }
        Err(Failure::Document(report)) => {
            assert!(report.counts().errors > 0, "refused without an error");
            assert!(!report.to_string().is_empty(), "an error without a word");
            None
        }
        // That code is not Rust is found by `emit`, which parses what it prints.
        Err(failure) => panic!("{failure}"),
    }
}

fn check(made: &Generated) {
    assert_eq!(made.report.counts().errors, 0, "a client in spite of errors");
    let file = |path: &str| made.files.get(path).unwrap_or_else(|| panic!("no {path}"));
    let manifest: Result<toml::Table, _> = file("Cargo.toml").parse();
    let package = manifest.expect("Cargo.toml is TOML");
    assert!(
        package.keys().all(|it| ["package", "features", "dependencies", "workspace", "lints"]
            .contains(&it.as_str())),
        "{package:?}"
    );
    serde_json::from_str::<serde_json::Value>(file("renkei-manifest.json"))
        .expect("the manifest is JSON");
    let mut paths: Vec<String> =
        made.files.iter().map(|(path, _)| path.as_str().to_lowercase()).collect();
    assert!(paths.iter().all(|it| !it.starts_with('/') && !it.split('/').any(|part| part == "..")));
    let count = paths.len();
    paths.sort();
    paths.dedup();
    assert_eq!(paths.len(), count, "two files of one name where letter case does not count");
}
