//! Parses XML text into a tree of elements.
//!
//! Takes text; returns the root element with resolved namespaces. Comments and processing
//! instructions are dropped. Text, character references and CDATA sections are merged. It must not
//! know what the elements mean.

use std::borrow::Cow;
use std::rc::Rc;

use quick_xml::XmlVersion;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::reader::Reader;

use super::MAX_DEPTH;
use crate::decode::DecodeError;

/// The maximum number of elements and attributes: each needs about ten times its text in memory.
const MAX_NODES: usize = 1_000_000;

/// The maximum number of attributes of an element.
const MAX_ATTRIBUTES: usize = 256;

/// The maximum number of namespace declarations in scope.
const MAX_NAMESPACES: usize = 256;

/// An element.
#[derive(Debug, Default)]
pub(super) struct Element {
    pub(super) local: String,
    pub(super) namespace: Option<Rc<str>>,
    pub(super) attributes: Vec<Attribute>,
    pub(super) children: Vec<Element>,
    /// The text of the element itself.
    pub(super) text: String,
}

/// An attribute other than a namespace declaration.
#[derive(Debug)]
pub(super) struct Attribute {
    pub(super) local: String,
    pub(super) namespace: Option<Rc<str>>,
    pub(super) value: String,
}

/// What is wrong with a document, without quoting it.
type Wrong = &'static str;

/// Parses a whole document.
pub(super) fn parse(text: &str) -> Result<Element, DecodeError> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_end_names = true;
    let scope = vec![("xml".to_owned(), "http://www.w3.org/XML/1998/namespace".into(), 0)];
    let mut builder = Builder { scope, ..Builder::default() };
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
            return builder.root.ok_or_else(|| DecodeError::new("the body has no root element"));
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

#[derive(Default)]
struct Builder {
    /// The open elements, from the root.
    open: Vec<Element>,
    root: Option<Element>,
    /// Prefix, namespace, and the depth of the declaring element. Elements share the string with
    /// the declaration, and equal declarations share it too, because it may be as long as the body.
    scope: Vec<(String, Rc<str>, usize)>,
    nodes: usize,
}

impl Builder {
    fn take(&mut self, event: Event<'_>) -> Result<(), Wrong> {
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
                self.text(&text)
            }
            Event::CData(text) if !self.open.is_empty() => {
                let text = text.xml10_content().map_err(|_| "text that is not UTF-8")?;
                self.text(&text)
            }
            Event::CData(_) => Err("text outside of the root element"),
            Event::GeneralRef(reference) => {
                let character = character(&reference)?;
                self.text(character.encode_utf8(&mut [0; 4]))
            }
            Event::DocType(_) => Err("a document type definition, which is not supported"),
            Event::Eof if !self.open.is_empty() => Err("the XML ends within an element"),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::Eof => Ok(()),
        }
    }

    fn text(&mut self, text: &str) -> Result<(), Wrong> {
        if !text.chars().all(is_character) {
            return Err("a character that XML does not allow");
        }
        match self.open.last_mut() {
            Some(element) => element.text.push_str(text),
            None if text.trim_ascii().is_empty() => {}
            None => return Err("text outside of the root element"),
        }
        Ok(())
    }

    fn start(&mut self, tag: &BytesStart<'_>) -> Result<(), Wrong> {
        if self.root.is_some() {
            return Err("a second root element");
        }
        if self.open.len() == MAX_DEPTH {
            return Err("elements nested too deeply");
        }
        let attributes = self.attributes(tag)?;
        let name = utf8(tag.name().into_inner())?;
        let (prefix, local) = split(name)?;
        let namespace = self.namespace(prefix)?;
        let mut element = Element { local: local.to_owned(), namespace, ..Element::default() };
        for (name, value) in attributes {
            let (prefix, local) = split(name)?;
            // An attribute without a prefix has no namespace (Namespaces in XML § 6.2).
            let namespace = if prefix.is_empty() { None } else { self.namespace(prefix)? };
            let is_same = |it: &Attribute| it.local == local && is_same(&it.namespace, &namespace);
            if element.attributes.iter().any(is_same) {
                return Err("an attribute that comes twice");
            }
            let local = local.to_owned();
            element.attributes.push(Attribute { local, namespace, value: value.into_owned() });
        }
        self.nodes += 1 + element.attributes.len();
        if self.nodes > MAX_NODES {
            return Err("too many elements");
        }
        self.open.push(element);
        Ok(())
    }

    /// Returns the attributes. Namespace declarations are added to the scope instead.
    fn attributes<'t>(
        &mut self,
        tag: &'t BytesStart<'_>,
    ) -> Result<Vec<(&'t str, Cow<'t, str>)>, Wrong> {
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
                    let known = self.scope.iter().find(|(_, known, _)| **known == *value);
                    let namespace =
                        known.map_or_else(|| value.into(), |(_, known, _)| known.clone());
                    self.scope.push((prefix.to_owned(), namespace, depth));
                }
                _ => attributes.push((name, value)),
            }
        }
        Ok(attributes)
    }

    fn namespace(&self, prefix: &str) -> Result<Option<Rc<str>>, Wrong> {
        let declared = self.scope.iter().rev().find(|(known, ..)| known == prefix);
        match declared {
            Some((_, namespace, _)) => Ok(Some(namespace.clone()).filter(|it| !it.is_empty())),
            None if prefix.is_empty() => Ok(None),
            None => Err("a prefix that is not declared"),
        }
    }

    fn end(&mut self) {
        let Some(element) = self.open.pop() else { return };
        let depth = self.open.len();
        while self.scope.last().is_some_and(|(.., at)| *at >= depth) {
            self.scope.pop();
        }
        match self.open.last_mut() {
            Some(parent) => parent.children.push(element),
            None => self.root = Some(element),
        }
    }

    /// Creates an error at a byte of the text. Its location is the path of the open elements.
    fn error(&self, text: &str, at: usize, wrong: Wrong, detail: Option<String>) -> DecodeError {
        let before = text.get(..at.min(text.len())).unwrap_or(text);
        let line = 1 + before.bytes().filter(|it| *it == b'\n').count();
        let column = before.len() - before.rfind('\n').map_or(0, |it| it + 1);
        let place: String = self.open.iter().map(|it| format!("/{}", it.local)).collect();
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

/// Whether two namespaces in scope are the same.
fn is_same(a: &Option<Rc<str>>, b: &Option<Rc<str>>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => Rc::ptr_eq(a, b),
        (a, b) => a.is_none() && b.is_none(),
    }
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
