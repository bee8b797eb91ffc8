//! The new tree: a copy of the first file's, with every reference as the plan has it, and the new components.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::plan::{Becomes, Plan};
use super::{Bundle, sections_key};
use crate::diagnostic::{Diagnostic, code};
use crate::document::reference::{Fault, circle, reference_of};
use crate::document::{Document, ObjectKind, RefError};
use crate::source::{Kind, Links, MAX_DEPTH, Member, Node, NodeId, Span, Tree};

/// How many nodes the document may have. What is put in many places counts in each, so that real documents grow a
/// little by it; only those that are made to do so grow without end.
fn max_nodes(document: &Document) -> usize {
    document.tree().len().saturating_mul(8).clamp(250_000, 8_000_000)
}

pub(super) fn copy<'a>(document: &'a Document, plan: &Plan<'a>) -> Bundle {
    let mut copier = Copier {
        document,
        plan,
        tree: Tree::default(),
        inside: HashSet::new(),
        depth: 0,
        max_nodes: max_nodes(document),
        broken: HashMap::new(),
        unresolved: Vec::new(),
        full: None,
    };
    if let Some(root) = document.root() {
        let id = copier.root(root);
        copier.tree.set_root(id);
    }
    for duplicate in document.tree().duplicates() {
        copier.tree.note_duplicate(duplicate.clone());
    }
    let Copier { tree, broken, unresolved, full, .. } = copier;
    // What was written in any of the files now stands below one root.
    let links = Links::to_one_root(tree.root().map(Node::id), document.files().len());
    let files = Arc::clone(&document.files);
    let document = Document { files, tree, links, version: document.version(), broken };
    let too_large = full.map(|span| {
        let message = "the files say more than fits into one document";
        let help = "something is nested too deep, or is put into too many places";
        Diagnostic::error(code::UNSUPPORTED, message).at(span).with_help(help)
    });
    Bundle { document, unresolved, too_large }
}

struct Copier<'a, 'p> {
    document: &'a Document,
    plan: &'p Plan<'a>,
    tree: Tree,
    /// What is being put in the place of its reference, so that it is not put into itself.
    inside: HashSet<NodeId>,
    depth: usize,
    max_nodes: usize,
    broken: HashMap<Span, Fault>,
    unresolved: Vec<Diagnostic>,
    /// The first place that had no room.
    full: Option<Span>,
}

