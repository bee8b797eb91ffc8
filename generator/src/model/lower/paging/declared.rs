//! Reads `x-renkei-pagination`, and checks it against the parameters and the response.

use super::response::follow;
use super::{DeclarationResult, Subject, headers, request};
use crate::model::{
    NextPage, PageEnd, PageTarget, Paging, PagingBasis, PropertyPath, Shape, StringFormat, WireName,
};
use crate::normalise::extensions::PAGINATION;
use crate::source::Node;
use crate::text::JsonPointer;

/// The location and the message of an error in a declaration.
pub(super) type DeclarationError<'a> = (Node<'a>, String);

/// Reads a declaration with the keys of `x-renkei-pagination`.
pub(super) fn read<'a>(subject: &Subject<'_>, node: Node<'a>) -> DeclarationResult<'a> {
    if node.as_bool() == Some(false) {
        return Ok(None);
    }
    let reader = Reader { subject, node };
    Ok(Some(Paging {
        items: reader.items()?,
        next: reader.next()?,
        basis: PagingBasis::Extension(PAGINATION),
    }))
}

struct Reader<'s, 'm, 'a> {
    subject: &'s Subject<'m>,
    node: Node<'a>,
}

impl<'a> Reader<'_, '_, 'a> {
    fn next(&self) -> Result<NextPage, DeclarationError<'a>> {
        if self.node.get("cursor").is_some() {
            return self.cursor();
        }
        let end = || {
            Ok::<_, DeclarationError<'a>>(PageEnd {
                pages: self.optional("pages", NUMBER)?,
                total: self.optional("total", NUMBER)?,
                more: self.optional("more", FLAG)?,
            })
        };
        if self.node.get("page").is_some() {
            return Ok(NextPage::Page {
                to: self.target("page")?,
                first: self.first(1)?,
                end: end()?,
            });
        }
        if self.node.get("offset").is_some() {
            return Ok(NextPage::Offset {
                to: self.target("offset")?,
                first: self.first(0)?,
                end: end()?,
            });
        }
        if self.node.get("url").is_some() {
            return Ok(NextPage::Url { from: self.needed("url", TOKEN)? });
        }
        if self.node.get("link").and_then(Node::as_bool) == Some(true) {
            return Ok(NextPage::Link);
        }
        Err((
            self.node,
            "it names none of `cursor`, `page`, `offset`, `url` and `link: true`".to_owned(),
        ))
    }

    /// A cursor of the body or of a header.
    fn cursor(&self) -> Result<NextPage, DeclarationError<'a>> {
        let more = self.optional("more", FLAG)?;
        let Some(at) = self.node.get("next-header") else {
            let from = self.needed("next", TOKEN)?;
            return Ok(NextPage::Cursor { to: self.target("cursor")?, from, more });
        };
        if self.node.get("next").is_some() {
            return Err((at, "it has both `next` and `next-header`".to_owned()));
        }
        let (at, name) = self.text("next-header")?;
        let header = headers::declared(self.subject.operation, name).map_err(|it| (at, it))?;
        let to = self.target("cursor")?;
        if let PageTarget::Body(_) = to {
            // A header has no types, and a property of the body has one.
            let message = "a cursor of a header goes into a parameter, not into the body";
            return Err((self.node.get("cursor").unwrap_or(self.node), message.to_owned()));
        }
        Ok(NextPage::HeaderCursor { to, header, more })
    }

    fn items(&self) -> Result<PropertyPath, DeclarationError<'a>> {
        self.needed("items", LIST)
    }

    fn text(&self, key: &str) -> Result<(Node<'a>, &'a str), DeclarationError<'a>> {
        let value = self.node.get(key).ok_or_else(|| (self.node, format!("`{key}` is missing")))?;
        let text = value.as_str().ok_or_else(|| (value, format!("`{key}` is not a string")))?;
        Ok((value, text))
    }

    /// A query or header parameter by name, or a property of the body by a JSON pointer.
    fn target(&self, key: &str) -> Result<PageTarget, DeclarationError<'a>> {
        let (at, text) = self.text(key)?;
        target(self.subject, at, text)
    }

    fn needed(&self, key: &str, wanted: Wanted) -> Result<PropertyPath, DeclarationError<'a>> {
        let (at, text) = self.text(key)?;
        let pointer = JsonPointer::parse(text)
            .ok_or_else(|| (at, format!("`{text}` is not a JSON pointer")))?;
        place(self.subject, at, PropertyPath::from(&pointer).0, wanted)
    }

    fn optional(
        &self,
        key: &str,
        wanted: Wanted,
    ) -> Result<Option<PropertyPath>, DeclarationError<'a>> {
        if self.node.get(key).is_none() { Ok(None) } else { self.needed(key, wanted).map(Some) }
    }

    fn first(&self, usual: u64) -> Result<u64, DeclarationError<'a>> {
        let Some(node) = self.node.get("first") else { return Ok(usual) };
        let number = node.as_number().and_then(|it| it.parse().ok());
        number.ok_or_else(|| (node, "`first` is not a whole number".to_owned()))
    }
}

/// The shapes that a property may have, and their name.
pub(super) type Wanted = (fn(&Shape) -> bool, &'static str);

pub(super) const LIST: Wanted = (|shape| matches!(shape, Shape::Array(_)), "an array");
pub(super) const TOKEN: Wanted = (
    |shape| match shape {
        Shape::String(format) => *format != StringFormat::Binary,
        Shape::Integer(_) | Shape::Any | Shape::Union(_) => true,
        _ => false,
    },
    "a string or an integer",
);
pub(super) const NUMBER: Wanted =
    (|shape| matches!(shape, Shape::Integer(_) | Shape::Number(_) | Shape::Any), "a number");
pub(super) const FLAG: Wanted = (|shape| matches!(shape, Shape::Boolean | Shape::Any), "a boolean");

/// Checks a path into the response.
pub(super) fn place<'a>(
    subject: &Subject<'_>,
    at: Node<'a>,
    path: Vec<WireName>,
    (right, wanted): Wanted,
) -> Result<PropertyPath, DeclarationError<'a>> {
    let shape = follow(subject.inputs.api, subject.response.root, &path);
    let path = PropertyPath(path);
    match shape {
        None => Err((at, format!("the response has no `{path}`"))),
        Some(shape) if !right(shape) => {
            Err((at, format!("`{path}` of the response is not {wanted}")))
        }
        Some(_) => Ok(path),
    }
}

/// Finds the target of a cursor: a query or header parameter by its name, or a property of the body by a JSON pointer.
pub(super) fn target<'a>(
    subject: &Subject<'_>,
    at: Node<'a>,
    name: &str,
) -> Result<PageTarget, DeclarationError<'a>> {
    let found = match JsonPointer::parse(name).filter(|_| name.starts_with('/')) {
        Some(pointer) => {
            request::property(subject.inputs.api, subject.operation, PropertyPath::from(&pointer).0)
        }
        None => request::parameter(subject.operation, name),
    };
    found.ok_or_else(|| (at, format!("the operation has no query or header parameter `{name}`")))
}
