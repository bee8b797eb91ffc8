//! The body of a request: which media types can be chosen, and how each is taken and written.

use super::convert::argument;
use super::docs;
use super::name;
use super::names::is_nominal;
use super::operation::{BodyItem, BodyKind};
use super::operations::Planner;
use super::rust_type::{Ident, RustType};
use super::scope::{Case, Scope};
use super::xml::Carried;
use crate::diagnostic::{Diagnostic, code};
use crate::model::{Api, Body, Media, MediaKind, Operation, Shape, StringFormat};

/// The media type of plain JSON (RFC 8259 section 11).
const JSON: &str = "application/json";

/// The media types that a caller can choose, the preferred one first: one of each kind, but each of those that are only
/// text or bytes, since there the type says nothing of the form, and those of JSON that are not said in other words.
pub(super) fn choices<'a>(api: &Api, body: &'a Body) -> Vec<&'a Media> {
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
    media.sort_by_key(|it| (order.iter().position(|kind| it.kind == *kind), essence(it) != JSON));
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
    // Plain JSON comes before all others.
    let means_itself = !chosen.iter().any(|it| essence(it) == JSON)
        && essence(media) != "text/json"
        && !is_range(&media.name);
    means_itself || others.all(|other| !is_same(api, media, other))
}

/// Whether two media types have one Rust type.
fn is_same(api: &Api, one: &Media, other: &Media) -> bool {
    let (Some(one), Some(other)) = (one.ty, other.ty) else { return one.ty == other.ty };
    let shapes = (api.ty(one.id).map(|it| &it.shape), api.ty(other.id).map(|it| &it.shape));
    let is_plain = |it: Option<&Shape>| it.is_some_and(|it| !is_nominal(it));
    one.id == other.id || (is_plain(shapes.0) && shapes.0 == shapes.1)
}

/// What the name of a method ends with that sends this media type instead of the preferred one.
pub(super) fn suffix(media: &Media) -> String {
    match media.kind {
        MediaKind::Json => match essence(media).as_str() {
            JSON | "text/json" => "json".to_owned(),
            other => subtype_of(other).trim_end_matches("+json").to_owned(),
        },
        MediaKind::Form => "form".to_owned(),
        MediaKind::Multipart => "multipart".to_owned(),
        MediaKind::Lines => "lines".to_owned(),
        MediaKind::Xml => "xml".to_owned(),
        MediaKind::Text | MediaKind::Binary if is_range(&media.name) => "bytes".to_owned(),
        MediaKind::Text if essence(media) == "text/plain" => "text".to_owned(),
        MediaKind::Binary if essence(media) == "application/octet-stream" => "bytes".to_owned(),
        MediaKind::Text | MediaKind::Events | MediaKind::Binary => {
            subtype_of(&essence(media)).to_owned()
        }
    }
}

/// What stands behind the slash.
fn subtype_of(essence: &str) -> &str {
    essence.rsplit('/').next().unwrap_or_default()
}

/// The media type without parameters (RFC 9110 section 8.3.1).
fn essence(media: &Media) -> String {
    media.name.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

impl Planner<'_, '_> {
    /// The body in each of the media types that can be chosen, the preferred one first.
    pub(super) fn bodies(&mut self, operation: &Operation, scope: &mut Scope) -> Vec<BodyItem> {
        let Some(body) = &operation.body else { return Vec::new() };
        let chosen = choices(self.context.api, body);
        self.note_other_media(operation, body, &chosen);
        let name = scope.claim_quietly(Ident("body".to_owned()), Case::Snake);
        let mut items = Vec::with_capacity(chosen.len());
        for media in chosen {
            let name = match items.is_empty() || body.required {
                true => name.clone(),
                false => {
                    let wanted = name::snake(&format!("{} {}", name.plain(), suffix(media)));
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
            BodyKind::Multipart => essence(media),
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
            MediaKind::Multipart if fields && essence(media) == "multipart/form-data" => {
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
pub(super) fn is_range(name: &str) -> bool {
    name.contains('*')
}
