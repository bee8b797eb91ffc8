//! Operations as they are printed.

use super::item::Presence;
use super::rule::Rule;
use super::rust_type::{Ident, RustType, TypePath};
use crate::model::{
    Envelope, FieldEncoding, Location, NextPage, PropertyPath, Retry, SchemeKind, StatusMatch,
    Style, WireName,
};
use crate::source::JsonPointer;

/// An operation: a method on its group's handle, and a request type.
#[derive(Clone, Debug)]
pub struct OperationItem {
    /// `operationId` as written, or a made one (`get /users/{id}`).
    pub id: String,
    /// Whether [`OperationItem::id`] stands in the document.
    pub declared_id: bool,
    /// The method on the handle, such as `create_order`.
    pub method: Ident,
    /// The request type, such as `CreateOrder`.
    pub request: Ident,
    /// The static that describes it, such as `CREATE_ORDER`.
    pub constant: Ident,
    /// The HTTP method.
    pub http_method: crate::model::Method,
    /// The path template.
    pub path: String,
    /// The first tag.
    pub tag: Option<String>,
    /// Where it stands in the document.
    pub pointer: JsonPointer,
    /// Documentation lines for the method.
    pub docs: Vec<String>,
    /// Lines of an example for the method that compiles in another crate; empty where none could be made.
    pub example: Vec<String>,
    /// One line for the request type.
    pub request_docs: Vec<String>,
    /// It is deprecated.
    pub deprecated: bool,
    /// The `Accept` header.
    pub accept: String,
    /// Whether a repeat has the same effect as one request.
    pub repeatable: bool,
    /// Whether its success is a redirect.
    pub redirects: bool,
    /// The declared idempotency key header.
    pub idempotency_header: Option<String>,
    /// Where the answers say whether they are a success.
    pub envelope: Option<Envelope>,
    /// What it needs to be allowed.
    pub security: SecurityItem,
    /// Servers of its own, each by the name of the client's server that it goes with; empty: the client's.
    pub servers: Vec<(String, String)>,
    /// What the document says about further attempts.
    pub retry: Retry,
    /// Required parameters that can have one value only, which goes without saying.
    pub constants: Vec<ConstantItem>,
    /// Arguments of the method in order: required parameters and the required body.
    pub arguments: Vec<Argument>,
    /// Optional parameters, as setters of the request type.
    pub setters: Vec<ParameterItem>,
    /// Methods that send a required body in another media type.
    pub alternatives: Vec<AlternativeItem>,
    /// An optional body in each of its media types, as setters of the request type.
    pub body_setters: Vec<BodyItem>,
    /// What it gives.
    pub response: ResponseItem,
    /// The struct of its declared headers.
    pub headers: Option<TypePath>,
    /// What its error bodies are.
    pub error: ErrorItem,
    /// Methods that give a success while it arrives.
    pub streams: Vec<StreamItem>,
    /// How all pages are read.
    pub paging: Option<PagingItem>,
}

/// A struct of headers.
#[derive(Clone, Debug)]
pub struct HeadersItem {
    /// Its name and module.
    pub path: TypePath,
    /// Documentation lines; never empty.
    pub docs: Vec<String>,
    /// Its fields, in the document's order.
    pub fields: Vec<HeaderField>,
}

/// A field of a struct of headers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeaderField {
    /// The field.
    pub name: Ident,
    /// The header.
    pub wire: WireName,
    /// How it is read.
    pub reader: HeaderReader,
    /// The whole type, an `Option`.
    pub ty: RustType,
    /// Documentation lines; never empty.
    pub docs: Vec<String>,
    /// It is deprecated.
    pub deprecated: bool,
}

/// How a header is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HeaderReader {
    /// `codegen::header`.
    Single,
    /// `codegen::header_list`.
    List,
    /// `codegen::header_dates`: a list whose items may have commas in them.
    Dates,
    /// `codegen::header_json`.
    Json,
}

