//! Which media types of a request body get a method of their own, and what the method's name ends with.

use crate::model::{Additional, Api, Body, Media, MediaKind, Shape, TypeRef};
use crate::plan::graph::ownership::is_named_schema;

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
    let in_place = |ty: TypeRef| api.ty(ty.id).filter(|def| !is_named_schema(def));
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

/// Whether a media type leaves open which one it is, as `image/*` does (RFC 9110 section 12.5.1): no body is of such a one.
pub(crate) fn is_range(name: &str) -> bool {
    name.contains('*')
}
