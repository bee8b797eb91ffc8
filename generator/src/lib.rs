//! Reads an OpenAPI document, lints it, and emits a typed Rust client.
