//! The names of object kinds in custom rules. Plain data.

use crate::document::{ObjectKind, SchemaRole};
use crate::lint::schema::SCHEMAS;

/// The names of object kinds.
pub const OBJECT_KINDS: &[(&str, &[ObjectKind])] = &[
    ("document", &[ObjectKind::Document]),
    ("info", &[ObjectKind::Info]),
    ("server", &[ObjectKind::Server]),
    ("tag", &[ObjectKind::Tag]),
    ("path-item", &[ObjectKind::PathItem]),
    ("operation", &[ObjectKind::Operation]),
    ("parameter", &[ObjectKind::Parameter]),
    ("request-body", &[ObjectKind::RequestBody]),
    ("response", &[ObjectKind::Response]),
    ("header", &[ObjectKind::Header]),
    ("media-type", &[ObjectKind::MediaType]),
    ("schema", SCHEMAS),
    ("property", &[ObjectKind::Schema(SchemaRole::Property)]),
    ("component-schema", &[ObjectKind::Schema(SchemaRole::Component)]),
    ("example", &[ObjectKind::Example]),
    ("link", &[ObjectKind::Link]),
    ("callback", &[ObjectKind::Callback]),
    ("security-scheme", &[ObjectKind::SecurityScheme]),
];
