//! Schemas: every keyword repaired, and JSON Schema 2020-12 translated to the keywords of OpenAPI 3.0.

use super::context::{NormaliseContext, ObjectBuilder};
use super::facts::DefaultMapping;
use super::field::{FieldRules, copy, count, fields, flag, list, map, number, object, text, texts};
use super::reference::{reference, reference_of, schema_target, target_at};
use super::{anchor, keywords_2020_12, unsupported_keywords};
use crate::diagnostic::{Diagnostic, code};
use crate::source::{Node, NodeId, NodeKind};

/// How deep schemas may nest within each other. openapiv3's decoder needs some 20 KiB of stack a level in a
/// debug build, and the main thread of a test has 2 MiB; real documents stay under 15.
const MAX_SCHEMA_DEPTH: usize = 32;

const SCHEMA: FieldRules = &[
    ("title", text),
    ("description", text),
    ("format", text),
    ("pattern", text),
    ("nullable", flag),
    ("readOnly", flag),
    ("writeOnly", flag),
    ("deprecated", flag),
    ("uniqueItems", flag),
    ("minLength", count),
    ("maxLength", count),
    ("minItems", count),
    ("maxItems", count),
    ("minProperties", count),
    ("maxProperties", count),
    ("minimum", number),
    ("maximum", number),
    ("multipleOf", number),
    ("exclusiveMinimum", exclusive),
    ("exclusiveMaximum", exclusive),
    ("enum", enumeration),
    ("default", copy),
    ("example", copy),
    ("required", required),
    ("properties", properties),
    ("additionalProperties", additional_properties),
    ("items", items),
    ("not", schema),
    ("allOf", members),
    ("oneOf", choices),
    ("anyOf", choices),
    ("discriminator", discriminator),
    ("xml", xml),
];

/// The siblings of `$ref` that have an effect in 3.0. Authors rely on them, although the standard ignores them
/// ("Reference Object").
const BESIDE_REF: FieldRules = &[
    ("title", text),
    ("description", text),
    ("nullable", flag),
    ("readOnly", flag),
    ("writeOnly", flag),
    ("deprecated", flag),
    ("default", copy),
    ("example", copy),
    ("xml", xml),
];

/// OpenAPI 3.0 "XML Object", with 3.2's `nodeType`.
const XML: FieldRules = &[
    ("name", text),
    ("namespace", text),
    ("prefix", text),
    ("attribute", flag),
    ("wrapped", flag),
    ("nodeType", text),
];

const DISCRIMINATOR: FieldRules = &[("propertyName", text), ("mapping", mapping)];

/// A schema in any position.
pub(super) fn schema<'a>(cx: &mut NormaliseContext<'a>, node: Node<'a>) -> Option<NodeId> {
    match node.kind() {
        NodeKind::Object(_) => {}
        NodeKind::Bool(true) => return Some(ObjectBuilder::new(node.span()).finish(cx)),
        NodeKind::Bool(false) => return Some(raw(cx, node, node, "the schema `false`")),
        _ => {
            return Some(ObjectBuilder::new(node.span()).finish(cx));
        }
    }
    if cx.schema_depth == MAX_SCHEMA_DEPTH {
        return Some(raw(cx, node, node, "schemas nested too deep"));
    }
    cx.schema_depth += 1;
    let id = object_schema(cx, node);
    cx.schema_depth -= 1;
    Some(id)
}

fn object_schema<'a>(cx: &mut NormaliseContext<'a>, node: Node<'a>) -> NodeId {
    if let Some(at) = reference_of(node) {
        return reference_schema(cx, node, at);
    }
    for word in ["$dynamicRef", "$recursiveRef"] {
        if let Some(at) = node.get(word).filter(|it| it.as_str().is_some() && cx.is_modern()) {
            return named_schema(cx, node, at, word);
        }
    }
    keywords(cx, node).finish(cx)
}

fn keywords<'a>(cx: &mut NormaliseContext<'a>, node: Node<'a>) -> ObjectBuilder {
    let mut object = fields(cx, node, SCHEMA);
    keywords_2020_12::rewrite(cx, node, &mut object);
    unsupported_keywords::rewrite(cx, node, &mut object);
    object
}

