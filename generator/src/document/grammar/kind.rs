//! The kinds of object that the standard defines. Plain data; it must know neither fields nor rules.

use crate::document::Version;

/// A kind of object (OpenAPI 3.2 section 4, Swagger 2.0 "Schema").
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ObjectKind {
    /// The document itself.
    Document,
    /// `info`.
    Info,
    /// `info.contact`.
    Contact,
    /// `info.license`.
    License,
    /// A server.
    Server,
    /// A variable of a server's URL.
    ServerVariable,
    /// One entry of a `security` list.
    SecurityRequirement,
    /// An entry of `tags` at the top of the document.
    Tag,
    /// A link to further documentation.
    ExternalDocs,
    /// The map of paths.
    Paths,
    /// The components of OpenAPI 3.x.
    Components,
    /// A path item: under `paths`, a webhook, a callback expression or a component.
    PathItem,
    /// An operation.
    Operation,
    /// A parameter, Swagger 2.0's body and form parameters included.
    Parameter,
    /// The items of a Swagger 2.0 parameter or header of type `array`.
    Items,
    /// A request body.
    RequestBody,
    /// The map of responses by status.
    Responses,
    /// A response.
    Response,
    /// A header of a response or of a part.
    Header,
    /// One media type of a body.
    MediaType,
    /// How one property of a form is encoded.
    Encoding,
    /// A schema, in any of its positions.
    Schema(SchemaRole),
    /// How a union's member is chosen.
    Discriminator,
    /// How a schema looks in XML.
    Xml,
    /// An example object, not the bare value of `example`.
    Example,
    /// A link.
    Link,
    /// A callback: expressions, each with a path item.
    Callback,
    /// A security scheme.
    SecurityScheme,
    /// The flows of OAuth 2.
    OAuthFlows,
    /// One flow of OAuth 2.
    OAuthFlow(Flow),
}

/// A flow of OAuth 2 (OpenAPI 3.2 section "OAuth Flows Object").
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Flow {
    /// `implicit`.
    Implicit,
    /// `password`.
    Password,
    /// `clientCredentials`.
    ClientCredentials,
    /// `authorizationCode`.
    AuthorizationCode,
    /// `deviceAuthorization`.
    DeviceAuthorization,
}

/// The position of a schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SchemaRole {
    /// Defined under a name: components, `definitions`, `$defs`.
    Component,
    /// The whole of a body, parameter or header.
    Root,
    /// The value of a named property; the visit's key is the property's name.
    Property,
    /// The values of the other properties: `additionalProperties`, `patternProperties` and the like.
    Values,
    /// The items of an array.
    Item,
    /// A part of the surrounding schema: `allOf`, `oneOf`, `anyOf`, `not`, `if` and the like.
    Part,
}

impl ObjectKind {
    /// The name that the standard gives it, with its article.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Document => "an OpenAPI Object",
            Self::Info => "an Info Object",
            Self::Contact => "a Contact Object",
            Self::License => "a License Object",
            Self::Server => "a Server Object",
            Self::ServerVariable => "a Server Variable Object",
            Self::SecurityRequirement => "a Security Requirement Object",
            Self::Tag => "a Tag Object",
            Self::ExternalDocs => "an External Documentation Object",
            Self::Paths => "a Paths Object",
            Self::Components => "a Components Object",
            Self::PathItem => "a Path Item Object",
            Self::Operation => "an Operation Object",
            Self::Parameter => "a Parameter Object",
            Self::Items => "an Items Object",
            Self::RequestBody => "a Request Body Object",
            Self::Responses => "a Responses Object",
            Self::Response => "a Response Object",
            Self::Header => "a Header Object",
            Self::MediaType => "a Media Type Object",
            Self::Encoding => "an Encoding Object",
            Self::Schema(_) => "a Schema Object",
            Self::Discriminator => "a Discriminator Object",
            Self::Xml => "an XML Object",
            Self::Example => "an Example Object",
            Self::Link => "a Link Object",
            Self::Callback => "a Callback Object",
            Self::SecurityScheme => "a Security Scheme Object",
            Self::OAuthFlows => "an OAuth Flows Object",
            Self::OAuthFlow(_) => "an OAuth Flow Object",
        }
    }

    /// Whether the standard allows a Reference Object in its position (OpenAPI 3.x section "Reference Object").
    #[must_use]
    pub fn allows_reference(self, version: Version) -> bool {
        match self {
            Self::PathItem | Self::Parameter | Self::Response | Self::Schema(_) => true,
            Self::RequestBody
            | Self::Header
            | Self::Example
            | Self::Link
            | Self::Callback
            | Self::SecurityScheme => version >= Version::V3_0,
            Self::MediaType => version >= Version::V3_2,
            _ => false,
        }
    }

    /// Whether a reference in its position is followed: where the standard allows one, and in the position of an operation,
    /// a media type or Swagger 2.0's items, since large documents are split that way.
    #[must_use]
    pub fn may_be_reference(self, version: Version) -> bool {
        matches!(self, Self::Operation | Self::MediaType | Self::Items)
            || self.allows_reference(version)
    }
}
