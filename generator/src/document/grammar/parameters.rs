//! What is sent and received: parameters, headers, bodies, media types, examples and links (OpenAPI 3.2 sections 4.11 to
//! 4.21, Swagger 2.0 "Parameter Object" to "Example Object").

use super::field::ConstraintKind::{AtLeastOne, AtMostOne, OneMember};
use super::field::ValueKind::{Any, Count, Map, Number, OneOf, PositiveNumber, SomeList, True};
use super::field::{Constraint, Field};
use super::{ObjectKind, ObjectType, SchemaRole};
use crate::document::Version::{V2_0, V3_0, V3_1, V3_2};

const ROOT: ObjectKind = ObjectKind::Schema(SchemaRole::Root);
const ITEM: ObjectKind = ObjectKind::Schema(SchemaRole::Item);

/// The locations of a Swagger 2.0 parameter that is no body.
const PLAIN: &[&str] = &["query", "header", "path", "formData"];
const FORM: &[&str] = &["query", "formData"];
const PLAIN_TYPES: &[&str] = &["string", "number", "boolean", "integer", "array"];
const FORM_TYPES: &[&str] = &["string", "number", "boolean", "integer", "array", "file"];
const FORMATS: &[&str] = &["csv", "ssv", "tsv", "pipes"];
const FORM_FORMATS: &[&str] = &["csv", "ssv", "tsv", "pipes", "multi"];
const QUERY_STYLES: &[&str] = &["form", "spaceDelimited", "pipeDelimited", "deepObject"];

pub(super) const PARAMETER: ObjectType = ObjectType::new(&[
    Field::string("name").required(),
    Field::value("in", OneOf(&["query", "header", "path", "formData", "body"]))
        .until(V2_0)
        .required(),
    Field::value("in", OneOf(&["query", "header", "path", "cookie"]))
        .since(V3_0)
        .until(V3_1)
        .required(),
    Field::value("in", OneOf(&["query", "querystring", "header", "path", "cookie"]))
        .since(V3_2)
        .required(),
    Field::string("description"),
    Field::value("required", True).until(V3_0).when("in", &["path"]).required(),
    // The text requires it always, the schema of the standard only with `schema`; a document that follows either is valid.
    Field::value("required", True).since(V3_1).when("in", &["path"]).required_with("schema"),
    Field::bool("required")
        .when("in", &["query", "querystring", "header", "cookie", "formData", "body"]),
    Field::bool("deprecated").since(V3_0),
    Field::bool("allowEmptyValue").until(V2_0).when("in", FORM),
    // 3.0 says that it is valid for query parameters only, yet its schema has it everywhere.
    Field::bool("allowEmptyValue").since(V3_0).until(V3_0),
    Field::bool("allowEmptyValue").since(V3_1).when("in", &["query"]),
    Field::value("style", OneOf(&["matrix", "label", "simple"])).since(V3_0).when("in", &["path"]),
    Field::value("style", OneOf(QUERY_STYLES)).since(V3_0).when("in", &["query"]),
    Field::value("style", OneOf(&["simple"])).since(V3_0).when("in", &["header"]),
    Field::value("style", OneOf(&["form"])).since(V3_0).until(V3_1).when("in", &["cookie"]),
    Field::value("style", OneOf(&["form", "cookie"])).since(V3_2).when("in", &["cookie"]),
    Field::bool("explode").since(V3_0),
    Field::bool("allowReserved").since(V3_0).until(V3_0),
    Field::bool("allowReserved").since(V3_1).until(V3_1).when("in", &["query"]),
    Field::bool("allowReserved").since(V3_2).when("in", &["path", "query", "cookie"]),
    Field::one("schema", ROOT).until(V2_0).when("in", &["body"]).required(),
    Field::one("schema", ROOT).since(V3_0),
    Field::value("example", Any).since(V3_0),
    Field::map("examples", ObjectKind::Example).since(V3_0),
    Field::map("content", ObjectKind::MediaType).since(V3_0),
    Field::value("type", OneOf(PLAIN_TYPES))
        .until(V2_0)
        .when("in", &["query", "header", "path"])
        .required(),
    Field::value("type", OneOf(FORM_TYPES)).until(V2_0).when("in", &["formData"]).required(),
    Field::string("format").until(V2_0).when("in", PLAIN),
    Field::one("items", ObjectKind::Items).until(V2_0).when("in", PLAIN),
    Field::value("collectionFormat", OneOf(FORM_FORMATS)).until(V2_0).when("in", FORM),
    Field::value("collectionFormat", OneOf(FORMATS)).until(V2_0).when("in", &["path", "header"]),
    Field::value("default", Any).until(V2_0).when("in", PLAIN),
    Field::value("maximum", Number).until(V2_0).when("in", PLAIN),
    Field::bool("exclusiveMaximum").until(V2_0).when("in", PLAIN),
    Field::value("minimum", Number).until(V2_0).when("in", PLAIN),
    Field::bool("exclusiveMinimum").until(V2_0).when("in", PLAIN),
    Field::value("maxLength", Count).until(V2_0).when("in", PLAIN),
    Field::value("minLength", Count).until(V2_0).when("in", PLAIN),
    Field::string("pattern").until(V2_0).when("in", PLAIN),
    Field::value("maxItems", Count).until(V2_0).when("in", PLAIN),
    Field::value("minItems", Count).until(V2_0).when("in", PLAIN),
    Field::bool("uniqueItems").until(V2_0).when("in", PLAIN),
    Field::value("enum", SomeList).until(V2_0).when("in", PLAIN),
    Field::value("multipleOf", PositiveNumber).until(V2_0).when("in", PLAIN),
])
.with_constraints(VALUE_CONSTRAINTS);

