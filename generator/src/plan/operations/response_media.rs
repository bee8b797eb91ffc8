//! The media type that a response is read in, and the `Accept` header that requests it.

use super::BodyContext;
use crate::media::{Coding, MediaKind};
use crate::model::{Media, Response, Shape, StringFormat};
use crate::plan::ir::{RustType, SimpleDecoder};
use crate::plan::xml::XmlBody;
use crate::text::MediaType;

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
    let first = response.media.first().filter(|media| media.format().coding == Coding::Text);
    if let Some(text) = first.filter(|_| response.media.iter().all(is_text)) {
        return Some(text);
    }
    response.media.iter().min_by_key(|media| {
        let is_bytes = media.format().coding == Coding::Xml && !bodies.xml.is_typed(media);
        let format = if is_bytes { MediaKind::Binary.format() } else { media.format() };
        (format.response_order, format.is_json && media.essence() != MediaType::JSON)
    })
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
    Some(match media.format().coding {
        _ if binary => (RustType::Bytes, SimpleDecoder::Bytes),
        Coding::Value(codec) => {
            let ty = media.ty.map_or(RustType::Json, |ty| context.nullable(ty));
            (ty, SimpleDecoder::Value(codec))
        }
        Coding::Xml => match (bodies.xml.body(media), media.ty) {
            (XmlBody::Element(path), Some(ty)) => {
                (context.nullable(ty), SimpleDecoder::Xml(path.clone()))
            }
            (XmlBody::Text, _) => (RustType::String, SimpleDecoder::Text),
            _ => (RustType::Bytes, SimpleDecoder::Bytes),
        },
        Coding::Text | Coding::Events => (RustType::String, SimpleDecoder::Text),
        Coding::Form | Coding::Multipart | Coding::Lines | Coding::Bytes => {
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
