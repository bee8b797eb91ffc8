//! X009: every component is used, by a path or a webhook, or by a component that is (OpenAPI 3.1 section "Components
//! Object").

use std::collections::{HashMap, HashSet};

use super::Violation;
use crate::diagnostic::code;
use crate::document::Document;
use crate::source::{Entry, Node, NodeSet};
use crate::text::JsonPointer;

/// The maps of components in Swagger 2.0.
const SECTIONS_2_0: [&str; 4] = ["definitions", "parameters", "responses", "securityDefinitions"];
/// The maps whose entries are named, not referenced.
const SCHEMES: [&str; 2] = ["securitySchemes", "securityDefinitions"];
const SCHEMAS: [&str; 2] = ["schemas", "definitions"];

/// Checks by reachability. Whatever looks like a reference counts as one, also in extensions and examples.
pub(super) fn check(document: &Document, found: &mut Vec<Violation>) {
    let Some(root) = document.root() else { return };
    let has_any = |key: &str| root.get(key).is_some_and(|it| it.members().len() > 0);
    // A document without operations is a library of components for other documents.
    if !has_any("paths") && !has_any("webhooks") {
        return;
    }
    let components = Components::of(root);
    let mut search = Search {
        document,
        components: &components,
        open: Vec::new(),
        seen: NodeSet::default(),
        targets: NodeSet::default(),
    };
    for member in root.members().filter(|it| !is_section(root, it.key)) {
        search.member(root, member);
        search.open.push(member.value);
    }
    search.open.extend(other_files(document, root));
    search.run();
    for component in &components.all {
        let value = component.entry.value;
        if search.seen.contains(value.id()) || search.has_used_file(value) {
            continue;
        }
        let Entry { key, key_span, .. } = component.entry;
        let message = format!("component `{}` is not used", key.escape_debug());
        let violation =
            Violation::new(code::COMPONENT_USED, key_span, component.pointer.clone(), message);
        found.push(violation.with_help("remove it, or reference it").lenient().lint_only());
    }
}

fn is_section(root: Node<'_>, key: &str) -> bool {
    key == "components" || (root.get("swagger").is_some() && SECTIONS_2_0.contains(&key))
}

/// The roots of the other files.
fn other_files<'a>(document: &'a Document, root: Node<'a>) -> Vec<Node<'a>> {
    let roots = document.files().iter().filter_map(|it| document.file_root(it.id()));
    roots.filter(|it| it.id() != root.id()).collect()
}

struct Component<'a> {
    section: &'a str,
    entry: Entry<'a>,
    pointer: JsonPointer,
}

struct Components<'a> {
    all: Vec<Component<'a>>,
    /// The components by section and name.
    index: HashMap<(&'a str, &'a str), usize>,
    /// The schemas that extend a schema by `allOf`, by its name.
    children: HashMap<&'a str, Vec<usize>>,
}

impl<'a> Components<'a> {
    fn of(root: Node<'a>) -> Self {
        let mut components =
            Self { all: Vec::new(), index: HashMap::new(), children: HashMap::new() };
        let nested = root.get("components").into_iter().flat_map(Node::members);
        let nested = nested.map(|it| (JsonPointer::of(&["components", it.key]), it));
        let flat = root.members().filter(|it| it.key != "components" && is_section(root, it.key));
        let flat = flat.map(|it| (JsonPointer::of(&[it.key]), it));
        for (pointer, section) in nested.chain(flat).filter(|(_, it)| !it.key.starts_with("x-")) {
            for entry in section.value.members().filter(|it| !it.key.starts_with("x-")) {
                components.add(section.key, entry, pointer.child(entry.key));
            }
        }
        components
    }

    fn add(&mut self, section: &'a str, entry: Entry<'a>, pointer: JsonPointer) {
        let number = self.all.len();
        self.index.insert((section, entry.key), number);
        if SCHEMAS.contains(&section) {
            for part in entry.value.get("allOf").into_iter().flat_map(Node::items) {
                let parent = part.get("$ref").and_then(Node::as_str).and_then(named);
                if let Some((_, name)) = parent {
                    self.children.entry(name).or_default().push(number);
                }
            }
        }
        self.all.push(Component { section, entry, pointer });
    }

