//! The body of a request: which media types can be chosen, and how each is taken and written.

use crate::diagnostic::{Diagnostic, code};
use crate::model::{
    Additional, Api, Body, Media, MediaKind, Operation, Shape, StringFormat, TypeRef,
};
use crate::plan::context::argument;
use crate::plan::docs;
use crate::plan::graph::ownership::is_named;
use crate::plan::ir::{BodyItem, BodyKind, Ident, RustType};
use crate::plan::naming::identifier;
use crate::plan::naming::scope::{Case, Scope};
use crate::plan::operations::Planner;
use crate::plan::xml::Carried;

/// The media type of plain JSON (RFC 8259 section 11).
const JSON: &str = "application/json";

/// Its names from before it was registered.
const OLD_JSON: [&str; 3] = ["text/json", "text/x-json", "application/x-json"];

/// How deep the types of two media types are compared.
const MAX_NESTING: u8 = 8;

/// The media types that a caller can choose, the preferred one first: one of each kind, but each of those that are only
/// text or bytes, since there the type says nothing of the form, and those of JSON that are not said in other words.
pub(crate) fn choices<'a>(api: &Api, body: &'a Body) -> Vec<&'a Media> {
    let order = [
        MediaKind::Json,
        MediaKind::Form,
        MediaKind::Multipart,
        MediaKind::Xml,
        MediaKind::Lines,
        MediaKind::Text,
        MediaKind::Events,
        MediaKind::Binary,
    ];
    let mut chosen: Vec<&Media> = Vec::new();
    let mut media: Vec<&Media> = body.media.iter().collect();
    media.sort_by_key(|it| (order.iter().position(|kind| it.kind == *kind), it.essence() != JSON));
    for media in media {
        let is_choice = match media.kind {
            MediaKind::Text | MediaKind::Events | MediaKind::Binary => true,
            MediaKind::Json => is_json_choice(api, media, &chosen),
            kind => !chosen.iter().any(|it| it.kind == kind),
        };
        if is_choice {
            chosen.push(media);
        }
    }
    chosen
}

/// Frameworks list `text/json` and `application/*+json` beside `application/json` for one and the same body. A choice is what
/// has a type of its own, or means something of its own where there is no plain JSON: a merge patch is no JSON patch.
fn is_json_choice(api: &Api, media: &Media, chosen: &[&Media]) -> bool {
    let mut others = chosen.iter().filter(|it| it.kind == MediaKind::Json).peekable();
    if others.peek().is_none() {
        return true;
    }
    let is_vague = OLD_JSON.contains(&media.essence().as_str()) || is_range(&media.name);
    // Plain JSON comes before all others.
    let has_plain = chosen.iter().any(|it| it.essence() == JSON);
    !is_vague && (!has_plain || others.all(|other| !is_same(api, media.ty, other.ty, MAX_NESTING)))
}

/// Whether two types are written alike, so that one method is enough for both. Two that have names of their own are not, so
/// that no more is looked at than what is written in place. What nests deeper than can be looked at is taken for another.
fn is_same(api: &Api, one: Option<TypeRef>, other: Option<TypeRef>, nesting: u8) -> bool {
    let (Some(one), Some(other)) = (one, other) else { return one == other };
    if one == other {
        return true;
    }
    let in_place = |ty: TypeRef| api.ty(ty.id).filter(|def| !is_named(def));
    let (Some(first), Some(second)) = (in_place(one), in_place(other)) else { return false };
    let Some(nesting) = nesting.checked_sub(1).filter(|_| one.nullable == other.nullable) else {
        return false;
    };
    let is_same = |one, other| is_same(api, Some(one), Some(other), nesting);
    match (&first.shape, &second.shape) {
        (Shape::Array(one), Shape::Array(other)) | (Shape::Map(one), Shape::Map(other)) => {
            is_same(*one, *other)
        }
        (Shape::Object(one), Shape::Object(other)) => {
            let mut fields = one.fields.iter().zip(&other.fields);
            let are_same_beside = match (&one.additional, &other.additional) {
                (Additional::Ignored, Additional::Ignored) => true,
                (Additional::Kept(one), Additional::Kept(other)) => is_same(*one, *other),
                _ => false,
            };
            are_same_beside
                && one.fields.len() == other.fields.len()
                && fields.all(|(one, other)| {
                    (&one.name, one.required) == (&other.name, other.required)
                        && is_same(one.ty, other.ty)
                })
        }
        (one, other) => one == other,
    }
}

/// What the name of a method ends with that sends this media type instead of the preferred one.
pub(crate) fn suffix(media: &Media) -> String {
    match media.kind {
        MediaKind::Json => match media.essence().as_str() {
            other if other == JSON || OLD_JSON.contains(&other) => "json".to_owned(),
            other => {
                let subtype = subtype_of(other);
                subtype.strip_suffix("+json").unwrap_or(subtype).to_owned()
            }
        },
        MediaKind::Form => "form".to_owned(),
        MediaKind::Multipart => "multipart".to_owned(),
        MediaKind::Lines => "lines".to_owned(),
        MediaKind::Xml => "xml".to_owned(),
        MediaKind::Text | MediaKind::Binary if is_range(&media.name) => "bytes".to_owned(),
        MediaKind::Text if media.essence() == "text/plain" => "text".to_owned(),
        MediaKind::Binary if media.essence() == "application/octet-stream" => "bytes".to_owned(),
        MediaKind::Text | MediaKind::Events | MediaKind::Binary => {
            subtype_of(&media.essence()).to_owned()
        }
    }
}

/// What stands behind the slash.
fn subtype_of(essence: &str) -> &str {
    essence.rsplit('/').next().unwrap_or_default()
}

