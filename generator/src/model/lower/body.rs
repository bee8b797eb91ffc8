//! Bodies: media types of requests and responses.

use indexmap::IndexMap;
use openapiv3::{MediaType, ReferenceOr, RequestBody, Response as Typed, StatusCode};

use super::operation::Source;
use super::view::{SchemaOrReference, TypeKeyword, View};
use super::{Builder, header, keywords, types};
use crate::media::{FieldSettings, MediaKind};
use crate::model::{
    Additional, Body, FieldEncoding, Media, OperationLink, Place, Response, Shape, StatusMatch,
    Style, WireName,
};
use crate::normalise::{EncodingFacts, LinkFacts};
use crate::source::Node;
use crate::text::JsonPointer;

impl<'a> Builder<'a> {
    pub(super) fn body(&mut self, source: &Source<'a>) -> Option<Body> {
        let own = Place::RequestBody(source.id);
        let node = source.node.get("requestBody")?;
        let (typed, node, pointer, place) = match source.typed.request_body.as_ref()? {
            ReferenceOr::Item(typed) => (typed, node, source.pointer.child("requestBody"), own),
            ReferenceOr::Reference { reference } => {
                let components = self.normalised.openapi.components.as_ref()?;
                let (name, node, pointer) = self.shared(reference)?;
                let typed: &'a RequestBody = components.request_bodies.get(&name)?.as_item()?;
                (typed, node, pointer, Place::Shared(name))
            }
        };
        let mut media = self.media(&typed.content, node, &pointer, &place);
        for any in media.iter_mut().filter(|it| it.name == "*/*") {
            // Nobody can say that a file of any type is JSON.
            let is_file = typed.content.get(&any.name).is_none_or(|it| self.is_file(it));
            any.kind = if is_file { MediaKind::Binary } else { any.kind };
        }
        let description = keywords::text(node, "description");
        (!media.is_empty()).then_some(Body { required: typed.required, description, media })
    }

    /// Removes optional bodies that have nothing to set: inline objects without properties, which generators of documents
    /// write for requests that have no body.
    pub(super) fn remove_empty_bodies(&mut self) {
        let types = &self.api.types;
        let is_empty = |media: &Media| {
            let def = media.ty.and_then(|ty| types.get(ty.id.0 as usize));
            def.is_some_and(|def| match &def.shape {
                Shape::Object(object) => {
                    let is_inline = matches!(def.place, Place::RequestBody(_));
                    let is_closed = object.additional == Additional::Ignored;
                    is_inline && is_closed && object.fields.is_empty()
                }
                _ => false,
            })
        };
        for operation in &mut self.api.operations {
            let is_kept = |body: &Body| body.required || !body.media.iter().all(is_empty);
            operation.body = operation.body.take().filter(is_kept);
        }
    }

    /// Whether a body is only declared as text or bytes.
    fn is_file(&self, media: &'a MediaType) -> bool {
        let view = match &media.schema {
            None => return true,
            Some(ReferenceOr::Item(schema)) => Some(View::of(schema, None)),
            Some(ReferenceOr::Reference { reference }) => {
                let at = self.target(reference).and_then(|(_, at)| self.deref(&at));
                at.and_then(|it| it.view())
            }
        };
        view.is_some_and(|it| {
            matches!(it.implied(), None | Some(TypeKeyword::String)) && !it.has_structure()
        })
    }

    pub(super) fn responses(&mut self, source: &Source<'a>) -> Vec<Response> {
        let node = source.node.get("responses");
        let pointer = source.pointer.child("responses");
        let mut responses: Vec<Response> = Vec::new();
        for entry in node.into_iter().flat_map(Node::members) {
            let Some((status, typed)) = declared(source, entry.key) else { continue };
            let pointer = pointer.child(entry.key);
            let response = self.response(source, status, typed, entry.value, pointer);
            responses
                .extend(response.filter(|it| !responses.iter().any(|old| old.status == it.status)));
        }
        responses.sort_by_key(|it| it.status);
        responses
    }

    fn response(
        &mut self,
        source: &Source<'a>,
        status: StatusMatch,
        typed: &'a ReferenceOr<Typed>,
        node: Node<'a>,
        pointer: JsonPointer,
    ) -> Option<Response> {
        let (typed, node, pointer, place) = match typed {
            ReferenceOr::Item(typed) => {
                (typed, node, pointer, Place::ResponseBody(source.id, status))
            }
            ReferenceOr::Reference { reference } => {
                let components = self.normalised.openapi.components.as_ref()?;
                let (name, node, pointer) = self.shared(reference)?;
                let typed = components.responses.get(&name)?.as_item()?;
                (typed, node, pointer, Place::Shared(name))
            }
        };
        let media = self.media(&typed.content, node, &pointer, &place);
        let facts = self.normalised.facts.response(node);
        let headers = facts.into_iter().flat_map(|it| &it.headers).map(header::header).collect();
        let links = facts.into_iter().flat_map(|it| &it.links).map(link).collect();
        Some(Response { status, description: typed.description.clone(), media, headers, links })
    }