/// A reference, with its siblings as the second half of an `allOf`.
fn reference_schema<'a>(cx: &mut NormaliseContext<'a>, node: Node<'a>, at: Node<'a>) -> NodeId {
    let anchor = at.as_str().is_some_and(|it| it.starts_with('#') && it.len() > 1)
        && !at.as_str().is_some_and(|it| it.starts_with("#/") || it.starts_with("#%2"));
    if anchor && cx.is_modern() {
        return named_schema(cx, node, at, "$ref");
    }
    let Some(target) = schema_target(cx, node) else {
        if cx.input.missing_is_raw {
            return raw(cx, node, at, "a reference to a schema that does not exist");
        }
        return ObjectBuilder::new(node.span()).finish(cx);
    };
    with_siblings(cx, node, at, &target)
}

/// A reference to the schema that has a name.
fn named_schema<'a>(
    cx: &mut NormaliseContext<'a>,
    node: Node<'a>,
    at: Node<'a>,
    word: &str,
) -> NodeId {
    match anchor::target(cx, at.as_str().unwrap_or("")) {
        Some((pointer, target)) => {
            let target = target_at(cx, pointer, target);
            with_siblings(cx, node, at, &target)
        }
        None => raw(cx, node, at, &format!("a `{word}` to a name that not exactly one schema has")),
    }
}

fn with_siblings<'a>(
    cx: &mut NormaliseContext<'a>,
    node: Node<'a>,
    at: Node<'a>,
    target: &str,
) -> NodeId {
    let reference = reference(cx, at, target);
    let mut beside = if cx.is_modern() { keywords(cx, node) } else { fields(cx, node, BESIDE_REF) };
    keywords_2020_12::swagger_null(cx, node, &mut beside);
    if beside.has_only_extensions() {
        return reference;
    }
    let mut all = vec![reference];
    if let Some(NodeKind::Array(rest)) = beside.get("allOf").map(|id| cx.tree.node(id).kind()) {
        all.extend(rest);
    }
    let all = cx.add(NodeKind::Array(all), at.span());
    beside.put("allOf", all);
    beside.finish(cx)
}

/// A schema whose values are represented as raw JSON; `at` is the location of the cause.
fn raw<'a>(cx: &mut NormaliseContext<'a>, node: Node<'a>, at: Node<'a>, cause: &str) -> NodeId {
    let mut object = fields(cx, node, BESIDE_REF);
    mark_raw(cx, &mut object, at, cause);
    object.finish(cx)
}

/// Marks the values of `object` as raw JSON, and reports the reason at the location of the cause.
pub(super) fn mark_raw<'a>(
    cx: &mut NormaliseContext<'a>,
    object: &mut ObjectBuilder,
    at: Node<'a>,
    cause: &str,
) {
    let message = format!("{cause} has no Rust type yet; the value is raw JSON");
    cx.report(Diagnostic::info(code::RAW_JSON, message), at.span());
    object.facts.raw = Some(cause.to_owned());
}

/// A list in `items` is a tuple of drafts before 2020-12, and `false` only ends one.
fn items<'a>(cx: &mut NormaliseContext<'a>, node: Node<'a>) -> Option<NodeId> {
    if node.is_array() || node.as_bool() == Some(false) {
        return None;
    }
    schema(cx, node)
}

fn properties<'a>(cx: &mut NormaliseContext<'a>, node: Node<'a>) -> Option<NodeId> {
    map(cx, node, schema)
}

/// `allOf`, `oneOf`, `anyOf`. An empty list has no effect and is dropped.
fn members<'a>(cx: &mut NormaliseContext<'a>, node: Node<'a>) -> Option<NodeId> {
    if node.is_array() && node.items().len() == 0 {
        return None;
    }
    list(cx, node, schema)
}

