//! The paths and operations of a document, collected during a walk.
//!
//! Takes visits; returns paths and operations with their references followed. It must know neither lint rules nor Rust.

use super::grammar::{ADDITIONAL_OPERATIONS, is_method};
use super::{Document, Key, ObjectKind, Origin, Version, Visit};
use crate::source::{JsonPointer, Node, Span};

/// The paths and operations, in the order of the source.
#[derive(Debug, Default)]
pub(crate) struct Operations<'a> {
    /// The paths under `paths`.
    pub(crate) paths: Vec<Path<'a>>,
    /// Every operation, those of webhooks, callbacks and components included.
    pub(crate) operations: Vec<Operation<'a>>,
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

    /// The parameters as they are written: the operation's, then the path item's.
    pub(crate) fn parameters(&self) -> impl Iterator<Item = Node<'a>> + use<'a> {
        let lists = [Some(self.node), self.path_item].into_iter().flatten();
        lists.filter_map(|node| node.get("parameters")).flat_map(Node::items)
    }
}

impl<'a> Operations<'a> {
    /// Adds the path or operation of a visited object.
    pub(crate) fn collect(&mut self, document: &'a Document, visit: &Visit<'a, '_>) {
        match (visit.object, visit.key) {
            (ObjectKind::PathItem, Some(key)) if visit.context.origin == Origin::Path => {
                let resolved = document.resolve(visit.node).ok();
                let item = resolved.as_ref().map_or(visit.node, |it| it.node);
                let elsewhere = resolved.and_then(|it| it.pointer);
                let item_pointer = elsewhere.unwrap_or_else(|| visit.pointer.clone());
                let pointer = visit.pointer.clone();
                self.paths.push(Path { key, pointer, item, item_pointer });
            }
            (ObjectKind::Operation, Some(method)) => self.operation(document, visit, method),
            _ => {}
        }
    }

    /// An operation whose reference does not resolve is left out: the reference is reported elsewhere.
    fn operation(&mut self, document: &'a Document, visit: &Visit<'a, '_>, method: Key<'a>) {
        let Ok(found) = document.resolve(visit.node) else { return };
        self.operations.push(Operation {
            origin: visit.context.origin,
            path: visit.context.path,
            path_item: visit.context.path_item,
            method: method.name,
            location: method.span,
            pointer: visit.pointer.clone(),
            node: found.node,
            node_pointer: found.pointer.unwrap_or_else(|| visit.pointer.clone()),
        });
    }
}
