//! Bundling: combines the files of a document into one. Content of other files becomes a component or is inlined.
//!
//! Takes a [`Document`]; returns one of the same version, in which every node keeps its original span. The walker finds the
//! references, and with them the kind of object that each reference names. It must know neither lint rules nor Rust.

mod copy;
mod name;
mod plan;
#[cfg(test)]
mod tests;

use super::{Document, ObjectKind, Version};
use crate::diagnostic::Diagnostic;

/// A document without references to other files, and the errors of bundling.
#[derive(Debug)]
#[non_exhaustive]
pub struct Bundle {
    /// The document. It keeps unresolved references as they are written.
    pub document: Document,
    /// Unresolved references: errors, and warnings where the standard allows no reference.
    pub unresolved: Vec<Diagnostic>,
    /// An error if the bundled document would be too large.
    pub too_large: Option<Diagnostic>,
}

pub(super) fn bundle(document: &Document) -> Bundle {
    let plan = plan::BundlePlan::new(document);
    copy::copy(document, &plan)
}

/// The name of a map of components: `schemas`.
type Section = &'static str;

/// The section for components of a kind. Content of a kind without a section is inlined.
fn section(object: ObjectKind, version: Version) -> Option<Section> {
    match (object, version) {
        (ObjectKind::Schema(_), Version::V2_0) => Some("definitions"),
        (ObjectKind::Schema(_), _) => Some("schemas"),
        (ObjectKind::Parameter, _) => Some("parameters"),
        (ObjectKind::Response, _) => Some("responses"),
        (_, Version::V2_0) => None,
        (ObjectKind::RequestBody, _) => Some("requestBodies"),
        (ObjectKind::Header, _) => Some("headers"),
        (ObjectKind::Example, _) => Some("examples"),
        (ObjectKind::Link, _) => Some("links"),
        (ObjectKind::Callback, _) => Some("callbacks"),
        (ObjectKind::MediaType, Version::V3_2) => Some("mediaTypes"),
        _ => None,
    }
}

/// The top-level key that contains the sections. In Swagger 2.0, the sections are top-level keys themselves.
fn sections_key(version: Version) -> Option<&'static str> {
    (version >= Version::V3_0).then_some("components")
}
