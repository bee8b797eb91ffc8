//! Keywords of JSON Schema 2020-12 as keywords of OpenAPI 3.0: type lists, `const`, numeric exclusive bounds, content keywords, `examples`.

use super::context::{NormaliseContext, ObjectBuilder};
use super::field::flag;
use crate::diagnostic::{Diagnostic, code};
use crate::source::{Node, NodeId, NodeKind, compact};
use crate::text::MediaType;
use crate::text::Span;

/// The formats of numbers (spec.openapis.org/registry/format).
const NUMERIC_FORMATS: [&str; 11] = [
    "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "uint", "float",
    "double",
];

/// The types of JSON Schema; `null` among them becomes `nullable`.
const TYPES: &[&str] = &["string", "number", "integer", "boolean", "object", "array", "null"];

/// Extensions that allow null.
const SWAGGER_NULL: &[&str] = &["x-nullable", "x-isnullable"];

const STRING_WORDS: &[&str] = &["format", "pattern", "minLength", "maxLength"];
const NUMBER_WORDS: &[&str] =
    &["format", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"];
const ARRAY_WORDS: &[&str] = &["items", "minItems", "maxItems", "uniqueItems"];
const OBJECT_WORDS: &[&str] =
    &["properties", "required", "additionalProperties", "minProperties", "maxProperties"];

/// Translates the newer keywords of the schema `node` to members of `object`.
pub(super) fn rewrite<'a>(
    cx: &mut NormaliseContext<'a>,
    node: Node<'a>,
    object: &mut ObjectBuilder,
) {
    constant(cx, node, object);
    exclusive_bound(cx, node, object, "exclusiveMinimum", "minimum");
    exclusive_bound(cx, node, object, "exclusiveMaximum", "maximum");
    content(cx, node, object);
    examples(cx, node, object);
    swagger_null(cx, node, object);
    types(cx, node, object);
    strings_as_written(cx, object);
}

/// The values of a string are text, also where YAML reads them as numbers or booleans: `2.0`, `01` and `0x1F` are sent as
/// they are written.
fn strings_as_written(cx: &mut NormaliseContext<'_>, object: &mut ObjectBuilder) {
    let is_string = |id| cx.tree.node(id).as_str() == Some("string");
    let listed = object.get("enum").filter(|_| object.get("type").is_some_and(is_string));
    let Some(listed) = listed else { return };
    let items: Vec<(NodeId, bool, Span)> = cx
        .tree
        .node(listed)
        .items()
        .map(|it| {
            (it.id(), matches!(it.kind(), NodeKind::Number(_) | NodeKind::Bool(_)), it.span())
        })
        .collect();
    if !items.iter().any(|(_, is_other, _)| *is_other) {
        return;
    }
    let files = cx.input.document.files();
    let as_written = |(id, is_other, span): (NodeId, bool, Span)| {
        let text = files.of(span).slice(span);
        if is_other && !text.is_empty() { cx.string(text, span) } else { id }
    };
    let items: Vec<NodeId> = items.into_iter().map(as_written).collect();
    let span = cx.tree.node(listed).span();
    let values = cx.add(NodeKind::Array(items), span);
    object.put("enum", values);
}

/// `const` is an `enum` of one value (JSON Schema validation section 6.1.3).
fn constant<'a>(cx: &mut NormaliseContext<'a>, node: Node<'a>, object: &mut ObjectBuilder) {
    let Some(value) = node.get("const") else { return };
    let listed = node.entry("enum").filter(|it| it.value.is_array());
    if let Some(listed) =
        listed.filter(|it| !it.value.items().any(|it| compact(it) == compact(value)))
    {
        let message = "the value of `const` is not in `enum`; `const` wins";
        let diagnostic = Diagnostic::warning(code::MALFORMED, message)
            .with_help("add it to `enum`, or remove one of the two")
            .with_related(listed.key_span, "`enum`");
        cx.inside("const", |cx| cx.report(diagnostic, value.span()));
    }
    let item = cx.copy(value);
    let values = cx.add(NodeKind::Array(vec![item]), value.span());
    object.put("enum", values);
}

