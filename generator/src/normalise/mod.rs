//! Stage 4: one shape for all versions: a 3.0-shaped tree and its `openapiv3` form.
//!
//! Takes a [`Document`](crate::document::Document); gives a [`Normalised`]. It must not know Rust.

use crate::source::Tree;

/// A document in the shape of OpenAPI 3.0.
#[derive(Debug)]
pub struct Normalised {
    /// The 3.0-shaped tree; each node keeps the span of what it was made from, which is how a pointer leads to a place.
    pub tree: Tree,
    /// The same, typed.
    pub openapi: openapiv3::OpenAPI,
}
