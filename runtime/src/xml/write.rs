//! Converts JSON to XML text by a table.
//!
//! It must not know serde's types. Properties that the table does not name are written too, so that
//! nothing is lost.

use serde_json::{Map, Value};

use super::XSI;
use super::table::{Node, Xml, XmlElement, XmlField, XmlName};
use super::tree::is_character;
use crate::json;

/// Why a value cannot be represented in XML.
type Wrong = String;

/// Writes a whole document.
pub(super) fn document(body: &Value, element: &XmlElement) -> Result<String, Wrong> {
    let mut writer = Writer { out: DECLARATION.to_owned(), scope: Vec::new() };
    writer.element(&Name::of(element.name), element.value, body, false)?;
    Ok(writer.out)
}

const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>";

/// The name of an element, from the table or the value.
#[derive(Clone, Copy)]
struct Name<'a> {
    local: &'a str,
    namespace: Option<&'a str>,
    prefix: Option<&'a str>,
}

impl<'a> Name<'a> {
    fn of(name: XmlName) -> Self {
        Self { local: name.local, namespace: name.namespace, prefix: name.prefix }
    }

    /// Converts a key of the value to a name (XML 1.0 § 2.3).
    fn key(key: &'a str) -> Result<Self, Wrong> {
        let starts = |it: char| it.is_alphabetic() || it == '_';
        let goes_on = |it: char| it.is_alphanumeric() || matches!(it, '_' | '-' | '.');
        if key.starts_with(starts) && key.chars().all(goes_on) {
            return Ok(Self { local: key, namespace: None, prefix: None });
        }
        Err("one of its keys is not a valid element name".to_owned())
    }
}

struct Writer {
    out: String,
    /// Prefixes and namespaces in scope. An empty prefix is the default namespace.
    scope: Vec<(String, String)>,
}

impl Writer {
    /// Writes an element, or one per item of a list.
    fn element(
        &mut self,
        name: &Name<'_>,
        kind: &Xml,
        value: &Value,
        cdata: bool,
    ) -> Result<(), Wrong> {
        if let (Xml::List(of), Value::Array(items)) = (kind, value) {
            return items.iter().try_for_each(|it| self.element(name, of, it, cdata));
        }
        if let (Xml::List(_), Value::Null) = (kind, value) {
            return Ok(());
        }
        if let (Xml::Free, Value::Array(items)) = (kind, value) {
            return items.iter().try_for_each(|it| self.element(name, kind, it, cdata));
        }
        let outer = self.scope.len();
        let mut head = String::new();
        let qualified = self.qualified(name, false, outer, &mut head)?;
        self.attributes(kind, value, outer, &mut head)?;
        self.out.push_str(&format!("<{qualified}{head}"));
        let start = self.out.len();
        self.out.push('>');
        let body = self.out.len();
        self.content(kind, value, cdata)?;
        if self.out.len() == body {
            self.out.truncate(start);
            self.out.push_str("/>");
        } else {
            self.out.push_str(&format!("</{qualified}>"));
        }
        self.scope.truncate(outer);
        Ok(())
    }

    /// Returns a name with its prefix. A missing declaration is added to `head`. Declarations from
    /// `outer` on belong to the same element, which can declare a prefix once (XML 1.0 § 3.1).
    fn qualified(
        &mut self,
        name: &Name<'_>,
        is_attribute: bool,
        outer: usize,
        head: &mut String,
    ) -> Result<String, Wrong> {
        let Some(namespace) = name.namespace else {
            let declared = |it: &&str| self.scope.iter().any(|(known, _)| known == it);
            return Ok(match name.prefix.filter(declared) {
                Some(prefix) => format!("{prefix}:{}", name.local),
                None => name.local.to_owned(),
            });
        };
        // An attribute without a prefix has no namespace, whatever the default is.
        let taken = |prefix: &str| {
            self.scope.iter().skip(outer).any(|(known, of)| known == prefix && of != namespace)
        };
        let prefix = match name.prefix {
            None if is_attribute => self.free_prefix(),
            Some(prefix) if taken(prefix) => self.free_prefix(),
            prefix => prefix.unwrap_or("").to_owned(),
        };
        let around = self.scope.iter().rev().find(|(known, _)| *known == prefix);
        if around.is_none_or(|(_, known)| known != namespace) {
            let declared = if prefix.is_empty() { String::new() } else { format!(":{prefix}") };
            head.push_str(&format!(" xmlns{declared}=\"{}\"", escaped(namespace, true)?));
            self.scope.push((prefix.clone(), namespace.to_owned()));
        }
        let colon = if prefix.is_empty() { "" } else { ":" };
        Ok(format!("{prefix}{colon}{}", name.local))
    }

