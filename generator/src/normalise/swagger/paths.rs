//! Paths and operations. Parameters in the body become the body.

use super::Rewriter;
use super::list::ListedParameter;
use super::media::media_types;
use crate::document::is_only_reference;
use crate::normalise::context::ObjectBuilder;
use crate::normalise::method::METHODS;
use crate::source::{Node, NodeId};
use crate::text::JsonPointer;

impl<'a> Rewriter<'a> {
    /// `paths`, which is at the current location.
    pub(super) fn paths(&mut self, node: Node<'a>) -> NodeId {
        let new = self.cx.path.clone();
        if is_only_reference(node) {
            return self.referred(node, &new, |it, node| it.path_items(node, &new));
        }
        self.path_items(node, &new)
    }

    fn path_items(&mut self, node: Node<'a>, new: &JsonPointer) -> NodeId {
        self.map(node, new, |it, node, new| {
            if new.last().is_some_and(|key| key.starts_with("x-")) {
                return Some(it.cx.copy(node));
            }
            Some(it.referred(node, new, |it, node| it.path_item(node, new)))
        })
    }

    /// An object, or the target of a reference to one. Other values are copied, and repaired by the rules.
    fn referred(
        &mut self,
        node: Node<'a>,
        new: &JsonPointer,
        rule: impl FnOnce(&mut Self, Node<'a>) -> NodeId,
    ) -> NodeId {
        let Ok(found) = self.cx.resolve(node) else { return self.cx.copy(node) };
        if !found.node.is_object() {
            return self.cx.copy(found.node);
        }
        match found.pointer {
            Some(place) => {
                self.pointer_map.made_from(new.clone(), place.clone());
                self.at(place, |it| rule(it, found.node))
            }
            None => rule(self, found.node),
        }
    }

    fn path_item(&mut self, node: Node<'a>, new: &JsonPointer) -> NodeId {
        let listed = self.listed(node);
        let mut result = ObjectBuilder::new(node.span());
        for entry in node.members() {
            let value = match entry.key {
                "parameters" => self.parameters(entry.value, &listed, new),
                key if METHODS.contains(&key) => {
                    let new = new.child(key);
                    self.inside(key, |it| {
                        it.referred(entry.value, &new, |it, node| it.operation(node, &new, &listed))
                    })
                }
                "servers" => continue,
                _ => self.cx.copy(entry.value),
            };
            result.push(entry.key, entry.key_span, value);
        }
        result.finish(&mut self.cx)
    }

    /// An operation at the current location.
    fn operation(
        &mut self,
        node: Node<'a>,
        new: &JsonPointer,
        inherited: &[ListedParameter<'a>],
    ) -> NodeId {
        let listed = self.listed(node);
        let produces = media_types(node, "produces");
        let mut result = ObjectBuilder::new(node.span());
        for entry in node.members() {
            let value = match entry.key {
                "parameters" => self.parameters(entry.value, &listed, new),
                "responses" => {
                    let new = new.child("responses");
                    self.inside("responses", |it| it.responses(entry.value, produces.clone(), &new))
                }
                "consumes" | "produces" | "requestBody" | "servers" => continue,
                "schemes" => {
                    if let Some(servers) = self.own_schemes(entry.value) {
                        let (new, old) = (new.child("servers"), self.cx.path.child("schemes"));
                        self.pointer_map.made_from(new, old);
                        result.push("servers", entry.key_span, servers);
                    }
                    continue;
                }
                _ => self.cx.copy(entry.value),
            };
            result.push(entry.key, entry.key_span, value);
        }
        if let Some(body) = self.request_body(node, &listed, inherited, new) {
            result.put("requestBody", body);
        }
        result.finish(&mut self.cx)
    }
}
