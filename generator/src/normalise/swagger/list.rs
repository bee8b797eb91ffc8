//! Lists of parameters: some are parameters in 3.0 too, others describe a body.

use super::{Rewriter, is_member};
use crate::normalise::reference::reference_of;
use crate::source::{Node, NodeId, NodeKind};
use crate::text::JsonPointer;

/// A parameter of a list, with its reference followed.
#[derive(Clone, Debug)]
pub(super) struct ListedParameter<'a> {
    /// The item of the list, which may be a reference.
    pub(super) entry: Node<'a>,
    /// The parameter; the item itself if it is no reference or does not resolve.
    pub(super) node: Node<'a>,
    /// The pointer of the item.
    pub(super) place: JsonPointer,
    /// The pointer of the parameter.
    pub(super) written: JsonPointer,
}

/// The role of a parameter in 3.0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ParameterRole {
    Parameter,
    Body,
    Field,
}

/// The role by the parameter's location ("Parameter Object").
pub(super) fn role(parameter: Node<'_>) -> ParameterRole {
    match parameter.get("in").and_then(Node::as_str) {
        Some("body") => ParameterRole::Body,
        Some("formData") => ParameterRole::Field,
        _ => ParameterRole::Parameter,
    }
}

impl<'a> ListedParameter<'a> {
    pub(super) fn role(&self) -> ParameterRole {
        role(self.node)
    }

    /// The name, where it has one.
    pub(super) fn name(&self) -> Option<&'a str> {
        self.node.get("name").and_then(Node::as_str)
    }

    /// Whether the reference can stay, because it names a shared parameter.
    fn is_shared(&self) -> bool {
        reference_of(self.entry).is_some() && is_member(&self.written, "parameters")
    }
}

impl<'a> Rewriter<'a> {
    /// The parameters of a path item or of an operation at the current location.
    pub(super) fn listed(&self, owner: Node<'a>) -> Vec<ListedParameter<'a>> {
        let list = owner.get("parameters").into_iter().flat_map(Node::items);
        let here = self.cx.path.child("parameters");
        let listed = |(at, entry): (usize, Node<'a>)| {
            let place = here.child(&at.to_string());
            let found = self.cx.resolve(entry).ok();
            let node = found.as_ref().map_or(entry, |it| it.node);
            let written = found.and_then(|it| it.pointer).unwrap_or_else(|| place.clone());
            ListedParameter { entry, node, place, written }
        };
        list.enumerate().map(listed).collect()
    }

    /// The list without parameters of a body. `owner` is the owner's pointer in the rewritten tree.
    pub(super) fn parameters(
        &mut self,
        node: Node<'a>,
        listed: &[ListedParameter<'a>],
        owner: &JsonPointer,
    ) -> NodeId {
        if !node.is_array() {
            return self.cx.copy(node);
        }
        let list = owner.child("parameters");
        let mut items = Vec::with_capacity(listed.len());
        for it in listed.iter().filter(|it| it.role() == ParameterRole::Parameter) {
            let new = list.child(&items.len().to_string());
            self.pointer_map.add(new.clone(), it.place.clone());
            items.push(if it.is_shared() {
                self.cx.copy(it.entry)
            } else {
                self.at(it.written.clone(), |rewriter| rewriter.parameter(it.node, &new))
            });
        }
        self.cx.add(NodeKind::Array(items), node.span())
    }
}
