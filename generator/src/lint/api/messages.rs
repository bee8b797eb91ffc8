//! The bodies of requests and responses, with references followed.

use std::rc::Rc;

use super::{Api, ApiOperation};
use crate::document::{Key, Version};
use crate::lint::location::Location;
use crate::source::Node;
use crate::text::JsonPointer;

/// A body in one media type.
#[derive(Clone, Debug)]
pub(in crate::lint) struct Content<'a> {
    /// The media type as it is written; empty if Swagger 2.0 declares none.
    pub(in crate::lint) media_type: &'a str,
    /// The schema, with references followed.
    pub(in crate::lint) schema: Option<Node<'a>>,
    /// Where the media type is written.
    pub(in crate::lint) location: Location,
}

/// A response of an operation.
#[derive(Clone, Debug)]
pub(in crate::lint) struct Response<'a> {
    /// The status as it is written: `200`, `4XX`, `default`.
    pub(in crate::lint) status: Key<'a>,
    /// The pointer of the entry in `responses`.
    pub(in crate::lint) pointer: JsonPointer,
    /// Where the response is written: in `responses`, or in the component that it references.
    pub(in crate::lint) definition: Location,
    /// The response. An unresolved reference stays as it is written.
    pub(in crate::lint) node: Node<'a>,
    /// The bodies, one for each media type.
    pub(in crate::lint) contents: Vec<Content<'a>>,
}

impl Response<'_> {
    /// Whether the status begins with this digit.
    pub(in crate::lint) fn is_class(&self, digit: char) -> bool {
        self.status.name.starts_with(digit)
    }
}

pub(super) fn responses<'a>(api: &Api<'a, '_>, operation: &ApiOperation<'a>) -> Rc<[Response<'a>]> {
    let Some(written) = operation.node.get("responses") else { return Rc::default() };
    let map = api.resolve(written).unwrap_or(written);
    let all = map.members().filter(|it| !it.key.starts_with("x-")).map(|entry| {
        let status = Key { name: entry.key, span: entry.key_span };
        let pointer = operation.node_pointer.child("responses").child(entry.key);
        let resolved = api.resolved(entry.value);
        let node = resolved.as_ref().map_or(entry.value, |it| it.node);
        let at = resolved.and_then(|it| it.pointer).unwrap_or_else(|| pointer.clone());
        let contents = match api.version() {
            Version::V2_0 => contents_2_0(api, operation, node, &at, "produces"),
            _ => contents(api, node, &at),
        };
        let definition = Location::new(node.span(), at);
        Response { status, pointer, definition, node, contents }
    });
    all.collect()
}

pub(super) fn request<'a>(api: &Api<'a, '_>, operation: &ApiOperation<'a>) -> Rc<[Content<'a>]> {
    if api.version() == Version::V2_0 {
        let parameters = api.parameters(operation);
        let Some(body) = parameters.iter().find(|it| it.place == "body") else {
            return Rc::default();
        };
        return contents_2_0(api, operation, body.node, &body.location.pointer, "consumes").into();
    }
    let Some(written) = operation.node.get("requestBody") else { return Rc::default() };
    let Some(resolved) = api.resolved(written) else { return Rc::default() };
    let pointer = resolved.pointer.unwrap_or_else(|| operation.node_pointer.child("requestBody"));
    contents(api, resolved.node, &pointer).into()
}

fn contents<'a>(api: &Api<'a, '_>, holder: Node<'a>, pointer: &JsonPointer) -> Vec<Content<'a>> {
    let map = holder.get("content").into_iter().flat_map(Node::members);
    let all = map.map(|entry| {
        let media = api.resolve(entry.value).unwrap_or(entry.value);
        let schema = media.get("schema").or_else(|| media.get("itemSchema"));
        Content {
            media_type: entry.key,
            schema: schema.and_then(|it| api.resolve(it)),
            location: Location::new(entry.key_span, pointer.child("content").child(entry.key)),
        }
    });
    all.collect()
}

/// Swagger 2.0 lists media types at the operation or at the top level, and one schema for all of them.
fn contents_2_0<'a>(
    api: &Api<'a, '_>,
    operation: &ApiOperation<'a>,
    holder: Node<'a>,
    pointer: &JsonPointer,
    key: &str,
) -> Vec<Content<'a>> {
    let Some(schema) = holder.entry("schema") else { return Vec::new() };
    let location = Location::new(schema.key_span, pointer.child("schema"));
    let content = |media_type| Content {
        media_type,
        schema: api.resolve(schema.value),
        location: location.clone(),
    };
    let list = operation.node.get(key).or_else(|| api.root()?.get(key));
    let listed: Vec<_> =
        list.into_iter().flat_map(Node::items).filter_map(Node::as_str).map(content).collect();
    if listed.is_empty() { vec![content("")] } else { listed }
}
