//! Changes nodes at locations of a tree. Nodes are never changed in place: each node above a change is written anew, and
//! everything else is shared.

use std::collections::BTreeMap;

use crate::json_path::{Selected, Step};
use crate::source::{NodeId, NodeKind, Tree};

/// The locations to change, as a tree of steps. A location that is selected twice is changed once.
#[derive(Debug, Default)]
pub(super) struct Locations {
    is_selected: bool,
    below: BTreeMap<OwnedStep, Locations>,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum OwnedStep {
    Key(Box<str>),
    Index(usize),
}

impl Locations {
    /// Collects the locations of selected nodes.
    pub(super) fn of(selected: &[Selected<'_>]) -> Self {
        let mut locations = Self::default();
        for it in selected {
            let mut at = &mut locations;
            for step in it.location.steps() {
                let step = match step {
                    Step::Key(key) => OwnedStep::Key(key.into()),
                    Step::Index(index) => OwnedStep::Index(index),
                };
                at = at.below.entry(step).or_default();
            }
            at.is_selected = true;
        }
        locations
    }

    /// The greatest number of steps to a location.
    pub(super) fn depth(&self) -> usize {
        self.below.values().map(|it| it.depth() + 1).max().unwrap_or(0)
    }

    /// The number of locations.
    pub(super) fn count(&self) -> usize {
        usize::from(self.is_selected) + self.below.values().map(Self::count).sum::<usize>()
    }

    fn at_key(&self, key: &str) -> Option<&Self> {
        // The steps are few for most nodes, and a lookup needs an owned key.
        if self.below.is_empty() { None } else { self.below.get(&OwnedStep::Key(key.into())) }
    }
}

/// Changes the nodes at the locations, inner ones first. `change` returns the new node, or `None` to remove it.
///
/// # Errors
///
/// Returns the first error of `change`.
pub(super) fn edit<E>(
    tree: &mut Tree,
    id: NodeId,
    locations: &Locations,
    change: &mut impl FnMut(&mut Tree, NodeId) -> Result<Option<NodeId>, E>,
) -> Result<Option<NodeId>, E> {
    let edited = if locations.below.is_empty() {
        id
    } else {
        let node = tree.node(id);
        let (mut kind, span) = (node.kind().clone(), node.span());
        match &mut kind {
            NodeKind::Object(members) => {
                let mut kept = Vec::with_capacity(members.len());
                for mut member in std::mem::take(members) {
                    let value = match locations.at_key(&member.key) {
                        Some(below) => edit(tree, member.value, below, change)?,
                        None => Some(member.value),
                    };
                    if let Some(value) = value {
                        member.value = value;
                        kept.push(member);
                    }
                }
                *members = kept;
            }
            NodeKind::Array(items) => {
                let mut kept = Vec::with_capacity(items.len());
                for (index, item) in std::mem::take(items).into_iter().enumerate() {
                    kept.extend(match locations.below.get(&OwnedStep::Index(index)) {
                        Some(below) => edit(tree, item, below, change)?,
                        None => Some(item),
                    });
                }
                *items = kept;
            }
            NodeKind::Null | NodeKind::Bool(_) | NodeKind::Number(_) | NodeKind::String(_) => {}
        }
        tree.add(kind, span)
    };
    if locations.is_selected { change(tree, edited) } else { Ok(Some(edited)) }
}
