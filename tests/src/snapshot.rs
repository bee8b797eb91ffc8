//! Comparing text with what was kept, for many documents in one test.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use crate::repo;

/// Compares a text with the snapshot `tests/tests/snapshots/<folder>/<name>.snap`.
pub fn check(folder: &str, name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(snapshots().join(folder));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name.to_owned(), text));
}

/// Does the same for every document and says at the end which ones differ, so that one run shows all.
pub fn check_all(folder: &str, documents: &[PathBuf], text_of: impl Fn(&Path) -> String) {
    assert!(!documents.is_empty(), "no documents for {folder}");
    let differs = |spec: &&PathBuf| {
        let compared = || check(folder, &repo::stem(spec), &text_of(spec));
        catch_unwind(AssertUnwindSafe(compared)).is_err()
    };
    let different: Vec<String> =
        documents.iter().filter(differs).map(|it| repo::shown(it)).collect();
    assert!(different.is_empty(), "{folder} differs for: {}", different.join(", "));
}

/// Where snapshots are.
#[must_use]
pub fn snapshots() -> PathBuf {
    repo::root().join("tests/tests/snapshots")
}
