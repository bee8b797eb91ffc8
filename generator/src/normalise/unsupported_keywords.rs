//! Translates keywords of JSON Schema that 3.0 does not have to the nearest keywords of 3.0. Every value that the
//! schema allows stays valid.
//!
//! Tuples become lists with items by position, patterns of names become additional properties, and conditions are not
//! checked. This file must not know how a client uses them.

use super::context::{NormaliseContext, ObjectBuilder};
use super::facts::PropertyNames;
use super::schema::{mark_raw, schema};
use crate::diagnostic::{Diagnostic, code};
use crate::source::{Node, NodeId, NodeKind, compact};

/// The greatest length of a tuple, as of Rust's traits. A longer one is a list of items of several types.
const MAX_TUPLE: usize = 12;

/// Patterns that every name matches.
const EVERY_NAME: &[&str] = &["", ".*", "^.*$", "^.*", ".*$", ".+", "^.+$", "^.+", ".+$"];

/// Keywords that no type can express, with the help of their diagnostic.
const UNCHECKED: &[(&str, &str)] = &[
    ("if", FORBIDDEN),
    ("dependentSchemas", FORBIDDEN),
    ("dependentRequired", FORBIDDEN),
    ("not", FORBIDDEN),
    ("contains", FORBIDDEN),
    ("contentSchema", "decode the string in your code"),
];

const FORBIDDEN: &str = "validate the values in your code";

/// Keywords without effect on names: a name is a string anyway, and the others are documentation.
const SILENT: &[&str] = &[
    "type",
    "format",
    "title",
    "description",
    "example",
    "examples",
    "default",
    "deprecated",
    "$comment",
    "$id",
    "$anchor",
    "$schema",
    "readOnly",
    "writeOnly",
    "externalDocs",
];

/// Keywords whose schemas apply to some values only.
const CONDITIONS: &[&str] = &["if", "then", "else"];

/// Translates keywords of the schema `node` that 3.0 does not have to members of `object`.
pub(super) fn rewrite<'a>(
    cx: &mut NormaliseContext<'a>,
    node: Node<'a>,
    object: &mut ObjectBuilder,
) {
    tuple(cx, node, object);
    patterns(cx, node, object);
    names(cx, node, object);
    unevaluated(cx, node, object);
    conditions(cx, node, object);
}

/// `prefixItems` (JSON Schema 2020-12 section 10.3.1.1), and the list in `items` that came before it.
fn tuple<'a>(cx: &mut NormaliseContext<'a>, node: Node<'a>, object: &mut ObjectBuilder) {
    let older = node.entry("items").filter(|it| it.value.is_array());
    let (first, rest) = match (node.entry("prefixItems"), older) {
        (Some(first), _) if first.value.is_array() => (first, node.entry("items")),
        (None, Some(first)) => (first, node.entry("additionalItems")),
        _ => return,
    };
    if first.key == "items" && !object.has("type") {
        // It allows every value that is no list, and authors often mean `oneOf`.
        mark_raw(
            cx,
            object,
            first.value,
            "a list of schemas in `items` of a schema without `type`",
        );
        return;
    }
    let length = first.value.items().len();
    let count = |key: &str| node.get(key)?.as_number()?.parse::<usize>().ok();
    let ends = rest.is_some_and(|it| it.value.as_bool() == Some(false));
    let ends = ends || count("maxItems").is_some_and(|it| it <= length);
    let fixed = ends && count("minItems") == Some(length) && (1..=MAX_TUPLE).contains(&length);
    let mut written: Vec<String> = Vec::new();
    let mut members: Vec<NodeId> = Vec::new();
    for (index, item) in first.value.items().enumerate() {
        let text = compact(item);
        if fixed || !written.contains(&text) {
            written.push(text);
            let place = index.to_string();
            members.extend(cx.inside(first.key, |cx| cx.inside(&place, |cx| schema(cx, item))));
        }
    }
    let rest = rest.filter(|it| it.value.is_object() && !ends && it.key != first.key);
    let rest = rest.filter(|it| !written.contains(&compact(it.value)));
    members.extend(rest.and_then(|it| cx.inside(it.key, |cx| schema(cx, it.value))));
    let span = first.value.span();
    let items = match members.as_slice() {
        [] => return,
        [only] if !fixed => *only,
        _ => one_of(cx, first.value, members),
    };
    object.put("items", items);
    if !object.has("type") {
        let array = cx.string("array", span);
        object.put("type", array);
    }
    object.facts.is_tuple = fixed;
}

fn one_of<'a>(cx: &mut NormaliseContext<'a>, at: Node<'a>, members: Vec<NodeId>) -> NodeId {
    let list = cx.add(NodeKind::Array(members), at.span());
    let mut object = ObjectBuilder::new(at.span());
    object.put("oneOf", list);
    object.finish(cx)
}

