//! The wire format, byte by byte: a table of calls, their requests, the responses, and what the caller gets.
//!
//! A row is data. To prove one more thing, add a row to the table of its document. Clients are made from `specs/wire` by
//! `build.rs`. `FEATURES.md` lists which feature of OpenAPI is proved by which rows; a test writes it.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]
#![allow(clippy::too_many_lines, reason = "a table is data")]

mod azure;
mod bodies;
mod checks;
mod confirm;
mod domain;
mod headers;
mod multipart;
mod openapi_3_2;
mod page;
mod paths;
mod query;
mod read_write_only;
mod responses;
mod security;
mod servers;
mod streams;
mod swagger;
mod table;
mod values;
mod xml;

use table::Row;

/// All rows, by table.
fn tables() -> Vec<(&'static str, Vec<Row>)> {
    vec![
        ("query", query::rows()),
        ("azure", azure::rows()),
        ("headers", headers::rows()),
        ("paths", paths::rows()),
        ("bodies", bodies::rows()),
        ("multipart", multipart::rows()),
        ("read-write-only", read_write_only::rows()),
        ("checks", checks::rows()),
        ("openapi-3.2", openapi_3_2::rows()),
        ("responses", responses::rows()),
        ("domain", domain::rows()),
        ("security", security::rows()),
        ("streams", streams::rows()),
        ("servers", servers::rows()),
        ("swagger", swagger::rows()),
        ("values", values::rows()),
        ("xml", xml::rows()),
    ]
}

#[tokio::test]
async fn every_row_sends_and_returns_what_it_declares() {
    let mut wrong = Vec::new();
    for (table, rows) in tables() {
        for row in rows {
            wrong.extend(row.check().await.err().map(|what| format!("{table}/{}{what}", row.name)));
        }
    }
    assert!(wrong.is_empty(), "{} rows are wrong:\n\n{}", wrong.len(), wrong.join("\n\n"));
}

#[test]
fn every_row_has_a_name_of_its_own() {
    for (table, rows) in tables() {
        let mut names: Vec<_> = rows.iter().map(|row| row.name).collect();
        let all = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), all, "two rows of {table} have one name");
    }
}

/// To write the page anew: `INSTA_UPDATE=always cargo test -p renkei-tests --test wire`.
#[test]
fn the_page_of_features_is_up_to_date() {
    page::check(&tables());
}
