//! What the rules know about the whole API: its paths, operations and path segments, gathered during the one walk.

use super::config::Config;
use super::segment::{Segment, classify};
use crate::document::operations::Operations;
use crate::document::{Document, Version, Visit};
use crate::source::{JsonPointer, Node, Span};

pub(super) use crate::document::operations::{Operation as ApiOperation, Path as ApiPath};

/// The document as rules see it.
pub(super) struct Api<'a> {
    document: &'a Document,
    pub(super) config: &'a Config,
    /// The paths and operations in source order.
    all: Operations<'a>,
    /// The path segments, each once; empty until all paths are known.
    pub(super) segments: Vec<Segment<'a>>,
}

impl<'a> Api<'a> {
    pub(super) fn new(document: &'a Document, config: &'a Config) -> Self {
        Self { document, config, all: Operations::default(), segments: Vec::new() }
    }

    /// Adds what a visited object contributes.
    pub(super) fn note(&mut self, visit: &Visit<'a, '_>) {
        self.all.note(self.document, visit);
    }

    /// The paths in source order.
    pub(super) fn paths(&self) -> &[ApiPath<'a>] {
        &self.all.paths
    }

    /// The operations in source order.
    pub(super) fn operations(&self) -> &[ApiOperation<'a>] {
        &self.all.operations
    }

    /// The paths and operations, for validation.
    pub(super) fn all(&self) -> &Operations<'a> {
        &self.all
    }

    /// Works out the roles of the segments, when all paths are noted.
    pub(super) fn classify(&mut self) {
        self.segments = classify(self);
    }

    pub(super) fn version(&self) -> Version {
        self.document.version()
    }

    /// The root object.
    pub(super) fn root(&self) -> Option<Node<'a>> {
        self.document.root()
    }

    /// The node behind its references; `None` where they lead nowhere, which is another rule's finding.
    pub(super) fn resolve(&self, node: Node<'a>) -> Option<Node<'a>> {
        self.document.resolve(node).ok().map(|it| it.node)
    }

    /// The place of the first of these top-level keys that is there: where to show what the whole document lacks.
    pub(super) fn top(&self, keys: &[&str]) -> Option<(Span, JsonPointer)> {
        let root = self.root()?;
        let entry =
            keys.iter().find_map(|key| root.entry(key)).or_else(|| root.members().next())?;
        Some((entry.key_span, JsonPointer::of(&[entry.key])))
    }
}
