//! `consumes` and `produces`: lists of media types, of the operation or of the document ("Swagger Object", "Operation Object").

use super::Rewriter;
use crate::media::{Coding, MediaKind};
use crate::source::Node;
use crate::text::MediaType;
use crate::text::Span;

/// Media types in the document's order.
pub(super) type MediaTypes<'a> = Vec<DeclaredMediaType<'a>>;

/// A media type with its location.
#[derive(Clone, Copy, Debug)]
pub(super) struct DeclaredMediaType<'a> {
    pub(super) name: &'a str,
    pub(super) span: Span,
}

/// The list of an operation or of the document, or a single string in its place; `None` where there is none, or an empty
/// list, which has the same meaning.
pub(super) fn media_types<'a>(owner: Node<'a>, key: &str) -> Option<MediaTypes<'a>> {
    let list = owner.get(key)?;
    let single = Some(list).filter(|it| !it.is_array());
    let mut types: MediaTypes<'a> = Vec::new();
    for node in single.into_iter().chain(list.items()) {
        let Some(name) = node.as_str() else { continue };
        if types.iter().all(|it| it.name != name) {
            types.push(DeclaredMediaType { name, span: node.span() });
        }
    }
    (!types.is_empty()).then_some(types)
}

impl<'a> Rewriter<'a> {
    /// The media types that an operation consumes: its own, or those of the document.
    pub(super) fn consumed(&self, operation: Node<'a>) -> Option<MediaTypes<'a>> {
        match operation.get("consumes") {
            Some(_) => media_types(operation, "consumes"),
            None => self.consumes.clone(),
        }
    }
}

/// Whether objects can be written in a media type.
pub(super) fn is_structured(name: &str) -> bool {
    let media = MediaType::parse(name);
    let coding = MediaKind::of(&media, false).format().coding;
    media.is_yaml() || matches!(coding, Coding::Value(_) | Coding::Xml)
}
