//! Forms: the parameters in `formData` as one object with a property each ("Parameter Object" of 2.0, "Considerations for
//! File Uploads" of 3.0).

use super::Rewriter;
use super::list::ListedParameter;
use super::media::{DeclaredMediaType, MediaTypes};
use super::parameter::halves;
use crate::normalise::context::ObjectBuilder;
use crate::source::{Node, NodeId, NodeKind};
use crate::text::JsonPointer;
use crate::text::MediaType;

const FORM: &str = "application/x-www-form-urlencoded";
const MULTIPART: &str = "multipart/form-data";

impl<'a> Rewriter<'a> {
    /// A request's body from the fields of a form. `new` is its pointer in the rewritten tree.
    pub(super) fn form(
        &mut self,
        operation: Node<'a>,
        fields: &[ListedParameter<'a>],
        consumes: Option<&MediaTypes<'a>>,
        new: &JsonPointer,
    ) -> NodeId {
        let owner = operation.get("parameters").unwrap_or(operation);
        // Without fields there is no form.
        let list = fields.first().map(|it| it.place.clone()).unwrap_or_default();
        let list = parent(list);
        let types = form_media_types(operation, fields, consumes);
        self.pointer_map.made_from(new.clone(), list.clone());
        let places: Vec<JsonPointer> =
            types.iter().map(|it| new.child("content").child(it.name).child("schema")).collect();
        for place in &places {
            self.pointer_map.made_from(place.clone(), list.clone());
        }
        let (schema, required) = self.form_schema(owner, fields, &places);
        let mut content = ObjectBuilder::new(owner.span());
        for media in &types {
            let mut object = ObjectBuilder::new(owner.span());
            object.put("schema", schema);
            let object = object.finish(&mut self.cx);
            content.push(media.name, media.span, object);
        }
        let content = content.finish(&mut self.cx);
        let mut result = ObjectBuilder::new(owner.span());
        let required = self.cx.boolean(required, owner.span());
        result.put("required", required);
        result.put("content", content);
        result.finish(&mut self.cx)
    }

    /// The object, and whether a field of it is required.
    fn form_schema(
        &mut self,
        owner: Node<'a>,
        fields: &[ListedParameter<'a>],
        places: &[JsonPointer],
    ) -> (NodeId, bool) {
        let mut properties = ObjectBuilder::new(owner.span());
        let mut required: Vec<NodeId> = Vec::new();
        for field in fields {
            let Some(name) = field.node.entry("name").filter(|_| field.name().is_some()) else {
                continue;
            };
            let text = field.name().unwrap_or("");
            for place in places {
                let place = place.child("properties").child(text);
                self.pointer_map.made_from(place, field.written.clone());
            }
            let property = self.at(field.written.clone(), |it| it.field(field.node));
            properties.push(text, name.value.span(), property);
            if field.node.get("required").and_then(Node::as_bool) == Some(true) {
                required.push(self.cx.string(text, name.value.span()));
            }
        }
        let any_required = !required.is_empty();
        let mut schema = ObjectBuilder::new(owner.span());
        let ty = self.cx.string("object", owner.span());
        let properties = properties.finish(&mut self.cx);
        schema.put("type", ty);
        schema.put("properties", properties);
        if any_required {
            let required = self.cx.add(NodeKind::Array(required), owner.span());
            schema.put("required", required);
        }
        (schema.finish(&mut self.cx), any_required)
    }

    /// A field, which is at the current location, as a property.
    fn field(&mut self, node: Node<'a>) -> NodeId {
        let words = halves(node).schema;
        let as_string = words.is_empty() || self.list_style(node).is_none();
        let schema =
            if as_string { self.string_schema(node) } else { self.schema_of(node, &words) };
        let mut property = ObjectBuilder::reopen(&self.cx, schema);
        if let Some(entry) = node.entry("description") {
            self.keep(entry, &mut property);
        }
        property.finish(&mut self.cx)
    }
}

/// A file needs `multipart/form-data`. Otherwise the first form media type that the operation consumes counts, or the simple form.
fn form_media_types<'a>(
    operation: Node<'a>,
    fields: &[ListedParameter<'a>],
    consumes: Option<&MediaTypes<'a>>,
) -> MediaTypes<'a> {
    let file = fields.iter().any(|it| it.node.get("type").and_then(Node::as_str) == Some("file"));
    let wanted = |it: &DeclaredMediaType<'a>| {
        let media = MediaType::parse(it.name);
        media.is_multipart() || (media.is_form() && !file)
    };
    let types: MediaTypes<'a> =
        consumes.into_iter().flatten().filter(|it| wanted(it)).copied().collect();
    if !types.is_empty() {
        return types;
    }
    let name = if file { MULTIPART } else { FORM };
    let span = operation.get("consumes").unwrap_or(operation).span();
    vec![DeclaredMediaType { name, span }]
}

fn parent(mut pointer: JsonPointer) -> JsonPointer {
    pointer.pop();
    pointer
}
