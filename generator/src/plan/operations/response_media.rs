//! The media type that a response is read in, and the `Accept` header that requests it.

use super::BodyContext;
use crate::model::{Media, MediaKind, Response, Shape, StringFormat};
use crate::plan::ir::{RustType, SimpleDecoder};
use crate::plan::xml::XmlBody;

/// The media type in which a response is read.
///
/// Plain text is preferred where it is listed first and all media types are plain text; then JSON, typed XML, text and
/// bytes. A media type of streams is read whole only where the response has no other.
pub(super) fn preferred<'m>(
    bodies: BodyContext<'_, '_>,
    response: &'m Response,
) -> Option<&'m Media> {
    let is_text = |media: &Media| {
        let def = media.ty.and_then(|ty| bodies.context.resolved(ty)).map(|(_, def)| &def.shape);
        matches!(def, Some(Shape::String(StringFormat::Plain)))
    };
    // Some servers send a log or a token as text only, whatever media types they declare after it.
    let first = response.media.first().filter(|media| media.kind == MediaKind::Text);
    if let Some(text) = first.filter(|_| response.media.iter().all(is_text)) {
        return Some(text);
    }
    let of_kind = |kind| response.media.iter().find(|media| media.kind == kind);
    let xml = || of_kind(MediaKind::Xml).filter(|media| bodies.xml.is_typed(media));
    let is_stream = |media: &Media| matches!(media.kind, MediaKind::Events | MediaKind::Lines);
    Media::preferred_json(&response.media)
        .or_else(xml)
        .or_else(|| of_kind(MediaKind::Text))
        .or_else(|| response.media.iter().find(|it| !is_stream(it)))
        .or_else(|| response.media.first())
}

/// The type of a response's body and its decoder; `None` where the response declares no body.
pub(super) fn body(
    bodies: BodyContext<'_, '_>,
    response: &Response,
) -> Option<(RustType, SimpleDecoder)> {
    let context = bodies.context;
    let media = preferred(bodies, response)?;
    let binary = media
        .ty
        .and_then(|ty| context.resolved(ty))
        .is_some_and(|(_, def)| def.shape == Shape::String(StringFormat::Binary));
    Some(match media.kind {
        _ if binary => (RustType::Bytes, SimpleDecoder::Bytes),
        MediaKind::Json => {
            (media.ty.map_or(RustType::Json, |ty| context.nullable(ty)), SimpleDecoder::Json)
        }
        MediaKind::Xml => match (bodies.xml.body(media), media.ty) {
            (XmlBody::Element(path), Some(ty)) => {
                (context.nullable(ty), SimpleDecoder::Xml(path.clone()))
            }
            (XmlBody::Text, _) => (RustType::String, SimpleDecoder::Text),
            _ => (RustType::Bytes, SimpleDecoder::Bytes),
        },
        MediaKind::Text | MediaKind::Events => (RustType::String, SimpleDecoder::Text),
        MediaKind::Form | MediaKind::Multipart | MediaKind::Lines | MediaKind::Binary => {
            (RustType::Bytes, SimpleDecoder::Bytes)
        }
    })
}

/// The media types of an `Accept` header, each once.
#[derive(Default)]
pub(super) struct Accept<'a>(Vec<&'a str>);

impl<'a> Accept<'a> {
    /// Adds a media type, without its parameters where a header cannot contain them.
    ///
    /// A name that no header can contain is no media type (RFC 9110 section 8.3.1) and would fail every call, so it is
    /// ignored.
    pub(super) fn add(&mut self, name: &'a str) {
        let is_sendable = |it: &&str| it.bytes().all(|byte| matches!(byte, b' '..=b'~'));
        let essence = name.split_once(';').map_or(name, |(essence, _)| essence);
        let sendable = [name, essence].into_iter().find(is_sendable);
        let sendable = sendable.filter(|it| !it.trim().is_empty() && !self.0.contains(it));
        self.0.extend(sendable);
    }

    /// The header's value: any media type where none was added.
    pub(super) fn value(&self) -> String {
        if self.0.is_empty() { "*/*".to_owned() } else { self.0.join(", ") }
    }
}
