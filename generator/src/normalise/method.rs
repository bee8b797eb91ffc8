//! The operations of a path item: as they are written, and where they stand in the tree.

use std::borrow::Cow;

use super::context::Context;
use crate::source::{Entry, JsonPointer, Node};

/// The methods of OpenAPI ("Path Item Object").
pub(super) const METHODS: &[&str] =
    &["get", "put", "post", "delete", "options", "head", "patch", "trace", "query"];

/// Where 3.2 puts operations by other methods.
pub(super) const ADDITIONAL: &str = "additionalOperations";

/// The key of an operation by a method that openapiv3 has no place for: QUERY, or one of `additionalOperations`. The method
/// follows, as it is sent.
pub(crate) const BY_METHOD: &str = "x-renkei-method-";

/// An operation of a path item, as it is written.
#[derive(Clone, Copy)]
pub(super) struct Written<'a> {
    /// Its key, which is the method, and the operation.
    pub(super) entry: Entry<'a>,
    pub(super) is_additional: bool,
}

impl<'a> Written<'a> {
    /// Its key in the tree's path item.
    pub(super) fn key(self) -> Cow<'a, str> {
        match self.entry.key {
            method if self.is_additional => Cow::Owned(format!("{BY_METHOD}{method}")),
            "query" => Cow::Owned(format!("{BY_METHOD}QUERY")),
            method => Cow::Borrowed(method),
        }
    }

    /// Where it is written in a path item.
    pub(super) fn pointer(self, item: &JsonPointer) -> JsonPointer {
        let item = if self.is_additional { item.child(ADDITIONAL) } else { item.clone() };
        item.child(self.entry.key)
    }

    /// Why no client can have it.
    pub(super) fn fault(self) -> Option<Fault> {
        let method = self.entry.key;
        if !self.is_additional {
            return None;
        }
        if METHODS.iter().any(|it| it.eq_ignore_ascii_case(method)) {
            return Some(Fault::Fixed);
        }
        if !is_token(method) {
            return Some(Fault::NoToken);
        }
        (method == "CONNECT").then_some(Fault::Connect)
    }
}

/// What keeps an operation of `additionalOperations` out of a client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// Its method has a key of its own in the path item.
    Fixed,
    /// Its method is no token.
    NoToken,
    /// It asks for a tunnel, and not for an answer.
    Connect,
}

/// The operations of a path item that a client can have, in the order of [`METHODS`], then others in the document's order.
pub(super) fn written<'a>(
    cx: &Context<'_>,
    item: Node<'a>,
) -> impl Iterator<Item = Written<'a>> + use<'a> {
    let fixed = METHODS.iter().filter_map(move |method| item.entry(method));
    let fixed = fixed.map(|entry| Written { entry, is_additional: false });
    fixed.chain(additional(cx, item).filter(|it| it.fault().is_none()))
}

/// All of `additionalOperations`, which are no operations before 3.2.
pub(super) fn additional<'a>(
    cx: &Context<'_>,
    item: Node<'a>,
) -> impl Iterator<Item = Written<'a>> + use<'a> {
    let list = item.get(ADDITIONAL).filter(|_| cx.is_3_2());
    let members = list.into_iter().flat_map(Node::members);
    members.map(|entry| Written { entry, is_additional: true })
}

/// The pointer in the document as written, for one in the tree.
pub(super) fn written_pointer(pointer: &JsonPointer) -> Cow<'_, JsonPointer> {
    if !pointer.as_str().starts_with("/paths/") || !pointer.as_str().contains(BY_METHOD) {
        return Cow::Borrowed(pointer);
    }
    let mut found = JsonPointer::root();
    for (index, token) in pointer.tokens().enumerate() {
        match token.strip_prefix(BY_METHOD).filter(|_| index == 2) {
            Some("QUERY") => found.push("query"),
            Some(method) => {
                found.push(ADDITIONAL);
                found.push(method);
            }
            None => found.push(&token),
        }
    }
    Cow::Owned(found)
}

/// A token (RFC 9110 section 5.6.2), which every method is.
fn is_token(text: &str) -> bool {
    let is_part = |it: u8| it.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&it);
    !text.is_empty() && text.bytes().all(is_part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pointers_lead_back_to_what_is_written() {
        let written = |tree: &[&str]| written_pointer(&JsonPointer::of(tree)).as_str().to_owned();
        assert_eq!(
            written(&["paths", "/a", "x-renkei-method-QUERY", "tags"]),
            "/paths/~1a/query/tags"
        );
        assert_eq!(
            written(&["paths", "/a", "x-renkei-method-COPY"]),
            "/paths/~1a/additionalOperations/COPY"
        );
        let other = ["components", "schemas", "x-renkei-method-COPY"];
        assert_eq!(written(&other), "/components/schemas/x-renkei-method-COPY");
        let deeper = ["paths", "/a", "get", "x-renkei-method-COPY"];
        assert_eq!(written(&deeper), "/paths/~1a/get/x-renkei-method-COPY");
    }
}