    fn media(
        &mut self,
        typed: &'a IndexMap<String, MediaType>,
        owner: Node<'a>,
        pointer: &JsonPointer,
        place: &Place,
    ) -> Vec<Media> {
        let Some(content) = owner.get("content") else { return Vec::new() };
        let pointer = pointer.child("content");
        let mut media = Vec::with_capacity(typed.len());
        for (name, typed) in typed {
            let Some(node) = content.get(name) else { continue };
            let schema = typed.schema.as_ref();
            let at = schema.and_then(|it| {
                types::schema_at(it, node, &pointer.child(name), &self.normalised.facts)
            });
            let binary = at.as_ref().and_then(|it| self.deref(it));
            let binary = binary.is_some_and(|it| is_binary(it.node));
            let kind = media_kind(name, binary);
            self.bytes = kind.format().binary_levels;
            let ty = at.map(|at| self.type_at(&at, place.clone()));
            self.bytes = 0;
            let facts = self.normalised.facts.media_type(node);
            let encodings = facts.map_or_else(Vec::new, |it| encodings(&it.encodings, kind));
            let of_item = facts.is_some_and(|it| it.is_item_schema);
            media.push(Media { name: name.clone(), kind, ty, of_item, encodings });
        }
        media
    }

    /// Finds the components that are bodies in a form other than JSON: there `format: binary` means bytes.
    pub(super) fn find_byte_targets(&mut self) {
        let openapi = &self.normalised.openapi;
        let items = openapi.paths.paths.values().filter_map(ReferenceOr::as_item);
        let operations = items.flat_map(openapiv3::PathItem::iter).map(|(_, operation)| operation);
        let operations =
            operations.chain(self.normalised.more_operations.values().flat_map(IndexMap::values));
        let mut contents: Vec<&'a IndexMap<String, MediaType>> = Vec::new();
        for operation in operations {
            let body = operation.request_body.as_ref().and_then(ReferenceOr::as_item);
            contents.extend(body.map(|it| &it.content));
            let responses = operation.responses.responses.values();
            let responses = responses.chain(operation.responses.default.as_ref());
            contents.extend(responses.filter_map(ReferenceOr::as_item).map(|it| &it.content));
        }
        if let Some(components) = &openapi.components {
            let bodies = components.request_bodies.values().filter_map(ReferenceOr::as_item);
            contents.extend(bodies.map(|it| &it.content));
            let responses = components.responses.values().filter_map(ReferenceOr::as_item);
            contents.extend(responses.map(|it| &it.content));
        }
        for (name, media) in contents.into_iter().flatten() {
            self.note_byte_target(name, media);
        }
    }

    fn note_byte_target(&mut self, name: &str, media: &'a MediaType) {
        let Some(ReferenceOr::Reference { reference }) = &media.schema else { return };
        let Some((id, at)) = self.target(reference) else { return };
        let binary = matches!(at.schema, SchemaOrReference::Inline(_)) && is_binary(at.node);
        let levels = media_kind(name, binary).format().binary_levels;
        if levels > 0 {
            let known = self.byte_targets.entry(id).or_insert(0);
            *known = levels.max(*known);
        }
    }
}

/// `encoding`, which has a meaning for forms only.
fn encodings(facts: &[EncodingFacts], kind: MediaKind) -> Vec<FieldEncoding> {
    let has_style = match kind.format().field_settings {
        FieldSettings::None => return Vec::new(),
        FieldSettings::ContentType => false,
        FieldSettings::All => true,
    };
    let encodings = facts.iter().map(|it| FieldEncoding {
        field: WireName(it.property.clone()),
        style: style(it).filter(|_| has_style),
        allow_reserved: has_style && it.allow_reserved,
        content_type: it.content_type.as_deref().and_then(content_type),
        headers: if has_style { Vec::new() } else { it.headers.clone() },
    });
    let says = |it: &FieldEncoding| {
        let has_content = it.content_type.is_some() || !it.headers.is_empty();
        it.style.is_some() || it.allow_reserved || has_content
    };
    encodings.filter(says).collect()
}

/// Style and explode as those of a query parameter ("Encoding Object").
fn style(encoding: &EncodingFacts) -> Option<(Style, bool)> {
    if encoding.style.is_none() && encoding.explode.is_none() {
        return None;
    }
    let style = match encoding.style.as_deref() {
        Some("spaceDelimited") => Style::SpaceDelimited,
        Some("pipeDelimited") => Style::PipeDelimited,
        Some("deepObject") => Style::DeepObject,
        _ => Style::Form,
    };
    Some((style, encoding.explode.unwrap_or(style == Style::Form)))
}

/// The first media type that is no range and is valid in a header.
fn content_type(names: &str) -> Option<String> {
    let usable = |it: &&str| {
        it.contains('/') && !it.contains('*') && it.bytes().all(|it| (b' '..=b'~').contains(&it))
    };
    names.split(',').map(str::trim).find(usable).map(str::to_owned)
}

fn is_binary(schema: Node<'_>) -> bool {
    schema.get("format").and_then(Node::as_str) == Some("binary")
}

fn declared<'a>(source: &Source<'a>, key: &str) -> Option<(StatusMatch, &'a ReferenceOr<Typed>)> {
    let responses = &source.typed.responses;
    if key == "default" {
        return Some((StatusMatch::Default, responses.default.as_ref()?));
    }
    if let Ok(status) = key.parse::<u16>() {
        let typed = responses.responses.get(&StatusCode::Code(status))?;
        return Some((StatusMatch::Exact(status), typed));
    }
    let class = u16::from(key.bytes().next()?.checked_sub(b'0')?);
    Some((StatusMatch::Range(class), responses.responses.get(&StatusCode::Range(class))?))
}

fn media_kind(name: &str, is_binary: bool) -> MediaKind {
    MediaKind::of(&crate::text::MediaType::parse(name), is_binary)
}

fn link(facts: &LinkFacts) -> OperationLink {
    OperationLink {
        name: facts.name.clone(),
        operation: facts.operation.clone(),
        parameters: facts.parameters.clone(),
        body: facts.body.clone(),
        description: facts.description.clone(),
    }
}
