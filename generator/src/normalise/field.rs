//! Fields by their kind: each rule takes a value as written and returns one that openapiv3 accepts, or nothing.
//!
//! The rules repair and report nothing: `document::validate` reports every value of a wrong kind.

use super::context::{NormaliseContext, ObjectBuilder};
use crate::document::extensions;
use crate::source::{Node, NodeId, NodeKind};

/// Makes the value of one field; `None` drops the field.
pub(super) type FieldRule = for<'a> fn(&mut NormaliseContext<'a>, Node<'a>) -> Option<NodeId>;

/// The fields of an object that are read. Other fields are dropped; extensions that are not reserved are kept.
pub(super) type FieldRules = &'static [(&'static str, FieldRule)];

/// Applies the rules to the members of an object, in the document's order.
pub(super) fn fields<'a>(
    cx: &mut NormaliseContext<'a>,
    node: Node<'a>,
    rules: FieldRules,
) -> ObjectBuilder {
    let mut object = ObjectBuilder::new(node.span());
    for entry in node.members() {
        let rule = rules.iter().find(|(name, _)| *name == entry.key).map(|(_, rule)| *rule);
        let rule = rule.or(extensions::is_kept(entry.key).then_some(copy as FieldRule));
        let Some(rule) = rule else { continue };
        let value = cx.inside(entry.key, |cx| rule(cx, entry.value));
        if let Some(value) = value {
            object.push(entry.key, entry.key_span, value);
        }
    }
    object
}

/// Returns the node if it is an object.
pub(super) fn object(node: Node<'_>) -> Option<Node<'_>> {
    node.is_object().then_some(node)
}

/// An object with free keys.
pub(super) fn map<'a>(
    cx: &mut NormaliseContext<'a>,
    node: Node<'a>,
    rule: FieldRule,
) -> Option<NodeId> {
    let node = object(node)?;
    let mut result = ObjectBuilder::new(node.span());
    for entry in node.members() {
        if let Some(value) = cx.inside(entry.key, |cx| rule(cx, entry.value)) {
            result.push(entry.key, entry.key_span, value);
        }
    }
    Some(result.finish(cx))
}

/// A list; items that are dropped leave no gap.
pub(super) fn list<'a>(
    cx: &mut NormaliseContext<'a>,
    node: Node<'a>,
    rule: FieldRule,
) -> Option<NodeId> {
    if !node.is_array() {
        return None;
    }
    let mut items = Vec::with_capacity(node.items().len());
    for (at, item) in node.items().enumerate() {
        items.extend(cx.inside(&at.to_string(), |cx| rule(cx, item)));
    }
    Some(cx.add(NodeKind::Array(items), node.span()))
}

/// Any value, as it is.
pub(super) fn copy<'a>(cx: &mut NormaliseContext<'a>, node: Node<'a>) -> Option<NodeId> {
    Some(cx.copy(node))
}

/// A string. YAML reads `version: 1.0` as a number, so other scalars become strings.
pub(super) fn text<'a>(cx: &mut NormaliseContext<'a>, node: Node<'a>) -> Option<NodeId> {
    match node.kind() {
        NodeKind::String(_) => Some(cx.copy(node)),
        NodeKind::Number(text) => Some(cx.string(text, node.span())),
        NodeKind::Bool(value) => Some(cx.string(&value.to_string(), node.span())),
        _ => None,
    }
}

/// The text of a member that is a string and not blank.
pub(super) fn non_blank(node: Node<'_>, key: &str) -> Option<String> {
    let text = node.get(key)?.as_str()?;
    (!text.trim().is_empty()).then(|| text.to_owned())
}

/// `true` or `false`, also in quotes.
pub(super) fn flag<'a>(cx: &mut NormaliseContext<'a>, node: Node<'a>) -> Option<NodeId> {
    let value = match node.as_str() {
        Some("true") => Some(true),
        Some("false") => Some(false),
        _ => node.as_bool(),
    };
    value.map(|value| cx.boolean(value, node.span()))
}

/// A list of distinct strings.
pub(super) fn texts<'a>(cx: &mut NormaliseContext<'a>, node: Node<'a>) -> Option<NodeId> {
    if !node.is_array() {
        return None;
    }
    let mut seen: Vec<String> = Vec::new();
    let mut items = Vec::new();
    for (at, item) in node.items().enumerate() {
        let Some(id) = cx.inside(&at.to_string(), |cx| text(cx, item)) else { continue };
        let value = cx.tree.node(id).as_str().unwrap_or("").to_owned();
        if !seen.contains(&value) {
            seen.push(value);
            items.push(id);
        }
    }
    Some(cx.add(NodeKind::Array(items), node.span()))
}

/// A number, with every digit it has; a whole one may be in quotes.
pub(super) fn number<'a>(cx: &mut NormaliseContext<'a>, node: Node<'a>) -> Option<NodeId> {
    if node.as_number().is_some() {
        return Some(cx.copy(node));
    }
    let parsed = node.as_str().filter(|text| text.parse::<i128>().is_ok());
    parsed.map(|text| cx.add(NodeKind::Number(text.into()), node.span()))
}

/// A number of things: whole and not negative. `1.0` is whole (JSON Schema core section 4.2.3 names no other zero fraction).
pub(super) fn count<'a>(cx: &mut NormaliseContext<'a>, node: Node<'a>) -> Option<NodeId> {
    let written = node.as_number().or_else(|| node.as_str());
    let digits = written.and_then(whole).filter(|text| text.parse::<u64>().is_ok());
    digits.map(|digits| cx.add(NodeKind::Number(digits.into()), node.span()))
}

/// The digits of a whole number, without a fraction that is zero.
fn whole(text: &str) -> Option<&str> {
    let (digits, fraction) = text.split_once('.').unwrap_or((text, ""));
    let valid = !digits.is_empty() && digits.bytes().all(|it| it.is_ascii_digit());
    (valid && fraction.bytes().all(|it| it == b'0')).then_some(digits)
}

/// Adds an empty string where a field that openapiv3 needs is missing.
pub(super) fn require_text(cx: &mut NormaliseContext<'_>, object: &mut ObjectBuilder, name: &str) {
    if object.has(name) {
        return;
    }
    let value = cx.string("", object.span());
    object.put(name, value);
}
