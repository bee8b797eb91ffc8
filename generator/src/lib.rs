//! Renkei (連携, "working together") reads an OpenAPI document, lints it, and emits a typed Rust client
//! that sits on the shared runtime `renkei-runtime`.
//!
//! # Three ways in
//!
//! - In a `build.rs`, so that the client always fits the document: [`Builder`].
//! - On the command line, with the package `renkei-cli`: `renkei generate`, `renkei print`; `renkei --help` shows them all.
//! - In a pull request: `renkei lint`, whose findings have codes, places and a way out.
//!
//! Tools that need more than these use [`pipeline`], or the stages themselves.
//!
//! # The flow
//!
//! ```text
//! source ─► document ─┬─► lint ─► diagnostics
//!                     └─► normalise ─► model ─► plan ─► emit ─► write
//! ```
//!
//! | stage | gives |
//! |---|---|
//! | [`source`] | text, and a tree in which every node knows its place |
//! | [`document`] | the version, `$ref` resolution, the walk over everything |
//! | [`lint`] | what is wrong with the design of the API |
//! | [`normalise`] | one shape for all versions, checked so that nothing behind it fails |
//! | [`model`] | what the API offers, as closed enums |
//! | [`plan`] | every decision about the Rust code |
//! | [`emit`] | the text of the files |
//! | [`write`](mod@write) | the files on disk |
//!
//! Each stage is one function over plain data, and its result can be looked at with `renkei print --stage …`.
//! What is wrong with a document is a [`Diagnostic`](diagnostic::Diagnostic) with a stable code and a place; all of them
//! are collected. The [`config`] is one small file, `renkei.yaml`.

mod bug;
mod build_script;
pub mod config;
pub mod diagnostic;
pub mod document;
pub mod emit;
pub mod lint;
pub mod model;
pub mod normalise;
pub mod pipeline;
pub mod plan;
pub mod source;
pub mod text;
pub mod write;

pub use build_script::{BuildError, Builder};
pub use config::Dates;
