//! The spanned tree: one arena of nodes, read through the small copyable [`Node`].
//!
//! Invariant: a node contains only nodes that were added before it, so the tree has no cycles. Its depth is at most
//! [`MAX_DEPTH`]. YAML aliases share nodes; a limit of the expanded size bounds the cost of a walk.

use super::index::Index;
use crate::text::{FileId, JsonPointer, Span, offset};

/// How deep nodes may nest. Real documents stay under 60; `serde_json` stops at the same number.
pub const MAX_DEPTH: usize = 128;

/// The limit of the number of nodes after every YAML alias is expanded.
pub(super) const MAX_EXPANDED_NODES: usize = 20_000_000;

/// The index of a node in its [`Tree`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(u32);

/// The value of a node. Numbers stay text, so that no digit is lost.
#[derive(Clone, Debug, PartialEq)]
pub enum NodeKind {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number in JSON's grammar (RFC 8259 section 6), as written where it was JSON already.
    Number(Box<str>),
    /// A string.
    String(Box<str>),
    /// A sequence.
    Array(Vec<NodeId>),
    /// A mapping in source order, each key once.
    Object(Vec<Member>),
}

/// A member of an object.
#[derive(Clone, Debug, PartialEq)]
pub struct Member {
    /// The key.
    pub key: Box<str>,
    /// Where the key is written.
    pub key_span: Span,
    /// The value.
    pub value: NodeId,
}

/// A duplicate key of an object. The later value is kept.
#[derive(Clone, Debug, PartialEq)]
pub struct DuplicateKey {
    /// The key.
    pub key: Box<str>,
    /// The location of the first one.
    pub first: Span,
    /// The location of the second one.
    pub again: Span,
}

/// A part of a file that is read although YAML forbids it, because other parsers accept it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Deviation {
    /// What is wrong.
    pub(crate) message: &'static str,
    /// How to correct it.
    pub(crate) help: &'static str,
    /// Where it is written.
    pub(crate) span: Span,
}

#[derive(Clone, Debug)]
struct NodeData {
    kind: NodeKind,
    span: Span,
}

impl NodeId {
    /// The position of the node among those of its tree.
    pub(super) fn index(self) -> usize {
        self.0 as usize
    }

    fn moved(self, by: u32) -> Self {
        Self(self.0.saturating_add(by))
    }
}

impl NodeData {
    fn moved(mut self, by: u32) -> Self {
        match &mut self.kind {
            NodeKind::Array(items) => items.iter_mut().for_each(|id| *id = id.moved(by)),
            NodeKind::Object(members) => {
                members.iter_mut().for_each(|it| it.value = it.value.moved(by));
            }
            _ => {}
        }
        self
    }
}

/// An arena of nodes with one root.
#[derive(Clone, Debug, Default)]
pub struct Tree {
    nodes: Vec<NodeData>,
    index: Index,
    root: Option<NodeId>,
    duplicates: Vec<DuplicateKey>,
    deviations: Vec<Deviation>,
    expanded: usize,
}

impl Tree {
    /// Adds a finished node.
    pub fn add(&mut self, kind: NodeKind, span: Span) -> NodeId {
        let id = NodeId(offset(self.nodes.len()));
        self.index.add(id, &kind);
        self.nodes.push(NodeData { kind, span });
        id
    }

    /// Copies a node and its descendants to a new tree.
    pub(crate) fn of(node: Node<'_>) -> Self {
        let mut tree = Self::default();
        let root = tree.copy(node);
        tree.set_root(root);
        tree
    }

