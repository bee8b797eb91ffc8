//! The plan as data: everything that `emit` may see.
//!
//! Holds what the other rooms decided. It must not know how they decide.

mod client;
mod derive;
mod item;
mod operation;
mod print;
mod rule;
mod rust_type;
mod server;
mod xml;

pub use client::{Crate, Group, TypeModule, types_module};
pub use derive::Derive;
pub use item::{
    AliasItem, Choice, Constructor, EnumItem, EnumRepr, EnumVariant, FieldItem, Item, Presence,
    Setter, StructItem, TagArm, UnionItem, UnionVariant,
};
pub use operation::{
    AlternativeItem, Argument, BodyItem, BodyKind, ConstantItem, Decoder, ErrorDecoder, ErrorItem,
    ErrorVariant, HeaderField, HeaderReader, HeadersItem, OperationItem, PagingItem, ParameterItem,
    Position, ResponseItem, SecurityItem, SecuritySchemeItem, SimpleDecoder, StatusPattern,
    StatusVariant, Step, StreamItem, StreamKind,
};
pub use rule::{CountRule, NumberRule, Rule, VariantRules, VariantValues};
pub use rust_type::{ForeignPath, Ident, ModulePath, RustType, TypePath};
pub use server::{
    FixedServer, OpenServer, ServerValues, Servers, VariableDefault, VariableItem,
    enumeration as server_enum,
};
pub use xml::{XmlElement, XmlField, XmlModule, XmlName, XmlPlace, XmlTable, XmlValue};
