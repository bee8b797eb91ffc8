//! Merges a value into a node (Overlay Specification 1.1.0, "Action Object").

use std::collections::HashMap;

use crate::source::{Member, NodeId, NodeKind, Tree};

/// Two values of kinds that do not merge.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mismatch {
    /// The value to merge.
    pub(super) value: NodeId,
    /// The node that it does not fit.
    pub(super) target: NodeId,
}

/// Merges `value` into a selected node. A value that is no array is appended to an array.
///
/// # Errors
///
/// Fails if a value and its target are of different kinds.
pub(super) fn update(tree: &mut Tree, target: NodeId, value: NodeId) -> Result<NodeId, Mismatch> {
    let (into, from) = (tree.node(target), tree.node(value));
    let NodeKind::Array(items) = into.kind() else { return merge(tree, target, value) };
    if from.is_array() {
        return merge(tree, target, value);
    }
    let mut items = items.clone();
    let span = into.span();
    items.push(value);
    Ok(tree.add(NodeKind::Array(items), span))
}

/// Objects merge member by member, arrays are joined, and a scalar replaces a scalar. No deeper than any tree is.
fn merge(tree: &mut Tree, target: NodeId, value: NodeId) -> Result<NodeId, Mismatch> {
    let (into, from) = (tree.node(target), tree.node(value));
    let span = into.span();
    match (into.kind().clone(), from.kind().clone()) {
        (NodeKind::Object(members), NodeKind::Object(more)) => {
            let members = merge_members(tree, members, more)?;
            Ok(tree.add(NodeKind::Object(members), span))
        }
        (NodeKind::Array(mut items), NodeKind::Array(more)) => {
            items.extend(more);
            Ok(tree.add(NodeKind::Array(items), span))
        }
        (NodeKind::Null, _) => Ok(value),
        (NodeKind::Object(_) | NodeKind::Array(_), _)
        | (_, NodeKind::Object(_) | NodeKind::Array(_)) => Err(Mismatch { value, target }),
        _ => Ok(value),
    }
}

fn merge_members(
    tree: &mut Tree,
    mut members: Vec<Member>,
    more: Vec<Member>,
) -> Result<Vec<Member>, Mismatch> {
    let keys = members.iter().enumerate().map(|(index, it)| (it.key.clone(), index));
    let positions: HashMap<Box<str>, usize> = keys.collect();
    for member in more {
        match positions.get(&member.key).and_then(|index| members.get_mut(*index)) {
            Some(existing) => existing.value = merge(tree, existing.value, member.value)?,
            None => members.push(member),
        }
    }
    Ok(members)
}
