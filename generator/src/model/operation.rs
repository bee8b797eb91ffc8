//! Operations: what is sent and what comes back.

use std::fmt;

use super::api::Server;
use super::confirm::Confirm;
use super::constraint::Constraints;
use super::envelope::EnvelopeUse;
use super::long_running::LongRunning;
use super::paging::Paging;
use super::schema::{Docs, Literal, TypeRef, WireName};
use crate::media::{MediaFormat, MediaKind};
use crate::text::MediaType;
use crate::text::{JsonPointer, Span};

/// An index into [`Api::operations`](super::Api::operations).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OperationId(pub u32);

/// HTTP methods: those that OpenAPI has a word for, and others by their names.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs)]
pub enum Method {
    Get,
    Put,
    Post,
    Delete,
    Options,
    Head,
    Patch,
    Trace,
    Query,
    /// One that OpenAPI has no word for, as it is sent: a token (RFC 9110 section 9.1).
    Other(Box<str>),
}

/// Methods of the IANA registry that only read, of those that OpenAPI has no word for.
const OTHER_SAFE: [&str; 3] = ["PROPFIND", "REPORT", "SEARCH"];

impl Method {
    /// The method of that name on the wire.
    #[must_use]
    pub fn named(name: &str) -> Self {
        match name {
            "GET" => Self::Get,
            "PUT" => Self::Put,
            "POST" => Self::Post,
            "DELETE" => Self::Delete,
            "OPTIONS" => Self::Options,
            "HEAD" => Self::Head,
            "PATCH" => Self::Patch,
            "TRACE" => Self::Trace,
            "QUERY" => Self::Query,
            other => Self::Other(other.into()),
        }
    }

    /// The method on the wire.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Get => "GET",
            Self::Put => "PUT",
            Self::Post => "POST",
            Self::Delete => "DELETE",
            Self::Options => "OPTIONS",
            Self::Head => "HEAD",
            Self::Patch => "PATCH",
            Self::Trace => "TRACE",
            Self::Query => "QUERY",
            Self::Other(name) => name,
        }
    }

    /// Whether it only reads (RFC 9110 section 9.2.1); such a request needs no idempotency key.
    #[must_use]
    pub fn is_safe(&self) -> bool {
        match self {
            Self::Get | Self::Head | Self::Options | Self::Trace | Self::Query => true,
            Self::Put | Self::Post | Self::Delete | Self::Patch => false,
            Self::Other(name) => OTHER_SAFE.contains(&&**name),
        }
    }

    /// Whether a repeat has the same effect as one request (RFC 9110 section 9.2.2). An API may well mean something else than
    /// WebDAV by MOVE or COPY, so that of the other methods only those that read are taken to be.
    #[must_use]
    pub fn is_idempotent(&self) -> bool {
        self.is_safe() || matches!(self, Self::Put | Self::Delete)
    }
}

/// An operation of the API.
#[derive(Clone, Debug)]
pub struct Operation {
    /// `operationId`, as written; a repeated one is still here (X002 has been reported).
    pub id: Option<String>,
    /// The method.
    pub method: Method,
    /// The path template, always with a leading slash.
    pub path: String,
    /// Tags in the document's order.
    pub tags: Vec<String>,
    /// Summary and description.
    pub docs: Docs,
    /// The JSON pointer in the document as written.
    pub pointer: JsonPointer,
    /// Where the method is written.
    pub span: Span,
    /// Parameters of the path item and of the operation: those in the path first and in its order, then in the document's order.
    /// A declared idempotency key header is not among them, but for methods that only read.
    pub parameters: Vec<Parameter>,
    /// The request's body.
    pub body: Option<Body>,
    /// Declared responses: exact statuses in order, then ranges, then `default`.
    pub responses: Vec<Response>,
    /// Alternatives, each a list of schemes that are needed together. `None`: nothing is declared, here or at the root.
    pub security: Option<Vec<Vec<Requirement>>>,
    /// The envelope of the responses, if the operation or its path declares one.
    pub envelope: EnvelopeUse,
    /// How to read all pages, where that is known.
    pub paging: Option<Paging>,
    /// How it is polled, if it goes on after its response.
    pub long_running: Option<LongRunning>,
    /// How it is found out whether it took effect if its response is lost.
    pub confirm: Option<Confirm>,
    /// The header that carries the idempotency key, where the document declares one.
    pub idempotency_header: Option<String>,
    /// Whether a repeat has the same effect as one request: by the method, or as `x-renkei-idempotent` says on the operation or its path.
    pub repeatable: bool,
    /// What `x-renkei-retry` says on it or its path.
    pub retry: Retry,
    /// Servers of its own, or of its path; empty: those of the document.
    pub servers: Vec<Server>,
}

/// What the document says about further attempts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Retry {
    /// How many there are in all.
    pub attempts: Option<u32>,
    /// Statuses that are retried in addition to the default ones; sorted.
    pub on: Vec<u16>,
}

/// An operation that can follow a response, with its parameters ("Link Object").
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OperationLink {
    /// Its name.
    pub name: String,
    /// `operationId`, or else `operationRef`.
    pub operation: String,
    /// Each parameter with the expression or the value that it gets.
    pub parameters: Vec<(String, String)>,
    /// The expression or the value that its body is.
    pub body: Option<String>,
    /// Markdown.
    pub description: Option<String>,
}

