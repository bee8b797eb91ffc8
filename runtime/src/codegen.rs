//! The contract between generated code and this crate: every name that generated code uses.
//!
//! It is hidden from the documentation because it may change in any release. A change that breaks
//! generated code raises the number in [`contract!`](crate::codegen::contract).

#[cfg(feature = "chrono")]
pub use chrono;
pub use serde::de::MapAccess;
pub use serde::{Deserialize, Deserializer, Serialize, Serializer};
pub use serde_json::Value;
#[cfg(feature = "time")]
pub use time;
pub use {bytes, http, jiff, serde, serde_json, uuid};

pub use crate::call::{
    Body, Call, Envelope, FieldEncoding, FilePart, Operation, SchemeKind, SecurityScheme, Style,
    strings,
};
pub use crate::check::{Checked, Checks, Constraints, RequestPart, words as rules};
pub use crate::client::{Core, Defaults, FromCore, UrlVariable, server_url};
pub use crate::codec::*;
pub use crate::confirm::Confirm;
pub use crate::decode::{
    Decode, DecodeError, RawResponse, empty, no_error, raw_bytes, text, undeclared_status,
};
pub use crate::json::{ReadError, Reader};
pub use crate::long_running::{LongRunning, ResultSource, StateUrl};
#[cfg(feature = "time")]
pub use crate::offset_date_time::OffsetDateTime;
pub use crate::paging::{End, Next, Paging, Target, ToJson};
pub use crate::slo::Slo;
pub use crate::stream::{
    ByteStream, EventStream, FullStreaming, LineStream, OpenedStream, Streaming, byte_stream,
    events, lines, text_events, whole_events,
};
pub use crate::typed_headers::{TypedHeaders, header, header_dates, header_json, header_list};
pub use crate::unknown_value::unknown_value;
pub use crate::wire::{
    Always, Constant, ConstantSlot, Described, Empty, Field, Fields, Kept, Member, Object,
    ObjectTable, OpenEnum, Optional, OptionalSlot, RequiredSlot, Source, Union, UnionReader,
    WireObject, deserialize_object, missing, no_variant, presence, read_by_serde, read_object,
    read_open_enum, read_open_slots, read_slots, read_union, take_known, take_whole, view,
    write_object, write_tagged,
};
#[cfg(feature = "xml")]
pub use crate::xml::{Xml, XmlElement, XmlField, XmlName, error_xml, json_of as xml_as_json, xml};
pub use crate::{
    __any_of as any_of, __best_of as best_of, __call_checks as call_checks, __checks as checks,
    __contract as contract, __conversions as conversions, __first_of as first_of,
    __headers as headers, __integer_enum as integer_enum, __object as object, __one_of as one_of,
    __request as request, __serde_object as serde_object, __setters as setters,
    __string_enum as string_enum, __tagged as tagged, __union as union, __views as views,
};
pub use crate::{
    Auth, CallOptions, Checkpoint, ClientBuilder, DateTime, Error, FullPending, Items, Lenient,
    Maybe, MissingField, Numeric, OpError, Pages, Pending, Poller, PollerToken, Response, ServerOf,
    UnknownValue,
};
