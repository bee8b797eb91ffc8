//! `$ref` resolution (OpenAPI 3.0 "Reference Object", RFC 3986, RFC 6901).

use super::Document;
use crate::diagnostic::{Diagnostic, code};
use crate::source::{self, JsonPointer, Node, Span, Tree, Unread};

/// How many references may follow each other, and how many may lie on the way of one pointer.
const MAX_HOPS: usize = 64;

/// Where a chain of references ends.
#[derive(Clone, Debug)]
pub struct Resolved<'a> {
    /// The node, which has no `$ref` of its own.
    pub node: Node<'a>,
    /// Its JSON pointer in its own file, where a reference was followed.
    pub pointer: Option<JsonPointer>,
}

/// Why a reference leads nowhere.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct RefError<'a> {
    /// The string that holds the reference at fault.
    pub at: Node<'a>,
    /// What is wrong.
    pub message: String,
    /// The way out.
    pub help: &'static str,
    /// A second place that belongs to it, such as a fault in the file that is referred to.
    pub related: Option<(Span, String)>,
    /// Whether it may well be right: it names a URL, and the network was not used.
    pub is_remote: bool,
}

impl From<RefError<'_>> for Diagnostic {
    fn from(error: RefError<'_>) -> Self {
        let diagnostic = Self::error(code::UNRESOLVED_REF, error.message);
        let mut diagnostic = diagnostic.at(error.at.span()).with_help(error.help);
        diagnostic.related = error.related;
        diagnostic
    }
}

/// What is wrong with a reference, without its place.
#[derive(Clone, Debug)]
pub(super) struct Fault {
    message: String,
    help: &'static str,
    related: Option<(Span, String)>,
    is_remote: bool,
}

impl Fault {
    pub(super) fn new(message: impl Into<String>, help: &'static str) -> Self {
        Self { message: message.into(), help, related: None, is_remote: false }
    }

    pub(super) fn at(self, at: Node<'_>) -> RefError<'_> {
        let Self { message, help, related, is_remote } = self;
        RefError { at, message, help, related, is_remote }
    }
}

impl From<RefError<'_>> for Fault {
    fn from(error: RefError<'_>) -> Self {
        let RefError { at: _, message, help, related, is_remote } = error;
        Self { message, help, related, is_remote }
    }
}

/// The `$ref` of an object. A property may be called `$ref`; only a string makes a reference.
pub(super) fn reference_of(node: Node<'_>) -> Option<Node<'_>> {
    node.get("$ref").filter(|at| at.as_str().is_some())
}

/// Follows `$ref` from `node` until a node without one.
pub(super) fn resolve<'a>(
    document: &'a Document,
    node: Node<'a>,
) -> Result<Resolved<'a>, RefError<'a>> {
    let mut current = Resolved { node, pointer: None };
    for _ in 0..MAX_HOPS {
        let Some(at) = reference_of(current.node) else { return Ok(current) };
        current = lookup(document, at)?;
    }
    let at = current.node.get("$ref").unwrap_or(current.node);
    Err(circle().at(at))
}

/// Follows `$ref` in a tree that was made from the document's; `place` says where what stood at a pointer stands there.
pub(super) fn resolve_in<'a>(
    document: &Document,
    tree: &'a Tree,
    node: Node<'a>,
    place: impl Fn(JsonPointer) -> JsonPointer,
) -> Result<Resolved<'a>, RefError<'a>> {
    let mut current = Resolved { node, pointer: None };
    for _ in 0..MAX_HOPS {
        let Some(at) = reference_of(current.node) else { return Ok(current) };
        current = lookup_in(document, tree, at, &place).map_err(|fault| fault.at(at))?;
    }
    let at = current.node.get("$ref").unwrap_or(current.node);
    Err(circle().at(at))
}

fn lookup_in<'a>(
    document: &Document,
    tree: &'a Tree,
    at: Node<'a>,
    place: impl Fn(JsonPointer) -> JsonPointer,
) -> Result<Resolved<'a>, Fault> {
    if let Some(fault) = document.broken.get(&at.span()) {
        return Err(fault.clone());
    }
    let text = at.as_str().unwrap_or_default();
    let reference = Reference::parse(text)?;
    if reference.path.is_some() {
        return Err(unread(text));
    }
    let pointer = place(reference.pointer.ok_or_else(|| no_pointer(text))?);
    let node = tree.at(&pointer).ok_or_else(|| missing(text, true, true))?;
    Ok(Resolved { node, pointer: Some(pointer) })
}

fn no_pointer(text: &str) -> Fault {
    Fault::new(format!("`{text}` is not a JSON pointer"), "write `#/components/schemas/Name`")
}

