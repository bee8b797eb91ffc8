//! `$ref` resolution (OpenAPI 3.0 "Reference Object", RFC 3986, RFC 6901).
//!
//! Takes a [`Document`] and a node; returns the node that its references resolve to. It must not know what kind of object
//! a reference is expected to name.

mod error;
mod uri;

use self::uri::Reference;
use super::Document;
use crate::source::{Node, NodeId, Tree};
use crate::text::JsonPointer;

pub use error::RefError;
pub(super) use error::RefFailure;
pub use uri::fragment;

/// How many references one chain may have, and how many one pointer may pass through.
const MAX_HOPS: usize = 64;

/// The end of a chain of references.
#[derive(Clone, Debug)]
pub struct Resolved<'a> {
    /// The node, which has no `$ref` of its own.
    pub node: Node<'a>,
    /// Its JSON pointer in its own file; `None` if no reference was followed.
    pub pointer: Option<JsonPointer>,
}

/// The node that one reference names.
#[derive(Clone, Debug)]
pub struct RefTarget<'a> {
    /// The node, which can be a reference itself.
    pub node: Node<'a>,
    /// Its JSON pointer in its own file.
    pub pointer: JsonPointer,
}

impl<'a> From<RefTarget<'a>> for Resolved<'a> {
    fn from(RefTarget { node, pointer }: RefTarget<'a>) -> Self {
        Self { node, pointer: Some(pointer) }
    }
}

/// The string of an object's `$ref`. A property can be named `$ref`, so a value that is not a string is no reference.
pub(super) fn reference_of(node: Node<'_>) -> Option<Node<'_>> {
    node.get("$ref").filter(|at| at.as_str().is_some())
}

/// Follows `$ref` from `node` until a node without one.
pub(super) fn resolve<'a>(
    document: &'a Document,
    node: Node<'a>,
) -> Result<Resolved<'a>, RefError<'a>> {
    follow(node, |at| lookup(document, at))
}

/// Follows `$ref` in a tree derived from the document's. `relocate` maps a pointer of the document to the one in `tree`.
pub(super) fn resolve_in<'a>(
    document: &Document,
    tree: &'a Tree,
    node: Node<'a>,
    relocate: impl Fn(JsonPointer) -> JsonPointer,
) -> Result<Resolved<'a>, RefError<'a>> {
    follow(node, |at| lookup_in(document, tree, at, &relocate).map_err(|it| it.at(at)))
}

fn follow<'a>(
    node: Node<'a>,
    lookup: impl Fn(Node<'a>) -> Result<RefTarget<'a>, RefError<'a>>,
) -> Result<Resolved<'a>, RefError<'a>> {
    let mut current = Resolved { node, pointer: None };
    for _ in 0..MAX_HOPS {
        let Some(at) = reference_of(current.node) else { return Ok(current) };
        current = lookup(at)?.into();
    }
    let at = reference_of(current.node).unwrap_or(current.node);
    Err(RefFailure::circular().at(at))
}

fn lookup_in<'a>(
    document: &Document,
    tree: &'a Tree,
    at: Node<'a>,
    relocate: impl Fn(JsonPointer) -> JsonPointer,
) -> Result<RefTarget<'a>, RefFailure> {
    if let Some(failure) = document.unresolved.get(&at.span()) {
        return Err(failure.clone());
    }
    let text = text_of(at)?;
    let reference = Reference::parse(text)?;
    if reference.path.is_some() {
        return Err(RefFailure::not_read(text));
    }
    let pointer = relocate(reference.pointer.ok_or_else(|| RefFailure::no_pointer(text))?);
    let node = tree.at(&pointer).ok_or_else(|| RefFailure::missing(text, true, true))?;
    Ok(RefTarget { node, pointer })
}

/// The text of a reference.
fn text_of(at: Node<'_>) -> Result<&str, RefFailure> {
    at.as_str().ok_or_else(|| RefFailure::new("a reference must be a string", "use a JSON pointer"))
}

/// Follows one reference by one step.
pub(super) fn lookup<'a>(
    document: &'a Document,
    at: Node<'a>,
) -> Result<RefTarget<'a>, RefError<'a>> {
    if let Some(failure) = document.unresolved.get(&at.span()) {
        return Err(failure.clone().at(at));
    }
    find(document, at, &mut { MAX_HOPS }).map_err(|failure| failure.at(at))
}

/// Whether a reference names a value of its own file and passes through no other reference.
pub(super) fn is_direct(document: &Document, at: Node<'_>) -> bool {
    let reference = at.as_str().and_then(|text| Reference::parse(text).ok());
    let pointer = reference.filter(|it| it.path.is_none()).and_then(|it| it.pointer);
    let root = document.file_root_of(at);
    pointer.is_some_and(|pointer| root.is_some_and(|root| root.at(&pointer).is_some()))
}

