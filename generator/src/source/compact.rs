//! The size of nodes, and trees without the nodes that nothing refers to.

use std::collections::HashMap;

use super::tree::{MAX_DEPTH, MAX_EXPANDED_NODES, Node, NodeId, NodeKind, Tree};

/// The extent of a node and everything below it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NodeSize {
    /// The longest chain of nodes, this one included.
    pub(crate) depth: usize,
    /// The number of nodes once every alias is written out.
    pub(crate) expanded: usize,
}

fn size_of(node: Node<'_>, known: &mut HashMap<NodeId, NodeSize>) -> NodeSize {
    if let Some(size) = known.get(&node.id()) {
        return *size;
    }
    let mut size = NodeSize { depth: 1, expanded: 1 };
    for child in node.items().chain(node.members().map(|it| it.value)) {
        let child = size_of(child, known);
        size.depth = size.depth.max(child.depth + 1);
        size.expanded = size.expanded.saturating_add(child.expanded);
    }
    known.insert(node.id(), size);
    size
}

impl Tree {
    /// The nodes that a new root reaches, as a tree of their own.
    ///
    /// # Errors
    ///
    /// Returns the reason if they nest too deeply, or if their aliases expand to too much.
    pub(super) fn compact(&self, root: NodeId) -> Result<Self, &'static str> {
        let size = self.size_of(root);
        if size.depth > MAX_DEPTH {
            return Err("it nests too deeply");
        }
        if size.expanded > MAX_EXPANDED_NODES {
            return Err("its nodes expand to too many");
        }
        let mut tree = Self::default();
        self.duplicates().iter().for_each(|it| tree.note_duplicate(it.clone()));
        self.deviations().iter().for_each(|it| tree.note_deviation(it.clone()));
        tree.set_expanded(size.expanded);
        let root = tree.copy_shared(self.node(root), &mut HashMap::new());
        tree.set_root(root);
        Ok(tree)
    }

    /// Copies a node, but shared nodes only once. No deeper than any tree is.
    fn copy_shared(&mut self, node: Node<'_>, copies: &mut HashMap<NodeId, NodeId>) -> NodeId {
        if let Some(copy) = copies.get(&node.id()) {
            return *copy;
        }
        let mut kind = node.kind().clone();
        match &mut kind {
            NodeKind::Array(items) => {
                for (item, original) in items.iter_mut().zip(node.items()) {
                    *item = self.copy_shared(original, copies);
                }
            }
            NodeKind::Object(members) => {
                for (member, original) in members.iter_mut().zip(node.members()) {
                    member.value = self.copy_shared(original.value, copies);
                }
            }
            NodeKind::Null | NodeKind::Bool(_) | NodeKind::Number(_) | NodeKind::String(_) => {}
        }
        let copy = self.add(kind, node.span());
        copies.insert(node.id(), copy);
        copy
    }

    /// How deep a node nests, and how many nodes it stands for.
    pub(crate) fn size_of(&self, id: NodeId) -> NodeSize {
        size_of(self.node(id), &mut HashMap::new())
    }
}
