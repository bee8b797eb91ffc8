//! The paths and operations of a document, collected during a walk.
//!
//! Takes visits; returns paths and operations with their references followed. It must know neither lint rules nor Rust.

use std::collections::HashSet;

use super::grammar::{ADDITIONAL_OPERATIONS, is_method};
use super::{Document, Key, ObjectKind, Origin, Version, Visit, VisitContext};
use crate::source::{Node, NodeId, NodeSet};
use crate::text::{JsonPointer, Span};

/// The paths and operations, in the order of the source.
#[derive(Debug, Default)]
pub(crate) struct Operations<'a> {
    /// The paths under `paths`.
    pub(crate) paths: Vec<Path<'a>>,
    /// Every operation, including those of webhooks, callbacks and components. A path item that paths reference contributes
    /// its operations to each of these paths, and not as a component.
    pub(crate) operations: Vec<Operation<'a>>,
    /// The path items that paths reference.
    referenced_items: NodeSet,
    /// The collected operations of paths: node, path and method.
    known: HashSet<(NodeId, &'a str, &'a str)>,
}

/// A path under `paths`.
#[derive(Debug)]
pub(crate) struct Path<'a> {
    /// The template and where it is written.
    pub(crate) key: Key<'a>,
    /// Its pointer.
    pub(crate) pointer: JsonPointer,
    /// The path item, with its reference followed.
    pub(crate) item: Node<'a>,
    /// The pointer of the path item, with its reference followed.
    pub(crate) item_pointer: JsonPointer,
}

impl<'a> Path<'a> {
    /// The operations: method, pointer and object.
    pub(crate) fn operations(
        &self,
    ) -> impl Iterator<Item = (Key<'a>, JsonPointer, Node<'a>)> + use<'a> {
        let fixed = self.item.members().filter(|entry| is_method(entry.key, Version::V3_2));
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
    pub(crate) fn template(&self) -> &'a str {
        self.key.name.split(['?', '#']).next().unwrap_or(self.key.name)
    }
}

/// An operation, where it is written.
#[derive(Debug)]
pub(crate) struct Operation<'a> {
    /// The part of the document that it is written in.
    pub(crate) origin: Origin,
    /// The path template; operations of components have none.
    pub(crate) path: Option<Key<'a>>,
    /// The path item that holds it.
    pub(crate) path_item: Option<Node<'a>>,
    /// The method, as it is written.
    pub(crate) method: &'a str,
    /// The location of the method's key.
    pub(crate) location: Span,
    /// The pointer below the path.
    pub(crate) pointer: JsonPointer,
    /// The operation, with its reference followed.
    pub(crate) node: Node<'a>,
    /// The pointer of the operation, with its reference followed.
    pub(crate) node_pointer: JsonPointer,
}

impl<'a> Operation<'a> {
    /// `POST /users`, for messages.
    pub(crate) fn title(&self) -> String {
        let method = self.method.to_uppercase();
        self.path.map_or_else(|| method.clone(), |path| format!("{method} {}", path.name))
    }

    /// Whether a client calls it: it is not a webhook, a callback or a component.
    pub(crate) fn is_called(&self) -> bool {
        self.origin == Origin::Path
    }
}

impl<'a> Operations<'a> {
    /// Adds the path or operation of a visited object.
    pub(crate) fn collect(&mut self, document: &'a Document, visit: &Visit<'a, '_>) {
        match (visit.object, visit.key) {
            (ObjectKind::PathItem, Some(key)) if visit.context.origin == Origin::Path => {
                self.add_path(document, visit, key);
            }
            (ObjectKind::Operation, Some(method)) => self.add_visited(document, visit, method),
            _ => {}
        }
    }