    /// Returns a prefix that is not in scope.
    fn free_prefix(&self) -> String {
        let mut number = self.scope.len() + 1;
        while self.scope.iter().any(|(known, _)| *known == format!("ns{number}")) {
            number += 1;
        }
        format!("ns{number}")
    }

    fn attributes(
        &mut self,
        kind: &Xml,
        value: &Value,
        outer: usize,
        head: &mut String,
    ) -> Result<(), Wrong> {
        if value.is_null() {
            let nil = Name { local: "nil", namespace: Some(XSI), prefix: Some("xsi") };
            let nil = self.qualified(&nil, true, outer, head)?;
            head.push_str(&format!(" {nil}=\"true\""));
            return Ok(());
        }
        let (Xml::Object(fields) | Xml::Open(fields, _), Value::Object(object)) = (kind, value)
        else {
            return Ok(());
        };
        for field in fields.iter().filter(|it| it.node == Node::Attribute) {
            let Some(value) = object.get(field.key).filter(|it| !it.is_null()) else { continue };
            let text = escaped(&scalar(value)?, true)?;
            let name = self.qualified(&Name::of(field.name), true, outer, head)?;
            head.push_str(&format!(" {name}=\"{text}\""));
        }
        Ok(())
    }

    fn content(&mut self, kind: &Xml, value: &Value, cdata: bool) -> Result<(), Wrong> {
        match (kind, value) {
            (_, Value::Null) => Ok(()),
            (Xml::Object(fields), Value::Object(object)) => self.object(fields, &Xml::Free, object),
            (Xml::Open(fields, rest), Value::Object(object)) => self.object(fields, rest, object),
            (Xml::Map(of), Value::Object(object)) => self.object(&[], of, object),
            (_, Value::Object(object)) => self.object(&[], &Xml::Free, object),
            (Xml::Wrapped(item, of), Value::Array(items)) => {
                items.iter().try_for_each(|it| self.element(&Name::of(*item), of, it, false))
            }
            (_, Value::Array(items)) => {
                let name = Name::key("item")?;
                items.iter().try_for_each(|it| self.element(&name, &Xml::Free, it, false))
            }
            (_, value) => self.text(&scalar(value)?, cdata),
        }
    }

    fn object(
        &mut self,
        fields: &[XmlField],
        rest: &Xml,
        object: &Map<String, Value>,
    ) -> Result<(), Wrong> {
        for field in fields {
            let Some(value) = object.get(field.key) else { continue };
            match field.node {
                Node::Attribute => {}
                Node::Text if value.is_null() => {}
                Node::Text => self.text(&scalar(value)?, false)?,
                Node::Element | Node::Cdata => {
                    let cdata = field.node == Node::Cdata;
                    self.element(&Name::of(field.name), field.value, value, cdata)?;
                }
            }
        }
        let others = object.iter().filter(|(key, _)| fields.iter().all(|it| it.key != *key));
        for (key, value) in others {
            self.element(&Name::key(key)?, rest, value, false)?;
        }
        Ok(())
    }

    fn text(&mut self, text: &str, cdata: bool) -> Result<(), Wrong> {
        if cdata && !text.contains('\r') {
            // A section cannot contain its end (XML 1.0 § 2.7).
            check(text)?;
            let text = text.replace("]]>", "]]]]><![CDATA[>");
            self.out.push_str(&format!("<![CDATA[{text}]]>"));
        } else {
            self.out.push_str(&escaped(text, false)?);
        }
        Ok(())
    }
}

fn scalar(value: &Value) -> Result<String, Wrong> {
    match value {
        Value::String(text) => Ok(text.clone()),
        Value::Array(_) | Value::Object(_) => {
            Err("it has an object or a list where XML allows only text".to_owned())
        }
        plain => Ok(json::value_text(plain)),
    }
}

fn check(text: &str) -> Result<(), Wrong> {
    match text.chars().find(|it| !is_character(*it)) {
        Some(other) => Err(format!("XML does not allow the character U+{:04X}", u32::from(other))),
        None => Ok(()),
    }
}

/// Escapes text so that a reader returns it unchanged. Line ends and, in attributes, white space
/// would be normalized (XML 1.0 §§ 2.11 and 3.3.3).
fn escaped(text: &str, is_attribute: bool) -> Result<String, Wrong> {
    check(text)?;
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' if is_attribute => out.push_str("&quot;"),
            '\r' => out.push_str("&#13;"),
            '\n' if is_attribute => out.push_str("&#10;"),
            '\t' if is_attribute => out.push_str("&#9;"),
            plain => out.push(plain),
        }
    }
    Ok(out)
}