/// What parameters and headers of 3.x have in common: one of `schema` and `content`, and one kind of example.
const VALUE_CONSTRAINTS: &[Constraint] = &[
    Constraint::new(AtMostOne, &["schema", "content"]).since(V3_0),
    Constraint::new(AtLeastOne, &["schema", "content"]).since(V3_0),
    Constraint::new(AtMostOne, &["example", "examples"]).since(V3_0),
    Constraint::new(OneMember, &["content"]).since(V3_0),
];

pub(super) const HEADER: ObjectType = ObjectType::new(&[
    Field::string("description"),
    Field::bool("required").since(V3_0),
    Field::bool("deprecated").since(V3_0),
    Field::bool("allowEmptyValue").since(V3_0).until(V3_0),
    Field::value("style", OneOf(&["simple"])).since(V3_0),
    Field::bool("explode").since(V3_0),
    Field::bool("allowReserved").since(V3_0).until(V3_0),
    Field::one("schema", ROOT).since(V3_0),
    Field::value("example", Any).since(V3_0),
    Field::map("examples", ObjectKind::Example).since(V3_0),
    Field::map("content", ObjectKind::MediaType).since(V3_0),
    Field::value("type", OneOf(PLAIN_TYPES)).until(V2_0).required(),
    Field::string("format").until(V2_0),
    Field::one("items", ObjectKind::Items).until(V2_0),
    Field::value("collectionFormat", OneOf(FORMATS)).until(V2_0),
    Field::value("default", Any).until(V2_0),
    Field::value("maximum", Number).until(V2_0),
    Field::bool("exclusiveMaximum").until(V2_0),
    Field::value("minimum", Number).until(V2_0),
    Field::bool("exclusiveMinimum").until(V2_0),
    Field::value("maxLength", Count).until(V2_0),
    Field::value("minLength", Count).until(V2_0),
    Field::string("pattern").until(V2_0),
    Field::value("maxItems", Count).until(V2_0),
    Field::value("minItems", Count).until(V2_0),
    Field::bool("uniqueItems").until(V2_0),
    Field::value("enum", SomeList).until(V2_0),
    Field::value("multipleOf", PositiveNumber).until(V2_0),
])
.with_constraints(VALUE_CONSTRAINTS);

