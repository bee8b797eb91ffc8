//! What the walker visits: an object of the document, its location, and its context.
//!
//! Plain data that borrows from the tree. It must know neither lint rules nor Rust.

use crate::document::Version;
use crate::document::grammar::ObjectKind;
use crate::source::Node;
use crate::text::{JsonPointer, Span};

/// A name and its source location.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key<'a> {
    /// The name.
    pub name: &'a str,
    /// Its source location.
    pub span: Span,
}

/// The direction in which data is sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Side {
    /// Unknown: a component, which requests and responses can use.
    #[default]
    Either,
    /// From the client to the server.
    Request,
    /// From the server to the client.
    Response,
}

/// Which part of the document an object is written in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Origin {
    /// The top level.
    #[default]
    Top,
    /// Under `paths`.
    Path,
    /// Under `webhooks`, which the server calls.
    Webhook,
    /// Under a callback, which the server calls.
    Callback,
    /// Under `components`, or Swagger 2.0's `definitions`, `parameters` and `responses`.
    Component,
}

/// The surroundings of a visited object.
#[derive(Clone, Copy, Debug, Default)]
#[non_exhaustive]
pub struct VisitContext<'a> {
    /// The part of the document.
    pub origin: Origin,
    /// The path template, webhook name or callback expression.
    pub path: Option<Key<'a>>,
    /// The path item.
    pub path_item: Option<Node<'a>>,
    /// The method, as it is written: `get`.
    pub method: Option<Key<'a>>,
    /// The operation.
    pub operation: Option<Node<'a>>,
    /// The parameter or header that contains the object.
    pub parameter: Option<Node<'a>>,
    /// The direction in which data is sent.
    pub side: Side,
    /// The media type of the body; in Swagger 2.0 the first JSON entry of `consumes` or `produces`, or
    /// the first entry if none is JSON.
    pub media_type: Option<&'a str>,
    /// The name of the component that contains the object.
    pub component: Option<Key<'a>>,
}

/// One object, visited once where it is written.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Visit<'a, 'w> {
    /// Its kind.
    pub object: ObjectKind,
    /// The object. In a malformed document it can be a value of any kind.
    pub node: Node<'a>,
    /// Its JSON pointer.
    pub pointer: &'w JsonPointer,
    /// Its key in the containing object. List items and the document have none.
    pub key: Option<Key<'a>>,
    /// Its surroundings.
    pub context: &'w VisitContext<'a>,
    /// The version of the document.
    pub version: Version,
}

impl<'a> Visit<'a, '_> {
    /// The location to report: the key, or the value if there is no key.
    #[must_use]
    pub fn location(&self) -> Span {
        self.key.map_or_else(|| self.node.span(), |key| key.span)
    }

    /// Its own name: the `name` of a parameter or tag, and the key of other objects.
    #[must_use]
    pub fn name(&self) -> Option<Key<'a>> {
        let inside = match self.object {
            ObjectKind::Parameter | ObjectKind::Tag => self.node.get("name"),
            _ => None,
        };
        let inside =
            inside.and_then(|node| node.as_str().map(|text| Key { name: text, span: node.span() }));
        inside.or(self.key)
    }

    /// The string of `$ref`, if the standard allows a reference here.
    #[must_use]
    pub fn reference(&self) -> Option<Key<'a>> {
        if !self.object.may_be_reference(self.version) {
            return None;
        }
        let node = self.node.get("$ref")?;
        node.as_str().map(|text| Key { name: text, span: node.span() })
    }
}
