//! Additions to a document rename nothing that its client has, and change no type.

#![allow(clippy::expect_used, reason = "a test fails by panicking")]

use renkei_tests::{seeds, stability};

/// So many additions are made to each document.
const ADDITIONS: usize = 40;

#[test]
fn additions_rename_and_retype_nothing() {
    let mut compared = 0;
    let mut changes = Vec::new();
    for (index, (name, document)) in (0..).zip(seeds::all()) {
        let Some(outcome) = stability::check(&document, ADDITIONS, index) else { continue };
        compared += outcome.compared;
        changes.extend(outcome.changes.into_iter().map(|it| format!("{name}: {it}")));
    }
    assert!(compared > 500, "{compared}");
    assert!(changes.is_empty(), "{}", changes.join("\n"));
}