/// `oneOf` and `anyOf`. If all other members are references, a nullable object without properties means null: OData's
/// converter writes it for every nullable reference, and as an object it would match every value.
fn choices<'a>(cx: &mut NormaliseContext<'a>, node: Node<'a>) -> Option<NodeId> {
    let is_other = |it: Node<'a>| !is_nullable_object(it);
    let mut others = node.items().filter(|it| is_other(*it)).peekable();
    let are_references = others.peek().is_some() && others.all(|it| is_reference_to_more(cx, it));
    if !are_references || node.items().all(is_other) {
        return members(cx, node);
    }
    list(cx, node, |cx, item| {
        if !is_nullable_object(item) {
            return schema(cx, item);
        }
        let mut null = ObjectBuilder::new(item.span());
        let nullable = cx.boolean(true, item.span());
        null.put("nullable", nullable);
        Some(null.finish(cx))
    })
}

/// Whether a schema is a reference to one that is no plain scalar. Next to a scalar, an object means an object.
fn is_reference_to_more<'a>(cx: &NormaliseContext<'a>, node: Node<'a>) -> bool {
    let target = cx.resolve(node).ok().filter(|_| reference_of(node).is_some());
    target.is_some_and(|it| {
        let ty = it.node.get("type").and_then(Node::as_str);
        it.node.get("enum").is_some() || ty.is_none_or(|it| matches!(it, "object" | "array"))
    })
}

/// `{type: object, nullable: true}`, or `{type: [object, 'null']}`.
fn is_nullable_object(node: Node<'_>) -> bool {
    let Some(ty) = node.get("type") else { return false };
    let both = ty.is_array()
        && ty.items().len() == 2
        && ["object", "null"].iter().all(|name| ty.items().any(|it| it.as_str() == Some(name)));
    let is_nullable = node.get("nullable").and_then(Node::as_bool) == Some(true);
    let is_object = ty.as_str() == Some("object") && is_nullable;
    node.members().len() == usize::from(is_object) + 1 && (is_object || both)
}

fn additional_properties<'a>(cx: &mut NormaliseContext<'a>, node: Node<'a>) -> Option<NodeId> {
    match node.kind() {
        NodeKind::Bool(_) => Some(cx.copy(node)),
        _ => schema(cx, node),
    }
}

/// `required: true` on a property is of JSON Schema draft 3 and has no effect.
fn required<'a>(cx: &mut NormaliseContext<'a>, node: Node<'a>) -> Option<NodeId> {
    if node.as_bool().is_some() {
        return None;
    }
    texts(cx, node)
}

fn enumeration<'a>(cx: &mut NormaliseContext<'a>, node: Node<'a>) -> Option<NodeId> {
    list(cx, node, copy)
}

/// A boolean in 3.0, a number in 3.1; the number is folded into `minimum` or `maximum` afterwards.
fn exclusive<'a>(cx: &mut NormaliseContext<'a>, node: Node<'a>) -> Option<NodeId> {
    if node.as_number().is_some() {
        return None;
    }
    flag(cx, node)
}

/// The XML object. openapiv3 has no type for it; `model` reads it from the tree.
fn xml<'a>(cx: &mut NormaliseContext<'a>, node: Node<'a>) -> Option<NodeId> {
    let node = object(node)?;
    Some(fields(cx, node, XML).finish(cx))
}

/// In 2.0 the value is the name of the property ("Schema Object").
fn discriminator<'a>(cx: &mut NormaliseContext<'a>, node: Node<'a>) -> Option<NodeId> {
    if cx.is_swagger() {
        let mut result = ObjectBuilder::new(node.span());
        let name = text(cx, node)?;
        result.put("propertyName", name);
        return Some(result.finish(cx));
    }
    let node = object(node)?;
    let result = fields(cx, node, DISCRIMINATOR);
    if !result.has("propertyName") {
        return None;
    }
    let id = result.finish(cx);
    if let Some(value) = node.get("defaultMapping").filter(|_| cx.is_modern()) {
        let name = cx.inside("defaultMapping", |cx| text(cx, value));
        let name = name.and_then(|name| cx.tree.node(name).as_str().map(str::to_owned));
        if let Some(name) = name {
            cx.facts.set_default_mapping(id, DefaultMapping { name, span: value.span() });
        }
    }
    Some(id)
}

fn mapping<'a>(cx: &mut NormaliseContext<'a>, node: Node<'a>) -> Option<NodeId> {
    map(cx, node, text)
}
