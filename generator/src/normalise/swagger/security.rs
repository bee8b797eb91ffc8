//! Security schemes: `basic` is a scheme of `http`, and an OAuth 2 scheme with one flow has a list of flows
//! ("Security Scheme Object" of both).

use super::Rewriter;
use crate::normalise::context::ObjectBuilder;
use crate::normalise::reference::reference_of;
use crate::source::{Node, NodeId};
use crate::text::JsonPointer;

/// The flows of 2.0, and their names in 3.0.
const FLOWS: &[(&str, &str)] = &[
    ("implicit", "implicit"),
    ("password", "password"),
    ("application", "clientCredentials"),
    ("accessCode", "authorizationCode"),
];

/// Fields that belong to the flow in 3.0.
const FLOW_WORDS: &[&str] = &["authorizationUrl", "tokenUrl", "scopes"];

impl<'a> Rewriter<'a> {
    /// A member of `securityDefinitions` at the current location.
    pub(super) fn security_scheme(&mut self, node: Node<'a>, new: &JsonPointer) -> NodeId {
        if !node.is_object() || reference_of(node).is_some() {
            return self.cx.copy(node);
        }
        match node.get("type").and_then(Node::as_str) {
            Some("basic") => self.basic(node),
            Some("oauth2") => self.oauth2(node, new),
            _ => self.cx.copy(node),
        }
    }

    fn basic(&mut self, node: Node<'a>) -> NodeId {
        let mut result = ObjectBuilder::new(node.span());
        for entry in node.members().filter(|it| it.key != "type") {
            self.keep(entry, &mut result);
        }
        let at = node.get("type").unwrap_or(node).span();
        for (key, value) in [("type", "http"), ("scheme", "basic")] {
            let value = self.cx.string(value, at);
            result.put(key, value);
        }
        result.finish(&mut self.cx)
    }

    fn oauth2(&mut self, node: Node<'a>, new: &JsonPointer) -> NodeId {
        let mut result = ObjectBuilder::new(node.span());
        let mut flow = ObjectBuilder::new(node.span());
        for entry in node.members().filter(|it| it.key != "flow") {
            let of_flow = FLOW_WORDS.contains(&entry.key);
            self.keep(entry, if of_flow { &mut flow } else { &mut result });
        }
        let mut flows = ObjectBuilder::new(node.span());
        if let Some(name) = flow_name(node) {
            let flow = flow.finish(&mut self.cx);
            flows.put(name, flow);
            self.made_from_here(new.child("flows").child(name));
        }
        let flows = flows.finish(&mut self.cx);
        result.put("flows", flows);
        result.finish(&mut self.cx)
    }
}

/// The name of a flow in 3.0; `None` where 2.0 has no such flow.
fn flow_name(node: Node<'_>) -> Option<&'static str> {
    let written = node.get("flow").and_then(Node::as_str);
    FLOWS.iter().find(|(name, _)| written == Some(name)).map(|(_, name)| *name)
}
