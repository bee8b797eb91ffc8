//! Which media types of a request body get a method of their own, and what the method's name ends with.

use crate::media::{Choice, Coding, Suffix};
use crate::model::{Additional, Api, Body, Media, Shape, TypeRef};
use crate::plan::graph::ownership::is_named_schema;
use crate::text::MediaType;

/// The deepest nesting at which the types of two media types are compared.
const MAX_NESTING: u8 = 8;

/// The media types that a caller can choose from, the preferred one first.
///
/// There is one of each kind, with two exceptions. Each media type of text or bytes is a choice, because its Rust type does
/// not tell the format. Each media type of JSON with a different schema is a choice.
pub(crate) fn choices<'a>(api: &Api, body: &'a Body) -> Vec<&'a Media> {
    let mut chosen: Vec<&Media> = Vec::new();
    let mut media: Vec<&Media> = body.media.iter().collect();
    media.sort_by_key(|it| (it.format().request_order, it.essence() != plain(it)));
    for media in media {
        let is_choice = match media.format().choice {
            Choice::Each => true,
            Choice::BySchema => is_choice_by_schema(api, media, &chosen),
            Choice::First => !chosen.iter().any(|it| it.kind == media.kind),
        };
        if is_choice {
            chosen.push(media);
        }
    }
    chosen
}

/// Whether a media type such as JSON, which names the format of its schema, is a choice of its own.
///
/// Frameworks list `text/json` and `application/*+json` besides `application/json` for one body. A media type is a choice if
/// its schema differs, or if the body has no plain JSON: a merge patch is no JSON patch.
fn is_choice_by_schema(api: &Api, media: &Media, chosen: &[&Media]) -> bool {
    let mut others = chosen.iter().filter(|it| it.kind == media.kind).peekable();
    if others.peek().is_none() {
        return true;
    }
    let media_type = media.media_type();
    let is_plain = matches!(media.format().suffix, Suffix::Structured(_, it) if it(&media_type));
    let is_synonym = (is_plain && media_type.essence() != plain(media)) || media_type.is_range();
    // The plain media type sorts before all others.
    let has_plain = chosen.iter().any(|it| it.essence() == plain(media));
    !is_synonym
        && (!has_plain || others.all(|other| !is_same(api, media.ty, other.ty, MAX_NESTING)))
}

/// The plain media type of a format such as JSON; empty for formats without one.
fn plain(media: &Media) -> &'static str {
    match media.format().coding {
        Coding::Value(codec) => codec.media_type,
        _ => "",
    }
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
    let media_type = media.media_type();
    let format = media.format();
    // The method for a range takes bytes with their content type.
    if media_type.is_range() && matches!(format.coding, Coding::Text | Coding::Bytes) {
        return "bytes".to_owned();
    }
    let subtype = media_type.subtype();
    let suffix = match format.suffix {
        Suffix::Fixed(suffix) => suffix,
        Suffix::Structured(plain, is_plain) if is_plain(&media_type) => plain,
        Suffix::Structured(..) => subtype.rsplit_once('+').map_or(subtype, |(name, _)| name),
        Suffix::Subtype(short, name) if media_type.essence() == name => short,
        Suffix::Subtype(..) => subtype,
    };
    suffix.to_owned()
}

/// Whether a media type is a range such as `image/*` (RFC 9110 section 12.5.1), which no body can have.
pub(crate) fn is_range(name: &str) -> bool {
    MediaType::parse(name).is_range()
}