/// A method of a request that gives its success as a stream.
#[derive(Clone, Debug)]
pub struct StreamItem {
    /// The method: `stream`, and `stream_…` for what else there is.
    pub method: Ident,
    /// How it is read.
    pub kind: StreamKind,
    /// The media types that are asked for.
    pub accept: String,
    /// The stream.
    pub ty: RustType,
    /// The member of the JSON body that says that a stream is wanted.
    pub switch: Option<WireName>,
    /// Documentation lines; never empty.
    pub docs: Vec<String>,
}

/// How a stream is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum StreamKind {
    /// `codegen::events`: server-sent events whose data is JSON.
    Events,
    /// `codegen::text_events`: those whose data is text.
    TextEvents,
    /// `codegen::whole_events`: those that the document describes as objects.
    WholeEvents,
    /// `codegen::lines`.
    Lines,
    /// `codegen::byte_stream`.
    Bytes,
}

/// A method that makes the same request with its body in another media type.
#[derive(Clone, Debug)]
pub struct AlternativeItem {
    /// The method on the handle, such as `create_order_form`.
    pub method: Ident,
    /// Its arguments.
    pub arguments: Vec<Argument>,
    /// Documentation lines.
    pub docs: Vec<String>,
}

/// An argument of an operation's method.
#[derive(Clone, Debug)]
pub enum Argument {
    /// A parameter.
    Parameter(ParameterItem),
    /// The body.
    Body(BodyItem),
}

/// A parameter that can have one value only.
#[derive(Clone, Debug)]
pub struct ConstantItem {
    /// The name on the wire.
    pub wire: WireName,
    /// Where and how it goes.
    pub position: Position,
    /// The text of the value.
    pub value: String,
}

/// A parameter.
#[derive(Clone, Debug)]
pub struct ParameterItem {
    /// The argument or the setter.
    pub name: Ident,
    /// The name on the wire.
    pub wire: WireName,
    /// Where and how it goes.
    pub position: Position,
    /// The type as the method takes it.
    pub ty: RustType,
    /// What is checked of it.
    pub rules: Vec<Rule>,
    /// Documentation lines, for setters.
    pub docs: Vec<String>,
    /// It is deprecated.
    pub deprecated: bool,
}

/// Which function of `Call` takes a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// Path, query, header or cookie.
    pub location: Location,
    /// `None`: the location's default style. `Some`: style and explode are passed on.
    pub style: Option<(Style, bool)>,
    /// The value goes as JSON text (`content`).
    pub json: bool,
    /// Reserved characters stay as they are.
    pub reserved: bool,
}

/// A body.
#[derive(Clone, Debug)]
pub struct BodyItem {
    /// The argument or the setter.
    pub name: Ident,
    /// How it is written.
    pub kind: BodyKind,
    /// The media type.
    pub media_type: String,
    /// The type as the method takes it.
    pub ty: RustType,
    /// What is checked of it.
    pub rules: Vec<Rule>,
    /// What the document says about single fields of a form.
    pub encodings: Vec<FieldEncoding>,
    /// The root element, with [`BodyKind::Xml`].
    pub xml: Option<TypePath>,
    /// Documentation lines, for setters.
    pub docs: Vec<String>,
}

/// Which function of `Call` takes a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BodyKind {
    /// `call.json(media_type, &body)`.
    Json,
    /// `call.xml(media_type, &body, &ELEMENT)`.
    Xml,
    /// `call.form(&body, &[…])`.
    Form,
    /// `call.multipart(media_type, &body, &[…])`.
    Multipart,
    /// `call.json_lines(media_type, body)`, from whatever goes over the values; the type is that of the list of all.
    Lines,
    /// `call.text(media_type, body)`, from `impl Into<String>`.
    Text,
    /// `call.body(media_type, body)`, from `impl Into<Body>`.
    Bytes,
    /// `call.body(content_type, body)` where the caller also names the content type (multipart with its boundary).
    BytesWithType,
}

/// What an operation gives.
#[derive(Clone, Debug)]
pub struct ResponseItem {
    /// The type.
    pub ty: RustType,
    /// How it is decoded.
    pub decoder: Decoder,
    /// For the manifest: each declared status with its type (`None`: no body).
    pub by_status: Vec<(StatusMatch, Option<RustType>)>,
}