/// `patternProperties` (JSON Schema 2020-12 section 10.3.2.2). `additionalProperties` describes properties that no
/// pattern matches; by default they have any value, unless patterns are all that the object describes.
fn patterns<'a>(cx: &mut NormaliseContext<'a>, node: Node<'a>, object: &mut ObjectBuilder) {
    let Some(patterns) = node.get("patternProperties").filter(|it| it.is_object()) else { return };
    let mut written: Vec<String> = Vec::new();
    let mut members: Vec<NodeId> = Vec::new();
    let mut every_name = false;
    for entry in patterns.members() {
        every_name |= EVERY_NAME.contains(&entry.key);
        let text = compact(entry.value);
        if !written.contains(&text) {
            written.push(text);
            let made = cx.inside("patternProperties", |cx| {
                cx.inside(entry.key, |cx| schema(cx, entry.value))
            });
            members.extend(made);
        }
    }
    if members.is_empty() {
        return;
    }
    let unevaluated = node.get("unevaluatedProperties");
    let others = node.get("additionalProperties").or(unevaluated);
    match others.map(|it| it.as_bool()) {
        Some(Some(false)) => {}
        // An object that describes nothing but patterns has the names that these match.
        None if node.get("properties").is_none() => {}
        _ if every_name => {}
        Some(None) => members.extend(object.get("additionalProperties")),
        _ => members.push(ObjectBuilder::new(patterns.span()).finish(cx)),
    }
    let values = match members.as_slice() {
        [only] => *only,
        _ => one_of(cx, patterns, members),
    };
    object.put("additionalProperties", values);
}

/// `propertyNames` (JSON Schema 2020-12 section 10.3.2.4): a list of strings or their bounds, also through a reference.
fn names<'a>(cx: &mut NormaliseContext<'a>, node: Node<'a>, object: &mut ObjectBuilder) {
    let Some(entry) = node.entry("propertyNames").filter(|_| cx.is_modern()) else { return };
    if entry.value.as_bool() == Some(true) {
        return;
    }
    let mut names = PropertyNames::default();
    let mut other = None;
    let resolved = cx.resolve(entry.value).map_or(entry.value, |it| it.node);
    if resolved.as_bool() == Some(false) {
        other = Some("false");
    }
    for member in resolved.members() {
        let value = member.value;
        match member.key {
            "const" => names.values = Some(value.as_str().map(str::to_owned).into_iter().collect()),
            "enum" if value.is_array() => {
                let values = value.items().filter_map(Node::as_str);
                names.values = Some(values.map(str::to_owned).collect());
            }
            "pattern" if value.as_str().is_some() => {
                let text = value.as_str().filter(|it| !it.is_empty());
                names.pattern = text.map(|it| (it.to_owned(), value.span()));
            }
            "minLength" if value.as_number().is_some() => names.min_length = length(value),
            "maxLength" if value.as_number().is_some() => names.max_length = length(value),
            key if SILENT.contains(&key) || key.starts_with("x-") => {}
            key => other = Some(key),
        }
    }
    if let Some(key) = other {
        let message = format!("`{key}` of `propertyNames` is not checked by the client");
        let help = "names are checked by `enum`, `const`, `pattern`, `minLength` and `maxLength`";
        let diagnostic = Diagnostic::info(code::UNSUPPORTED, message).with_help(help);
        cx.inside("propertyNames", |cx| cx.report(diagnostic, entry.key_span));
    }
    if names == PropertyNames::default() {
        return;
    }
    object.facts.property_names = Some(Box::new(names));
    // A schema with names is an object.
    if !["type", "properties", "additionalProperties"].iter().any(|it| object.has(it)) {
        let open = cx.boolean(true, entry.key_span);
        object.put("additionalProperties", open);
    }
}

fn length(node: Node<'_>) -> Option<u64> {
    node.as_number()?.parse().ok()
}

/// `unevaluatedProperties` (JSON Schema 2020-12 section 11.3) is `additionalProperties` for the whole object instead of
/// one member of `allOf`.
fn unevaluated<'a>(cx: &mut NormaliseContext<'a>, node: Node<'a>, object: &mut ObjectBuilder) {
    let Some(others) = node.get("unevaluatedProperties") else { return };
    if object.has("additionalProperties") || others.as_bool() == Some(false) {
        return;
    }
    let made = match others.as_bool() {
        Some(true) => Some(cx.boolean(true, others.span())),
        _ => cx.inside("unevaluatedProperties", |cx| schema(cx, others)),
    };
    if let Some(made) = made {
        object.put("additionalProperties", made);
    }
}

/// Conditional schemas (JSON Schema 2020-12 section 10.2.2). Properties that only conditions name have any value,
/// because two conditions can describe one name differently.
fn conditions<'a>(cx: &mut NormaliseContext<'a>, node: Node<'a>, object: &mut ObjectBuilder) {
    let simple = CONDITIONS.iter().filter_map(|key| node.get(key));
    let dependent = node.get("dependentSchemas").into_iter().flat_map(Node::members);
    let all: Vec<Node<'a>> = simple.chain(dependent.map(|it| it.value)).collect();
    for (key, help) in UNCHECKED.iter().copied() {
        let Some(entry) = node.entry(key) else { continue };
        let message = format!("`{key}` is not checked by the client");
        let diagnostic = Diagnostic::info(code::UNSUPPORTED, message).with_help(help);
        cx.inside(key, |cx| cx.report(diagnostic, entry.key_span));
    }
    let named = |name: &str| node.get("properties").is_some_and(|it| it.get(name).is_some());
    let mut names = all.iter().filter_map(|it| it.get("properties")).flat_map(Node::members);
    if names.any(|it| !named(it.key)) && !object.has("additionalProperties") {
        let open = cx.boolean(true, node.span());
        object.put("additionalProperties", open);
    }
}
