//! Helpers for the tests of renkei: paths, stages, the binary, cargo, and a scripted server.
//!
//! A test in `tests/` names its data and calls a helper; it does not chain stages or start processes.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a helper of a test fails by panicking, with the place of its caller"
)]

pub mod any_document;
pub mod binary;
pub mod changes;
pub mod compile_time;
pub mod corpus;
pub mod crates;
pub mod editor;
pub mod excerpt;
pub mod fixes;
pub mod judged;
pub mod mutate;
pub mod official_schema;
pub mod planting;
pub mod plot;
pub mod repo;
pub mod rustdoc;
pub mod script;
pub mod seeds;
pub mod snapshot;
pub mod speed;
pub mod stability;
pub mod stages;