fn unread(text: &str) -> Fault {
    if source::is_url(text) {
        let message = format!("remote references are not read; `{text}` lies on the network");
        return Fault { is_remote: true, ..Fault::new(message, source::ALLOW_REMOTE) };
    }
    let message = format!("`{text}` lies in another file, which was not read");
    Fault::new(message, "read the document from the folder that it lies in")
}

/// What references that lead to each other are told.
pub(super) fn circle() -> Fault {
    let help = "a chain of references must end at a definition";
    Fault::new("this reference leads back to itself", help)
}

/// What the reference in a string leads to, one step away.
pub(super) fn lookup<'a>(
    document: &'a Document,
    at: Node<'a>,
) -> Result<Resolved<'a>, RefError<'a>> {
    if let Some(fault) = document.broken.get(&at.span()) {
        return Err(fault.clone().at(at));
    }
    find(document, at, &mut { MAX_HOPS }).map_err(|fault| fault.at(at))
}

/// Whether a reference names a place of its own file, with no other reference on the way there.
pub(super) fn is_plain(document: &Document, at: Node<'_>) -> bool {
    let reference = at.as_str().and_then(|text| Reference::parse(text).ok());
    let pointer = reference.filter(|it| it.path.is_none()).and_then(|it| it.pointer);
    let root = document.root_around(at);
    pointer.is_some_and(|pointer| root.is_some_and(|root| root.at(&pointer).is_some()))
}

fn find<'a>(document: &'a Document, at: Node<'a>, hops: &mut usize) -> Result<Resolved<'a>, Fault> {
    let text = at.as_str().unwrap_or_default();
    let reference = Reference::parse(text)?;
    let own = document.root_around(at);
    let root = match &reference.path {
        None => own,
        Some(path) => other_file(document, at, text, path)?,
    };
    let pointer = reference.pointer.ok_or_else(|| no_pointer(text))?;
    let local = reference.path.is_none();
    let missing = || missing(text, local, own.map(Node::id) == first(document));
    let root = root.ok_or_else(missing)?;
    match root.at(&pointer) {
        Some(node) => Ok(Resolved { node, pointer: Some(pointer) }),
        None if document.names_files() => {
            through(document, root, &pointer, hops).ok_or_else(missing)
        }
        None => Err(missing()),
    }
}

/// A pointer that leads through a reference, as `#/components/schemas/A` does where all of `schemas` is one: no standard
/// allows it, but documents of many files have it.
fn through<'a>(
    document: &'a Document,
    root: Node<'a>,
    pointer: &JsonPointer,
    hops: &mut usize,
) -> Option<Resolved<'a>> {
    let mut current = Resolved { node: root, pointer: Some(JsonPointer::root()) };
    for token in pointer.tokens() {
        while let Some(at) =
            reference_of(current.node).filter(|_| current.node.get(&token).is_none())
        {
            *hops = hops.checked_sub(1)?;
            current = find(document, at, hops).ok()?;
        }
        let place = current.pointer.unwrap_or_default().child(&token);
        current = Resolved { node: current.node.step(&token)?, pointer: Some(place) };
    }
    Some(current)
}

fn first(document: &Document) -> Option<crate::source::NodeId> {
    document.root().map(Node::id)
}

fn missing(text: &str, local: bool, in_first: bool) -> Fault {
    match (local, in_first) {
        (false, _) => {
            let message = format!("`{text}` does not exist in that file");
            Fault::new(message, "add what it names, or correct the reference")
        }
        (true, true) => {
            let message = format!("`{text}` does not exist in this document");
            Fault::new(message, "add what it names, or correct the reference")
        }
        (true, false) => {
            let help = "without a path in front of the `#`, it is looked for in the file that it is written in";
            Fault::new(format!("`{text}` does not exist in this file"), help)
        }
    }
}

/// The root of the file that a reference names.
fn other_file<'a>(
    document: &'a Document,
    at: Node<'a>,
    text: &str,
    path: &str,
) -> Result<Option<Node<'a>>, Fault> {
    let from = document.files.of(at.span());
    match document.links.find(from, path) {
        Some(Ok(file)) => Ok(document.file_root(file)),
        Some(Err(unread)) => Err(cannot_read(path, unread)),
        None => Err(unread(text)),
    }
}

fn cannot_read(path: &str, unread: &Unread) -> Fault {
    let message = format!("`{path}` cannot be read: {}", unread.message);
    match unread.place {
        Some(place) => {
            let related = Some((place, "the fault is here".to_owned()));
            let help = "correct that file; it must be JSON or YAML";
            Fault { related, ..Fault::new(message, help) }
        }
        None => Fault::new(message, unread.help.unwrap_or(PATH_HELP)),
    }
}

const PATH_HELP: &str = "the path begins at the file that it is written in; a schema of that file is `#/components/schemas/Name`";

