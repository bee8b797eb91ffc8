//! Helpers of the tests of renkei: where things are, one document through the stages, the binary, cargo, a server with a script.
//!
//! A test in `tests/` names data and calls one of these; it must not know how a stage is chained or a process is started.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a helper of a test fails by panicking, with the place of its caller"
)]

pub mod any_document;
pub mod binary;
pub mod corpus;
pub mod crates;
pub mod excerpt;
pub mod mutate;
pub mod repo;
pub mod script;
pub mod seeds;
pub mod snapshot;
pub mod stages;