/// A numeric exclusive bound (JSON Schema validation section 6.2) becomes a bound and a flag; the tighter of two bounds stays.
fn exclusive_bound<'a>(
    cx: &mut NormaliseContext<'a>,
    node: Node<'a>,
    object: &mut ObjectBuilder,
    word: &str,
    bound: &str,
) {
    let Some(value) = node.get(word).filter(|it| it.as_number().is_some()) else { return };
    let float = |node: Node<'_>| node.as_number().and_then(|it| it.parse::<f64>().ok());
    let inclusive = object.get(bound).and_then(|id| float(cx.tree.node(id)));
    let looser = match (float(value), inclusive) {
        (Some(exclusive), Some(inclusive)) if bound == "minimum" => exclusive < inclusive,
        (Some(exclusive), Some(inclusive)) => exclusive > inclusive,
        _ => false,
    };
    if looser {
        return;
    }
    let number = cx.copy(value);
    object.put(bound, number);
    let flag = cx.boolean(true, value.span());
    object.put(word, flag);
}

/// `contentEncoding: base64` is 3.0's `format: byte`; bytes without an encoding are `format: binary` (OpenAPI 3.1 "Migrating binary descriptions").
fn content<'a>(cx: &mut NormaliseContext<'a>, node: Node<'a>, object: &mut ObjectBuilder) {
    if object.has("format") {
        return;
    }
    let encoding = node.get("contentEncoding").and_then(|it| Some((it.as_str()?, it.span())));
    let media = node.get("contentMediaType").and_then(|it| Some((it.as_str()?, it.span())));
    let format = match (encoding, media) {
        (Some((name, span)), _) => {
            let base64 = name.eq_ignore_ascii_case("base64");
            base64.then_some(("byte", span))
        }
        (None, Some((name, span))) => is_bytes(name).then_some(("binary", span)),
        (None, None) => None,
    };
    if let Some((format, span)) = format {
        let value = cx.string(format, span);
        object.put("format", value);
        // Without `type`, only the content says that the value is a string.
        if !object.has("type") && node.get("type").is_none() {
            let value = cx.string("string", span);
            object.put("type", value);
        }
    }
}

/// Whether content of a media type is bytes rather than text.
fn is_bytes(name: &str) -> bool {
    let media = MediaType::parse(name);
    !(media.is_text() || media.is_json() || media.is_xml() || media.is_form())
}

/// Of `examples` the first is 3.0's `example`.
fn examples<'a>(cx: &mut NormaliseContext<'a>, node: Node<'a>, object: &mut ObjectBuilder) {
    let first = node.get("examples").and_then(|it| it.items().next());
    if let Some(first) = first.filter(|_| !object.has("example")) {
        let value = cx.copy(first);
        object.put("example", value);
    }
}

/// 2.0 has no keyword for null, but two extensions for it are common.
pub(super) fn swagger_null<'a>(
    cx: &mut NormaliseContext<'a>,
    node: Node<'a>,
    object: &mut ObjectBuilder,
) {
    if !cx.is_swagger() {
        return;
    }
    for word in SWAGGER_NULL.iter().copied() {
        let Some(value) = node.get(word) else { continue };
        match flag(cx, value) {
            Some(flag) => object.put("nullable", flag),
            None => wrong_null(cx, word, value),
        }
    }
}

/// Reports an extension with another value; validation knows none of other tools.
fn wrong_null<'a>(cx: &mut NormaliseContext<'a>, word: &str, value: Node<'a>) {
    let message = format!("`{word}` is {}, and must be `true` or `false`", value.kind_name());
    let diagnostic =
        Diagnostic::warning(code::MALFORMED, message).with_help("write `true` or `false`");
    cx.inside(word, |cx| cx.report(diagnostic, value.span()));
}

/// `type: file` of 2.0 is `format: binary` ("Parameter Object", "Response Object").
fn file<'a>(cx: &mut NormaliseContext<'a>, ty: Node<'a>, object: &mut ObjectBuilder) {
    for (word, value) in [("type", "string"), ("format", "binary")] {
        let value = cx.string(value, ty.span());
        object.put(word, value);
    }
}

