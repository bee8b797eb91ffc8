//! Parses XML text into a tree of elements.
//!
//! Takes text; returns the root element with resolved namespaces. Comments and processing
//! instructions are dropped. Text, character references and CDATA sections are merged. It must not
//! know what the elements mean.

use std::borrow::Cow;
use std::collections::HashMap;
use std::rc::Rc;

use quick_xml::XmlVersion;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::reader::Reader;

use super::MAX_DEPTH;
use super::element::Tree;
use crate::decode::DecodeError;

/// The maximum number of elements and attributes.
pub(super) const MAX_NODES: usize = 1_000_000;

/// The maximum number of attributes of an element.
const MAX_ATTRIBUTES: usize = 256;

/// The maximum number of namespace declarations in scope.
const MAX_NAMESPACES: usize = 256;

/// What is wrong with a document, without quoting it.
type Wrong = &'static str;

/// Parses a whole document.
pub(super) fn parse(text: &str) -> Result<Tree<'_>, DecodeError> {
    // The tree counts in 32 bits.
    if u32::try_from(text.len()).is_err() {
        return Err(DecodeError::new("the body is longer than 4 GiB"));
    }
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_end_names = true;
    let mut builder = Builder::new(text);
    loop {
        let event = match reader.read_event() {
            Ok(event) => event,
            Err(cause) => {
                let at = usize::try_from(reader.error_position()).unwrap_or(text.len());
                return Err(builder.error(text, at, syntax(&cause), Some(cause.to_string())));
            }
        };
        let is_end = event == Event::Eof;
        if let Err(wrong) = builder.take(event) {
            let at = usize::try_from(reader.buffer_position()).unwrap_or(text.len());
            return Err(builder.error(text, at, wrong, None));
        }
        if is_end {
            let has_root = builder.tree.root().is_some();
            let none = || DecodeError::new("the body has no root element");
            return if has_root { Ok(builder.tree) } else { Err(none()) };
        }
    }
}

fn syntax(cause: &quick_xml::Error) -> Wrong {
    use quick_xml::errors::IllFormedError::{MismatchedEndTag, UnmatchedEndTag};
    match cause {
        quick_xml::Error::Syntax(_) => "the XML ends within a tag or a section",
        quick_xml::Error::IllFormed(MismatchedEndTag { .. } | UnmatchedEndTag(_)) => {
            "an end tag that does not match its start tag"
        }
        _ => "the body is not well-formed XML",
    }
}

struct Builder<'t> {
    tree: Tree<'t>,
    /// The open elements from the root, each with its last child.
    open: Vec<(u32, u32)>,
    /// Prefix, namespace, and the depth of the declaring element.
    scope: Vec<(String, u32, usize)>,
    /// All namespaces. Equal ones are stored once, because one may be as long as the body.
    known: HashMap<Rc<str>, u32>,
}

impl<'t> Builder<'t> {
    fn new(text: &'t str) -> Self {
        let (open, known) = (Vec::new(), HashMap::new());
        let mut builder = Self { tree: Tree::new(text), open, scope: Vec::new(), known };
        let xml = builder.intern("http://www.w3.org/XML/1998/namespace");
        builder.scope.push(("xml".to_owned(), xml, 0));
        builder
    }

    /// Returns the link of a namespace; 0 for an empty one, which is none.
    fn intern(&mut self, namespace: &str) -> u32 {
        if namespace.is_empty() {
            return 0;
        }
        if let Some(link) = self.known.get(namespace) {
            return *link;
        }
        let namespace: Rc<str> = namespace.into();
        let link = self.tree.add_namespace(namespace.clone());
        self.known.insert(namespace, link);
        link
    }

    fn take(&mut self, event: Event<'t>) -> Result<(), Wrong> {
        match event {
            Event::Start(tag) => self.start(&tag),
            Event::Empty(tag) => {
                self.start(&tag)?;
                self.end();
                Ok(())
            }
            Event::End(_) => {
                self.end();
                Ok(())
            }
            Event::Text(text) => {
                let text = text.xml10_content().map_err(|_| "text that is not UTF-8")?;
                self.text(text)
            }
            Event::CData(text) if !self.open.is_empty() => {
                let text = text.xml10_content().map_err(|_| "text that is not UTF-8")?;
                self.text(text)
            }
            Event::CData(_) => Err("text outside of the root element"),
            Event::GeneralRef(reference) => {
                let character = character(&reference)?;
                self.text(character.to_string().into())
            }
            Event::DocType(_) => Err("a document type definition, which is not supported"),
            Event::Eof if !self.open.is_empty() => Err("the XML ends within an element"),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::Eof => Ok(()),
        }
    }

    fn text(&mut self, text: Cow<'t, str>) -> Result<(), Wrong> {
        if !text.chars().all(is_character) {
            return Err("a character that XML does not allow");
        }
        match self.open.last() {
            Some((element, _)) => self.tree.push_text(*element, text),
            None if text.trim_ascii().is_empty() => {}
            None => return Err("text outside of the root element"),
        }
        Ok(())
    }

