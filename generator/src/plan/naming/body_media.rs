//! Which media types of a request body get a method of their own, and what the method's name ends with.

use crate::model::{Additional, Api, Body, Media, MediaKind, Shape, TypeRef};
use crate::plan::graph::ownership::is_named_schema;
use crate::text::MediaType;

/// The deepest nesting at which the types of two media types are compared.
const MAX_NESTING: u8 = 8;

/// The media types that a caller can choose from, the preferred one first.
///
/// There is one of each kind, with two exceptions. Each media type of text or bytes is a choice, because its Rust type does
/// not tell the format. Each media type of JSON with a different schema is a choice.
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
    media.sort_by_key(|it| {
        (order.iter().position(|kind| it.kind == *kind), it.essence() != MediaType::JSON)
    });
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

/// Whether a media type of JSON is a choice of its own.
///
/// Frameworks list `text/json` and `application/*+json` besides `application/json` for one body. A media type is a choice if
/// its schema differs, or if the body has no plain JSON: a merge patch is no JSON patch.
fn is_json_choice(api: &Api, media: &Media, chosen: &[&Media]) -> bool {
    let mut others = chosen.iter().filter(|it| it.kind == MediaKind::Json).peekable();
    if others.peek().is_none() {
        return true;
    }
    let media_type = media.media_type();
    let is_plain = media_type.is_plain_json() && media_type.essence() != MediaType::JSON;
    let is_synonym = is_plain || media_type.is_range();
    // Plain JSON sorts before all others.
    let has_plain = chosen.iter().any(|it| it.essence() == MediaType::JSON);
    !is_synonym
        && (!has_plain || others.all(|other| !is_same(api, media.ty, other.ty, MAX_NESTING)))
}

/// Whether two types have the same inline schema, so that one method serves both. Two named schemas are different, and so
/// are schemas that nest deeper than [`MAX_NESTING`].
fn is_same(api: &Api, one: Option<TypeRef>, other: Option<TypeRef>, nesting: u8) -> bool {
    let (Some(one), Some(other)) = (one, other) else { return one == other };
    if one == other {
        return true;
    }
    let inline = |ty: TypeRef| api.ty(ty.id).filter(|def| !is_named_schema(def));
    let (Some(first), Some(second)) = (inline(one), inline(other)) else { return false };
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
            let is_same_rest = match (&one.additional, &other.additional) {
                (Additional::Ignored, Additional::Ignored) => true,
                (Additional::Kept(one), Additional::Kept(other)) => is_same(*one, *other),
                _ => false,
            };
            is_same_rest
                && one.fields.len() == other.fields.len()
                && fields.all(|(one, other)| {
                    (&one.name, one.required) == (&other.name, other.required)
                        && is_same(one.ty, other.ty)
                })
        }
        (one, other) => one == other,
    }
}

/// The suffix of the method that sends this media type instead of the preferred one.
pub(crate) fn suffix(media: &Media) -> String {
    match media.kind {
        MediaKind::Json if media.media_type().is_plain_json() => "json".to_owned(),
        MediaKind::Json => {
            let media_type = media.media_type();
            let subtype = media_type.subtype();
            subtype.strip_suffix("+json").unwrap_or(subtype).to_owned()
        }
        MediaKind::Form => "form".to_owned(),
        MediaKind::Multipart => "multipart".to_owned(),
        MediaKind::Lines => "lines".to_owned(),
        MediaKind::Xml => "xml".to_owned(),
        MediaKind::Text | MediaKind::Binary if is_range(&media.name) => "bytes".to_owned(),
        MediaKind::Text if media.essence() == "text/plain" => "text".to_owned(),
        MediaKind::Binary if media.essence() == "application/octet-stream" => "bytes".to_owned(),
        MediaKind::Text | MediaKind::Events | MediaKind::Binary => {
            media.media_type().subtype().to_owned()
        }
    }
}

/// Whether a media type is a range such as `image/*` (RFC 9110 section 12.5.1), which no body can have.
pub(crate) fn is_range(name: &str) -> bool {
    MediaType::parse(name).is_range()
}
