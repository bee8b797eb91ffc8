//! The sorted keys of large objects, so that a lookup in many components is fast.

use std::collections::BTreeMap;

use super::tree::{Member, NodeId, NodeKind};
use crate::text::offset;

/// In objects with fewer members, a linear search is faster.
const LARGE: usize = 32;

/// For each large object, the indexes of its members in the order of their keys.
#[derive(Clone, Debug, Default)]
pub(super) struct Index(BTreeMap<NodeId, Box<[u32]>>);

impl Index {
    /// Adds a node if it is a large object.
    pub(super) fn add(&mut self, id: NodeId, kind: &NodeKind) {
        let NodeKind::Object(members) = kind else { return };
        if members.len() < LARGE {
            return;
        }
        let mut places: Box<[u32]> = (0..offset(members.len())).collect();
        places.sort_by_key(|place| key(members, *place));
        self.0.insert(id, places);
    }

    /// Appends the index of another tree, whose node ids are shifted.
    pub(super) fn append(&mut self, other: Self, moved: impl Fn(NodeId) -> NodeId) {
        self.0.extend(other.0.into_iter().map(|(id, places)| (moved(id), places)));
    }

    /// The member of a key.
    pub(super) fn find(&self, id: NodeId, members: &[Member], wanted: &str) -> Option<usize> {
        if members.len() < LARGE {
            // Most keys differ in length.
            let is_wanted = |it: &Member| it.key.len() == wanted.len() && *it.key == *wanted;
            return members.iter().position(is_wanted);
        }
        let places = self.0.get(&id)?;
        let at = places.partition_point(|place| key(members, *place) < Some(wanted));
        let place = *places.get(at)?;
        (key(members, place) == Some(wanted)).then_some(place as usize)
    }
}

fn key(members: &[Member], place: u32) -> Option<&str> {
    members.get(place as usize).map(|it| &*it.key)
}