    /// The recursion ends, because the depth of every tree is limited.
    fn copy(&mut self, node: Node<'_>) -> NodeId {
        let kind = match node.kind() {
            NodeKind::Array(_) => NodeKind::Array(node.items().map(|it| self.copy(it)).collect()),
            NodeKind::Object(_) => {
                let member = |it: Entry<'_>| Member {
                    key: it.key.into(),
                    key_span: it.key_span,
                    value: self.copy(it.value),
                };
                NodeKind::Object(node.members().map(member).collect())
            }
            scalar => scalar.clone(),
        };
        self.add(kind, node.span())
    }

    /// Makes a node the root.
    pub fn set_root(&mut self, id: NodeId) {
        self.root = Some(id);
    }

    /// Appends the nodes of another tree and returns their root. The root of this tree stays.
    ///
    /// # Errors
    ///
    /// Fails if the YAML aliases of both trees together exceed the limit.
    pub(super) fn append(&mut self, other: Self) -> Result<Option<NodeId>, &'static str> {
        let expanded = self.expanded.saturating_add(other.expanded);
        if expanded > MAX_EXPANDED_NODES {
            return Err("its YAML aliases expand to too much");
        }
        self.expanded = expanded;
        let by = offset(self.nodes.len());
        self.nodes.extend(other.nodes.into_iter().map(|data| data.moved(by)));
        self.index.append(other.index, |id| id.moved(by));
        self.duplicates.extend(other.duplicates);
        self.deviations.extend(other.deviations);
        Ok(other.root.map(|root| root.moved(by)))
    }

    /// Sets the number of nodes after every YAML alias is expanded.
    pub(super) fn set_expanded(&mut self, nodes: usize) {
        self.expanded = nodes;
    }

    /// The nodes from an index of the arena on, children before parents.
    pub(super) fn nodes_from(&self, index: usize) -> impl Iterator<Item = Node<'_>> {
        let ids = offset(index)..offset(self.nodes.len());
        ids.map(|id| self.node(NodeId(id)))
    }

    /// Records a duplicate key.
    pub fn note_duplicate(&mut self, duplicate: DuplicateKey) {
        self.duplicates.push(duplicate);
    }

    /// Records a part that is read although YAML forbids it.
    pub(super) fn note_deviation(&mut self, deviation: Deviation) {
        self.deviations.push(deviation);
    }

    /// The parts that are read although YAML forbids them.
    pub(crate) fn deviations(&self) -> &[Deviation] {
        &self.deviations
    }

    /// The root; an empty tree has none.
    #[must_use]
    pub fn root(&self) -> Option<Node<'_>> {
        self.root.map(|id| Node { tree: self, id })
    }

    /// The node of an id of this tree.
    #[must_use]
    pub fn node(&self, id: NodeId) -> Node<'_> {
        Node { tree: self, id }
    }

    /// All duplicate keys, in source order.
    #[must_use]
    pub fn duplicates(&self) -> &[DuplicateKey] {
        &self.duplicates
    }

    /// The number of nodes.
    #[must_use]
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Whether the tree has no nodes.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// Follows a JSON Pointer from the root.
    #[must_use]
    pub fn at(&self, pointer: &JsonPointer) -> Option<Node<'_>> {
        self.root()?.at(pointer)
    }
}

/// A node of a [`Tree`]. It is a reference and cheap to copy.
#[derive(Clone, Copy, Debug)]
pub struct Node<'a> {
    tree: &'a Tree,
    id: NodeId,
}

/// A member of an object.
#[derive(Clone, Copy, Debug)]
pub struct Entry<'a> {
    /// The key.
    pub key: &'a str,
    /// Where the key is written.
    pub key_span: Span,
    /// The value.
    pub value: Node<'a>,
}

impl<'a> Node<'a> {
    /// The id. A YAML alias has the id of its anchor.
    #[must_use]
    pub fn id(self) -> NodeId {
        self.id
    }

