//! The linter in pull requests: only what is new, and the formats that code review systems read.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod base;
mod document;
mod git;
mod outputs;
mod page;
mod schemas;