fn find<'a>(
    document: &'a Document,
    at: Node<'a>,
    hops: &mut usize,
) -> Result<RefTarget<'a>, RefFailure> {
    let text = text_of(at)?;
    let reference = Reference::parse(text)?;
    let own_root = document.file_root_of(at);
    let root = match &reference.path {
        None => own_root,
        Some(path) => external_root(document, at, text, path)?,
    };
    let pointer = reference.pointer.ok_or_else(|| RefFailure::no_pointer(text))?;
    let is_local = reference.path.is_none();
    let missing =
        || RefFailure::missing(text, is_local, own_root.map(Node::id) == root_id(document));
    let root = root.ok_or_else(missing)?;
    match root.at(&pointer) {
        Some(node) => Ok(RefTarget { node, pointer }),
        None if document.has_external_references() => {
            find_through_references(document, root, &pointer, hops).ok_or_else(missing)
        }
        None => Err(missing()),
    }
}

/// Follows a pointer that passes through a reference, as `#/components/schemas/A` does if `schemas` itself is a
/// reference. No standard allows this, but documents of many files use it.
fn find_through_references<'a>(
    document: &'a Document,
    root: Node<'a>,
    pointer: &JsonPointer,
    hops: &mut usize,
) -> Option<RefTarget<'a>> {
    let mut current = RefTarget { node: root, pointer: JsonPointer::root() };
    for token in pointer.tokens() {
        while let Some(at) =
            reference_of(current.node).filter(|_| current.node.get(&token).is_none())
        {
            *hops = hops.checked_sub(1)?;
            current = find(document, at, hops).ok()?;
        }
        let pointer = current.pointer.child(&token);
        current = RefTarget { node: current.node.step(&token)?, pointer };
    }
    Some(current)
}

fn root_id(document: &Document) -> Option<NodeId> {
    document.root().map(Node::id)
}

/// The root of the file that a reference names.
fn external_root<'a>(
    document: &'a Document,
    at: Node<'a>,
    text: &str,
    path: &str,
) -> Result<Option<Node<'a>>, RefFailure> {
    let from = document.files.of(at.span());
    match document.links.find(from, path) {
        Some(Ok(file)) => Ok(document.file_root(file)),
        Some(Err(unread)) => Err(RefFailure::cannot_read(path, unread)),
        None => Err(RefFailure::not_read(text)),
    }
}

/// The path or URL of the file that a node references, for [`source::read_all`](crate::source::read_all).
pub(super) fn external_file(node: Node<'_>) -> Option<String> {
    let text = reference_of(node)?.as_str().filter(|text| !text.starts_with('#'))?;
    Reference::parse(text).ok()?.path
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::read_text;

    fn check(reference: &str, expected: Result<&str, &str>) {
        let text = format!(
            "{{\"openapi\": \"3.0.0\", \"a b/c\": 7, \"loop\": {{\"$ref\": \"#/loop\"}}, \"via\": {{\"$ref\": \"#/a%20b~1c\"}}, \"x\": {{\"$ref\": \"{reference}\"}}}}"
        );
        let document = Document::new(read_text("a.json", &text).unwrap()).unwrap();
        let node = document.root().unwrap().get("x").unwrap();
        let found = document.resolve(node);
        let found =
            found.map(|it| it.node.as_number().unwrap().to_owned()).map_err(|it| it.message);
        assert_eq!(found, expected.map(str::to_owned).map_err(str::to_owned), "{reference}");
    }

    #[test]
    fn references_end_at_a_value_or_an_error() {
        check("#/a%20b~1c", Ok("7"));
        check("#/via", Ok("7"));
        check("#/none", Err("`#/none` does not exist in this document"));
        check("#/loop", Err("this reference is circular"));
        check("#none", Err("`#none` is not a JSON pointer"));
        check("b.yaml#/x", Err("`b.yaml#/x` refers to a file that was not read"));
        check("#/%zz", Err("`#/%zz` is not a JSON pointer"));
        check("%zz.yaml", Err("`%zz.yaml` is not a valid reference"));
    }

    #[test]
    fn only_relative_paths_are_followed() {
        for text in ["https://a.b/c.yaml#/x", "HTTP://a.b/c"] {
            let message = format!("`{text}` is a remote reference, and these are disabled");
            check(text, Err(&message));
        }
        check("//a.b/c.yaml", Err("`//a.b/c.yaml` is not an absolute URL"));
        for text in ["/etc/passwd", "file:///etc/passwd", "C:/a.yaml", "urn:a:b"] {
            check(text, Err(&format!("`{text}` is not a relative path")));
        }
    }
}
