//! Builds the bundled tree: a copy of the first file's tree with replaced references and new components.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::plan::{BundlePlan, Replacement};
use super::{Bundle, sections_key};
use crate::diagnostic::{Diagnostic, code};
use crate::document::reference::{RefFailure, reference_of};
use crate::document::{Document, ObjectKind, RefError};
use crate::source::{Links, MAX_DEPTH, Member, Node, NodeId, NodeKind, Tree};
use crate::text::Span;

/// The maximum number of nodes. Content that is inlined in several places counts each time. Real documents grow little;
/// the limit stops documents that are built to grow exponentially.
fn max_nodes(document: &Document) -> usize {
    document.tree().len().saturating_mul(8).clamp(250_000, 8_000_000)
}

pub(super) fn copy<'a>(document: &'a Document, plan: &BundlePlan<'a>) -> Bundle {
    let mut copier = Copier {
        document,
        plan,
        tree: Tree::default(),
        inlining: HashSet::new(),
        depth: 0,
        max_nodes: max_nodes(document),
        failures: HashMap::new(),
        diagnostics: Vec::new(),
        overflow: None,
    };
    if let Some(root) = document.root() {
        let id = copier.root(root);
        copier.tree.set_root(id);
    }
    for duplicate in document.tree().duplicates() {
        copier.tree.note_duplicate(duplicate.clone());
    }
    let Copier { tree, failures, diagnostics, overflow, .. } = copier;
    // The nodes of all files are now below one root.
    let links = Links::to_one_root(tree.root().map(Node::id), document.files().len());
    let files = Arc::clone(&document.files);
    let document =
        Document { files, tree, links, version: document.version(), unresolved: failures };
    let too_large = overflow.map(|span| {
        let message = "the bundled document would be too large or too deeply nested";
        let help = "define inlined content as a component, or reduce its nesting";
        Diagnostic::error(code::UNSUPPORTED, message).at(span).with_help(help)
    });
    Bundle { document, unresolved: diagnostics, too_large }
}

struct Copier<'a, 'p> {
    document: &'a Document,
    plan: &'p BundlePlan<'a>,
    tree: Tree,
    /// The targets that are being inlined, so that none is inlined into itself.
    inlining: HashSet<NodeId>,
    depth: usize,
    max_nodes: usize,
    failures: HashMap<Span, RefFailure>,
    diagnostics: Vec<Diagnostic>,
    /// The location at which a limit was first exceeded.
    overflow: Option<Span>,
}

