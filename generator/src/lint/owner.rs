//! Which component or path owns the content of another file, so that splitting a document into files renames nothing.
//!
//! Takes a document; returns the pointer of the first file that leads to a node of another one.

use std::collections::HashMap;

use crate::document::Document;
use crate::source::{Node, NodeId};

/// The tokens of the pointer that leads from the first file to nodes of others.
#[derive(Debug, Default)]
pub(super) struct Owners(HashMap<NodeId, Vec<String>>);

impl Owners {
    pub(super) fn new(document: &Document) -> Self {
        let mut owners = Self::default();
        let Some(root) = document.root().filter(|_| document.has_external_references()) else {
            return owners;
        };
        for name in ["paths", "webhooks", "definitions", "parameters", "responses"] {
            owners.add_entries(document, root, &[name]);
        }
        let sections = owners.add(document, root, &["components"]);
        for section in sections.into_iter().flat_map(Node::members) {
            owners.add_entries(document, root, &["components", section.key]);
        }
        owners
    }

    /// The tokens that lead to a node of another file.
    pub(super) fn of(&self, node: Node<'_>) -> Option<&[String]> {
        self.0.get(&node.id()).map(Vec::as_slice)
    }

    /// Adds an object and its members.
    fn add_entries(&mut self, document: &Document, root: Node<'_>, tokens: &[&str]) {
        let Some(entries) = self.add(document, root, tokens) else { return };
        for entry in entries.members() {
            self.add(document, root, &[tokens, &[entry.key]].concat());
        }
    }

    /// Adds the object at a pointer, if a reference on the way leads to another file. Returns the object.
    fn add<'a>(
        &mut self,
        document: &'a Document,
        root: Node<'a>,
        tokens: &[&str],
    ) -> Option<Node<'a>> {
        let resolved = |node: Node<'a>| document.resolve(node).ok().map(|it| it.node);
        let node = tokens.iter().try_fold(root, |node, token| resolved(node.get(token)?))?;
        if node.span().file != root.span().file {
            let owned = || tokens.iter().map(|it| (*it).to_owned()).collect();
            self.0.entry(node.id()).or_insert_with(owned);
        }
        Some(node)
    }
}