/// A decoder of a body.
#[derive(Clone, Debug)]
pub enum Decoder {
    /// `codegen::empty`.
    Empty,
    /// `codegen::json`.
    Json,
    /// `codegen::json_or_empty`.
    JsonOrEmpty,
    /// `codegen::xml` with this root element.
    Xml(TypePath),
    /// `codegen::text`.
    Text,
    /// `codegen::raw_bytes`.
    Bytes,
    /// The first of the operation's streams, since there is nothing else.
    Stream,
    /// An enum with a variant for each status, printed beside the operation.
    ByStatus {
        /// The enum.
        path: TypePath,
        /// Its documentation lines.
        docs: Vec<String>,
        /// Its variants, in the order in which statuses are matched.
        variants: Vec<StatusVariant>,
    },
}

/// A variant of an enum by status.
#[derive(Clone, Debug)]
pub struct StatusVariant {
    /// The variant.
    pub name: Ident,
    /// The statuses it is for.
    pub status: StatusPattern,
    /// What it holds; `None`: nothing.
    pub ty: Option<RustType>,
    /// How that is decoded: `Json`, `Xml`, `Text`, `Bytes` or `Empty`.
    pub decoder: SimpleDecoder,
    /// Documentation lines; never empty.
    pub docs: Vec<String>,
}

/// The decoders that need no enum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SimpleDecoder {
    /// `codegen::empty`.
    Empty,
    /// `codegen::json`.
    Json,
    /// `codegen::xml` with this root element.
    Xml(TypePath),
    /// `codegen::text`.
    Text,
    /// `codegen::raw_bytes`.
    Bytes,
}

/// A pattern of a match on a status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum StatusPattern {
    /// `404`.
    Exact(u16),
    /// `400..=499`.
    Range(u16, u16),
    /// `_`.
    Any,
}

/// What an operation's error bodies are.
#[derive(Clone, Debug)]
pub struct ErrorItem {
    /// The `E` of `OpError<E>`.
    pub ty: RustType,
    /// How it is decoded.
    pub decoder: ErrorDecoder,
    /// For the manifest: each declared status with its type (`None`: no body).
    pub by_status: Vec<(StatusMatch, Option<RustType>)>,
}

/// A decoder of error bodies.
#[derive(Clone, Debug)]
pub enum ErrorDecoder {
    /// `codegen::no_error`.
    None,
    /// `codegen::error_json`.
    Json,
    /// `codegen::error_xml` with this root element.
    Xml(TypePath),
    /// An enum with a variant for each status.
    ByStatus {
        /// The enum.
        path: TypePath,
        /// Its documentation lines.
        docs: Vec<String>,
        /// Its variants; each holds a type that is read from JSON or XML.
        variants: Vec<ErrorVariant>,
    },
}

/// A variant of an enum of error bodies.
#[derive(Clone, Debug)]
pub struct ErrorVariant {
    /// The variant.
    pub name: Ident,
    /// The statuses it is for.
    pub status: StatusPattern,
    /// What it holds.
    pub ty: RustType,
    /// The root element, where it is read from XML.
    pub xml: Option<TypePath>,
    /// Documentation lines; never empty.
    pub docs: Vec<String>,
}

/// What an operation needs to be allowed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SecurityItem {
    /// Nothing is declared.
    Undeclared,
    /// Alternatives, each a list of indices into the crate's security schemes.
    Declared(Vec<Vec<usize>>),
}

/// A security scheme, printed as a constant.
#[derive(Clone, Debug)]
pub struct SecuritySchemeItem {
    /// The constant.
    pub constant: Ident,
    /// The name in the document.
    pub id: String,
    /// How credentials are carried.
    pub kind: SchemeKind,
}

/// How all pages are read.
#[derive(Clone, Debug)]
pub struct PagingItem {
    /// The page type.
    pub page: RustType,
    /// The item type.
    pub item: RustType,
    /// From a page to its items, by value.
    pub steps: Vec<Step>,
    /// The same way on the wire.
    pub items: PropertyPath,
    /// How the next page is asked for.
    pub next: NextPage,
}

/// A step along fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The field.
    pub field: Ident,
    /// How it is wrapped.
    pub presence: Presence,
    /// Whether its value is in a `Box`.
    pub boxed: bool,
}
