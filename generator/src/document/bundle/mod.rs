//! A document of several files as one: what other files hold becomes a component, or is put in the place of its reference.
//!
//! Takes a [`Document`]; gives another one of the same version, in which every node keeps the span of what it was made
//! from. What refers to what is found by the walker, so that it is known what kind of thing each reference leads to.

mod copy;
mod name;
mod plan;
#[cfg(test)]
mod tests;

use super::{Document, ObjectKind, Version};
use crate::diagnostic::Diagnostic;

/// A document without references to other files, and what stood in the way.
#[derive(Debug)]
#[non_exhaustive]
pub struct Bundle {
    /// The document. References that lead nowhere stand in it as they were written.
    pub document: Document,
    /// The references that lead nowhere: errors, and warnings for those in places where the standard has none.
    pub unresolved: Vec<Diagnostic>,
    /// An error where the files say more than can be put into one document.
    pub too_large: Option<Diagnostic>,
}

pub(super) fn bundle(document: &Document) -> Bundle {
    let plan = plan::Plan::of(document);
    copy::copy(document, &plan)
}

/// A map of components, by its name: `schemas`.
type Section = &'static str;

/// Where definitions of a kind are collected; kinds without such a place are put in the place of their references.
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

/// The key at the root that holds the sections; in Swagger 2.0 they stand at the root themselves.
fn sections_key(version: Version) -> Option<&'static str> {
    (version >= Version::V3_0).then_some("components")
}