    /// The value. An id of another tree reads as null.
    #[must_use]
    pub fn kind(self) -> &'a NodeKind {
        self.tree.nodes.get(self.id.0 as usize).map_or(&NodeKind::Null, |data| &data.kind)
    }

    /// Where the value is written.
    #[must_use]
    pub fn span(self) -> Span {
        let nowhere = Span::new(FileId(0), 0, 0);
        self.tree.nodes.get(self.id.0 as usize).map_or(nowhere, |data| data.span)
    }

    /// The value of a key of an object.
    #[must_use]
    pub fn get(self, key: &str) -> Option<Node<'a>> {
        self.entry(key).map(|entry| entry.value)
    }

    /// A member of an object.
    #[must_use]
    pub fn entry(self, key: &str) -> Option<Entry<'a>> {
        let NodeKind::Object(members) = self.kind() else { return None };
        let member = members.get(self.tree.index.find(self.id, members, key)?)?;
        Some(self.entry_of(member))
    }

    /// The members of an object in source order; empty for other kinds.
    pub fn members(self) -> impl DoubleEndedIterator<Item = Entry<'a>> + ExactSizeIterator {
        let members: &'a [Member] = match self.kind() {
            NodeKind::Object(members) => members,
            _ => &[],
        };
        members.iter().map(move |member| self.entry_of(member))
    }

    fn entry_of(self, member: &'a Member) -> Entry<'a> {
        let Member { key, key_span, value } = member;
        Entry { key, key_span: *key_span, value: self.tree.node(*value) }
    }

    /// The items of an array in source order; empty for other kinds.
    pub fn items(self) -> impl DoubleEndedIterator<Item = Node<'a>> + ExactSizeIterator {
        let items: &'a [NodeId] = match self.kind() {
            NodeKind::Array(items) => items,
            _ => &[],
        };
        items.iter().map(move |id| self.tree.node(*id))
    }

    /// The text of a string.
    #[must_use]
    pub fn as_str(self) -> Option<&'a str> {
        match self.kind() {
            NodeKind::String(text) => Some(text),
            _ => None,
        }
    }

    /// The text of a number.
    #[must_use]
    pub fn as_number(self) -> Option<&'a str> {
        match self.kind() {
            NodeKind::Number(text) => Some(text),
            _ => None,
        }
    }

    /// The value of a boolean.
    #[must_use]
    pub fn as_bool(self) -> Option<bool> {
        match self.kind() {
            NodeKind::Bool(value) => Some(*value),
            _ => None,
        }
    }

    /// The text of a string, a number or a boolean.
    #[must_use]
    pub fn scalar_text(self) -> Option<String> {
        let flag = || self.as_bool().map(|it| it.to_string());
        self.as_str().or_else(|| self.as_number()).map(str::to_owned).or_else(flag)
    }

    /// Whether the node is an object.
    #[must_use]
    pub fn is_object(self) -> bool {
        matches!(self.kind(), NodeKind::Object(_))
    }

    /// Whether the node is an array.
    #[must_use]
    pub fn is_array(self) -> bool {
        matches!(self.kind(), NodeKind::Array(_))
    }

    /// Whether the node is `null`.
    #[must_use]
    pub fn is_null(self) -> bool {
        matches!(self.kind(), NodeKind::Null)
    }

    /// The kind of the value, for messages.
    #[must_use]
    pub fn kind_name(self) -> &'static str {
        match self.kind() {
            NodeKind::Null => "null",
            NodeKind::Bool(_) => "a boolean",
            NodeKind::Number(_) => "a number",
            NodeKind::String(_) => "a string",
            NodeKind::Array(_) => "an array",
            NodeKind::Object(_) => "an object",
        }
    }

    /// Follows a JSON Pointer from here.
    #[must_use]
    pub fn at(self, pointer: &JsonPointer) -> Option<Node<'a>> {
        pointer.tokens().try_fold(self, |node, token| node.step(&token))
    }

    /// One token of a JSON Pointer (RFC 6901 section 4): a key, or a decimal index without leading zeros.
    #[must_use]
    pub fn step(self, token: &str) -> Option<Node<'a>> {
        match self.kind() {
            NodeKind::Object(_) => self.get(token),
            NodeKind::Array(_) if token.len() > 1 && token.starts_with('0') => None,
            NodeKind::Array(items) => {
                items.get(token.parse::<usize>().ok()?).map(|id| self.tree.node(*id))
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::read_text;
    use super::*;

    #[test]
    fn pointers_walk_objects_and_arrays() {
        let source = read_text("a.json", r#"{"a/b": [10, {"c": null}], "d": true}"#).unwrap();
        let at = |text: &str| source.tree().at(&JsonPointer::parse(text).unwrap());
        assert_eq!(at("/a~1b/0").and_then(Node::as_number), Some("10"));
        assert!(at("/a~1b/1/c").unwrap().is_null());
        assert!(at("/a~1b/01").is_none());
        assert!(at("/d/x").is_none());
    }

    #[test]
    fn large_objects_give_what_small_ones_do() {
        for count in [1_u32, 31, 32, 33, 500] {
            let members: Vec<String> =
                (0..count).rev().map(|it| format!("\"k{}\": {it}", it * 7 % 501)).collect();
            let source = read_text("a.json", &format!("{{{}}}", members.join(", "))).unwrap();
            let root = source.tree().root().unwrap();
            for entry in root.members() {
                assert_eq!(root.get(entry.key).unwrap().id(), entry.value.id());
            }
            assert_eq!(root.members().len(), count as usize);
            assert!(["", "k", "k0x", "k9999", "z"].iter().all(|key| root.get(key).is_none()));
        }
    }
}
