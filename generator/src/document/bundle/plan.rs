//! The replacement of each reference, from one walk over all files, before anything is copied.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use super::name::{ComponentNames, Unnamed};
use super::{Section, section, sections_key};
use crate::document::reference::{self, RefFailure, fragment};
use crate::document::walk::{is_only_reference, mapping_references};
use crate::document::{Document, ObjectKind, Origin, RefError, RefTarget, Visit, walk};
use crate::source::{Node, NodeId};
use crate::text::JsonPointer;

/// How many objects that are only a reference may follow each other.
const MAX_HOPS: usize = 64;

/// The replacement of a reference.
pub(super) enum Replacement<'a> {
    /// The unchanged reference.
    Unchanged,
    /// A reference within the bundled document.
    Local(String),
    /// The target itself.
    Inline(Node<'a>),
}

/// What bundling does with each reference.
pub(super) struct BundlePlan<'a> {
    document: &'a Document,
    /// Objects with a `$ref` where the standard allows one, and strings that are references, with the kind of their target.
    sites: HashMap<NodeId, ObjectKind>,
    /// The components of the first file.
    components: HashMap<NodeId, (Section, String)>,
    /// The component names of content of other files.
    names: HashMap<(Section, NodeId), String>,
    /// Components that are only a reference to another file, which is inlined there.
    inlined_components: HashSet<NodeId>,
    /// The new components, by section and name.
    pub(super) added: Vec<(Section, String, Node<'a>)>,
}

impl<'a> BundlePlan<'a> {
    pub(super) fn new(document: &'a Document) -> Self {
        let mut plan = Self {
            document,
            sites: HashMap::new(),
            components: HashMap::new(),
            names: HashMap::new(),
            inlined_components: HashSet::new(),
            added: Vec::new(),
        };
        let mut order = Vec::new();
        walk(document, &mut |visit| plan.collect(visit, &mut order));
        plan.name_from_components(&order);
        plan.name_remaining(&order);
        plan
    }

    fn collect(&mut self, visit: &Visit<'a, '_>, order: &mut Vec<(Node<'a>, ObjectKind)>) {
        let (node, object) = (visit.node, visit.object);
        if let Some((section, key)) = section(object, visit.version).zip(component_name(visit)) {
            self.components.entry(node.id()).or_insert_with(|| (section, key.to_owned()));
        }
        let whole = visit.reference().map(|_| node);
        let mapping = matches!(object, ObjectKind::Schema(_)).then(|| mapping_references(node));
        for site in whole.into_iter().chain(mapping.into_iter().flatten()) {
            if self.sites.insert(site.id(), object).is_none() {
                order.push((site, object));
            }
        }
    }

    /// A component that is only a reference to another file names the content of that file.
    fn name_from_components(&mut self, order: &[(Node<'a>, ObjectKind)]) {
        for (site, _) in order {
            let Some((section, name)) = self.components.get(&site.id()).cloned() else { continue };
            let target =
                Some(*site).filter(|it| is_only_reference(*it)).and_then(|it| self.target(it).ok());
            let Some(target) = target.filter(|it| self.is_new(it.node)) else { continue };
            if let Entry::Vacant(entry) = self.names.entry((section, target.node.id())) {
                entry.insert(name);
                self.inlined_components.insert(site.id());
            }
        }
    }

    /// Names the remaining content of other files that becomes a component.
    fn name_remaining(&mut self, order: &[(Node<'a>, ObjectKind)]) {
        let mut names = ComponentNames::default();
        for (section, name) in self.components.values() {
            names.reserve(section, name);
        }
        let mut unnamed = Vec::new();
        let mut nodes = HashMap::new();
        for (site, object) in order {
            let Some(section) = section(*object, self.document.version()) else { continue };
            let Some(target) = self.target(*site).ok().filter(|it| self.is_new(it.node)) else {
                continue;
            };
            let key = (section, target.node.id());
            if !self.names.contains_key(&key) && nodes.insert(key, target.node).is_none() {
                let path = self.document.files().of(target.node.span()).path();
                unnamed.push(Unnamed::new(section, target.node.id(), path, &target.pointer));
            }
        }
        for (section, id, name) in names.assign(unnamed) {
            let node = nodes.get(&(section, id));
            self.added.extend(node.map(|node| (section, name.clone(), *node)));
            self.names.insert((section, id), name);
        }
        self.added.sort_by(|a, b| (a.0, &a.1).cmp(&(b.0, &b.1)));
    }

    /// Whether a node is in another file and is not a component of the first one.
    fn is_new(&self, node: Node<'_>) -> bool {
        !self.is_in_root_file(node) && !self.components.contains_key(&node.id())
    }

    fn is_in_root_file(&self, node: Node<'_>) -> bool {
        node.span().file == self.document.files().root().id()
    }

    /// The target of a reference. Follows objects that are only a reference, up to a component.
    fn target(&self, site: Node<'a>) -> Result<RefTarget<'a>, RefError<'a>> {
        let mut at = reference_in(site);
        for _ in 0..MAX_HOPS {
            let target = self.document.lookup(at)?;
            if !is_only_reference(target.node) || self.components.contains_key(&target.node.id()) {
                return Ok(target);
            }
            at = reference_in(target.node);
        }
        Err(RefFailure::circular().at(at))
    }

    /// The kind of object that a node references; `None` if it is not a reference.
    pub(super) fn site(&self, node: Node<'_>) -> Option<ObjectKind> {
        self.sites.get(&node.id()).copied()
    }

    /// The replacement of a reference.
    pub(super) fn replacement(
        &self,
        site: Node<'a>,
        object: ObjectKind,
    ) -> Result<Replacement<'a>, RefError<'a>> {
        let at = reference_in(site);
        let target = self.target(site)?;
        let is_kept = self.is_in_root_file(at) && reference::is_direct(self.document, at);
        let section = section(object, self.document.version());
        if let Some((section, name)) = self.components.get(&target.node.id()) {
            let local = || Replacement::Local(self.component_reference(section, name));
            return Ok(if is_kept { Replacement::Unchanged } else { local() });
        }
        if self.is_in_root_file(target.node) {
            let local = || Replacement::Local(format!("#{}", fragment(&target.pointer)));
            return Ok(if is_kept { Replacement::Unchanged } else { local() });
        }
        if self.inlined_components.contains(&site.id()) {
            return Ok(Replacement::Inline(target.node));
        }
        let name = section.and_then(|it| Some((it, self.names.get(&(it, target.node.id()))?)));
        Ok(match name {
            Some((section, name)) => Replacement::Local(self.component_reference(section, name)),
            None => Replacement::Inline(target.node),
        })
    }

    fn component_reference(&self, section: &str, name: &str) -> String {
        let tokens = sections_key(self.document.version()).into_iter().chain([section, name]);
        let pointer = tokens.fold(JsonPointer::root(), |pointer, token| pointer.child(token));
        format!("#{}", fragment(&pointer))
    }
}

/// The string of a reference: the `$ref` of an object, or the value of a discriminator's mapping itself.
fn reference_in(site: Node<'_>) -> Node<'_> {
    reference::reference_of(site).unwrap_or(site)
}

/// The name of a visited object, if it is a component.
fn component_name<'a>(visit: &Visit<'a, '_>) -> Option<&'a str> {
    let component =
        visit.context.component.filter(|_| visit.context.origin == Origin::Component)?;
    (visit.key? == component).then_some(component.name)
}
