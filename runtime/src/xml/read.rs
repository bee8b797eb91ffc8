//! Converts a tree of elements to JSON by a table.
//!
//! It must not know serde's types. Content that does not match becomes JSON that does not match
//! either, and serde reports it.

use std::collections::BTreeMap;

use super::table::{Node, Xml, XmlElement, XmlField, XmlName};
use super::tree::{Attribute, Element};
use super::{MAX_DEPTH, XSI};
use crate::decode::DecodeError;

/// Returns the value of a document as JSON text.
pub(super) fn json(root: &Element, element: &XmlElement) -> Result<String, DecodeError> {
    let mut out = JsonWriter::default();
    match element.value {
        Xml::Wrapped(item, value) if is_item(root, element, *item) => {
            out.list(&[root], value);
        }
        value if !element.is_named || matches(root, element.name) => out.value(root, value),
        _ => {
            let expected = element.name.local;
            let message = format!("the root element is not {expected:?}");
            return Err(DecodeError::malformed(&message, String::new(), 0, 0, None));
        }
    }
    Ok(out.0)
}

/// Whether the root itself is the only item of a list without a name.
fn is_item(root: &Element, element: &XmlElement, item: XmlName) -> bool {
    let holds_items = root.children.iter().any(|it| matches(it, item));
    !element.is_named && matches(root, item) && !holds_items
}

fn matches(element: &Element, name: XmlName) -> bool {
    is_name(&element.local, element.namespace.as_deref(), name)
}

/// Documents often omit the namespaces that their servers send, and the reverse. So only two
/// different namespaces are a mismatch.
fn is_name(local: &str, namespace: Option<&str>, name: XmlName) -> bool {
    let differs = |wanted: &str| namespace.is_some_and(|it| it != wanted);
    local == name.local && !name.namespace.is_some_and(differs)
}

fn is_nil(attribute: &Attribute) -> bool {
    attribute.local == "nil"
        && attribute.namespace.as_deref() == Some(XSI)
        && matches!(attribute.value.trim(), "true" | "1")
}

/// The source of a property.
enum MemberSource<'e> {
    Element(&'e Element),
    /// An attribute or a text, with its name.
    Text(&'e str, &'e str),
}

impl<'e> MemberSource<'e> {
    fn name(&self) -> &'e str {
        match self {
            Self::Element(element) => &element.local,
            Self::Text(name, _) => name,
        }
    }
}

/// Writes JSON text.
#[derive(Default)]
struct JsonWriter(String);

impl JsonWriter {
    fn value(&mut self, element: &Element, value: &Xml) {
        if element.attributes.iter().any(is_nil) {
            return self.0.push_str("null");
        }
        match value {
            Xml::Object(fields) => self.object(element, fields, None),
            Xml::Open(fields, rest) => self.object(element, fields, Some(rest)),
            Xml::Map(of) => self.object(element, &[], Some(of)),
            Xml::List(of) => self.list(&[element], of),
            Xml::Wrapped(item, of) => {
                let items: Vec<&Element> =
                    element.children.iter().filter(|it| matches(it, *item)).collect();
                self.list(&items, of);
            }
            Xml::Free => self.free(element),
            scalar => self.scalar(&element.text, scalar),
        }
    }

    fn list(&mut self, items: &[&Element], of: &Xml) {
        self.0.push('[');
        for item in items {
            self.value(item, of);
            self.0.push(',');
        }
        self.close(']');
    }

    fn object(&mut self, element: &Element, fields: &[XmlField], rest: Option<&Xml>) {
        self.0.push('{');
        let mut known = vec![false; element.children.len()];
        for field in fields {
            self.field(element, field, &mut known);
        }
        if let Some(rest) = rest {
            let others = element.children.iter().zip(&known).filter(|(_, known)| !**known);
            self.members(others.map(|(it, _)| MemberSource::Element(it)), rest);
        }
        self.close('}');
    }

    fn field(&mut self, element: &Element, field: &XmlField, known: &mut [bool]) {
        match field.node {
            Node::Attribute => {
                let mut attributes = element.attributes.iter();
                let is_it =
                    |it: &&Attribute| is_name(&it.local, it.namespace.as_deref(), field.name);
                if let Some(attribute) = attributes.find(is_it) {
                    self.key(field.key);
                    self.scalar(&attribute.value, field.value);
                    self.0.push(',');
                }
            }
            Node::Text => {
                if element.children.is_empty() || !element.text.trim().is_empty() {
                    self.key(field.key);
                    self.scalar(&element.text, field.value);
                    self.0.push(',');
                }
            }
            Node::Element | Node::Cdata => {
                let children = element.children.iter().zip(known);
                let mut found: Vec<&Element> = Vec::new();
                for (child, known) in children.filter(|(it, _)| matches(it, field.name)) {
                    *known = true;
                    found.push(child);
                }
                self.elements(field.key, &found, field.value, field.is_required);
            }
        }
    }

