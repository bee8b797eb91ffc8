//! Parameters (OpenAPI 3.0 "Parameter Object"), and how they fit the template of their path.

use super::body::content;
use super::context::{NormaliseContext, ObjectBuilder};
use super::facts::ParameterStyle;
use super::field::{FieldRules, copy, fields, flag, list, object, text};
use super::reference::referable;
use super::schema::schema;
use crate::diagnostic::{Diagnostic, code};
use crate::media::MediaKind;
use crate::source::{Node, NodeId, NodeKind};
use crate::text::MediaType;

const PARAMETER: FieldRules = &[
    ("name", text),
    ("in", text),
    ("description", text),
    ("required", flag),
    ("deprecated", flag),
    ("allowEmptyValue", flag),
    ("style", text),
    ("explode", flag),
    ("allowReserved", flag),
    ("schema", schema),
    ("content", content),
    ("example", copy),
];

/// The styles of each location ("Style Values").
const STYLES: &[(&str, &[&str])] = &[
    ("path", &["simple", "label", "matrix"]),
    ("query", &["form", "spaceDelimited", "pipeDelimited", "deepObject"]),
    ("header", &["simple"]),
    ("cookie", &["form"]),
];

/// The parameters of a path item or of an operation. A path parameter that the template does not have is dropped.
pub(super) fn parameters<'a>(cx: &mut NormaliseContext<'a>, node: Node<'a>) -> Option<NodeId> {
    list(cx, node, |cx, node| match path_name(cx, node) {
        Some(name) if !cx.template.contains(&name) => None,
        _ => referable(cx, node, "parameters", parameter),
    })
}

/// The names of path parameters that a list declares.
pub(super) fn path_names<'a>(cx: &NormaliseContext<'a>, owner: Node<'a>) -> Vec<String> {
    let Some(list) = owner.get("parameters") else { return Vec::new() };
    list.items().filter_map(|item| path_name(cx, item)).collect()
}

fn path_name<'a>(cx: &NormaliseContext<'a>, node: Node<'a>) -> Option<String> {
    let node = cx.resolve(node).ok()?.node;
    (node.get("in")?.as_str()? == "path").then_some(())?;
    node.get("name")?.as_str().map(str::to_owned)
}

/// One parameter. One without a name or a known location cannot be sent, and is dropped.
pub(super) fn parameter<'a>(cx: &mut NormaliseContext<'a>, node: Node<'a>) -> Option<NodeId> {
    let node = object(node)?;
    let mut result = fields(cx, node, PARAMETER);
    if !result.has("name") {
        return None;
    }
    let location = result.get("in").and_then(|id| cx.tree.node(id).as_str().map(str::to_owned));
    // No style belongs to an empty location, so the parameter is dropped.
    let mut location = location.unwrap_or_default();
    let is_whole_query = location == "querystring" && cx.is_modern();
    if is_whole_query {
        whole_query(cx, node, &mut result)?;
        location = "query".to_owned();
    }
    let (_, styles) = STYLES.iter().find(|(name, _)| *name == location)?;
    let style = if is_whole_query {
        Some(ParameterStyle::QueryString)
    } else {
        cookie_style(cx, node, &mut result, &location)
    };
    let style = style.or(cx.input.facts.parameter_style(node));
    remove_other_style(node, &mut result, styles);
    // Before 3.2 it applies to query parameters only.
    if location == "path" && !cx.is_3_2() {
        result.remove("allowReserved");
    }
    one_example(cx, node, &mut result);
    schema_or_content(cx, node, &mut result);
    let id = result.finish(cx);
    if let Some(style) = style {
        cx.facts.set_parameter_style(id, style);
    }
    Some(id)
}

