//! What the rules know about the whole API: its paths, operations and path segments, gathered during the one walk.

use super::config::Config;
use super::segment::{Segment, classify};
use crate::document::grammar::{ADDITIONAL_OPERATIONS, is_method};
use crate::document::{Document, Key, ObjectKind, Origin, Version, Visit};
use crate::source::{JsonPointer, Node, Span};

/// A path under `paths`.
pub(super) struct ApiPath<'a> {
    /// The template and where it is written.
    pub(super) key: Key<'a>,
    /// Its pointer.
    pub(super) pointer: JsonPointer,
    /// The path item, behind its reference where it has one.
    pub(super) item: Node<'a>,
    /// The pointer of the path item, behind its reference.
    pub(super) item_pointer: JsonPointer,
}

impl<'a> ApiPath<'a> {
    /// The operations: method, pointer and object.
    pub(super) fn operations(
        &self,
    ) -> impl Iterator<Item = (Key<'a>, JsonPointer, Node<'a>)> + use<'a> {
        let fixed = self.item.members().filter(|entry| is_method(entry.key, Version::V3_2));
        // Those that 3.2 has no key for.
        let others = self.item.get(ADDITIONAL_OPERATIONS).into_iter().flat_map(Node::members);
        let (item, list) =
            (self.item_pointer.clone(), self.item_pointer.child(ADDITIONAL_OPERATIONS));
        let fixed = fixed.map(move |entry| (item.child(entry.key), entry));
        let others = others.map(move |entry| (list.child(entry.key), entry));
        fixed.chain(others).map(|(pointer, entry)| {
            (Key { name: entry.key, span: entry.key_span }, pointer, entry.value)
        })
    }

    /// The template without the query or fragment that some documents append to tell operations apart.
    pub(super) fn template(&self) -> &'a str {
        self.key.name.split(['?', '#']).next().unwrap_or_default()
    }
}

/// An operation, where it is written.
pub(super) struct ApiOperation<'a> {
    pub(super) origin: Origin,
    /// The path template; operations of components have none.
    pub(super) path: Option<Key<'a>>,
    pub(super) path_item: Option<Node<'a>>,
    pub(super) method: &'a str,
    /// The key of the method.
    pub(super) place: Span,
    /// The pointer of the place below the path.
    pub(super) pointer: JsonPointer,
    /// The operation, behind its reference where it has one.
    pub(super) node: Node<'a>,
    /// The pointer of the operation, behind its reference.
    pub(super) node_pointer: JsonPointer,
}

impl<'a> ApiOperation<'a> {
    /// `POST /users`, for messages.
    pub(super) fn title(&self) -> String {
        let method = self.method.to_uppercase();
        self.path.map_or_else(|| method.clone(), |path| format!("{method} {}", path.name))
    }

    /// Whether a client calls it: not a webhook or callback, and not a component.
    pub(super) fn is_called(&self) -> bool {
        self.origin == Origin::Path
    }

    /// The parameters as they are written: the operation's, then the path item's.
    pub(super) fn parameters(&self) -> impl Iterator<Item = Node<'a>> + use<'a> {
        let lists = [Some(self.node), self.path_item].into_iter().flatten();
        lists.filter_map(|node| node.get("parameters")).flat_map(Node::items)
    }
}

/// The document as rules see it.
pub(super) struct Api<'a> {
    document: &'a Document,
    pub(super) config: &'a Config,
    /// The paths in source order.
    pub(super) paths: Vec<ApiPath<'a>>,
    /// The operations in source order.
    pub(super) operations: Vec<ApiOperation<'a>>,
    /// The path segments, each once; empty until all paths are known.
    pub(super) segments: Vec<Segment<'a>>,
}

impl<'a> Api<'a> {
    pub(super) fn new(document: &'a Document, config: &'a Config) -> Self {
        Self { document, config, paths: Vec::new(), operations: Vec::new(), segments: Vec::new() }
    }

    /// Keeps what a visited object adds to the whole.
    pub(super) fn note(&mut self, visit: &Visit<'a, '_>) {
        match (visit.object, visit.key) {
            (ObjectKind::PathItem, Some(key)) if visit.context.origin == Origin::Path => {
                let resolved = self.document.resolve(visit.node).ok();
                let item = resolved.as_ref().map_or(visit.node, |it| it.node);
                let elsewhere = resolved.and_then(|it| it.pointer);
                let item_pointer = elsewhere.unwrap_or_else(|| visit.pointer.clone());
                let pointer = visit.pointer.clone();
                self.paths.push(ApiPath { key, pointer, item, item_pointer });
            }
            (ObjectKind::Operation, Some(method)) => self.note_operation(visit, method),
            _ => {}
        }
    }

    /// Many documents have references in place of operations, which the standard does not know; of those
    /// that lead nowhere nothing can be said.
    fn note_operation(&mut self, visit: &Visit<'a, '_>, method: Key<'a>) {
        let Ok(found) = self.document.resolve(visit.node) else { return };
        self.operations.push(ApiOperation {
            origin: visit.context.origin,
            path: visit.context.path,
            path_item: visit.context.path_item,
            method: method.name,
            place: method.span,
            pointer: visit.pointer.clone(),
            node: found.node,
            node_pointer: found.pointer.unwrap_or_else(|| visit.pointer.clone()),
        });
    }

    /// Works out the roles of the segments, when all paths are noted.
    pub(super) fn classify(&mut self) {
        self.segments = classify(self);
    }

    pub(super) fn document(&self) -> &'a Document {
        self.document
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
