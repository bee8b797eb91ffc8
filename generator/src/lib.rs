//! Reads an OpenAPI document, lints it, and emits a typed Rust client.

pub mod diagnostic;
pub mod document;
pub mod model;
pub mod normalise;
pub mod plan;
pub mod lint;
pub mod source;
