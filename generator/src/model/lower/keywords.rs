//! What is read from nodes and not from openapiv3: literals, bounds, docs.

use super::view::SchemaCursor;
use crate::model::{
    Argument, Constraints, Docs, Keyword, Literal, Names, Pattern, XmlFacts, XmlNode,
};
use crate::normalise::{Facts, PropertyNames, compact};
use crate::source::Node;

/// A value of the document with every digit it had.
pub(super) fn literal(node: Node<'_>, key: &str) -> Option<Literal> {
    node.get(key).map(|value| Literal(compact(value)))
}

pub(super) fn text(node: Node<'_>, key: &str) -> Option<String> {
    let text = node.get(key)?.as_str()?;
    (!text.trim().is_empty()).then(|| text.to_owned())
}

pub(super) fn flag(node: Node<'_>, key: &str) -> bool {
    node.get(key).and_then(Node::as_bool).unwrap_or(false)
}

/// What a schema says to people; a reference says nothing of its own.
pub(super) fn docs(at: &SchemaCursor<'_>) -> Docs {
    let mut docs = own_docs(at.node);
    // `allOf: [{$ref}, {description}]` is how 3.0 describes a use of a type.
    let members = at.node.get("allOf").into_iter().flat_map(Node::items);
    let mut silent = members.filter(|it| it.get("$ref").is_none());
    docs.description = docs.description.or_else(|| silent.find_map(|it| text(it, "description")));
    docs
}

fn own_docs(node: Node<'_>) -> Docs {
    Docs {
        title: text(node, "title"),
        description: text(node, "description"),
        deprecated: flag(node, "deprecated"),
        example: literal(node, "example"),
    }
}

/// What a schema says of XML itself, or in members of its `allOf` that are written in place.
pub(super) fn xml(node: Node<'_>) -> XmlFacts {
    let members = node.get("allOf").into_iter().flat_map(Node::items);
    let said = std::iter::once(node).chain(members).find_map(|it| it.get("xml"));
    let Some(xml) = said else { return XmlFacts::default() };
    let node = match xml.get("nodeType").and_then(Node::as_str) {
        Some("element") => Some(XmlNode::Element),
        Some("attribute") => Some(XmlNode::Attribute),
        Some("text") => Some(XmlNode::Text),
        Some("cdata") => Some(XmlNode::Cdata),
        Some("none") => Some(XmlNode::Nothing),
        _ if flag(xml, "attribute") => Some(XmlNode::Attribute),
        _ if flag(xml, "wrapped") => Some(XmlNode::Element),
        _ => None,
    };
    let written = text(xml, "name");
    // Some write the prefix into the name.
    let (prefix, name) = match written.as_deref().and_then(|it| it.split_once(':')) {
        Some((prefix, name)) => (Some(prefix.to_owned()), Some(name.to_owned())),
        None => (None, written),
    };
    let prefix = text(xml, "prefix").or(prefix);
    XmlFacts { name, namespace: text(xml, "namespace"), prefix, node }
}

/// The bounds that a schema states itself, or in members of its `allOf` that are written in place.
pub(super) fn constraints(at: &SchemaCursor<'_>) -> Constraints {
    let mut found = Constraints::default();
    for member in at.node.get("allOf").into_iter().flat_map(Node::items) {
        found.narrow(own_constraints(member, at.facts));
    }
    found.narrow(own_constraints(at.node, at.facts));
    found
}

fn own_constraints(node: Node<'_>, facts: &Facts) -> Constraints {
    let pattern = node.get("pattern").and_then(|it| {
        let text = it.as_str().filter(|text| !text.is_empty())?;
        Some(Pattern { text: text.to_owned(), span: it.span() })
    });
    let names = facts.schema(node).and_then(|it| it.property_names.as_deref());
    let mut constraints = Constraints::of_keywords(node);
    constraints.patterns.extend(pattern);
    constraints.names = names.map(property_names);
    constraints
}

fn property_names(facts: &PropertyNames) -> Box<Names> {
    let pattern = facts.pattern.clone().map(|(text, span)| Pattern { text, span });
    let mut bounds = Constraints::default();
    bounds.patterns.extend(pattern);
    let lengths = [(Keyword::MinLength, facts.min_length), (Keyword::MaxLength, facts.max_length)];
    for (keyword, length) in lengths {
        length.into_iter().for_each(|it| bounds.add(keyword, Argument::Count(it)));
    }
    Box::new(Names { values: facts.values.clone(), bounds })
}
