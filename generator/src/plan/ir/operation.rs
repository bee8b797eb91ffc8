//! Operations as `emit` prints them.

use super::response::{Decoder, ErrorItem, LongRunningItem, PagingItem, ResponseItem, StreamItem};
use super::rule::Rule;
use super::rust_type::{Ident, RustType, TypePath};
use crate::media::ValueCodec;
use crate::model::{
    ConfirmParameter, Envelope, FieldEncoding, Location, PropertyPath, RequestValue, Retry,
    SchemeKind, StatusMatch, Style, WireName,
};
use crate::text::JsonPointer;

/// An operation: a method on its group's handle, and a request type.
#[derive(Clone, Debug)]
pub struct OperationItem {
    /// The `operationId`, or an id that is made from method and path (`get users by id`).
    pub id: String,
    /// Whether [`OperationItem::id`] is in the document.
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
    /// Its location in the document.
    pub pointer: JsonPointer,
    /// Documentation lines for the method.
    pub docs: Vec<String>,
    /// An example of the method that compiles in another crate; empty if there is none.
    pub example: Vec<String>,
    /// One line for the request type.
    pub request_docs: Vec<String>,
    /// Whether it is deprecated.
    pub deprecated: bool,
    /// The `Accept` header.
    pub accept: String,
    /// The declared statuses; empty if no response is compared with them.
    pub statuses: Vec<StatusMatch>,
    /// Whether the operation is idempotent.
    pub repeatable: bool,
    /// Whether it succeeds with a redirect.
    pub redirects: bool,
    /// The declared idempotency key header.
    pub idempotency_header: Option<String>,
    /// Where response bodies contain their status.
    pub envelope: Option<Envelope>,
    /// Its security requirements.
    pub security: SecurityItem,
    /// Its own servers: the name of the client's server that each corresponds to, and its URL. Empty: the client's servers.
    pub servers: Vec<(String, String)>,
    /// The declared retry policy.
    pub retry: Retry,
    /// The local variable of the method that holds the call, which no argument has the name of.
    pub variable: Ident,
    /// The parts of the request that are checked before it is sent.
    pub checks: Vec<RequestCheck>,
    /// Required parameters with one possible value, which are sent without an argument.
    pub constants: Vec<ConstantItem>,
    /// The arguments of the method in order: required parameters, then the required body.
    pub arguments: Vec<Argument>,
    /// The setters of the request type for optional parameters.
    pub setters: Vec<ParameterItem>,
    /// Methods that send a required body in another media type.
    pub alternatives: Vec<AlternativeItem>,
    /// The setters of the request type for an optional body in each of its media types.
    pub body_setters: Vec<BodyItem>,
    /// Its success.
    pub response: ResponseItem,
    /// The struct of its declared headers.
    pub headers: Option<TypePath>,
    /// Its errors.
    pub error: ErrorItem,
    /// The methods that stream a success.
    pub streams: Vec<StreamItem>,
    /// Its paging.
    pub paging: Option<PagingItem>,
    /// How it is polled, if it is long-running.
    pub long_running: Option<LongRunningItem>,
    /// The look-up that tells whether it took effect if its response is lost.
    pub confirm: Option<ConfirmItem>,
}

impl OperationItem {
    /// The statement of [`OperationItem::example`] that calls the method.
    #[must_use]
    pub fn call_example(&self) -> Option<&str> {
        // Lines that start with `#` are hidden in documentation.
        self.example.iter().map(String::as_str).find(|line| !line.starts_with('#'))
    }

    /// The stream that awaiting the request returns, where its success is nothing else.
    #[must_use]
    pub fn awaited_stream(&self) -> Option<&StreamItem> {
        self.streams.first().filter(|_| matches!(self.response.decoder, Decoder::Stream))
    }
}

/// The look-up of a write whose response is lost.
#[derive(Clone, Debug)]
pub struct ConfirmItem {
    /// The operation that is sent. It describes itself, because the client may have no method for it.
    pub operation: LookUpItem,
    /// The parameters that are set.
    pub parameters: Vec<ConfirmParameter>,
    /// The value in the response that only a write that took effect has.
    pub found: Option<PropertyPath>,
    /// The values in the response that are equal to those of the request if the write took effect.
    pub equals: Vec<(PropertyPath, RequestValue)>,
}