/// The path or the URL of the file that a node refers to, as [`source::read_all`](crate::source::read_all) wants it.
pub(super) fn foreign(node: Node<'_>) -> Option<String> {
    let text = reference_of(node)?.as_str().filter(|text| !text.starts_with('#'))?;
    Reference::parse(text).ok()?.path
}

/// A reference taken apart (RFC 3986 section 4.2).
struct Reference {
    /// The file's URL, or its path, percent-decoded; `None` for the same file.
    path: Option<String>,
    /// `None` where the fragment is no JSON pointer (RFC 6901 section 6).
    pointer: Option<JsonPointer>,
}

impl Reference {
    fn parse(text: &str) -> Result<Self, Fault> {
        let (path, fragment) = text.split_once('#').unwrap_or((text, ""));
        let pointer = percent_decoded(fragment).and_then(|text| JsonPointer::parse(&text));
        if path.is_empty() {
            let path = text.is_empty().then(String::new);
            return Ok(Self { path, pointer });
        }
        if source::is_url(path) {
            return Ok(Self { path: Some(path.to_owned()), pointer });
        }
        refuse(path, text)?;
        let malformed = || {
            let help = "after a `%`, write two hexadecimal digits";
            Fault::new(format!("`{text}` is not a reference"), help)
        };
        Ok(Self { path: Some(percent_decoded(path).ok_or_else(malformed)?), pointer })
    }
}

/// Only what lies beside the document is read, and what has a whole URL: a reference must not read what lies anywhere on
/// a machine.
fn refuse(path: &str, text: &str) -> Result<(), Fault> {
    let scheme = path.split_once(':').map(|(scheme, _)| scheme).filter(|it| is_scheme(it));
    if path.starts_with("//") {
        let message = format!("`{text}` is not a whole URL");
        return Err(Fault::new(message, "write the scheme too, such as `https://`"));
    }
    if scheme.is_some() || path.starts_with(['/', '\\']) {
        let message = format!("`{text}` is not a relative path");
        let help =
            "write the path from the file that holds the reference, such as `schemas/order.yaml`";
        return Err(Fault::new(message, help));
    }
    Ok(())
}

/// RFC 3986 section 3.1. A drive such as `C:` looks like one, too.
fn is_scheme(text: &str) -> bool {
    let part = |it: char| it.is_ascii_alphanumeric() || matches!(it, '+' | '-' | '.');
    text.starts_with(|it: char| it.is_ascii_alphabetic()) && text.chars().all(part)
}

/// A pointer as the fragment of a reference (RFC 6901 section 6, RFC 3986 section 3.5).
pub(super) fn fragment(pointer: &JsonPointer) -> String {
    let mut text = String::new();
    for byte in pointer.as_str().bytes() {
        let plain = byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@/?".contains(&byte);
        if plain {
            text.push(char::from(byte));
        } else {
            text.push_str(&format!("%{byte:02X}"));
        }
    }
    text
}

fn percent_decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let digit = |it: Option<u8>| it.and_then(|byte| char::from(byte).to_digit(16));
        let (high, low) = (digit(rest.next())?, digit(rest.next())?);
        bytes.push(u8::try_from(high * 16 + low).ok()?);
    }
    String::from_utf8(bytes).ok()
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
        let start = document.root().unwrap().get("x").unwrap();
        let found = document.resolve(start);
        let found =
            found.map(|it| it.node.as_number().unwrap().to_owned()).map_err(|it| it.message);
        assert_eq!(found, expected.map(str::to_owned).map_err(str::to_owned), "{reference}");
    }

    #[test]
    fn references_end_at_a_value_or_an_error() {
        check("#/a%20b~1c", Ok("7"));
        check("#/via", Ok("7"));
        check("#/none", Err("`#/none` does not exist in this document"));
        check("#/loop", Err("this reference leads back to itself"));
        check("#none", Err("`#none` is not a JSON pointer"));
        check("b.yaml#/x", Err("`b.yaml#/x` lies in another file, which was not read"));
        check("#/%zz", Err("`#/%zz` is not a JSON pointer"));
        check("%zz.yaml", Err("`%zz.yaml` is not a reference"));
    }

    #[test]
    fn only_relative_paths_are_followed() {
        for text in ["https://a.b/c.yaml#/x", "HTTP://a.b/c"] {
            let message = format!("remote references are not read; `{text}` lies on the network");
            check(text, Err(&message));
        }
        check("//a.b/c.yaml", Err("`//a.b/c.yaml` is not a whole URL"));
        for text in ["/etc/passwd", "file:///etc/passwd", "C:/a.yaml", "urn:a:b"] {
            check(text, Err(&format!("`{text}` is not a relative path")));
        }
    }
}
