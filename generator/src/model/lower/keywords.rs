//! What is read from nodes and not from openapiv3: literals, bounds, docs.

use std::cmp::Ordering;

use super::view::SchemaCursor;
use crate::model::{Constraints, Docs, Literal, Names, Pattern, XmlFacts, XmlNode};
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
        narrow(&mut found, own_constraints(member, at.facts));
    }
    narrow(&mut found, own_constraints(at.node, at.facts));
    found
}

fn own_constraints(node: Node<'_>, facts: &Facts) -> Constraints {
    let number = |key: &str| node.get(key).and_then(Node::as_number).map(str::to_owned);
    let count = |key: &str| node.get(key)?.as_number()?.parse().ok();
    let bound = |key: &str, exclusive: &str| number(key).map(|it| (it, flag(node, exclusive)));
    let pattern = node.get("pattern").and_then(|it| {
        let text = it.as_str().filter(|text| !text.is_empty())?;
        Some(Pattern { text: text.to_owned(), span: it.span() })
    });
    Constraints {
        minimum: bound("minimum", "exclusiveMinimum"),
        maximum: bound("maximum", "exclusiveMaximum"),
        multiples: number("multipleOf").into_iter().collect(),
        min_length: count("minLength"),
        max_length: count("maxLength"),
        patterns: pattern.into_iter().collect(),
        min_items: count("minItems"),
        max_items: count("maxItems"),
        unique_items: flag(node, "uniqueItems"),
        min_properties: count("minProperties"),
        max_properties: count("maxProperties"),
        names: facts.schema(node).and_then(|it| it.property_names.as_deref()).map(property_names),
    }
}

fn property_names(facts: &PropertyNames) -> Box<Names> {
    let pattern = facts.pattern.clone().map(|(text, span)| Pattern { text, span });
    let bounds = Constraints {
        min_length: facts.min_length,
        max_length: facts.max_length,
        patterns: pattern.into_iter().collect(),
        ..Constraints::default()
    };
    Box::new(Names { values: facts.values.clone(), bounds })
}

/// Bounds of several schemas that hold together: the tighter one of each.
pub(super) fn narrow(base: &mut Constraints, later: Constraints) {
    bound(&mut base.minimum, later.minimum, Ordering::Greater);
    bound(&mut base.maximum, later.maximum, Ordering::Less);
    count(&mut base.min_length, later.min_length, Ord::max);
    count(&mut base.max_length, later.max_length, Ord::min);
    count(&mut base.min_items, later.min_items, Ord::max);
    count(&mut base.max_items, later.max_items, Ord::min);
    count(&mut base.min_properties, later.min_properties, Ord::max);
    count(&mut base.max_properties, later.max_properties, Ord::min);
    base.unique_items |= later.unique_items;
    for step in later.multiples {
        if !base.multiples.contains(&step) {
            base.multiples.push(step);
        }
    }
    for pattern in later.patterns {
        if !base.patterns.iter().any(|it| it.text == pattern.text) {
            base.patterns.push(pattern);
        }
    }
    match (base.names.as_deref_mut(), later.names) {
        (Some(base), Some(later)) => names(base, *later),
        (None, later @ Some(_)) => base.names = later,
        (_, None) => {}
    }
}

fn names(base: &mut Names, later: Names) {
    base.values = match (base.values.take(), later.values) {
        (Some(base), Some(later)) => {
            Some(base.into_iter().filter(|it| later.contains(it)).collect())
        }
        (base, later) => later.or(base),
    };
    narrow(&mut base.bounds, later.bounds);
}

fn count(base: &mut Option<u64>, later: Option<u64>, tighter: fn(u64, u64) -> u64) {
    *base = match (*base, later) {
        (Some(base), Some(later)) => Some(tighter(base, later)),
        (base, later) => later.or(base),
    };
}

/// `tighter` is how the tighter of two bounds stands to the other; of equal ones that which excludes itself.
fn bound(base: &mut Option<(String, bool)>, later: Option<(String, bool)>, tighter: Ordering) {
    let Some(later) = later else { return };
    let is_looser = base.as_ref().is_some_and(|base| {
        let order = compare(&later.0, &base.0);
        order == Some(tighter.reverse()) || (order == Some(Ordering::Equal) && base.1)
    });
    if !is_looser {
        *base = Some(later);
    }
}

fn compare(a: &str, b: &str) -> Option<Ordering> {
    match (a.parse::<i128>(), b.parse::<i128>()) {
        (Ok(a), Ok(b)) => Some(a.cmp(&b)),
        _ => a.parse::<f64>().ok()?.partial_cmp(&b.parse().ok()?),
    }
}
