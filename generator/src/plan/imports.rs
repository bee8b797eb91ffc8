//! What the modules of a client import from the runtime, and what its root re-exports.
//!
//! Takes planned items; returns names and flags. It must not know how they are printed.

use super::ir::{Argument, BodyKind, Group, Item, OperationItem, RustType, StreamKind, TypeModule};

/// Types of the runtime that the users of every client touch.
const REEXPORTS: [&str; 20] = [
    "Auth",
    "Bytes",
    "CallOptions",
    "Checkpoint",
    "Date",
    "DateTime",
    "Error",
    "ErrorKind",
    "FilePart",
    "Items",
    "Lenient",
    "Maybe",
    "MissingField",
    "Numeric",
    "OpError",
    "Outcome",
    "Pages",
    "Response",
    "UnknownValue",
    "Uuid",
];

/// Those that the users of types touch.
const TYPES_REEXPORTS: [&str; 8] =
    ["Date", "DateTime", "FilePart", "Lenient", "Maybe", "MissingField", "Numeric", "Uuid"];

/// The types of the runtime that the client re-exports, so that its users need to name no other crate; sorted.
pub(super) fn reexports(groups: &[Group], types_only: bool) -> Vec<&'static str> {
    if types_only {
        return TYPES_REEXPORTS.to_vec();
    }
    let operations = || groups.iter().flat_map(|it| &it.operations);
    let mut names = REEXPORTS.to_vec();
    names.extend(operations().flat_map(stream_types));
    names.extend(operations().any(takes_bytes).then_some("Body"));
    names.sort_unstable();
    names.dedup();
    names
}

fn stream_types(item: &OperationItem) -> impl Iterator<Item = &'static str> {
    item.streams
        .iter()
        .flat_map(|it| match it.kind {
            StreamKind::Bytes => ["ByteStream"].iter(),
            StreamKind::Lines => ["LineStream"].iter(),
            StreamKind::Events | StreamKind::TextEvents | StreamKind::WholeEvents => {
                ["Event", "EventStream"].iter()
            }
        })
        .copied()
}

/// Whether a request has a body of plain bytes.
fn takes_bytes(item: &OperationItem) -> bool {
    let arguments =
        item.arguments.iter().chain(item.alternatives.iter().flat_map(|it| &it.arguments));
    let required = arguments.filter_map(|argument| match argument {
        Argument::Body(body) => Some(body),
        Argument::Parameter(_) => None,
    });
    let mut kinds = required.chain(&item.body_setters).map(|it| it.kind);
    kinds.any(|it| matches!(it, BodyKind::Bytes | BodyKind::BytesWithType))
}

/// Whether the items name `codegen`. All but aliases do, in the tables by which they are read and written.
pub(super) fn uses_runtime(items: &[Item]) -> bool {
    items.iter().any(|item| match item {
        Item::Alias(item) => is_runtime_type(&item.target),
        Item::Struct(_) | Item::Enum(_) | Item::Union(_) => true,
        Item::Shared(_) => false,
    })
}

/// Whether a type or one of its arguments is the runtime's.
fn is_runtime_type(ty: &RustType) -> bool {
    match ty {
        RustType::Maybe(_)
        | RustType::Lenient(_)
        | RustType::Numeric(_)
        | RustType::EventStream(_)
        | RustType::LineStream(_)
        | RustType::DateTime
        | RustType::Timestamp
        | RustType::Date
        | RustType::ChronoDateTime
        | RustType::ChronoDate
        | RustType::TimeDateTime
        | RustType::TimeDate
        | RustType::Uuid
        | RustType::Bytes
        | RustType::FilePart
        | RustType::Json
        | RustType::ByteStream => true,
        other => other.parts().iter().any(is_runtime_type),
    }
}

/// Whether generated code itself mentions something deprecated: derives and constructors use each field.
pub(super) fn has_deprecated(groups: &[Group], types: &[TypeModule], shared: &[Item]) -> bool {
    let in_groups = groups.iter().flat_map(|it| it.items.iter().chain(&it.shared));
    let mut items = types.iter().flat_map(|it| &it.items).chain(in_groups).chain(shared);
    let mut headers = groups.iter().flat_map(|it| &it.headers).flat_map(|it| &it.fields);
    headers.any(|field| field.deprecated)
        || items.any(|item| match item {
            Item::Struct(item) => {
                item.deprecated || item.fields.iter().any(|field| field.deprecated)
            }
            Item::Enum(item) => item.deprecated,
            Item::Union(item) => item.deprecated,
            Item::Alias(item) => item.deprecated,
            Item::Shared(_) => false,
        })
}