/// A scheme that an operation needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Requirement {
    /// A name of [`Api::security_schemes`](super::Api::security_schemes).
    pub scheme: String,
    /// Scopes, for OAuth 2 and OpenID Connect.
    pub scopes: Vec<String>,
}

/// Where a parameter goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs)]
pub enum Location {
    Path,
    Query,
    Header,
    Cookie,
}

/// A parameter.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// Its name.
    pub name: WireName,
    /// Where it goes.
    pub location: Location,
    /// Whether it must be given.
    pub required: bool,
    /// Its type.
    pub ty: TypeRef,
    /// How a value becomes text.
    pub encoding: Encoding,
    /// What the document says about it.
    pub docs: Docs,
    /// Bounds.
    pub constraints: Constraints,
    /// `default`: what the server assumes; the client never sends it by itself.
    pub default: Option<Literal>,
}

/// How a parameter's value becomes text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// By style and explode (OpenAPI 3.0 "Style Values"), defaults filled in.
    Style {
        /// The style.
        style: Style,
        /// Whether lists and objects become several parameters.
        explode: bool,
        /// Whether reserved characters stay as they are.
        allow_reserved: bool,
    },
    /// By a media type (`content`), which is JSON.
    Json,
}

/// OpenAPI 3.0 "Style Values".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Style {
    Simple,
    Label,
    Matrix,
    Form,
    SpaceDelimited,
    PipeDelimited,
    /// `tsv` of OpenAPI 2.0.
    TabDelimited,
    DeepObject,
    /// The whole query, as a urlencoded form (OpenAPI 3.2 `in: querystring`).
    QueryString,
    /// The whole query, as JSON.
    QueryStringJson,
    /// `cookie` of OpenAPI 3.2: as it is.
    Cookie,
}

/// The body of a request.
#[derive(Clone, Debug)]
pub struct Body {
    /// Whether it must be given.
    pub required: bool,
    /// Markdown.
    pub description: Option<String>,
    /// The media types in the document's order; never empty.
    pub media: Vec<Media>,
}

/// One media type of a body.
#[derive(Clone, Debug, PartialEq)]
pub struct Media {
    /// The media type as written, such as `application/json`.
    pub name: String,
    /// What kind it is.
    pub kind: MediaKind,
    /// The type of the value, where a schema is given.
    pub ty: Option<TypeRef>,
    /// Whether [`Media::ty`] is that of one item of the body, by OpenAPI 3.2's `itemSchema`.
    pub of_item: bool,
    /// The encoding of single fields of a form.
    pub encodings: Vec<FieldEncoding>,
}

impl Media {
    /// The media type without parameters, in lower case (RFC 9110 section 8.3.1).
    #[must_use]
    pub fn essence(&self) -> String {
        self.media_type().essence().to_owned()
    }

    /// The media type.
    #[must_use]
    pub fn media_type(&self) -> MediaType {
        MediaType::parse(&self.name)
    }

    /// What the client can do with it.
    #[must_use]
    pub fn format(&self) -> &'static MediaFormat {
        self.kind.format()
    }

    /// Of the media types that are JSON, the one that is plain (RFC 8259 section 11), else the first.
    #[must_use]
    pub fn preferred_json(all: &[Self]) -> Option<&Self> {
        let json = all.iter().filter(|it| it.format().is_json);
        json.min_by_key(|it| it.essence() != MediaType::JSON)
    }
}

/// How a field of a form is written (OpenAPI 3.0 "Encoding Object").
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldEncoding {
    /// The field.
    pub field: WireName,
    /// Style and explode, where one of them is given.
    pub style: Option<(Style, bool)>,
    /// Whether reserved characters stay as they are.
    pub allow_reserved: bool,
    /// The media type, where one is given that is no range.
    pub content_type: Option<String>,
    /// Headers of the part that have one possible value.
    pub headers: Vec<(String, String)>,
}

/// A declared response.
#[derive(Clone, Debug)]
pub struct Response {
    /// The status it is for.
    pub status: StatusMatch,
    /// Markdown.
    pub description: String,
    /// Media types in the document's order; empty: no body.
    pub media: Vec<Media>,
    /// Headers in the document's order.
    pub headers: Vec<Header>,
    /// Which operations may follow.
    pub links: Vec<OperationLink>,
}

/// A header of a response.
#[derive(Clone, Debug, PartialEq)]
pub struct Header {
    /// Its name; case makes no difference.
    pub name: WireName,
    /// What it holds.
    pub value: HeaderValue,
    /// Whether it holds several, with commas between.
    pub list: bool,
    /// What the document says about it.
    pub docs: Docs,
}

/// What a header holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum HeaderValue {
    /// Text, and whatever else the client has no type for.
    Text,
    Boolean,
    Integer,
    Number,
    /// `date-time` (RFC 3339).
    DateTime,
    /// A JSON text (`content`).
    Json,
}

/// The status that a response is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StatusMatch {
    /// One status.
    Exact(u16),
    /// A class: `4` for `4XX`.
    Range(u16),
    /// Everything that is not declared.
    Default,
}

impl fmt::Display for StatusMatch {
    /// Writes it as the document does: `404`, `4XX` or `default`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exact(status) => write!(f, "{status}"),
            Self::Range(class) => write!(f, "{class}XX"),
            Self::Default => f.write_str("default"),
        }
    }
}