fn types<'a>(cx: &mut NormaliseContext<'a>, node: Node<'a>, object: &mut ObjectBuilder) {
    let Some(entry) = node.entry("type") else { return };
    let value = entry.value;
    if cx.is_swagger() && value.as_str() == Some("file") {
        return file(cx, value, object);
    }
    let items: Vec<Node<'a>> = if value.is_array() { value.items().collect() } else { vec![value] };
    let mut names: Vec<&str> = Vec::new();
    for item in items {
        match item.as_str().filter(|name| TYPES.contains(name)) {
            Some(name) if names.contains(&name) => {}
            Some(name) => names.push(name),
            // YAML's `type: null` without quotes is a null, and means the type.
            None if item.is_null() && cx.is_modern() => names.push("null"),
            None => {}
        }
    }
    let nullable = names.contains(&"null");
    names.retain(|name| *name != "null");
    if names.contains(&"number") {
        names.retain(|name| *name != "integer");
    }
    if nullable {
        let flag = cx.boolean(true, value.span());
        object.put("nullable", flag);
    }
    match names.as_slice() {
        [] if nullable => only_null(cx, value, object),
        [] => {}
        ["string"] if is_int_or_string(node) && !object.has("enum") => {
            object.remove("format");
            split(cx, value, &["integer", "string"], object);
        }
        [name] => {
            let name = cx.string(name, value.span());
            object.push("type", entry.key_span, name);
        }
        _ if ["enum", "allOf", "oneOf", "anyOf"].iter().any(|it| object.has(it)) => {}
        [number @ ("integer" | "number"), "string"]
        | ["string", number @ ("integer" | "number")]
            if is_numeric(node) =>
        {
            for word in STRING_WORDS.iter().filter(|it| **it != "format") {
                object.remove(word);
            }
            let name = cx.string(number, value.span());
            object.push("type", entry.key_span, name);
            object.facts.is_numeric = true;
        }
        several => split(cx, value, several, object),
    }
}

/// Whether a string may be an integer too: the format of Kubernetes, whose documents write `type: string` with it.
fn is_int_or_string(node: Node<'_>) -> bool {
    node.get("format").and_then(Node::as_str) == Some("int-or-string")
}

/// Whether strings of a schema contain numbers, by its `pattern`, or without one by its `format`.
fn is_numeric(node: Node<'_>) -> bool {
    match node.get("pattern").and_then(Node::as_str) {
        Some(pattern) => matches_numbers_only(pattern),
        None => {
            let format = node.get("format").and_then(Node::as_str);
            format.is_some_and(|it| NUMERIC_FORMATS.contains(&it))
        }
    }
}

/// Whether a pattern consists of digits, signs and exponents, as the patterns that ASP.NET Core writes do:
/// `^-?(?:0|[1-9]\\d*)(?:\\.\\d+)?(?:[eE][+-]?\\d+)?$`.
fn matches_numbers_only(pattern: &str) -> bool {
    let Some(inner) = pattern.strip_prefix('^').and_then(|it| it.strip_suffix('$')) else {
        return false;
    };
    let rest = inner.replace("\\d", "0").replace("\\.", "").replace("(?:", "(");
    rest.contains(|it: char| it.is_ascii_digit())
        && rest.chars().all(|it| it.is_ascii_digit() || "-+eE()[]{},?*|".contains(it))
}

/// The schema that only null matches.
fn only_null<'a>(cx: &mut NormaliseContext<'a>, at: Node<'a>, object: &mut ObjectBuilder) {
    let null = cx.add(NodeKind::Null, at.span());
    let values = cx.add(NodeKind::Array(vec![null]), at.span());
    object.put("enum", values);
}

/// Several types become an `anyOf`. Each keyword is copied to the types that it applies to.
fn split<'a>(
    cx: &mut NormaliseContext<'a>,
    at: Node<'a>,
    names: &[&str],
    object: &mut ObjectBuilder,
) {
    let mut members: Vec<NodeId> = Vec::new();
    for name in names {
        let mut member = ObjectBuilder::new(at.span());
        let ty = cx.string(name, at.span());
        member.put("type", ty);
        for word in words_of(name) {
            if let Some(value) = object.get(word) {
                member.put(word, value);
            }
        }
        members.push(member.finish(cx));
    }
    for word in [STRING_WORDS, NUMBER_WORDS, ARRAY_WORDS, OBJECT_WORDS].concat() {
        object.remove(word);
    }
    let members = cx.add(NodeKind::Array(members), at.span());
    object.put("anyOf", members);
}

fn words_of(name: &str) -> &'static [&'static str] {
    match name {
        "string" => STRING_WORDS,
        "number" | "integer" => NUMBER_WORDS,
        "array" => ARRAY_WORDS,
        "object" => OBJECT_WORDS,
        _ => &[],
    }
}