    /// Writes a property from all elements with one name. If a single value occurs twice, so does
    /// the property, and serde reports it.
    fn elements(&mut self, key: &str, found: &[&Element], value: &Xml, is_required: bool) {
        match value {
            Xml::List(of) if is_required || !found.is_empty() => {
                self.key(key);
                self.list(found, of);
                self.0.push(',');
            }
            Xml::List(_) => {}
            value => {
                for element in found {
                    self.key(key);
                    self.value(element, value);
                    self.0.push(',');
                }
            }
        }
    }

    /// Writes the properties that parts are named after. Several parts with one name are a list,
    /// whatever the type: a map would keep one of two duplicate properties, but a list is a
    /// reported mismatch.
    fn members<'e>(&mut self, parts: impl Iterator<Item = MemberSource<'e>>, value: &Xml) {
        let mut by_name: BTreeMap<&str, Vec<MemberSource<'_>>> = BTreeMap::new();
        for part in parts {
            by_name.entry(part.name()).or_default().push(part);
        }
        let (of, is_list) = match value {
            Xml::List(of) => (*of, true),
            value => (value, false),
        };
        for (name, found) in by_name {
            self.key(name);
            let is_list = is_list || found.len() > 1;
            self.0.push_str(if is_list { "[" } else { "" });
            for part in &found {
                match part {
                    MemberSource::Element(element) => self.value(element, of),
                    MemberSource::Text(_, text) => self.string(text),
                }
                self.0.push_str(if is_list { "," } else { "" });
            }
            if is_list {
                self.close(']');
            }
            self.0.push(',');
        }
    }

    /// Writes content without a type. Text is a string.
    fn free(&mut self, element: &Element) {
        if element.children.is_empty() && element.attributes.is_empty() {
            return self.string(&element.text);
        }
        let attributes =
            element.attributes.iter().map(|it| MemberSource::Text(&it.local, &it.value));
        let text = Some(&element.text).filter(|it| !it.trim().is_empty());
        let text = text.map(|it| MemberSource::Text("#text", it));
        let children = element.children.iter().map(MemberSource::Element);
        self.0.push('{');
        self.members(attributes.chain(text).chain(children), &Xml::Free);
        self.close('}');
    }

    /// Content of the wrong kind is written as a string, which does not match the type either.
    fn scalar(&mut self, text: &str, kind: &Xml) {
        match literal(text, kind, 0) {
            Some(Literal::Plain(text)) => self.0.push_str(&text),
            Some(Literal::Text(text)) => self.string(text),
            None if text.trim().is_empty() => self.0.push_str("null"),
            None => self.string(text),
        }
    }

    fn string(&mut self, text: &str) {
        self.0.push_str(&serde_json::Value::from(text).to_string());
    }

    fn key(&mut self, key: &str) {
        self.string(key);
        self.0.push(':');
    }

    /// Removes the trailing comma and closes the container.
    fn close(&mut self, bracket: char) {
        if self.0.ends_with(',') {
            self.0.pop();
        }
        self.0.push(bracket);
    }
}

/// A JSON scalar.
enum Literal<'a> {
    Plain(String),
    Text(&'a str),
}

/// Parses a text by its kind (XML Schema Part 2 §§ 3.2 and 3.3).
fn literal<'a>(text: &'a str, kind: &Xml, depth: usize) -> Option<Literal<'a>> {
    let token = text.trim_matches([' ', '\t', '\n', '\r']);
    match kind {
        Xml::Text => Some(Literal::Text(text)),
        Xml::Token => (!token.is_empty()).then_some(Literal::Text(token)),
        Xml::Boolean => match token {
            "true" | "1" => Some(Literal::Plain("true".to_owned())),
            "false" | "0" => Some(Literal::Plain("false".to_owned())),
            _ => None,
        },
        Xml::Integer => integer(token).map(Literal::Plain),
        Xml::Number => number(token).map(Literal::Plain),
        Xml::FirstOf(kinds) if depth < MAX_DEPTH => {
            kinds.iter().find_map(|kind| literal(text, kind, depth + 1))
        }
        _ => None,
    }
}

/// JSON has no plus sign and no leading zeros (RFC 8259 § 6).
fn integer(token: &str) -> Option<String> {
    let (sign, digits) = match token.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", token.strip_prefix('+').unwrap_or(token)),
    };
    if digits.is_empty() || !digits.bytes().all(|it| it.is_ascii_digit()) {
        return None;
    }
    let digits = digits.trim_start_matches('0');
    Some(if digits.is_empty() { "0".to_owned() } else { format!("{sign}{digits}") })
}

fn number(token: &str) -> Option<String> {
    if serde_json::from_str::<serde_json::Number>(token).is_ok() {
        return Some(token.to_owned());
    }
    let is_number = token.bytes().all(|it| it.is_ascii_digit() || b"+-.eE".contains(&it));
    let value = token.parse::<f64>().ok().filter(|it| is_number && it.is_finite())?;
    serde_json::Number::from_f64(value).map(|it| it.to_string())
}
