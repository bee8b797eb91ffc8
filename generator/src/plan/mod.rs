//! Stage 6: every decision about the Rust code: modules, items, names, boxes for cycles, derives, constructors.
//!
//! Takes an [`Api`](crate::model::Api) and the configuration; gives a [`Crate`], which `emit` prints without deciding anything.
//! It must not know tokens.

mod items;
mod operation;
mod rust_type;

pub use items::types_module;

pub use items::{
    AliasItem, Constructor, Crate, EnumItem, EnumRepr, EnumVariant, FieldItem, Group, Item,
    Presence, Setter, StructItem, TypeModule, UnionItem, UnionVariant,
};
pub use operation::{
    Argument, BodyItem, BodyKind, Decoder, ErrorDecoder, ErrorItem, ErrorVariant, OperationItem,
    PagingItem, ParameterItem, Position, ResponseItem, SecurityItem, SecuritySchemeItem,
    SimpleDecoder, StatusPattern, StatusVariant, Step,
};
pub use rust_type::{Ident, ModulePath, RustType, TypePath};
