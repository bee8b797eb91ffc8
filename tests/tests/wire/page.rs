//! `tests/FEATURES.md`: which feature of OpenAPI is proved by which rows.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use renkei_tests::repo;

use super::table::Row;

/// Compares the page with the rows, or writes it when snapshots are to be written.
pub(crate) fn check(tables: &[(&'static str, Vec<Row>)]) {
    let file = repo::root().join("tests/FEATURES.md");
    let text = page(tables);
    if std::env::var("INSTA_UPDATE").is_ok_and(|it| it == "always") {
        std::fs::write(&file, &text).unwrap();
    }
    let written = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(
        written == text,
        "tests/FEATURES.md differs from the rows; run with INSTA_UPDATE=always"
    );
}

fn page(tables: &[(&'static str, Vec<Row>)]) -> String {
    let mut features: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    let mut rows = 0;
    for (table, row) in
        tables.iter().flat_map(|(table, rows)| rows.iter().map(move |row| (table, row)))
    {
        rows += 1;
        for feature in row.features() {
            features.entry(feature).or_default().push(format!("{table}/{}", row.name));
        }
    }
    let mut text = String::from("# Features and the rows that prove them\n\n");
    let count = features.len();
    let _ = writeln!(
        text,
        "{rows} rows of `tests/tests/wire` prove {count} features of OpenAPI. Each calls a generated client, and compares the bytes of the\n\
         request and what the caller gets. This page is written by the test `wire`.\n\n\
         | feature | rows | which |\n|---|---|---|"
    );
    for (feature, rows) in features {
        let _ = writeln!(text, "| {feature} | {} | {} |", rows.len(), rows.join("; "));
    }
    text
}