impl Planner<'_, '_> {
    /// The body in each of the media types that can be chosen, the preferred one first.
    pub(crate) fn bodies(&mut self, operation: &Operation, scope: &mut Scope) -> Vec<BodyItem> {
        let Some(body) = &operation.body else { return Vec::new() };
        let chosen = choices(self.context.api, body);
        self.note_other_media(operation, body, &chosen);
        let name = scope.claim_quietly(Ident("body".to_owned()), Case::Snake);
        let mut items = Vec::with_capacity(chosen.len());
        for media in chosen {
            let name = match items.is_empty() || body.required {
                true => name.clone(),
                false => {
                    let wanted = identifier::snake(&format!("{} {}", name.plain(), suffix(media)));
                    scope.claim_quietly(wanted, Case::Snake)
                }
            };
            items.push(self.body(operation, body, media, name));
        }
        items
    }

    fn body(&mut self, operation: &Operation, body: &Body, media: &Media, name: Ident) -> BodyItem {
        let (kind, ty) = self.body_type(media);
        if kind == BodyKind::BytesWithType {
            let message =
                format!("a body as {} is taken as bytes with its content type", media.name);
            self.note(operation, message);
        }
        let mut lines = Vec::new();
        docs::paragraph(&mut lines, body.description.as_deref());
        docs::note(&mut lines, format!("The body, as {}.", docs::code(&media.name)));
        let media_type = match kind {
            BodyKind::Multipart => media.essence(),
            BodyKind::Json if is_range(&media.name) => "application/json".to_owned(),
            _ => media.name.clone(),
        };
        let encodings = media.encodings.clone();
        let xml = match self.context.xml.carried(media) {
            Carried::Element(path) if kind == BodyKind::Xml => Some(path.clone()),
            _ => None,
        };
        let is_whole = matches!(
            kind,
            BodyKind::Json | BodyKind::Form | BodyKind::Multipart | BodyKind::Xml | BodyKind::Text
        );
        let checked = media.ty.zip(self.checks).filter(|_| is_whole);
        let rules = checked.map(|(ty, checks)| checks.value(None, ty)).unwrap_or_default();
        BodyItem { name, kind, media_type, ty, rules, encodings, xml, docs: lines }
    }

    fn body_type(&self, media: &Media) -> (BodyKind, RustType) {
        let shape = media.ty.and_then(|ty| self.context.resolved(ty)).map(|(_, def)| &def.shape);
        let binary = shape == Some(&Shape::String(StringFormat::Binary));
        let fields = matches!(shape, Some(Shape::Object(_) | Shape::Map(_)));
        let value = || match media.ty {
            // A body is handed over whole, so an item is taken by value.
            Some(ty) => match self.context.nullable(ty) {
                RustType::Item(path) => RustType::Item(path),
                other => argument(other, false),
            },
            None => RustType::Ref(Box::new(RustType::Json)),
        };
        match media.kind {
            MediaKind::Json if binary => (BodyKind::Bytes, RustType::Bytes),
            MediaKind::Json => (BodyKind::Json, value()),
            MediaKind::Form => (BodyKind::Form, value()),
            MediaKind::Multipart if fields && media.essence() == "multipart/form-data" => {
                (BodyKind::Multipart, value())
            }
            MediaKind::Multipart => (BodyKind::BytesWithType, RustType::Bytes),
            MediaKind::Xml => match self.context.xml.carried(media) {
                Carried::Element(_) => (BodyKind::Xml, value()),
                Carried::Text => (BodyKind::Text, RustType::String),
                Carried::Bytes => (BodyKind::Bytes, RustType::Bytes),
            },
            MediaKind::Text | MediaKind::Binary if is_range(&media.name) => {
                (BodyKind::BytesWithType, RustType::Bytes)
            }
            MediaKind::Text | MediaKind::Events => (BodyKind::Text, RustType::String),
            // What is said to be text or bytes is a file of the caller's, not a list of values.
            MediaKind::Lines if matches!(shape, Some(Shape::String(_))) => {
                (BodyKind::Bytes, RustType::Bytes)
            }
            MediaKind::Lines => (BodyKind::Lines, self.lines(media)),
            MediaKind::Binary => (BodyKind::Bytes, RustType::Bytes),
        }
    }

    /// The list of all values. Without `itemSchema` the schema is often that of one value, and properly that of the list.
    fn lines(&self, media: &Media) -> RustType {
        let resolved = media.ty.and_then(|ty| self.context.resolved(ty));
        let item = match resolved.map(|(_, def)| &def.shape) {
            Some(Shape::Array(item)) if !media.of_item => Some(*item),
            _ => media.ty,
        };
        RustType::Vec(Box::new(item.map_or(RustType::Json, |ty| self.context.nullable(ty))))
    }

    fn note_other_media(&mut self, operation: &Operation, body: &Body, chosen: &[&Media]) {
        let is_chosen = |media: &Media| chosen.iter().any(|it| it.name == media.name);
        let others: Vec<_> =
            body.media.iter().filter(|it| !is_chosen(it)).map(|it| it.name.as_str()).collect();
        if let (Some(first), false) = (chosen.first(), others.is_empty()) {
            let message = format!(
                "the body is sent as {}; {} cannot be chosen yet",
                first.name,
                others.join(", ")
            );
            self.note(operation, message);
        }
    }

    fn note(&mut self, operation: &Operation, message: String) {
        let diagnostic = Diagnostic::info(code::UNSUPPORTED, message).at(operation.span);
        self.found.push(diagnostic.with_pointer(operation.pointer.clone()));
    }
}

/// Whether a media type leaves open which one it is, as `image/*` does (RFC 9110 section 12.5.1): no body is of such a one.
pub(crate) fn is_range(name: &str) -> bool {
    name.contains('*')
}