impl<'a> Copier<'a, '_> {
    /// The root with the new components.
    fn root(&mut self, root: Node<'a>) -> NodeId {
        let id = self.node(root);
        let mut members = self.members_of(id);
        match sections_key(self.document.version()) {
            _ if self.plan.added.is_empty() => {}
            None => self.add_components(&mut members, root.span()),
            Some(key) => {
                let old = members.iter().find(|it| &*it.key == key).map(|it| it.value);
                let mut sections = old.map_or_else(Vec::new, |id| self.members_of(id));
                let span = old.map_or(root.span(), |id| self.tree.node(id).span());
                self.depth += 1;
                self.add_components(&mut sections, span);
                self.depth -= 1;
                let value = self.tree.add(NodeKind::Object(sections), span);
                set_member(&mut members, key, value, span);
            }
        }
        self.tree.add(NodeKind::Object(members), root.span())
    }

    fn add_components(&mut self, sections: &mut Vec<Member>, span: Span) {
        for components in self.plan.added.chunk_by(|a, b| a.0 == b.0) {
            let Some((section, ..)) = components.first() else { continue };
            let old = sections.iter().find(|it| &&*it.key == section).map(|it| it.value);
            let mut members = old.map_or_else(Vec::new, |id| self.members_of(id));
            for (_, name, node) in components {
                self.depth += 2;
                let value = self.node(*node);
                self.depth -= 2;
                set_member(&mut members, name, value, node.span());
            }
            let value = self.tree.add(NodeKind::Object(members), span);
            set_member(sections, section, value, span);
        }
    }

    fn members_of(&self, id: NodeId) -> Vec<Member> {
        match self.tree.node(id).kind() {
            NodeKind::Object(members) => members.clone(),
            _ => Vec::new(),
        }
    }

    fn node(&mut self, node: Node<'a>) -> NodeId {
        if self.depth > MAX_DEPTH || self.tree.len() >= self.max_nodes {
            self.overflow.get_or_insert(node.span());
            return self.tree.add(NodeKind::Null, node.span());
        }
        self.depth += 1;
        let id = match reference_of(node) {
            Some(at) => self.reference(node, at),
            None => self.copy_value(node),
        };
        self.depth -= 1;
        id
    }

    fn copy_value(&mut self, node: Node<'a>) -> NodeId {
        let kind = match node.kind() {
            NodeKind::Object(_) => NodeKind::Object(self.members(node)),
            NodeKind::Array(_) => {
                NodeKind::Array(node.items().map(|item| self.node(item)).collect())
            }
            NodeKind::String(_) => return self.text(node),
            scalar => scalar.clone(),
        };
        self.tree.add(kind, node.span())
    }

    fn members(&mut self, node: Node<'a>) -> Vec<Member> {
        let member = |it: crate::source::Entry<'a>| {
            let value = self.node(it.value);
            Member { key: it.key.into(), key_span: it.key_span, value }
        };
        node.members().map(member).collect()
    }

    /// A string. The values of a discriminator's mapping can be references.
    fn text(&mut self, node: Node<'a>) -> NodeId {
        let text = match self.plan.site(node).map(|object| self.plan.replacement(node, object)) {
            Some(Ok(Replacement::Local(text))) => text,
            Some(Err(error)) => {
                self.error(error, node);
                return self.tree.add(node.kind().clone(), node.span());
            }
            _ => return self.tree.add(node.kind().clone(), node.span()),
        };
        self.tree.add(NodeKind::String(text.into()), node.span())
    }

    fn reference(&mut self, node: Node<'a>, at: Node<'a>) -> NodeId {
        match self.plan.site(node) {
            Some(object) => self.expected_reference(node, at, object),
            None => self.unexpected_reference(node, at),
        }
    }

    /// A reference where the standard allows one.
    fn expected_reference(&mut self, node: Node<'a>, at: Node<'a>, object: ObjectKind) -> NodeId {
        match self.plan.replacement(node, object) {
            Ok(Replacement::Unchanged) => self.copy_value(node),
            Ok(Replacement::Local(text)) => {
                let mut members = self.members(node);
                let value = self.tree.add(NodeKind::String(text.into()), at.span());
                set_member(&mut members, "$ref", value, at.span());
                self.tree.add(NodeKind::Object(members), node.span())
            }
            Ok(Replacement::Inline(target)) => match self.inline(node, target) {
                Some(id) => id,
                None => {
                    self.error(RefFailure::circular().at(at), at);
                    self.copy_value(node)
                }
            },
            Err(error) => {
                self.error(error, at);
                self.copy_value(node)
            }
        }
    }

    /// A reference where the standard allows none, such as in an extension or in place of a map. Content of another file is
    /// inlined. An unresolved one is a warning, because it may be plain data.
    fn unexpected_reference(&mut self, node: Node<'a>, at: Node<'a>) -> NodeId {
        let first = self.document.files().root().id();
        if at.as_str().is_some_and(|it| it.starts_with('#')) && at.span().file == first {
            return self.copy_value(node);
        }
        let target = self.document.lookup(at);
        let inlined = target.clone().ok().and_then(|it| self.inline(node, it.node));
        if let Some(id) = inlined {
            return id;
        }
        let error = target.err().unwrap_or_else(|| RefFailure::circular().at(at));
        let message = format!("this value stays as it is: {}", error.message);
        let help = "correct it if it is a reference, although the standard allows none here";
        let warning = Diagnostic::warning(code::UNSUPPORTED, message).at(at.span());
        self.diagnostics.push(warning.with_help(help));
        self.failures.insert(at.span(), error.into());
        self.copy_value(node)
    }

    /// A copy of a reference's target, with the siblings of the `$ref`; `None` inside the target itself.
    fn inline(&mut self, node: Node<'a>, target: Node<'a>) -> Option<NodeId> {
        if !self.inlining.insert(target.id()) {
            return None;
        }
        let id = self.node(target);
        self.inlining.remove(&target.id());
        if node.members().len() == 1 || !target.is_object() {
            return Some(id);
        }
        let mut members = self.members_of(id);
        for sibling in node.members().filter(|it| it.key != "$ref") {
            let value = self.node(sibling.value);
            set_member(&mut members, sibling.key, value, sibling.key_span);
        }
        Some(self.tree.add(NodeKind::Object(members), target.span()))
    }

    /// Reports an error, and keeps it for later lookups of the reference in the bundled document.
    fn error(&mut self, error: RefError<'a>, at: Node<'a>) {
        self.failures.insert(at.span(), RefFailure::from(error.clone()));
        self.diagnostics.push(error.into());
    }
}

/// Sets or adds a member.
fn set_member(members: &mut Vec<Member>, key: &str, value: NodeId, key_span: Span) {
    match members.iter_mut().find(|it| &*it.key == key) {
        Some(member) => member.value = value,
        None => members.push(Member { key: key.into(), key_span, value }),
    }
}
