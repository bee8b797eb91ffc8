//! What each reference becomes: found by one walk over all files, before anything is copied.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use super::name::{Nameless, Names};
use super::{Section, section, sections_key};
use crate::document::reference::{self, circle, fragment};
use crate::document::walk::{is_only_reference, mapping_references};
use crate::document::{Document, ObjectKind, Origin, RefError, Resolved, Visit, walk};
use crate::source::{JsonPointer, Node, NodeId};

/// How many references without anything else beside them may follow each other.
const MAX_HOPS: usize = 64;

/// What stands in the place of a reference.
pub(super) enum Becomes<'a> {
    /// The reference as it is.
    Same,
    /// A reference within the new document.
    Local(String),
    /// What it leads to.
    Content(Node<'a>),
}

pub(super) struct Plan<'a> {
    document: &'a Document,
    /// Objects with a `$ref` in a place where one may stand, and strings that are references; what they lead to.
    sites: HashMap<NodeId, ObjectKind>,
    /// Everything that is a component of the first file already.
    entries: HashMap<NodeId, (Section, String)>,
    /// The names of what other files hold.
    names: HashMap<(Section, NodeId), String>,
    /// References that are a whole component: what they lead to is put in their place.
    homes: HashSet<NodeId>,
    /// What becomes a new component, by section and name.
    pub(super) added: Vec<(Section, String, Node<'a>)>,
}

impl<'a> Plan<'a> {
    pub(super) fn of(document: &'a Document) -> Self {
        let mut plan = Self {
            document,
            sites: HashMap::new(),
            entries: HashMap::new(),
            names: HashMap::new(),
            homes: HashSet::new(),
            added: Vec::new(),
        };
        let mut order = Vec::new();
        walk(document, &mut |visit| plan.note(visit, &mut order));
        plan.settle_entries(&order);
        plan.name_others(&order);
        plan
    }

    fn note(&mut self, visit: &Visit<'a, '_>, order: &mut Vec<(Node<'a>, ObjectKind)>) {
        let (node, object) = (visit.node, visit.object);
        if let Some((section, key)) = section(object, visit.version).zip(entry_key(visit)) {
            self.entries.entry(node.id()).or_insert_with(|| (section, key.to_owned()));
        }
        let whole = visit.reference().map(|_| node);
        let mapping = matches!(object, ObjectKind::Schema(_)).then(|| mapping_references(node));
        for site in whole.into_iter().chain(mapping.into_iter().flatten()) {
            if self.sites.insert(site.id(), object).is_none() {
                order.push((site, object));
            }
        }
    }

    /// A component that is nothing but a reference to another file is that file's name.
    fn settle_entries(&mut self, order: &[(Node<'a>, ObjectKind)]) {
        for (site, _) in order {
            let Some((section, name)) = self.entries.get(&site.id()).cloned() else { continue };
            let end =
                Some(*site).filter(|it| is_only_reference(*it)).and_then(|it| self.end(it).ok());
            let Some(end) = end.filter(|it| self.is_elsewhere(it.node)) else { continue };
            if let Entry::Vacant(free) = self.names.entry((section, end.node.id())) {
                free.insert(name);
                self.homes.insert(site.id());
            }
        }
    }

    fn name_others(&mut self, order: &[(Node<'a>, ObjectKind)]) {
        let mut names = Names::default();
        for (section, name) in self.entries.values() {
            names.take(section, name);
        }
        let mut nameless = Vec::new();
        let mut nodes = HashMap::new();
        for (site, object) in order {
            let Some(section) = section(*object, self.document.version()) else { continue };
            let Some(end) = self.end(*site).ok().filter(|it| self.is_elsewhere(it.node)) else {
                continue;
            };
            let key = (section, end.node.id());
            if !self.names.contains_key(&key) && nodes.insert(key, end.node).is_none() {
                let path = self.document.files().of(end.node.span()).path();
                let pointer = end.pointer.unwrap_or_default();
                nameless.push(Nameless::new(section, end.node.id(), path, &pointer));
            }
        }
        for (section, id, name) in names.give(nameless) {
            let node = nodes.get(&(section, id));
            self.added.extend(node.map(|node| (section, name.clone(), *node)));
            self.names.insert((section, id), name);
        }
        self.added.sort_by(|a, b| (a.0, &a.1).cmp(&(b.0, &b.1)));
    }

    /// Whether a node stands in another file, and is no component of the first one.
    fn is_elsewhere(&self, node: Node<'_>) -> bool {
        !self.is_first(node) && !self.entries.contains_key(&node.id())
    }

    fn is_first(&self, node: Node<'_>) -> bool {
        node.span().file == self.document.files().root().id()
    }

    /// What a reference leads to, behind others that have nothing beside them, up to a component.
    fn end(&self, site: Node<'a>) -> Result<Resolved<'a>, RefError<'a>> {
        let mut at = reference_in(site);
        for _ in 0..MAX_HOPS {
            let found = self.document.lookup(at)?;
            if !is_only_reference(found.node) || self.entries.contains_key(&found.node.id()) {
                return Ok(found);
            }
            at = reference_in(found.node);
        }
        Err(circle().at(at))
    }

    /// The kind of thing that a node refers to, where it is a reference.
    pub(super) fn site(&self, node: Node<'_>) -> Option<ObjectKind> {
        self.sites.get(&node.id()).copied()
    }

    /// What comes in the place of a reference.
    pub(super) fn becomes(
        &self,
        site: Node<'a>,
        object: ObjectKind,
    ) -> Result<Becomes<'a>, RefError<'a>> {
        let at = reference_in(site);
        let end = self.end(site)?;
        let as_written = self.is_first(at) && reference::is_plain(self.document, at);
        let section = section(object, self.document.version());
        if let Some((section, name)) = self.entries.get(&end.node.id()) {
            let local = || Becomes::Local(self.component(section, name));
            return Ok(if as_written { Becomes::Same } else { local() });
        }
        if self.is_first(end.node) {
            let pointer = end.pointer.unwrap_or_default();
            let local = || Becomes::Local(format!("#{}", fragment(&pointer)));
            return Ok(if as_written { Becomes::Same } else { local() });
        }
        if self.homes.contains(&site.id()) {
            return Ok(Becomes::Content(end.node));
        }
        let name = section.and_then(|it| Some((it, self.names.get(&(it, end.node.id()))?)));
        Ok(match name {
            Some((section, name)) => Becomes::Local(self.component(section, name)),
            None => Becomes::Content(end.node),
        })
    }

    fn component(&self, section: &str, name: &str) -> String {
        let tokens = sections_key(self.document.version()).into_iter().chain([section, name]);
        let pointer = tokens.fold(JsonPointer::root(), |pointer, token| pointer.child(token));
        format!("#{}", fragment(&pointer))
    }
}

/// The string that holds a reference: the node itself in a discriminator's mapping, else its `$ref`.
fn reference_in(site: Node<'_>) -> Node<'_> {
    reference::reference_of(site).unwrap_or(site)
}

/// The name of a visited object among the components.
fn entry_key<'a>(visit: &Visit<'a, '_>) -> Option<&'a str> {
    let component =
        visit.context.component.filter(|_| visit.context.origin == Origin::Component)?;
    (visit.key? == component).then_some(component.name)
}
