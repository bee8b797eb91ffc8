//! What the walker shows: an object of the document, where it stands, and what is around it.
//!
//! Plain data that borrows from the tree. It must know neither lint rules nor Rust.

use super::Version;
use crate::source::{JsonPointer, Node, Span};

/// A name and the place where it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key<'a> {
    /// The name.
    pub name: &'a str,
    /// Where it is written.
    pub span: Span,
}

/// The kinds of object that the standard has (OpenAPI 3.1 section 4.8, Swagger 2.0 "Schema").
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Object {
    /// The document itself.
    Document,
    /// A server.
    Server,
    /// One entry of a `security` list.
    SecurityRequirement,
    /// An entry of `tags` at the top of the document.
    Tag,
    /// A path item: under `paths`, a webhook, a callback expression or a component.
    PathItem,
    /// An operation.
    Operation,
    /// A parameter, Swagger 2.0's body and form parameters included.
    Parameter,
    /// A request body.
    RequestBody,
    /// A response.
    Response,
    /// A header of a response or of a part.
    Header,
    /// One media type of a body.
    MediaType,
    /// A schema, in any of its positions.
    Schema(SchemaRole),
    /// An example object, not the bare value of `example`.
    Example,
    /// A link.
    Link,
    /// A callback: expressions, each with a path item.
    Callback,
    /// A security scheme.
    SecurityScheme,
}

impl Object {
    /// Whether a Reference Object may stand in its place (OpenAPI 3.x section "Reference Object"). The standard has none in
    /// the place of an operation, but large documents are split this way.
    #[must_use]
    pub fn may_be_reference(self, version: Version) -> bool {
        match self {
            Self::PathItem
            | Self::Operation
            | Self::Parameter
            | Self::Response
            | Self::Schema(_) => true,
            Self::RequestBody
            | Self::Header
            | Self::Example
            | Self::Link
            | Self::Callback
            | Self::SecurityScheme => version >= Version::V3_0,
            Self::MediaType => version >= Version::V3_2,
            Self::Document | Self::Server | Self::SecurityRequirement | Self::Tag => false,
        }
    }
}

/// Where a schema stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SchemaRole {
    /// Defined under a name: components, `definitions`, `$defs`.
    Component,
    /// The whole of a body, parameter or header.
    Root,
    /// The value of a named property; the visit's key is the property's name.
    Property,
    /// The values of the other properties: `additionalProperties`, `patternProperties` and their like.
    Values,
    /// The items of an array.
    Item,
    /// A part of the schema around it: `allOf`, `oneOf`, `anyOf`, `not`, `if` and their like.
    Part,
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
    pub object: Object,
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
            Object::Parameter | Object::Tag => self.node.get("name"),
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