/// An operation that the runtime sends by itself. The statuses of its responses are not compared with the declared ones, because it
/// asks for something that may not be there.
#[derive(Clone, Debug)]
pub struct LookUpItem {
    /// The `operationId`.
    pub id: String,
    /// The HTTP method.
    pub http_method: crate::model::Method,
    /// The path template.
    pub path: String,
    /// The `Accept` header.
    pub accept: String,
    /// Whether the operation is idempotent.
    pub repeatable: bool,
    /// Whether it succeeds with a redirect.
    pub redirects: bool,
    /// Where response bodies contain their status.
    pub envelope: Option<Envelope>,
    /// Its security requirements.
    pub security: SecurityItem,
    /// Its own servers, as those of [`OperationItem::servers`].
    pub servers: Vec<(String, String)>,
    /// The declared retry policy.
    pub retry: Retry,
}

/// A method that sends the same request with its body in another media type.
#[derive(Clone, Debug)]
pub struct AlternativeItem {
    /// The method on the handle, such as `create_order_form`.
    pub method: Ident,
    /// The local variable that holds the call.
    pub variable: Ident,
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

impl Argument {
    /// The name of the argument.
    #[must_use]
    pub fn name(&self) -> &Ident {
        match self {
            Self::Parameter(item) => &item.name,
            Self::Body(item) => &item.name,
        }
    }
}

/// A part of a request with its rules, of which there is at least one.
#[derive(Clone, Debug)]
pub struct RequestCheck {
    /// The part.
    pub part: CheckedPart,
    /// Its rules.
    pub rules: Vec<Rule>,
}

/// A part of a request that is checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CheckedPart {
    /// A parameter.
    Parameter(Location, WireName),
    /// The body in this media type.
    Body(String),
}

/// A parameter with one possible value.
#[derive(Clone, Debug)]
pub struct ConstantItem {
    /// The name on the wire.
    pub wire: WireName,
    /// Its location and encoding.
    pub position: Position,
    /// The value.
    pub value: String,
}

/// A parameter.
#[derive(Clone, Debug)]
pub struct ParameterItem {
    /// The argument or the setter.
    pub name: Ident,
    /// The name on the wire.
    pub wire: WireName,
    /// Its location and encoding.
    pub position: Position,
    /// The type of the argument.
    pub ty: RustType,
    /// The rules that it is validated against.
    pub rules: Vec<Rule>,
    /// Documentation lines, for setters.
    pub docs: Vec<String>,
    /// Whether it is deprecated.
    pub deprecated: bool,
}

/// The location of a parameter and its encoding, which determine the function of `Call`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// Path, query, header or cookie.
    pub location: Location,
    /// `style` and `explode`; `None` for the location's default style.
    pub style: Option<(Style, bool)>,
    /// Whether the value is sent as JSON (`content`).
    pub json: bool,
    /// Whether reserved characters are not encoded.
    pub reserved: bool,
}

/// A body.
#[derive(Clone, Debug)]
pub struct BodyItem {
    /// The argument or the setter.
    pub name: Ident,
    /// How it is sent.
    pub kind: BodyKind,
    /// The media type.
    pub media_type: String,
    /// The type of the argument.
    pub ty: RustType,
    /// The rules that it is validated against.
    pub rules: Vec<Rule>,
    /// The encodings of single fields of a form.
    pub encodings: Vec<FieldEncoding>,
    /// The root element, with [`BodyKind::Xml`].
    pub xml: Option<TypePath>,
    /// The argument for the content type, with [`BodyKind::BytesWithType`].
    pub content_type: Option<Ident>,
    /// Documentation lines, for setters.
    pub docs: Vec<String>,
}

/// How a body is sent, which determines the function of `Call`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BodyKind {
    /// `call.json(media_type, &body)`, or another method of the codec.
    Value(&'static ValueCodec),
    /// `call.xml(media_type, &body, &ELEMENT)`.
    Xml,
    /// `call.form(&body, &[…])`.
    Form,
    /// `call.multipart(media_type, &body, &[…])`.
    Multipart,
    /// `call.json_lines(media_type, body)`, from an iterator. The type is the list of all values.
    Lines,
    /// `call.text(media_type, body)`, from `impl Into<String>`.
    Text,
    /// `call.body(media_type, body)`, from `impl Into<Body>`.
    Bytes,
    /// `call.body(content_type, body)`, where the content type is an argument too (multipart with its boundary).
    BytesWithType,
}

/// The security requirements of an operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SecurityItem {
    /// None is declared.
    Undeclared,
    /// Alternatives, each a list of the constants of schemes that are required together.
    Declared(Vec<Vec<Ident>>),
}

/// A security scheme, printed as a constant.
#[derive(Clone, Debug)]
pub struct SecuritySchemeItem {
    /// The constant.
    pub constant: Ident,
    /// The name in the document.
    pub id: String,
    /// The kind of credentials and their location.
    pub kind: SchemeKind,
}
