//! Paths, path items, operations and the maps of responses and callbacks (OpenAPI 3.2 sections 4.8 to 4.10, 4.16, 4.18).

use super::field::ValueKind::{ListOf, Strings};
use super::field::{Field, PatternKind};
use super::root::{NOT_EMPTY, SCHEMES, open_map};
use super::{ADDITIONAL_OPERATIONS, ObjectKind, ObjectType};
use crate::document::Version::{V2_0, V3_0, V3_2};

pub(super) const PATHS: ObjectType = open_map(PatternKind::Path, ObjectKind::PathItem);

pub(super) const PATH_ITEM: ObjectType = ObjectType::new(&[
    Field::string("$ref"),
    Field::string("summary").since(V3_0),
    Field::string("description").since(V3_0),
    Field::list("servers", ObjectKind::Server).since(V3_0),
    Field::list("parameters", ObjectKind::Parameter),
    Field::one("get", ObjectKind::Operation),
    Field::one("put", ObjectKind::Operation),
    Field::one("post", ObjectKind::Operation),
    Field::one("delete", ObjectKind::Operation),
    Field::one("options", ObjectKind::Operation),
    Field::one("head", ObjectKind::Operation),
    Field::one("patch", ObjectKind::Operation),
    Field::one("trace", ObjectKind::Operation).since(V3_0),
    Field::one("query", ObjectKind::Operation).since(V3_2),
    Field::map(ADDITIONAL_OPERATIONS, ObjectKind::Operation).since(V3_2),
]);

pub(super) const OPERATION: ObjectType = ObjectType::new(&[
    Field::value("tags", Strings),
    Field::string("summary"),
    Field::string("description"),
    Field::one("externalDocs", ObjectKind::ExternalDocs),
    Field::string("operationId"),
    Field::value("consumes", Strings).until(V2_0),
    Field::value("produces", Strings).until(V2_0),
    Field::value("schemes", ListOf(SCHEMES)).until(V2_0),
    Field::list("servers", ObjectKind::Server).since(V3_0),
    Field::list("security", ObjectKind::SecurityRequirement),
    Field::list("parameters", ObjectKind::Parameter),
    Field::one("requestBody", ObjectKind::RequestBody).since(V3_0),
    Field::one("responses", ObjectKind::Responses).required_until(V3_0),
    Field::map("callbacks", ObjectKind::Callback).since(V3_0),
    Field::bool("deprecated"),
]);

pub(super) const RESPONSES: ObjectType =
    open_map(PatternKind::Status, ObjectKind::Response).with_constraints(NOT_EMPTY);

pub(super) const CALLBACK: ObjectType = open_map(PatternKind::Any, ObjectKind::PathItem);
