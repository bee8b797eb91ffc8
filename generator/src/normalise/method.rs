//! The operations of a path item, in the document and in the tree.

use std::borrow::Cow;

use super::context::NormaliseContext;
use crate::source::{Entry, Node};
use crate::text::JsonPointer;

/// The methods of OpenAPI ("Path Item Object").
pub(super) const METHODS: &[&str] =
    &["get", "put", "post", "delete", "options", "head", "patch", "trace", "query"];

/// The key under which 3.2 has operations by other methods. In the tree the operation by QUERY is one of them, because
/// openapiv3 has no field for it.
pub(crate) const ADDITIONAL: &str = "additionalOperations";

/// The method of 3.2's key `query`.
const QUERY: &str = "QUERY";

/// An operation of a path item, as it is written.
#[derive(Clone, Copy)]
pub(super) struct WrittenOperation<'a> {
    /// Its key, which is the method, and the operation.
    pub(super) entry: Entry<'a>,
    pub(super) is_additional: bool,
}

impl<'a> WrittenOperation<'a> {
    /// Whether the tree has it in `additionalOperations`.
    pub(super) fn is_without_field(self) -> bool {
        self.is_additional || self.entry.key == "query"
    }

    /// Its key in the tree: in the path item, or in `additionalOperations` of it.
    pub(super) fn key(self) -> &'a str {
        match self.entry.key {
            "query" if !self.is_additional => QUERY,
            method => method,
        }
    }

    /// Where it is written in a path item.
    pub(super) fn pointer(self, item: &JsonPointer) -> JsonPointer {
        let item = if self.is_additional { item.child(ADDITIONAL) } else { item.clone() };
        item.child(self.entry.key)
    }

    /// Why a client cannot support it.
    pub(super) fn fault(self) -> Option<UnsupportedMethod> {
        let method = self.entry.key;
        if !self.is_additional {
            return None;
        }
        if METHODS.iter().any(|it| it.eq_ignore_ascii_case(method)) {
            return Some(UnsupportedMethod::Fixed);
        }
        if !is_token(method) {
            return Some(UnsupportedMethod::NoToken);
        }
        (method == "CONNECT").then_some(UnsupportedMethod::Connect)
    }
}

/// Why a client cannot have an operation of `additionalOperations`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum UnsupportedMethod {
    /// Its method has a key of its own in the path item.
    Fixed,
    /// Its method is not a token.
    NoToken,
    /// It opens a tunnel and has no response.
    Connect,
}

/// The operations of a path item that a client can have, in the order of [`METHODS`], then others in the document's order.
pub(super) fn written<'a>(
    cx: &NormaliseContext<'_>,
    item: Node<'a>,
) -> impl Iterator<Item = WrittenOperation<'a>> + use<'a> {
    let fixed = METHODS.iter().filter_map(move |method| item.entry(method));
    let fixed = fixed.map(|entry| WrittenOperation { entry, is_additional: false });
    fixed.chain(additional(cx, item).filter(|it| it.fault().is_none()))
}

/// All of `additionalOperations`, which are no operations before 3.2.
pub(super) fn additional<'a>(
    cx: &NormaliseContext<'_>,
    item: Node<'a>,
) -> impl Iterator<Item = WrittenOperation<'a>> + use<'a> {
    let list = item.get(ADDITIONAL).filter(|_| cx.is_3_2());
    let members = list.into_iter().flat_map(Node::members);
    members.map(|entry| WrittenOperation { entry, is_additional: true })
}

/// The pointer in the document as written, for one in the tree.
pub(super) fn written_pointer(pointer: &JsonPointer) -> Cow<'_, JsonPointer> {
    let mut tokens = pointer.tokens();
    let (Some(paths), Some(path)) = (tokens.next(), tokens.next()) else {
        return Cow::Borrowed(pointer);
    };
    let is_query = paths == "paths"
        && tokens.next().as_deref() == Some(ADDITIONAL)
        && tokens.next().as_deref() == Some(QUERY);
    if !is_query {
        return Cow::Borrowed(pointer);
    }
    let operation = JsonPointer::of(&["paths", &path, "query"]);
    Cow::Owned(tokens.fold(operation, |pointer, token| pointer.child(&token)))
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
        let cases = [
            ("/paths/~1a/additionalOperations/QUERY/tags", "/paths/~1a/query/tags"),
            ("/paths/~1a/additionalOperations/COPY", "/paths/~1a/additionalOperations/COPY"),
            (
                "/paths/~1a/get/additionalOperations/QUERY",
                "/paths/~1a/get/additionalOperations/QUERY",
            ),
            (
                "/components/a/additionalOperations/QUERY",
                "/components/a/additionalOperations/QUERY",
            ),
            ("/paths", "/paths"),
        ];
        for (tree, written) in cases {
            let pointer = JsonPointer::parse(tree).unwrap();
            assert_eq!(written_pointer(&pointer).as_str(), written);
        }
    }
}