    fn add_path(&mut self, document: &'a Document, visit: &Visit<'a, '_>, key: Key<'a>) {
        let resolved = document.resolve(visit.node).ok();
        let item = resolved.as_ref().map_or(visit.node, |it| it.node);
        let target = resolved.and_then(|it| it.pointer);
        let is_reference = target.is_some();
        let item_pointer = target.unwrap_or_else(|| visit.pointer.clone());
        let path = Path { key, pointer: visit.pointer.clone(), item, item_pointer };
        if is_reference {
            self.add_referenced(document, &path);
        }
        self.paths.push(path);
    }

    /// Adds the operations of a path item that a path references.
    fn add_referenced(&mut self, document: &'a Document, path: &Path<'a>) {
        let item = path.item.id();
        self.referenced_items.insert(item);
        self.operations.retain(|it| {
            it.origin != Origin::Component || it.path_item.map(Node::id) != Some(item)
        });
        for (method, pointer, node) in path.operations() {
            let context = VisitContext {
                origin: Origin::Path,
                path: Some(path.key),
                path_item: Some(path.item),
                ..VisitContext::default()
            };
            self.add(document, &context, method, (node, pointer));
        }
    }

    fn add_visited(&mut self, document: &'a Document, visit: &Visit<'a, '_>, method: Key<'a>) {
        let context = visit.context;
        let is_referenced =
            context.path_item.is_some_and(|item| self.referenced_items.contains(item.id()));
        if is_referenced && context.origin == Origin::Component {
            return;
        }
        self.add(document, context, method, (visit.node, visit.pointer.clone()));
    }

    /// Adds an operation, unless its path already has it. An unresolved reference is left out, because X001 reports it.
    fn add(
        &mut self,
        document: &'a Document,
        context: &VisitContext<'a>,
        method: Key<'a>,
        (node, pointer): (Node<'a>, JsonPointer),
    ) {
        if let Some(path) = context.path.filter(|_| context.origin == Origin::Path) {
            if !self.known.insert((node.id(), path.name, method.name)) {
                return;
            }
        }
        let Ok(resolved) = document.resolve(node) else { return };
        self.operations.push(Operation {
            origin: context.origin,
            path: context.path,
            path_item: context.path_item,
            method: method.name,
            location: method.span,
            node: resolved.node,
            node_pointer: resolved.pointer.unwrap_or_else(|| pointer.clone()),
            pointer,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::walk;
    use crate::source::read_text;

    /// The operations of a document: title, origin and pointer.
    fn operations(text: &str) -> Vec<String> {
        let document = Document::new(read_text("a.yaml", text).unwrap()).unwrap();
        let mut operations = Operations::default();
        walk(&document, &mut |visit| operations.collect(&document, visit));
        let line = |it: &Operation<'_>| format!("{} {:?} {}", it.title(), it.origin, it.pointer);
        operations.operations.iter().map(line).collect()
    }

    #[test]
    fn referenced_path_items_count_for_their_paths() {
        let components = "components: {pathItems: {A: {get: {}}, B: {put: {}}}}\n";
        let paths = "paths: {/a: {$ref: '#/components/pathItems/A'}, /b: {$ref: '#/x-p/b'}, /c: {$ref: '#/x-p/b'}, /d: {$ref: '#/paths/~1e'}, /e: {head: {}}}\n";
        let rest = "x-p: {b: {post: {}}}\n";
        let of_paths = [
            "GET /a Path /components/pathItems/A/get",
            "POST /b Path /x-p/b/post",
            "POST /c Path /x-p/b/post",
            "HEAD /d Path /paths/~1e/head",
            "HEAD /e Path /paths/~1e/head",
        ];
        let component = "PUT Component /components/pathItems/B/put";
        let mut expected: Vec<&str> = of_paths.into_iter().chain([component]).collect();
        assert_eq!(operations(&format!("openapi: 3.1.0\n{paths}{rest}{components}")), expected);
        expected.rotate_right(1);
        assert_eq!(operations(&format!("openapi: 3.1.0\n{components}{paths}{rest}")), expected);
    }
}
