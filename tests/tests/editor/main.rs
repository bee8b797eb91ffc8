//! `renkei lsp` as an editor uses it: a real exchange over stdin and stdout.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod session;
mod typing;
mod workspace;
