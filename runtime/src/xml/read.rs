//! Converts a tree of elements to JSON by a table.
//!
//! It must not know serde's types. Content that does not match becomes JSON that does not match
//! either, and serde reports it.

use std::collections::BTreeMap;

use super::element::{Attribute, Element, Tree};
use super::table::{Node, Xml, XmlElement, XmlField, XmlName};
use super::{MAX_DEPTH, XSI};
use crate::decode::DecodeError;

/// Returns the value of a document as JSON text.
pub(super) fn json(root: Element<'_>, element: &XmlElement) -> Result<String, DecodeError> {
    let mut out = JsonWriter::default();
    match element.value {
        Xml::Wrapped(item, value) if is_item(root, element, *item) => {
            out.list(root.tree(), &[root.link()], value);
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
fn is_item(root: Element<'_>, element: &XmlElement, item: XmlName) -> bool {
    let holds_items = root.children().any(|it| matches(it, item));
    !element.is_named && matches(root, item) && !holds_items
}

fn matches(element: Element<'_>, name: XmlName) -> bool {
    is_name(element.local(), element.namespace(), name)
}

/// Documents often omit the namespaces that their servers send, and the reverse. So only two
/// different namespaces are a mismatch.
fn is_name(local: &str, namespace: Option<&str>, name: XmlName) -> bool {
    let differs = |wanted: &str| namespace.is_some_and(|it| it != wanted);
    local == name.local && !name.namespace.is_some_and(differs)
}

fn is_nil(attribute: Attribute<'_>) -> bool {
    attribute.local() == "nil"
        && attribute.namespace() == Some(XSI)
        && matches!(attribute.value().trim(), "true" | "1")
}

/// The source of a property of an element. It is small, because an element may have many.
#[derive(Clone, Copy)]
enum MemberSource {
    /// A child, by its link.
    Element(u32),
    /// An attribute, by its index.
    Attribute(u32),
    /// The element's own text.
    Text,
}

impl MemberSource {
    fn attribute(index: usize) -> Self {
        Self::Attribute(u32::try_from(index).unwrap_or(u32::MAX))
    }

    fn element(self, of: Element<'_>) -> Option<Element<'_>> {
        match self {
            Self::Element(link) => of.tree().element(link),
            Self::Attribute(_) | Self::Text => None,
        }
    }

    fn name(self, of: Element<'_>) -> &str {
        match self {
            Self::Element(_) => self.element(of).map_or("", Element::local),
            Self::Attribute(index) => {
                of.attributes().nth(index as usize).map_or("", Attribute::local)
            }
            Self::Text => "#text",
        }
    }

    fn text(self, of: Element<'_>) -> &str {
        match self {
            Self::Attribute(index) => {
                of.attributes().nth(index as usize).map_or("", Attribute::value)
            }
            Self::Element(_) | Self::Text => of.text(),
        }
    }
}

/// Writes JSON text.
#[derive(Default)]
struct JsonWriter(String);

impl JsonWriter {
    fn value(&mut self, element: Element<'_>, value: &Xml) {
        if element.attributes().any(is_nil) {
            return self.0.push_str("null");
        }
        match value {
            Xml::Object(fields) => self.object(element, fields, None),
            Xml::Open(fields, rest) => self.object(element, fields, Some(rest)),
            Xml::Map(of) => self.object(element, &[], Some(of)),
            Xml::List(of) => self.list(element.tree(), &[element.link()], of),
            Xml::Wrapped(item, of) => {
                let items = element.children().filter(|it| matches(*it, *item));
                self.list(element.tree(), &items.map(Element::link).collect::<Vec<_>>(), of);
            }
            Xml::Free => self.free(element),
            scalar => self.scalar(element.text(), scalar),
        }
    }

    fn list(&mut self, tree: &Tree<'_>, items: &[u32], of: &Xml) {
        self.0.push('[');
        for item in items.iter().filter_map(|it| tree.element(*it)) {
            self.value(item, of);
            self.0.push(',');
        }
        self.close(']');
    }

    fn object(&mut self, element: Element<'_>, fields: &[XmlField], rest: Option<&Xml>) {
        self.0.push('{');
        let mut known = vec![false; element.children().count()];
        for field in fields {
            self.field(element, field, &mut known);
        }
        if let Some(rest) = rest {
            let others = element.children().zip(&known).filter(|(_, known)| !**known);
            self.members(element, others.map(|(it, _)| MemberSource::Element(it.link())), rest);
        }
        self.close('}');
    }

    fn field(&mut self, element: Element<'_>, field: &XmlField, known: &mut [bool]) {
        match field.node {
            Node::Attribute => {
                let is_it = |it: &Attribute<'_>| is_name(it.local(), it.namespace(), field.name);
                if let Some(attribute) = element.attributes().find(is_it) {
                    self.key(field.key);
                    self.scalar(attribute.value(), field.value);
                    self.0.push(',');
                }
            }
            Node::Text => {
                if !element.has_children() || !element.text().trim().is_empty() {
                    self.key(field.key);
                    self.scalar(element.text(), field.value);
                    self.0.push(',');
                }
            }
            Node::Element | Node::Cdata => {
                let children = element.children().zip(known);
                let mut found = Vec::new();
                for (child, known) in children.filter(|(it, _)| matches(*it, field.name)) {
                    *known = true;
                    found.push(child.link());
                }
                self.elements(element.tree(), &found, field);
            }
        }
    }

    /// Writes a property from all elements with one name. If a single value occurs twice, so does
    /// the property, and serde reports it.
    fn elements(&mut self, tree: &Tree<'_>, found: &[u32], field: &XmlField) {
        let key = field.key;
        match field.value {
            Xml::List(of) if field.is_required || !found.is_empty() => {
                self.key(key);
                self.list(tree, found, of);
                self.0.push(',');
            }
            Xml::List(_) => {}
            value => {
                for element in found.iter().filter_map(|it| tree.element(*it)) {
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
    fn members(
        &mut self,
        of_element: Element<'_>,
        parts: impl Iterator<Item = MemberSource>,
        value: &Xml,
    ) {
        let mut by_name: BTreeMap<&str, Vec<MemberSource>> = BTreeMap::new();
        for part in parts {
            by_name.entry(part.name(of_element)).or_default().push(part);
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
                match part.element(of_element) {
                    Some(element) => self.value(element, of),
                    None => self.string(part.text(of_element)),
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
    fn free(&mut self, element: Element<'_>) {
        if !element.has_children() && element.attributes().len() == 0 {
            return self.string(element.text());
        }
        let attributes = (0..element.attributes().len()).map(MemberSource::attribute);
        let text = (!element.text().trim().is_empty()).then_some(MemberSource::Text);
        let children = element.children().map(|it| MemberSource::Element(it.link()));
        self.0.push('{');
        self.members(element, attributes.chain(text).chain(children), &Xml::Free);
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