pub(super) const ITEMS: ObjectType = ObjectType::new(&[
    Field::value("type", OneOf(PLAIN_TYPES)).required(),
    Field::string("format"),
    Field::one("items", ObjectKind::Items),
    Field::value("collectionFormat", OneOf(FORMATS)),
    Field::value("default", Any),
    Field::value("maximum", Number),
    Field::bool("exclusiveMaximum"),
    Field::value("minimum", Number),
    Field::bool("exclusiveMinimum"),
    Field::value("maxLength", Count),
    Field::value("minLength", Count),
    Field::string("pattern"),
    Field::value("maxItems", Count),
    Field::value("minItems", Count),
    Field::bool("uniqueItems"),
    Field::value("enum", SomeList),
    Field::value("multipleOf", PositiveNumber),
]);

pub(super) const REQUEST_BODY: ObjectType = ObjectType::new(&[
    Field::string("description"),
    Field::map("content", ObjectKind::MediaType).required(),
    Field::bool("required"),
]);

pub(super) const RESPONSE: ObjectType = ObjectType::new(&[
    Field::string("summary").since(V3_2),
    Field::string("description").required_until(V3_1),
    Field::map("headers", ObjectKind::Header),
    Field::one("schema", ROOT).until(V2_0),
    Field::value("examples", Map).until(V2_0),
    Field::map("content", ObjectKind::MediaType).since(V3_0),
    Field::map("links", ObjectKind::Link).since(V3_0),
]);

pub(super) const MEDIA_TYPE: ObjectType = ObjectType::new(&[
    Field::one("schema", ROOT),
    Field::one("itemSchema", ITEM).since(V3_2),
    Field::value("example", Any),
    Field::map("examples", ObjectKind::Example),
    Field::map("encoding", ObjectKind::Encoding),
    Field::list("prefixEncoding", ObjectKind::Encoding).since(V3_2),
    Field::one("itemEncoding", ObjectKind::Encoding).since(V3_2),
])
.with_constraints(&[
    Constraint::new(AtMostOne, &["example", "examples"]),
    Constraint::new(AtMostOne, &["encoding", "prefixEncoding"]),
    Constraint::new(AtMostOne, &["encoding", "itemEncoding"]),
]);

pub(super) const ENCODING: ObjectType = ObjectType::new(&[
    Field::string("contentType"),
    Field::map("headers", ObjectKind::Header),
    Field::value("style", OneOf(QUERY_STYLES)),
    Field::bool("explode"),
    Field::bool("allowReserved"),
    Field::map("encoding", ObjectKind::Encoding).since(V3_2),
    Field::list("prefixEncoding", ObjectKind::Encoding).since(V3_2),
    Field::one("itemEncoding", ObjectKind::Encoding).since(V3_2),
])
.with_constraints(&[
    Constraint::new(AtMostOne, &["encoding", "prefixEncoding"]),
    Constraint::new(AtMostOne, &["encoding", "itemEncoding"]),
]);

pub(super) const EXAMPLE: ObjectType = ObjectType::new(&[
    Field::string("summary"),
    Field::string("description"),
    Field::value("dataValue", Any).since(V3_2),
    Field::string("serializedValue").since(V3_2),
    Field::value("value", Any),
    Field::string("externalValue"),
])
.with_constraints(&[
    Constraint::new(AtMostOne, &["value", "externalValue"]),
    Constraint::new(AtMostOne, &["value", "dataValue"]),
    Constraint::new(AtMostOne, &["value", "serializedValue"]),
    Constraint::new(AtMostOne, &["serializedValue", "externalValue"]),
]);

pub(super) const LINK: ObjectType = ObjectType::new(&[
    Field::string("operationRef"),
    Field::string("operationId"),
    Field::value("parameters", Map),
    Field::value("requestBody", Any),
    Field::string("description"),
    Field::one("server", ObjectKind::Server),
])
.with_constraints(&[
    Constraint::new(AtMostOne, &["operationRef", "operationId"]),
    Constraint::new(AtLeastOne, &["operationRef", "operationId"]),
]);
