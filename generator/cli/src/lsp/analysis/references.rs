//! The references of a document: `$ref`, mappings of discriminators, security requirements, tags and links.
//!
//! Takes the visits of a walk; returns each reference with its target. A reference that cannot be resolved has none, since the
//! linter reports it.

use renkei::document::{Document, ObjectKind, Visit};
use renkei::source::Node;
use renkei::text::{JsonPointer, Span};

use super::locate::name_span;

/// A place that names something else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Reference {
    /// The string, with its quotes.
    pub(crate) at: Span,
    /// Whether it is a URI with a pointer, and not a bare name.
    pub(crate) is_uri: bool,
    /// The name of the target, or the target itself if it has no name.
    pub(crate) target_name: Span,
    /// The whole target.
    pub(crate) target: Span,
    /// The pointer of the target in its file.
    pub(crate) pointer: JsonPointer,
    /// The end of the chain, if the target is a reference itself.
    pub(crate) resolved: Option<Resolved>,
}

/// The end of a chain of references.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Resolved {
    /// Its name, or itself if it has no name.
    pub(crate) name: Span,
    /// The whole value.
    pub(crate) value: Span,
    /// Its pointer in its file.
    pub(crate) pointer: JsonPointer,
}

/// All references of a document.
#[derive(Debug, Default)]
pub(crate) struct References(Vec<Reference>);

impl References {
    pub(crate) fn all(&self) -> &[Reference] {
        &self.0
    }

    /// Adds the references of an object.
    pub(crate) fn add<'a>(&mut self, document: &'a Document, visit: &Visit<'a, '_>) {
        let node = visit.node;
        if let Some(at) = visit.reference().and_then(|_| node.get("$ref")) {
            self.0.extend(uri(document, at));
        }
        match visit.object {
            ObjectKind::Discriminator => self.mapping(document, node),
            ObjectKind::SecurityRequirement => self.security(document, node),
            ObjectKind::Operation => self.tags(document, node),
            _ => {}
        }
    }

    fn mapping<'a>(&mut self, document: &'a Document, discriminator: Node<'a>) {
        let mapping = discriminator.get("mapping").into_iter().flat_map(Node::members);
        for value in mapping.map(|it| it.value) {
            let Some(text) = value.as_str() else { continue };
            let found = match uri(document, value) {
                Some(found) if text.contains(['#', '.', '/']) => Some(found),
                _ => named(document, value.span(), &schemas(document).child(text)),
            };
            self.0.extend(found);
        }
    }

    fn security(&mut self, document: &Document, requirement: Node<'_>) {
        for entry in requirement.members() {
            let pointer = security_schemes(document).child(entry.key);
            self.0.extend(named(document, entry.key_span, &pointer));
        }
    }

    fn tags(&mut self, document: &Document, operation: Node<'_>) {
        let defined = document.root().and_then(|it| it.get("tags"));
        for tag in operation.get("tags").into_iter().flat_map(Node::items) {
            let is_it = |it: &Node<'_>| it.get("name").and_then(Node::as_str) == tag.as_str();
            let position = defined.and_then(|it| it.items().position(|it| is_it(&it)));
            let Some(position) = position else { continue };
            let pointer = JsonPointer::of(&["tags", &position.to_string(), "name"]);
            let target = document.root().and_then(|it| it.at(&pointer));
            self.0.extend(target.map(|target| Reference {
                at: tag.span(),
                is_uri: false,
                target_name: target.span(),
                target: target.span(),
                pointer,
                resolved: None,
            }));
        }
    }
}

/// The reference of a URI.
fn uri<'a>(document: &'a Document, at: Node<'a>) -> Option<Reference> {
    let target = document.lookup(at).ok()?;
    let root = document.file_root_of(target.node)?;
    let target_name = name_span(root, &target.pointer)?;
    let value = target.node.span();
    let resolved = end_of_chain(document, target.node);
    let pointer = target.pointer;
    Some(Reference { at: at.span(), is_uri: true, target_name, target: value, pointer, resolved })
}

/// The value that a reference resolves to; `None` if the node is no reference.
fn end_of_chain<'a>(document: &'a Document, node: Node<'a>) -> Option<Resolved> {
    let end = document.resolve(node).ok()?;
    let (value, pointer) = (end.node.span(), end.pointer?);
    let name = name_span(document.file_root_of(end.node)?, &pointer)?;
    Some(Resolved { name, value, pointer })
}

/// The reference of a name to a component of the first file.
fn named(document: &Document, at: Span, pointer: &JsonPointer) -> Option<Reference> {
    let root = document.root()?;
    let target = root.at(pointer)?.span();
    let target_name = name_span(root, pointer)?;
    let pointer = pointer.clone();
    Some(Reference { at, is_uri: false, target_name, target, pointer, resolved: None })
}

fn is_swagger(document: &Document) -> bool {
    document.version() == renkei::document::Version::V2_0
}

fn schemas(document: &Document) -> JsonPointer {
    let pointer = if is_swagger(document) { "/definitions" } else { "/components/schemas" };
    JsonPointer::parse(pointer).unwrap_or_else(JsonPointer::root)
}

fn security_schemes(document: &Document) -> JsonPointer {
    let of_swagger = "/securityDefinitions";
    let pointer = if is_swagger(document) { of_swagger } else { "/components/securitySchemes" };
    JsonPointer::parse(pointer).unwrap_or_else(JsonPointer::root)
}