    fn start(&mut self, tag: &BytesStart<'_>) -> Result<(), Wrong> {
        if self.open.is_empty() && self.tree.root().is_some() {
            return Err("a second root element");
        }
        if self.open.len() == MAX_DEPTH {
            return Err("elements nested too deeply");
        }
        let attributes = self.attributes(tag)?;
        let name = utf8(tag.name().into_inner())?;
        let (prefix, local) = split(name)?;
        let (local, namespace) = (self.tree.span(local), self.namespace(prefix)?);
        // The root has no parent.
        let (parent, previous) = self.open.last().copied().unwrap_or_default();
        let element = self.tree.add_element(local, namespace, parent, previous);
        if let Some((_, last)) = self.open.last_mut() {
            *last = element;
        }
        for (name, value) in attributes {
            self.attribute(name, value)?;
        }
        if self.tree.len() > MAX_NODES {
            return Err("too many elements");
        }
        self.open.push((element, 0));
        Ok(())
    }

    /// Adds an attribute to the element that starts.
    fn attribute(&mut self, name: &str, value: Cow<'_, str>) -> Result<(), Wrong> {
        let (prefix, local) = split(name)?;
        // An attribute without a prefix has no namespace (Namespaces in XML § 6.2).
        let namespace = if prefix.is_empty() { 0 } else { self.namespace(prefix)? };
        if self.tree.has_attribute(local, namespace) {
            return Err("an attribute that comes twice");
        }
        let value = match value {
            Cow::Borrowed(value) => Cow::Borrowed(self.tree.part(self.tree.span(value))),
            Cow::Owned(value) => Cow::Owned(value),
        };
        self.tree.add_attribute(self.tree.span(local), namespace, value);
        Ok(())
    }

    /// Returns the attributes. Namespace declarations are added to the scope instead.
    fn attributes<'a>(
        &mut self,
        tag: &'a BytesStart<'_>,
    ) -> Result<Vec<(&'a str, Cow<'a, str>)>, Wrong> {
        let depth = self.open.len();
        let mut attributes = Vec::new();
        let mut all = tag.attributes();
        for (count, attribute) in all.with_checks(false).enumerate() {
            let attribute = attribute.map_err(|_| "an attribute that is not well-formed")?;
            let name = utf8(attribute.key.into_inner())?;
            let value = attribute.normalized_value(XmlVersion::Explicit1_0);
            let value = value.map_err(|_| "an attribute with a reference that is not known")?;
            if count >= MAX_ATTRIBUTES || self.scope.len() >= MAX_NAMESPACES {
                return Err("too many attributes");
            }
            if !value.chars().all(is_character) {
                return Err("a character that XML does not allow");
            }
            match name.strip_prefix("xmlns").map(|it| it.strip_prefix(':').unwrap_or(it)) {
                Some(prefix) if name == "xmlns" || name.starts_with("xmlns:") => {
                    let namespace = self.intern(&value);
                    self.scope.push((prefix.to_owned(), namespace, depth));
                }
                _ => attributes.push((name, value)),
            }
        }
        Ok(attributes)
    }

    fn namespace(&self, prefix: &str) -> Result<u32, Wrong> {
        let declared = self.scope.iter().rev().find(|(known, ..)| known == prefix);
        match declared {
            Some((_, namespace, _)) => Ok(*namespace),
            None if prefix.is_empty() => Ok(0),
            None => Err("a prefix that is not declared"),
        }
    }

    fn end(&mut self) {
        if self.open.pop().is_none() {
            return;
        }
        let depth = self.open.len();
        while self.scope.last().is_some_and(|(.., at)| *at >= depth) {
            self.scope.pop();
        }
    }

    /// Creates an error at a byte of the text. Its location is the path of the open elements.
    fn error(&self, text: &str, at: usize, wrong: Wrong, detail: Option<String>) -> DecodeError {
        let before = text.get(..at.min(text.len())).unwrap_or(text);
        let line = 1 + before.bytes().filter(|it| *it == b'\n').count();
        let column = before.len() - before.rfind('\n').map_or(0, |it| it + 1);
        let open = self.open.iter().filter_map(|(link, _)| self.tree.element(*link));
        let place: String = open.map(|it| format!("/{}", it.local())).collect();
        DecodeError::malformed(wrong, place, line, column, detail)
    }
}

/// Resolves one of the five predefined entities, or a character reference (XML 1.0 § 4.6).
fn character(reference: &BytesRef<'_>) -> Result<char, Wrong> {
    let unknown = "a reference that is not known";
    if let Some(character) = reference.resolve_char_ref().map_err(|_| unknown)? {
        return Ok(character);
    }
    let name = reference.decode().map_err(|_| unknown)?;
    let entity = quick_xml::escape::resolve_xml_entity(&name);
    entity.and_then(|it| it.chars().next()).ok_or(unknown)
}

/// Splits a name into prefix and local part, and checks it roughly.
fn split(name: &str) -> Result<(&str, &str), Wrong> {
    let (prefix, local) = name.split_once(':').unwrap_or(("", name));
    let starts = |it: char| it.is_alphabetic() || it == '_';
    let is_name = local.starts_with(starts) && !local.contains(['<', '&', '"', '\'', '=', ':']);
    if is_name { Ok((prefix, local)) } else { Err("an invalid name") }
}

fn utf8(bytes: &[u8]) -> Result<&str, Wrong> {
    std::str::from_utf8(bytes).map_err(|_| "text that is not UTF-8")
}

/// Whether a character is allowed (XML 1.0 § 2.2).
pub(super) fn is_character(it: char) -> bool {
    matches!(it, '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'..)
}
