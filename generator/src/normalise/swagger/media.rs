//! `consumes` and `produces`: lists of media types, of the operation or of the document ("Swagger Object", "Operation Object").

use super::Rewriter;
use crate::media::{Coding, MediaKind};
use crate::source::{Node, Span};
use crate::text::MediaType;

/// Media types in the document's order.
pub(super) type MediaTypes<'a> = Vec<DeclaredMediaType<'a>>;

/// A media type with the place where it is written.
#[derive(Clone, Copy, Debug)]
pub(super) struct DeclaredMediaType<'a> {
    pub(super) name: &'a str,
    pub(super) span: Span,
}

impl<'a> Rewriter<'a> {
    /// The list of an operation or of the document; `None` where it has none, or an empty one, which says no more.
    pub(super) fn media_types(&mut self, owner: Node<'a>, key: &str) -> Option<MediaTypes<'a>> {
        let list = owner.get(key)?;
        let mut types: MediaTypes<'a> = Vec::new();
        self.inside(key, |it| {
            if !list.is_array() {
                it.cx.wrong(list, "a list of media types", "write a list, even of one item");
                it.media_type(list, &mut types);
            }
            for (at, item) in list.items().enumerate() {
                it.inside(&at.to_string(), |it| it.media_type(item, &mut types));
            }
        });
        (!types.is_empty()).then_some(types)
    }

    fn media_type(&mut self, node: Node<'a>, types: &mut MediaTypes<'a>) {
        let Some(name) = node.as_str() else {
            self.warn(
                "this is not a media type",
                "write a string such as `application/json`",
                node,
            );
            return;
        };
        if types.iter().all(|it| it.name != name) {
            types.push(DeclaredMediaType { name, span: node.span() });
        }
    }

    /// What an operation consumes, said by itself or by the document.
    pub(super) fn consumed(&mut self, operation: Node<'a>) -> Option<MediaTypes<'a>> {
        match operation.get("consumes") {
            Some(_) => self.media_types(operation, "consumes"),
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
