//! The root of the model, and where a type comes from.

use super::envelope::Envelope;
use super::operation::{Operation, OperationId, StatusMatch};
use super::schema::{Shape, TypeDef, TypeId, TypeRef, WireName};
use crate::text::{JsonPointer, Span};

/// The longest chain of aliases.
const MAX_ALIASES: usize = 64;

/// Everything that a client is made from.
#[derive(Clone, Debug, Default)]
pub struct Api {
    /// Title, version, description.
    pub info: Info,
    /// Servers in the document's order.
    pub servers: Vec<Server>,
    /// Tags that the document describes, in its order.
    pub tags: Vec<Tag>,
    /// Security schemes in the document's order.
    pub security_schemes: Vec<SecurityScheme>,
    /// All types; a [`TypeId`] is an index into this list. Components come first, in the document's order.
    pub types: Vec<TypeDef>,
    /// The type of each schema by its location, in the order of the walk.
    pub schemas: Vec<SchemaUse>,
    /// The types of what the server sends by itself: the bodies of webhooks and callbacks.
    pub webhooks: Vec<TypeId>,
    /// The envelope of all responses, if the document declares one.
    pub envelope: Option<Envelope>,
    /// All operations in the document's order; an [`OperationId`] is an index into this list.
    pub operations: Vec<Operation>,
}

impl Api {
    /// The type of an id that this model gave out.
    #[must_use]
    pub fn ty(&self, id: TypeId) -> Option<&TypeDef> {
        self.types.get(id.0 as usize)
    }

    /// The target of an alias, or the first alias that `stops_at` names. It is nullable if an alias on the way is. `None` for
    /// aliases in a circle.
    #[must_use]
    pub fn resolve(
        &self,
        ty: TypeRef,
        stops_at: impl Fn(TypeId) -> bool,
    ) -> Option<(TypeRef, &TypeDef)> {
        let mut current = ty;
        for _ in 0..MAX_ALIASES {
            let def = self.ty(current.id)?;
            match &def.shape {
                Shape::Alias(of) if !stops_at(current.id) => {
                    current = TypeRef { id: of.id, nullable: of.nullable || current.nullable };
                }
                _ => return Some((current, def)),
            }
        }
        None
    }

    /// The operation of an id that this model gave out.
    #[must_use]
    pub fn operation(&self, id: OperationId) -> Option<&Operation> {
        self.operations.get(id.0 as usize)
    }
}

/// A schema and its type. A schema that adds nothing to another, such as a reference, shares the other's type.
#[derive(Clone, Debug, PartialEq)]
pub struct SchemaUse {
    /// The schema's JSON pointer in the document as written.
    pub pointer: JsonPointer,
    /// Its type, with the null that is allowed here.
    pub ty: TypeRef,
}

/// The document's `info`.
#[derive(Clone, Debug, Default)]
pub struct Info {
    /// `info.title`.
    pub title: String,
    /// `info.version`.
    pub version: String,
    /// `info.description`, Markdown (CommonMark).
    pub description: Option<String>,
}

/// A server that the document names (OpenAPI 3.0 "Server Object").
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Server {
    /// The URL, with its variables in braces; it may be relative.
    pub url: String,
    /// `name`, which 3.2 has.
    pub name: Option<String>,
    /// What it is for.
    pub description: Option<String>,
    /// The variables that the URL has, in its order.
    pub variables: Vec<ServerVariable>,
    /// Where it is written.
    pub span: Span,
}

impl Server {
    /// The URL with each variable replaced by its default, and without slashes at its end.
    #[must_use]
    pub fn default_url(&self) -> String {
        let mut url = self.url.clone();
        for it in &self.variables {
            url = url.replace(&format!("{{{}}}", it.name), &it.default);
        }
        url.trim_end_matches('/').to_owned()
    }

    /// Whether a client can connect to it without being told where.
    #[must_use]
    pub fn is_absolute(&self) -> bool {
        let url = self.default_url();
        is_absolute(&url) && !url.contains('{')
    }
}

/// Whether a URL begins with a scheme that a client speaks.
#[must_use]
pub fn is_absolute(url: &str) -> bool {
    url.starts_with("https://") || url.starts_with("http://")
}

/// A variable of a server's URL ("Server Variable Object").
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerVariable {
    /// Its name, as written in the URL.
    pub name: String,
    /// Its value unless another one is given.
    pub default: String,
    /// The values that it may have; empty: any.
    pub values: Vec<String>,
    /// Markdown.
    pub description: Option<String>,
}

/// A tag with its description.
#[derive(Clone, Debug)]
pub struct Tag {
    /// The name that operations use.
    pub name: String,
    /// Markdown.
    pub description: Option<String>,
}

/// A security scheme (OpenAPI 3.0 "Security Scheme Object").
#[derive(Clone, Debug)]
pub struct SecurityScheme {
    /// The name in `components.securitySchemes`.
    pub id: String,
    /// How credentials are carried.
    pub kind: SchemeKind,
    /// Markdown.
    pub description: Option<String>,
}

/// How a scheme's credentials are carried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SchemeKind {
    /// An API key in this header.
    ApiKeyHeader(String),
    /// An API key in this query parameter.
    ApiKeyQuery(String),
    /// An API key in this cookie.
    ApiKeyCookie(String),
    /// HTTP basic (RFC 7617).
    Basic,
    /// HTTP bearer (RFC 6750).
    Bearer,
    /// OAuth 2 (RFC 6749): a bearer token on the wire.
    OAuth2,
    /// OpenID Connect: a bearer token on the wire.
    OpenIdConnect,
    /// A client certificate.
    MutualTls,
    /// Something that is not known.
    Other,
}

/// The location of a type in the document, which determines its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// `components.schemas.<name>` (or 2.0's `definitions`).
    Component(String),
    /// A property of an object.
    Property(TypeId, WireName),
    /// The items of an array.
    Item(TypeId),
    /// The values of a map.
    MapValue(TypeId),
    /// A member of oneOf or anyOf, from 0.
    Variant(TypeId, usize),
    /// A parameter of an operation.
    Parameter(OperationId, WireName),
    /// The body of an operation's request.
    RequestBody(OperationId),
    /// The body of one of an operation's responses.
    ResponseBody(OperationId, StatusMatch),
    /// The body of what the server sends by itself, with the name that the document gives it.
    Webhook(String),
    /// A reusable body, response or parameter in `components`, with the name it has there.
    Shared(String),
}
