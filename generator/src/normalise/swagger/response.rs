//! Responses: `schema` and `produces` as `content`, headers with schemas ("Response Object", "Header Object").

use super::Rewriter;
use super::is_member;
use super::media::{DeclaredMediaType, MediaTypes, is_structured};
use super::parameter::halves;
use crate::normalise::context::ObjectBuilder;
use crate::normalise::reference::reference_of;
use crate::source::{Node, NodeId};
use crate::text::JsonPointer;
use crate::text::MediaType;

/// The context of a response.
#[derive(Clone, Copy)]
struct ResponseContext<'a, 's> {
    /// The media types of the operation, or of the document.
    produces: &'s [DeclaredMediaType<'a>],
    /// Whether the operation has other media types than the document.
    differs: bool,
    /// Whether the status is an error.
    fails: bool,
}

impl<'a> Rewriter<'a> {
    /// A member of the root's `responses`, in the media types of the document.
    pub(super) fn shared_response(&mut self, node: Node<'a>, new: &JsonPointer) -> NodeId {
        let produces = self.produces.clone();
        self.response(
            node,
            ResponseContext { produces: &produces, differs: false, fails: false },
            new,
        )
    }

    /// `responses` of an operation at the current location. `own` are the operation's media types.
    pub(super) fn responses(
        &mut self,
        node: Node<'a>,
        own: Option<MediaTypes<'a>>,
        new: &JsonPointer,
    ) -> NodeId {
        if !node.is_object() {
            return self.cx.copy(node);
        }
        let inherited = self.produces.clone();
        let differs = own.as_ref().is_some_and(|it| !same(it, &inherited));
        let produces = own.unwrap_or(inherited);
        let mut result = ObjectBuilder::new(node.span());
        for entry in node.members() {
            let setting =
                ResponseContext { produces: &produces, differs, fails: is_failure(entry.key) };
            let new = new.child(entry.key);
            let value = self.inside(entry.key, |it| it.response_or_ref(entry.value, setting, &new));
            result.push(entry.key, entry.key_span, value);
        }
        result.finish(&mut self.cx)
    }

    /// A reference to a shared response stays if that has the operation's media types. Otherwise it is inlined.
    fn response_or_ref(
        &mut self,
        node: Node<'a>,
        setting: ResponseContext<'a, '_>,
        new: &JsonPointer,
    ) -> NodeId {
        if reference_of(node).is_none() {
            return self.response(node, setting, new);
        }
        let Ok(found) = self.cx.resolve(node) else { return self.cx.copy(node) };
        // The document is one file here, and only its root has no pointer.
        let place = found.pointer.unwrap_or_default();
        let as_shared = !setting.differs || found.node.get("schema").is_none();
        if is_member(&place, "responses") && as_shared {
            return self.cx.copy(node);
        }
        self.at(place, |it| {
            it.made_from_here(new.clone());
            it.response(found.node, setting, new)
        })
    }

    /// A response at the current location.
    fn response(
        &mut self,
        node: Node<'a>,
        setting: ResponseContext<'a, '_>,
        new: &JsonPointer,
    ) -> NodeId {
        if !node.is_object() || reference_of(node).is_some() {
            return self.cx.copy(node);
        }
        let mut result = ObjectBuilder::new(node.span());
        for entry in node.members() {
            match entry.key {
                "schema" => {
                    let types = self.response_types(entry.value, setting);
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
                // Examples by media type do not affect types.
                "content" | "examples" => {}
                _ => self.keep(entry, &mut result),
            }
        }
        result.finish(&mut self.cx)
    }

    /// The media types of a response with this schema. A file is bytes, which JSON has none of; where nothing better is
    /// said it may be of any type. 2.0 cannot say that failures have another type than successes: where no type of the
    /// list could hold the object of a failure, it is JSON.
    fn response_types(&self, schema: Node<'a>, setting: ResponseContext<'a, '_>) -> MediaTypes<'a> {
        let found = self.cx.resolve(schema).map_or(schema, |it| it.node);
        let ty = found.get("type").and_then(Node::as_str);
        let file = ty == Some("file");
        let kept =
            setting.produces.iter().filter(|it| !(file && MediaType::parse(it.name).is_json()));
        let mut types: MediaTypes<'a> = kept.copied().collect();
        let holds = types.iter().any(|it| is_structured(it.name));
        if setting.fails && !holds && !matches!(ty, Some("file" | "string")) {
            types.insert(0, DeclaredMediaType { name: "application/json", span: schema.span() });
        }
        if types.is_empty() {
            let name = if file { "*/*" } else { "application/json" };
            types.push(DeclaredMediaType { name, span: schema.span() });
        }
        types
    }

    fn header(&mut self, node: Node<'a>, new: &JsonPointer) -> NodeId {
        if !node.is_object() {
            return self.cx.copy(node);
        }
        self.made_from_here(new.child("schema"));
        let halves = halves(node);
        let mut result = ObjectBuilder::new(node.span());
        for entry in halves.own {
            self.keep(entry, &mut result);
        }
        let schema = self.schema_of(node, &halves.schema);
        result.put("schema", schema);
        result.finish(&mut self.cx)
    }
}

fn is_failure(status: &str) -> bool {
    status.starts_with(['4', '5']) || status == "default"
}

fn same(a: &[DeclaredMediaType<'_>], b: &[DeclaredMediaType<'_>]) -> bool {
    a.iter().map(|it| it.name).eq(b.iter().map(|it| it.name))
}
