//! The objects at the top of a document (OpenAPI 3.2 sections 4.1 to 4.7, Swagger 2.0 "Swagger Object").

use super::field::ConstraintKind::{AtLeastOne, AtMostOne, NotEmpty};
use super::field::ValueKind::{self, ListOf, SomeStrings, Strings};
use super::field::{Constraint, Field, Holds, Pattern, PatternKind};
use super::{ObjectKind, ObjectType, SchemaRole};
use crate::document::Version::{V2_0, V3_0, V3_1, V3_2};

/// The key for paths that differ in their query only, which Azure writes beside `paths`.
pub const AZURE_PATHS: &str = "x-ms-paths";

/// The schemes of Swagger 2.0.
pub(super) const SCHEMES: &[&str] = &["http", "https", "ws", "wss"];

const COMPONENT_SCHEMA: ObjectKind = ObjectKind::Schema(SchemaRole::Component);

pub(super) const DOCUMENT: ObjectType = ObjectType::new(&[
    Field::value("swagger", ValueKind::OneOf(&["2.0"])).until(V2_0).required(),
    Field::string("openapi").since(V3_0).required(),
    Field::string("$self").since(V3_2),
    Field::one("info", ObjectKind::Info).required(),
    Field::string("jsonSchemaDialect").since(V3_1),
    Field::string("host").until(V2_0),
    Field::string("basePath").until(V2_0),
    Field::value("schemes", ListOf(SCHEMES)).until(V2_0),
    Field::value("consumes", Strings).until(V2_0),
    Field::value("produces", Strings).until(V2_0),
    Field::list("servers", ObjectKind::Server).since(V3_0),
    Field::list("security", ObjectKind::SecurityRequirement),
    Field::list("tags", ObjectKind::Tag),
    Field::one("externalDocs", ObjectKind::ExternalDocs),
    Field::one("paths", ObjectKind::Paths).required_until(V3_0),
    // Azure's paths that differ in their query only.
    Field::one(AZURE_PATHS, ObjectKind::Paths),
    Field::map("webhooks", ObjectKind::PathItem).since(V3_1),
    Field::one("components", ObjectKind::Components).since(V3_0),
    Field::map("definitions", COMPONENT_SCHEMA).until(V2_0),
    Field::map("parameters", ObjectKind::Parameter).until(V2_0),
    Field::map("responses", ObjectKind::Response).until(V2_0),
    Field::map("securityDefinitions", ObjectKind::SecurityScheme).until(V2_0),
])
.with_constraints(&[Constraint::new(AtLeastOne, &["paths", "components", "webhooks"]).since(V3_1)]);

pub(super) const INFO: ObjectType = ObjectType::new(&[
    Field::string("title").required(),
    Field::string("summary").since(V3_1),
    Field::string("description"),
    Field::string("termsOfService"),
    Field::one("contact", ObjectKind::Contact),
    Field::one("license", ObjectKind::License),
    Field::string("version").required(),
]);

pub(super) const CONTACT: ObjectType =
    ObjectType::new(&[Field::string("name"), Field::string("url"), Field::string("email")]);

pub(super) const LICENSE: ObjectType = ObjectType::new(&[
    Field::string("name").required(),
    Field::string("identifier").since(V3_1),
    Field::string("url"),
])
.with_constraints(&[Constraint::new(AtMostOne, &["identifier", "url"])]);

pub(super) const SERVER: ObjectType = ObjectType::new(&[
    Field::string("url").required(),
    Field::string("description"),
    Field::string("name").since(V3_2),
    Field::map("variables", ObjectKind::ServerVariable),
]);

pub(super) const SERVER_VARIABLE: ObjectType = ObjectType::new(&[
    Field::value("enum", Strings).until(V3_0),
    Field::value("enum", SomeStrings).since(V3_1),
    Field::string("default").required(),
    Field::string("description"),
]);

pub(super) const TAG: ObjectType = ObjectType::new(&[
    Field::string("name").required(),
    Field::string("summary").since(V3_2),
    Field::string("description"),
    Field::one("externalDocs", ObjectKind::ExternalDocs),
    Field::string("parent").since(V3_2),
    Field::string("kind").since(V3_2),
]);

pub(super) const EXTERNAL_DOCS: ObjectType =
    ObjectType::new(&[Field::string("description"), Field::string("url").required()]);

pub(super) const COMPONENTS: ObjectType = ObjectType::new(&[
    Field::map("schemas", COMPONENT_SCHEMA),
    Field::map("responses", ObjectKind::Response),
    Field::map("parameters", ObjectKind::Parameter),
    Field::map("examples", ObjectKind::Example),
    Field::map("requestBodies", ObjectKind::RequestBody),
    Field::map("headers", ObjectKind::Header),
    Field::map("securitySchemes", ObjectKind::SecurityScheme),
    Field::map("links", ObjectKind::Link),
    Field::map("callbacks", ObjectKind::Callback),
    Field::map("pathItems", ObjectKind::PathItem).since(V3_1),
    Field::map("mediaTypes", ObjectKind::MediaType).since(V3_2),
]);

/// A map of objects by names of the author's.
pub(super) const fn open_map(names: PatternKind, kind: ObjectKind) -> ObjectType {
    ObjectType::new(&[]).with_pattern(Pattern::new(names, Holds::One(kind)))
}

/// The constraint of a map that must not be empty.
pub(super) const NOT_EMPTY: &[Constraint] = &[Constraint::new(NotEmpty, &[])];
