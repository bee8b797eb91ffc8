//! Responses as `emit` prints them: successes, errors, streams, headers and pages.

use super::item::Presence;
use super::rust_type::{Ident, RustType, TypePath};
use crate::media::ValueCodec;
use crate::model::{LongRunning, NextPage, PropertyPath, StatusMatch, WireName};

/// The success of an operation.
#[derive(Clone, Debug)]
pub struct ResponseItem {
    /// The type.
    pub ty: RustType,
    /// Its decoder.
    pub decoder: Decoder,
    /// The type of each declared status, for the manifest; `None` for a status without a body.
    pub by_status: Vec<(StatusMatch, Option<RustType>)>,
}

/// A decoder of a body.
#[derive(Clone, Debug)]
pub enum Decoder {
    /// `codegen::empty`.
    Empty,
    /// `codegen::json`, or another function of the codec.
    Value(&'static ValueCodec),
    /// `codegen::json_or_empty`, or another function that returns `None` without a body.
    ValueOrEmpty(&'static str),
    /// `codegen::xml` with this root element.
    Xml(TypePath),
    /// `codegen::text`.
    Text,
    /// `codegen::raw_bytes`.
    Bytes,
    /// The only stream of the operation.
    Stream,
    /// An enum with a variant for each status, in the operation's module.
    ByStatus {
        /// The enum.
        path: TypePath,
        /// Its documentation lines.
        docs: Vec<String>,
        /// Its variants in the order in which statuses are matched.
        variants: Vec<StatusVariant>,
    },
}

/// A variant of an enum by status.
#[derive(Clone, Debug)]
pub struct StatusVariant {
    /// The variant.
    pub name: Ident,
    /// The statuses of the variant.
    pub status: StatusPattern,
    /// Its type; `None` for no body.
    pub ty: Option<RustType>,
    /// The decoder of the type.
    pub decoder: SimpleDecoder,
    /// Documentation lines; never empty.
    pub docs: Vec<String>,
}

/// A decoder of one type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SimpleDecoder {
    /// `codegen::empty`.
    Empty,
    /// `codegen::json`, or another function of the codec.
    Value(&'static ValueCodec),
    /// `codegen::xml` with this root element.
    Xml(TypePath),
    /// `codegen::text`.
    Text,
    /// `codegen::raw_bytes`.
    Bytes,
}

/// A pattern in a match on a status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum StatusPattern {
    /// `404`.
    Exact(u16),
    /// `400..=499`.
    Range(u16, u16),
    /// `_`.
    Any,
}

/// The errors of an operation.
#[derive(Clone, Debug)]
pub struct ErrorItem {
    /// The `E` of `OpError<E>`.
    pub ty: RustType,
    /// Its decoder.
    pub decoder: ErrorDecoder,
    /// The type of each declared status, for the manifest; `None` for a status without a body.
    pub by_status: Vec<(StatusMatch, Option<RustType>)>,
}

/// A decoder of error bodies.
#[derive(Clone, Debug)]
pub enum ErrorDecoder {
    /// `codegen::no_error`.
    None,
    /// One type.
    Single(ErrorCodec),
    /// An enum with a variant for each status.
    ByStatus {
        /// The enum.
        path: TypePath,
        /// Its documentation lines.
        docs: Vec<String>,
        /// Its variants, each with a type that has a decoder.
        variants: Vec<ErrorVariant>,
    },
}

/// A decoder of one type of error bodies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ErrorCodec {
    /// `codegen::error_json`, or another function of the codec.
    Value(&'static ValueCodec),
    /// `codegen::error_xml` with this root element.
    Xml(TypePath),
}

/// A variant of an enum of error bodies.
#[derive(Clone, Debug)]
pub struct ErrorVariant {
    /// The variant.
    pub name: Ident,
    /// The statuses of the variant.
    pub status: StatusPattern,
    /// Its type.
    pub ty: RustType,
    /// The decoder of the type.
    pub decoder: ErrorCodec,
    /// Documentation lines; never empty.
    pub docs: Vec<String>,
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
    /// The function that reads it.
    pub reader: HeaderReader,
    /// The whole type, an `Option`.
    pub ty: RustType,
    /// Documentation lines; never empty.
    pub docs: Vec<String>,
    /// Whether it is deprecated.
    pub deprecated: bool,
}

/// The function that reads a header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HeaderReader {
    /// `codegen::header`.
    Single,
    /// `codegen::header_list`.
    List,
    /// `codegen::header_dates`: a list whose items can contain commas.
    Dates,
    /// `codegen::header_json`.
    Json,
}

/// A method of a request that streams its success.
#[derive(Clone, Debug)]
pub struct StreamItem {
    /// The method: `stream`, or `stream_…` for further streams.
    pub method: Ident,
    /// The kind of stream.
    pub kind: StreamKind,
    /// The `Accept` header.
    pub accept: String,
    /// The stream.
    pub ty: RustType,
    /// The member of the JSON body that requests a stream.
    pub switch: Option<WireName>,
    /// Documentation lines; never empty.
    pub docs: Vec<String>,
}

/// The kind of a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum StreamKind {
    /// `codegen::events`: server-sent events with JSON data.
    Events,
    /// `codegen::text_events`: server-sent events with text data.
    TextEvents,
    /// `codegen::whole_events`: server-sent events that the document describes as objects.
    WholeEvents,
    /// `codegen::lines`.
    Lines,
    /// `codegen::byte_stream`.
    Bytes,
}

/// The paging of an operation.
#[derive(Clone, Debug)]
pub struct PagingItem {
    /// The page type.
    pub page: RustType,
    /// The item type.
    pub item: RustType,
    /// The root element of a page in XML.
    pub xml: Option<TypePath>,
    /// The fields from a page to its items.
    pub steps: Vec<Step>,
    /// The same path in JSON.
    pub items: PropertyPath,
    /// How the next page is requested.
    pub next: NextPage,
}

/// How an operation is polled.
#[derive(Clone, Debug)]
pub struct LongRunningItem {
    /// The description for the runtime.
    pub description: LongRunning,
    /// The type of the result.
    pub ty: RustType,
    /// The decoder of the result.
    pub decoder: Decoder,
    /// The method on the handle that resumes the operation.
    pub resume: Ident,
}

/// A field on the path to the items of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The field.
    pub field: Ident,
    /// Whether it is optional, which determines its wrapper.
    pub presence: Presence,
    /// Whether its value is boxed.
    pub boxed: bool,
}