    fn find(&self, sections: &[&str], name: &str) -> Option<&Component<'a>> {
        let number = sections.iter().find_map(|it| self.index.get(&(*it, name)))?;
        self.all.get(*number)
    }
}

/// The section and the name of the component that a reference names or leads into.
fn named(reference: &str) -> Option<(&str, &str)> {
    let (_, fragment) = reference.split_once('#')?;
    let mut tokens = fragment.strip_prefix('/')?.split('/');
    let first = tokens.next()?;
    let section = if first == "components" { tokens.next()? } else { first };
    Some((section, tokens.next()?))
}

/// A search through everything that is used.
struct Search<'a, 'c> {
    document: &'a Document,
    components: &'c Components<'a>,
    open: Vec<Node<'a>>,
    seen: NodeSet,
    /// What references lead to, if the document has several files.
    targets: NodeSet,
}

impl<'a> Search<'a, '_> {
    fn run(&mut self) {
        while let Some(node) = self.open.pop() {
            if !self.seen.insert(node.id()) {
                continue;
            }
            if let Some(text) = node.as_str().filter(|it| it.contains('#')) {
                self.reference(node, text);
            }
            self.open.extend(node.items());
            for member in node.members() {
                self.member(node, member);
                self.open.push(member.value);
            }
        }
    }

    fn reference(&mut self, node: Node<'a>, text: &'a str) {
        let Some((section, name)) = named(text) else { return };
        let found = self.components.find(&[section], name).map(|it| it.entry.value);
        // A name may be escaped, or a pointer may pass through another reference.
        let found = found.or_else(|| self.document.lookup(node).ok().map(|it| it.node));
        self.open.extend(found);
    }

    fn member(&mut self, holder: Node<'a>, member: Entry<'a>) {
        match member.key {
            "security" => {
                let names = member.value.items().flat_map(Node::members);
                let schemes = names.filter_map(|it| self.components.find(&SCHEMES, it.key));
                self.open.extend(schemes.map(|it| it.entry.value));
            }
            "discriminator" => {
                let values = member.value.get("mapping").into_iter().flat_map(Node::members);
                let names = values.filter_map(|it| it.value.as_str());
                let schemas = names.filter_map(|it| self.components.find(&SCHEMAS, it));
                self.open.extend(schemas.map(|it| it.entry.value));
                self.children_of(holder);
            }
            // A dynamic reference can lead to any schema with the anchor.
            "$dynamicRef" => {
                let schemas = self.components.all.iter().filter(|it| SCHEMAS.contains(&it.section));
                self.open.extend(schemas.map(|it| it.entry.value));
            }
            "$ref" if self.document.has_external_references() => {
                self.targets.extend(self.document.lookup(member.value).ok().map(|it| it.node.id()));
            }
            _ => {}
        }
    }

    /// Whether a component is the name of content in another file that references lead to without its name.
    fn has_used_file(&self, component: Node<'a>) -> bool {
        let reference = component.get("$ref");
        let target = reference.and_then(|it| self.document.lookup(it).ok());
        target.is_some_and(|it| self.targets.contains(it.node.id()))
    }

    /// What extends a schema with a discriminator can be sent in its place.
    fn children_of(&mut self, schema: Node<'a>) {
        let mut open: Vec<&Component<'a>> = Vec::new();
        let is_it = |it: &&Component<'a>| it.entry.value.id() == schema.id();
        open.extend(self.components.all.iter().find(is_it));
        let mut seen = HashSet::new();
        while let Some(parent) = open.pop() {
            if !seen.insert(parent.entry.key) {
                continue;
            }
            let children = self.components.children.get(parent.entry.key);
            let children =
                children.into_iter().flatten().filter_map(|it| self.components.all.get(*it));
            for child in children {
                self.open.push(child.entry.value);
                open.push(child);
            }
        }
    }
}
