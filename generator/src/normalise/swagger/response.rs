//! Responses: `schema` and `produces` as `content`, headers with schemas ("Response Object", "Header Object").

use super::Rewriter;
use super::is_member;
use super::media::{MediaType, MediaTypes, is_json};
use super::parameter::halves;
use crate::normalise::context::Object;
use crate::normalise::reference::reference_of;
use crate::source::{JsonPointer, Node, NodeId};

impl<'a> Rewriter<'a> {
    /// A member of the root's `responses`, in the media types of the document.
    pub(super) fn shared_response(&mut self, node: Node<'a>, new: &JsonPointer) -> NodeId {
        let produces = self.produces.clone();
        self.response(node, produces.as_deref(), new)
    }

    /// `responses` of an operation, which are written here.
    pub(super) fn responses(
        &mut self,
        node: Node<'a>,
        operation: Node<'a>,
        own: Option<&MediaTypes<'a>>,
        new: &JsonPointer,
    ) -> NodeId {
        if !node.is_object() {
            return self.cx.copy(node);
        }
        let inherited = self.produces.clone();
        let differs = operation.get("produces").is_some() && !same(own, inherited.as_ref());
        let produces = if differs { own.cloned() } else { inherited };
        let mut result = Object::new(node.span());
        for entry in node.members() {
            let new = new.child(entry.key);
            let value = self.inside(entry.key, |it| {
                it.response_or_ref(entry.value, differs, produces.as_ref(), &new)
            });
            result.push(entry.key, entry.key_span, value);
        }
        result.finish(&mut self.cx)
    }

    /// A reference to a shared response stays, where that has the media types of this operation; else it is written out.
    fn response_or_ref(
        &mut self,
        node: Node<'a>,
        differs: bool,
        produces: Option<&MediaTypes<'a>>,
        new: &JsonPointer,
    ) -> NodeId {
        let produces = produces.map(Vec::as_slice);
        if reference_of(node).is_none() {
            return self.response(node, produces, new);
        }
        let Ok(found) = self.cx.resolve(node) else { return self.cx.copy(node) };
        let place = found.pointer.unwrap_or_default();
        let shared = is_member(&place, "responses");
        if shared && !(differs && found.node.get("schema").is_some()) {
            return self.cx.copy(node);
        }
        self.at(place, |it| {
            it.made_from_here(new.clone());
            it.response(found.node, produces, new)
        })
    }

    /// A response that is written here.
    fn response(
        &mut self,
        node: Node<'a>,
        produces: Option<&[MediaType<'a>]>,
        new: &JsonPointer,
    ) -> NodeId {
        if !node.is_object() || reference_of(node).is_some() {
            return self.cx.copy(node);
        }
        let mut result = Object::new(node.span());
        for entry in node.members() {
            match entry.key {
                "schema" => {
                    let types = media_types(entry.value, produces);
                    let content = self.content(node, &types, Some(entry.value), new);
                    result.push("content", entry.key_span, content);
                }
                "headers" => {
                    let new = new.child("headers");
                    let value = self.inside("headers", |it| {
                        it.map(entry.value, &new, |it, node, new| Some(it.header(node, new)))
                    });
                    result.push(entry.key, entry.key_span, value);
                }
                // Examples by media type say nothing about types.
                "content" | "examples" => {}
                _ => self.keep(entry, &mut result),
            }
        }
        result.finish(&mut self.cx)
    }

    fn header(&mut self, node: Node<'a>, new: &JsonPointer) -> NodeId {
        if !node.is_object() {
            return self.cx.copy(node);
        }
        self.made_from_here(new.child("schema"));
        let halves = halves(node);
        let mut result = Object::new(node.span());
        for entry in halves.own {
            self.keep(entry, &mut result);
        }
        let schema = self.schema_of(node, &halves.schema);
        result.put("schema", schema);
        result.finish(&mut self.cx)
    }
}

/// The media types of a response with this schema. A file is bytes, which JSON has none of; where nothing better is said
/// it may be of any type.
fn media_types<'a>(schema: Node<'a>, produces: Option<&[MediaType<'a>]>) -> MediaTypes<'a> {
    let file = schema.get("type").and_then(Node::as_str) == Some("file");
    let kept = produces.unwrap_or_default().iter().filter(|it| !(file && is_json(it.name)));
    let types: MediaTypes<'a> = kept.copied().collect();
    if !types.is_empty() {
        return types;
    }
    let name = if file { "*/*" } else { "application/json" };
    vec![MediaType { name, span: schema.span() }]
}

fn same(a: Option<&MediaTypes<'_>>, b: Option<&MediaTypes<'_>>) -> bool {
    let names = |it: &MediaTypes<'_>| it.iter().map(|it| it.name.to_owned()).collect::<Vec<_>>();
    a.map(names) == b.map(names)
}
