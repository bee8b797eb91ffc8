//! The plan as data: everything that `emit` may see.
//!
//! Holds what the other rooms decided. It must not know how they decide.

mod client;
mod derive;
mod item;
mod operation;
mod print;
mod response;
mod rule;
mod rust_type;
mod server;
mod xml;

/// Settings that the plan passes on as they are configured.
pub use crate::config::{Dependency, Setting};
/// The functions of the runtime for a format of bodies.
pub use crate::media::ValueCodec;
/// Facts of the API that the plan passes on as the model has them.
pub use crate::model::{
    Argument as RuleArgument, ConfirmParameter, Envelope, FieldEncoding, Location, LongRunning,
    Method, NextPage, PageEnd, PageTarget, PropertyPath, RequestValue, ResultSource, Retry,
    SchemeKind, StateUrl, StatusMatch, Style as ParameterStyle, WireName,
};
/// Where items are in the document.
pub use crate::text::JsonPointer;
pub use client::{
    AllowedLints, Crate, ExampleCall, ExampleProgram, Group, SloTargets, TypeModule, shared_module,
    types_module,
};
pub use derive::Derive;
pub use item::{
    AliasItem, Choice, ConstantFieldItem, ConstantValue, Constructor, EnumItem, EnumRepr,
    EnumVariant, FieldItem, Item, Presence, Setter, SharedItem, StructItem, TagArm, UnionItem,
    UnionVariant,
};
pub use operation::{
    AlternativeItem, Argument, BodyItem, BodyKind, CheckedPart, ConfirmItem, ConstantItem,
    LookUpItem, OperationItem, ParameterItem, Position, RequestCheck, SecurityItem,
    SecuritySchemeItem,
};
pub use response::{
    Decoder, ErrorCodec, ErrorDecoder, ErrorItem, ErrorVariant, HeaderField, HeaderReader,
    HeadersItem, LongRunningItem, PagingItem, ResponseItem, SimpleDecoder, StatusPattern,
    StatusVariant, Step, StreamItem, StreamKind,
};
pub use rule::{Rule, VariantRules, VariantValues};
pub use rust_type::{ForeignPath, Ident, ModulePath, RustType, TypePath};
pub use server::{
    FixedServer, OpenServer, ServerValues, Servers, VariableDefault, VariableItem,
    enumeration as server_enum,
};
pub use xml::{XmlElement, XmlField, XmlModule, XmlName, XmlPlace, XmlTable, XmlValue};