impl<'a> Copier<'a, '_> {
    /// The root with all new components.
    fn root(&mut self, root: Node<'a>) -> NodeId {
        let id = self.node(root);
        let mut members = self.members_of(id);
        match sections_key(self.document.version()) {
            _ if self.plan.added.is_empty() => {}
            None => self.add_components(&mut members, root.span()),
            Some(key) => {
                let old = members.iter().find(|it| &*it.key == key).map(|it| it.value);
                let mut sections = old.map(|id| self.members_of(id)).unwrap_or_default();
                let span = old.map_or(root.span(), |id| self.tree.node(id).span());
                self.depth += 1;
                self.add_components(&mut sections, span);
                self.depth -= 1;
                let value = self.tree.add(Kind::Object(sections), span);
                put(&mut members, key, value, span);
            }
        }
        self.tree.add(Kind::Object(members), root.span())
    }

    fn add_components(&mut self, sections: &mut Vec<Member>, span: Span) {
        for of_one in self.plan.added.chunk_by(|a, b| a.0 == b.0) {
            let Some((section, ..)) = of_one.first() else { continue };
            let old = sections.iter().find(|it| &&*it.key == section).map(|it| it.value);
            let mut members = old.map(|id| self.members_of(id)).unwrap_or_default();
            for (_, name, node) in of_one {
                self.depth += 2;
                let value = self.node(*node);
                self.depth -= 2;
                put(&mut members, name, value, node.span());
            }
            let value = self.tree.add(Kind::Object(members), span);
            put(sections, section, value, span);
        }
    }

    fn members_of(&self, id: NodeId) -> Vec<Member> {
        match self.tree.node(id).kind() {
            Kind::Object(members) => members.clone(),
            _ => Vec::new(),
        }
    }

    fn node(&mut self, node: Node<'a>) -> NodeId {
        if self.depth > MAX_DEPTH || self.tree.len() >= self.max_nodes {
            self.full.get_or_insert(node.span());
            return self.tree.add(Kind::Null, node.span());
        }
        self.depth += 1;
        let id = match reference_of(node) {
            Some(at) => self.reference(node, at),
            None => self.plain(node),
        };
        self.depth -= 1;
        id
    }

    fn plain(&mut self, node: Node<'a>) -> NodeId {
        let kind = match node.kind() {
            Kind::Object(_) => Kind::Object(self.members(node)),
            Kind::Array(_) => Kind::Array(node.items().map(|item| self.node(item)).collect()),
            Kind::String(_) => return self.text(node),
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

    /// A string, which may be a reference itself: the value of a discriminator's mapping.
    fn text(&mut self, node: Node<'a>) -> NodeId {
        let text = match self.plan.site(node).map(|object| self.plan.becomes(node, object)) {
            Some(Ok(Becomes::Local(text))) => text,
            Some(Err(error)) => {
                self.error(error, node);
                return self.tree.add(node.kind().clone(), node.span());
            }
            _ => return self.tree.add(node.kind().clone(), node.span()),
        };
        self.tree.add(Kind::String(text.into()), node.span())
    }

    fn reference(&mut self, node: Node<'a>, at: Node<'a>) -> NodeId {
        match self.plan.site(node) {
            Some(object) => self.known(node, at, object),
            None => self.loose(node, at),
        }
    }

    /// A reference where one may stand.
    fn known(&mut self, node: Node<'a>, at: Node<'a>, object: ObjectKind) -> NodeId {
        match self.plan.becomes(node, object) {
            Ok(Becomes::Same) => self.plain(node),
            Ok(Becomes::Local(text)) => {
                let mut members = self.members(node);
                let value = self.tree.add(Kind::String(text.into()), at.span());
                put(&mut members, "$ref", value, at.span());
                self.tree.add(Kind::Object(members), node.span())
            }
            Ok(Becomes::Content(target)) => match self.in_place(node, target) {
                Some(id) => id,
                None => {
                    self.error(circle().at(at), at);
                    self.plain(node)
                }
            },
            Err(error) => {
                self.error(error, at);
                self.plain(node)
            }
        }
    }

    /// A reference where the standard has none, as in an extension or for a whole map: what it names in another file
    /// is put in its place. It may be plain data, so that it is no error where it leads nowhere.
    fn loose(&mut self, node: Node<'a>, at: Node<'a>) -> NodeId {
        let first = self.document.files().root().id();
        if at.as_str().is_some_and(|it| it.starts_with('#')) && at.span().file == first {
            return self.plain(node);
        }
        let found = self.document.lookup(at);
        let put = found.clone().ok().and_then(|found| self.in_place(node, found.node));
        if let Some(id) = put {
            return id;
        }
        let error = found.err().unwrap_or_else(|| circle().at(at));
        let message = format!("this is left as it is written: {}", error.message);
        let help = "if it is a reference, correct it; the standard has none in this place";
        let finding = Diagnostic::warning(code::UNSUPPORTED, message).at(at.span());
        self.unresolved.push(finding.with_help(help));
        self.broken.insert(at.span(), error.into());
        self.plain(node)
    }

    /// What a reference leads to, with what stands beside the reference; `None` inside of itself.
    fn in_place(&mut self, node: Node<'a>, target: Node<'a>) -> Option<NodeId> {
        if !self.inside.insert(target.id()) {
            return None;
        }
        let id = self.node(target);
        self.inside.remove(&target.id());
        if node.members().len() == 1 || !target.is_object() {
            return Some(id);
        }
        let mut members = self.members_of(id);
        for beside in node.members().filter(|it| it.key != "$ref") {
            let value = self.node(beside.value);
            put(&mut members, beside.key, value, beside.key_span);
        }
        Some(self.tree.add(Kind::Object(members), target.span()))
    }

    /// Keeps a fault for whoever follows the reference at `at` in the new document.
    fn error(&mut self, error: RefError<'a>, at: Node<'a>) {
        self.broken.insert(at.span(), Fault::from(error.clone()));
        self.unresolved.push(error.into());
    }
}

/// Sets a key, which may be there.
fn put(members: &mut Vec<Member>, key: &str, value: NodeId, key_span: Span) {
    match members.iter_mut().find(|it| &*it.key == key) {
        Some(member) => member.value = value,
        None => members.push(Member { key: key.into(), key_span, value }),
    }
}
