//! What the walker visits: an object of the document, its location, and its context.
//!
//! Plain data that borrows from the tree. It must know neither lint rules nor Rust.

use crate::document::Version;
use crate::document::grammar::ObjectKind;
use crate::source::{JsonPointer, Node, Span};

/// A name and the place where it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key<'a> {
    /// The name.
    pub name: &'a str,
    /// Where it is written.
    pub span: Span,
}

/// Which way the data travels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Side {
    /// Not known here: a component, which either way can use.
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
    /// Neither of the others: the top level.
    #[default]
    Top,
    /// Under `paths`.
    Path,
    /// Under `webhooks`: the server calls.
    Webhook,
    /// Under a callback: the server calls.
    Callback,
    /// Under `components`, or Swagger 2.0's `definitions`, `parameters` and `responses`.
    Component,
}

/// What is around a visited object.
#[derive(Clone, Copy, Debug, Default)]
#[non_exhaustive]
pub struct Context<'a> {
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
    /// The parameter or header that the object lies in.
    pub parameter: Option<Node<'a>>,
    /// Which way the data travels.
    pub side: Side,
    /// The media type of the body; in Swagger 2.0 the first JSON one of `consumes` or `produces`, else the first.
    pub media_type: Option<&'a str>,
    /// The component's name, inside of components.
    pub component: Option<Key<'a>>,
}

/// One object, shown once where it is written.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Visit<'a, 'w> {
    /// Its kind.
    pub object: ObjectKind,
    /// The object. Malformed input shows as it is: it may be of any kind.
    pub node: Node<'a>,
    /// Its JSON pointer.
    pub pointer: &'w JsonPointer,
    /// Its key in the object around it; list items and the document have none.
    pub key: Option<Key<'a>>,
    /// What is around it.
    pub context: &'w Context<'a>,
    /// The version of the document.
    pub version: Version,
}

impl<'a> Visit<'a, '_> {
    /// The best place to show: the key, else the value.
    #[must_use]
    pub fn place(&self) -> Span {
        self.key.map_or_else(|| self.node.span(), |key| key.span)
    }

    /// Where its own name is written: a parameter's or tag's `name`, for others the key.
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

    /// The reference that stands here, where the standard allows one: the string of `$ref`.
    #[must_use]
    pub fn reference(&self) -> Option<Key<'a>> {
        if !self.object.may_be_reference(self.version) {
            return None;
        }
        let node = self.node.get("$ref")?;
        node.as_str().map(|text| Key { name: text, span: node.span() })
    }
}
