//! `NodeSet`: a set of nodes of one tree, with a bit for each.
//!
//! Takes the ids of nodes; returns whether they are in the set. It must not know the tree.

use super::NodeId;

/// A set of nodes of one tree. It needs a bit for each node up to the last one in it, so it is for sets of many nodes.
#[derive(Clone, Debug, Default)]
pub(crate) struct NodeSet(Vec<u64>);

impl NodeSet {
    /// Adds a node. Returns whether it is new.
    pub(crate) fn insert(&mut self, id: NodeId) -> bool {
        let (word, bit) = place(id);
        if word >= self.0.len() {
            self.0.resize(word + 1, 0);
        }
        let Some(word) = self.0.get_mut(word) else { return false };
        let is_new = *word & bit == 0;
        *word |= bit;
        is_new
    }

    /// Whether a node is in the set.
    pub(crate) fn contains(&self, id: NodeId) -> bool {
        let (word, bit) = place(id);
        self.0.get(word).is_some_and(|it| it & bit != 0)
    }
}

impl Extend<NodeId> for NodeSet {
    fn extend<I: IntoIterator<Item = NodeId>>(&mut self, ids: I) {
        for id in ids {
            self.insert(id);
        }
    }
}

/// Returns the index of the word that has the bit of a node, and the bit.
fn place(id: NodeId) -> (usize, u64) {
    (id.index() / 64, 1 << (id.index() % 64))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{NodeKind, Tree};
    use crate::text::{FileId, Span};

    #[test]
    fn nodes_are_new_once() {
        let (mut tree, mut set) = (Tree::default(), NodeSet::default());
        let span = Span::new(FileId(0), 0, 0);
        let all: Vec<_> = (0..=2000).map(|_| tree.add(NodeKind::Null, span)).collect();
        let is_wanted = |index: usize| [0, 63, 64, 1000].contains(&index);
        for (index, id) in all.iter().enumerate().filter(|it| is_wanted(it.0)) {
            assert!(!set.contains(*id) && set.insert(*id) && !set.insert(*id), "{index}");
        }
        for (index, id) in all.into_iter().enumerate() {
            assert_eq!(set.contains(id), is_wanted(index), "{index}");
        }
    }
}