/// `in: querystring` of 3.2 ("Parameter Object"): the parameter is the whole query, in the form of its media type.
fn whole_query<'a>(
    cx: &mut NormaliseContext<'a>,
    node: Node<'a>,
    result: &mut ObjectBuilder,
) -> Option<()> {
    let content = node.get("content").and_then(|it| it.members().next());
    let media = content.map_or("", |it| it.key);
    let media_type = MediaType::parse(media);
    let format = MediaKind::of(&media_type, false).format();
    let known = format.query.is_some() && !media_type.is_any();
    let at = node.get("in").unwrap_or(node).span();
    if !known {
        let message = format!("a query string of media type `{media}` is not supported yet");
        let help = "use `application/x-www-form-urlencoded` or `application/json`";
        cx.report(Diagnostic::warning(code::UNSUPPORTED, message).with_help(help), at);
        return None;
    }
    let place = cx.string("query", at);
    result.put("in", place);
    result.remove("schema");
    Some(())
}

/// `style: cookie` of 3.2, which openapiv3 does not know.
fn cookie_style<'a>(
    cx: &NormaliseContext<'a>,
    node: Node<'a>,
    object: &mut ObjectBuilder,
    location: &str,
) -> Option<ParameterStyle> {
    let style = node.get("style").filter(|it| it.as_str() == Some("cookie"));
    style.filter(|_| location == "cookie" && cx.is_modern())?;
    object.remove("style");
    Some(ParameterStyle::Cookie)
}

/// Removes a style that the location does not have; the parameter has the default style of its location then.
fn remove_other_style(node: Node<'_>, object: &mut ObjectBuilder, styles: &[&str]) {
    let style = node.get("style").and_then(Node::as_str);
    if !style.is_some_and(|it| styles.contains(&it)) {
        object.remove("style");
    }
}

/// The first of `examples`, which may be a reference.
fn one_example<'a>(cx: &mut NormaliseContext<'a>, node: Node<'a>, object: &mut ObjectBuilder) {
    if object.has("example") {
        return;
    }
    let first = node.get("examples").and_then(|it| it.members().next());
    let Some(first) = first else { return };
    let Ok(found) = cx.resolve(first.value) else { return };
    if let Some(value) = found.node.get("value").or_else(|| found.node.get("dataValue")) {
        let value = cx.copy(value);
        object.put("example", value);
    }
}

/// Keeps exactly one of the two. Without either, the value is a string.
fn schema_or_content<'a>(
    cx: &mut NormaliseContext<'a>,
    node: Node<'a>,
    object: &mut ObjectBuilder,
) {
    let filled = object.get("content").is_some_and(|id| cx.tree.node(id).members().len() > 0);
    if object.has("schema") || !filled {
        object.remove("content");
    }
    if object.has("schema") || object.has("content") {
        return;
    }
    let schema = string_schema(cx, node);
    object.put("schema", schema);
}

fn string_schema<'a>(cx: &mut NormaliseContext<'a>, node: Node<'a>) -> NodeId {
    let mut schema = ObjectBuilder::new(node.span());
    let ty = cx.string("string", node.span());
    schema.put("type", ty);
    schema.finish(cx)
}

/// Appends a required string parameter for each undeclared name of the template.
pub(super) fn add_undeclared<'a>(
    cx: &mut NormaliseContext<'a>,
    node: Node<'a>,
    operation: &mut ObjectBuilder,
    names: &[String],
) {
    if names.is_empty() {
        return;
    }
    let mut items = match operation.get("parameters").map(|id| cx.tree.node(id).kind()) {
        Some(NodeKind::Array(items)) => items.clone(),
        _ => Vec::new(),
    };
    for name in names {
        let mut parameter = ObjectBuilder::new(node.span());
        let (name, location) = (cx.string(name, node.span()), cx.string("path", node.span()));
        let required = cx.boolean(true, node.span());
        let schema = string_schema(cx, node);
        for (key, value) in
            [("name", name), ("in", location), ("required", required), ("schema", schema)]
        {
            parameter.put(key, value);
        }
        items.push(parameter.finish(cx));
    }
    let list = cx.add(NodeKind::Array(items), node.span());
    operation.put("parameters", list);
}
