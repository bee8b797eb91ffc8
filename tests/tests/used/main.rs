//! `keep.used`: the operations that a program calls, the properties that it names, and nothing else.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod calls;
#[path = "../../../specs/configured/used/program.rs"]
mod program;
mod properties;
mod selection;

/// The client that `build.rs` made for `program`.
mod used {
    renkei_runtime::include_client!("used");
}
