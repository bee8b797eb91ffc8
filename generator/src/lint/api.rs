//! The API as rules see it: its paths, operations and path segments, collected during the walk.

use super::config::Config;
use super::segment::{Segment, classify};
use crate::document::operations::Operations;
use crate::document::{Document, Version, Visit};
use crate::source::Node;
use crate::text::{JsonPointer, Span};

pub(super) use crate::document::operations::{Operation as ApiOperation, Path as ApiPath};

/// The document as rules see it.
pub(super) struct Api<'a> {
    document: &'a Document,
    pub(super) config: &'a Config,
    /// The paths and operations in source order.
    collected: Operations<'a>,
    /// The path segments, each once. Empty until [`Api::classify_segments`].
    pub(super) segments: Vec<Segment<'a>>,
}

impl<'a> Api<'a> {
    pub(super) fn new(document: &'a Document, config: &'a Config) -> Self {
        Self { document, config, collected: Operations::default(), segments: Vec::new() }
    }

    /// Adds the path or operation of a visited object.
    pub(super) fn collect(&mut self, visit: &Visit<'a, '_>) {
        self.collected.collect(self.document, visit);
    }

    /// The paths in source order.
    pub(super) fn paths(&self) -> &[ApiPath<'a>] {
        &self.collected.paths
    }

    /// The operations in source order.
    pub(super) fn operations(&self) -> &[ApiOperation<'a>] {
        &self.collected.operations
    }

    /// The paths and operations, for validation.
    pub(super) fn collected(&self) -> &Operations<'a> {
        &self.collected
    }

    /// Finds the segments and their roles, once all paths are collected.
    pub(super) fn classify_segments(&mut self) {
        self.segments = classify(self);
    }

    pub(super) fn version(&self) -> Version {
        self.document.version()
    }

    /// The root object.
    pub(super) fn root(&self) -> Option<Node<'a>> {
        self.document.root()
    }

    /// Follows the references of a node. Returns `None` for an unresolved reference, which X001 reports.
    pub(super) fn resolve(&self, node: Node<'a>) -> Option<Node<'a>> {
        self.document.resolve(node).ok().map(|it| it.node)
    }

    /// The location of the first of these top-level keys that exists, for findings about the whole document.
    pub(super) fn top_level(&self, keys: &[&str]) -> Option<(Span, JsonPointer)> {
        let root = self.root()?;
        let entry =
            keys.iter().find_map(|key| root.entry(key)).or_else(|| root.members().next())?;
        Some((entry.key_span, JsonPointer::of(&[entry.key])))
    }
}
