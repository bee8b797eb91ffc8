//! Schemas (OpenAPI 3.2 sections 4.24 to 4.26, Swagger 2.0 "Schema Object", JSON Schema 2020-12).

use super::field::ConstraintKind::SomeItems;
use super::field::ValueKind::{
    Any, Count, List, Number, OneOf, OneOrMoreOf, PositiveNumber, SomeList, SomeStrings, StringMap,
    Strings, StringsMap,
};
use super::field::{Constraint, Field, Holds, Pattern, PatternKind, ValueKind};
use super::{ObjectKind, ObjectType, SchemaRole};
use crate::document::Version::{V2_0, V3_0, V3_1, V3_2};

const fn schema(role: SchemaRole) -> ObjectKind {
    ObjectKind::Schema(role)
}

const PART: ObjectKind = schema(SchemaRole::Part);
const ITEM: ObjectKind = schema(SchemaRole::Item);
const VALUES: ObjectKind = schema(SchemaRole::Values);
const DEFINED: ObjectKind = schema(SchemaRole::Component);

const TYPES_2_0: &[&str] =
    &["array", "boolean", "integer", "null", "number", "object", "string", "file"];
const TYPES_3_0: &[&str] = &["array", "boolean", "integer", "number", "object", "string"];
const TYPES_3_1: &[&str] = &["array", "boolean", "integer", "null", "number", "object", "string"];

/// Keywords of one kind in a range of versions are one line each, sorted as the standards list them.
pub(super) const SCHEMA: ObjectType = ObjectType::new(&[
    Field::string("$ref"),
    Field::value("type", OneOrMoreOf(TYPES_2_0)).until(V2_0),
    Field::value("type", OneOf(TYPES_3_0)).since(V3_0).until(V3_0),
    Field::value("type", OneOrMoreOf(TYPES_3_1)).since(V3_1),
    Field::string("format"),
    Field::map("properties", schema(SchemaRole::Property)),
    Field::value("required", SomeStrings).until(V3_0),
    Field::value("required", Strings).since(V3_1),
    Field::string("title"),
    Field::string("description"),
    Field::new("items", Holds::OneOrList(ITEM)).until(V2_0),
    Field::one("items", ITEM).since(V3_0),
    Field::list("allOf", PART),
    Field::list("oneOf", PART).since(V3_0),
    Field::list("anyOf", PART).since(V3_0),
    Field::one("not", PART).since(V3_0),
    Field::new("additionalProperties", Holds::OneOrBool(VALUES)),
    Field::value("default", Any),
    Field::value("example", Any),
    Field::value("enum", SomeList).until(V3_0),
    Field::value("enum", List).since(V3_1),
    Field::bool("nullable").since(V3_0).until(V3_0),
    Field::bool("readOnly"),
    Field::bool("writeOnly").since(V3_0),
    Field::bool("deprecated").since(V3_0),
    Field::string("discriminator").until(V2_0),
    Field::one("discriminator", ObjectKind::Discriminator).since(V3_0),
    Field::one("xml", ObjectKind::Xml),
    Field::one("externalDocs", ObjectKind::ExternalDocs),
    Field::value("multipleOf", PositiveNumber),
    Field::value("maximum", Number),
    Field::value("minimum", Number),
    Field::bool("exclusiveMaximum").until(V3_0),
    Field::bool("exclusiveMinimum").until(V3_0),
    Field::value("exclusiveMaximum", Number).since(V3_1),
    Field::value("exclusiveMinimum", Number).since(V3_1),
    Field::value("maxLength", Count),
    Field::value("minLength", Count),
    Field::string("pattern"),
    Field::value("maxItems", Count),
    Field::value("minItems", Count),
    Field::bool("uniqueItems"),
    Field::value("maxProperties", Count),
    Field::value("minProperties", Count),
    Field::value("const", Any).since(V3_1),
    Field::value("examples", List).since(V3_1),
    Field::map("patternProperties", VALUES).since(V3_1),
    Field::one("unevaluatedProperties", VALUES).since(V3_1),
    Field::one("propertyNames", PART).since(V3_1),
    Field::list("prefixItems", ITEM).since(V3_1),
    Field::one("contains", ITEM).since(V3_1),
    Field::value("maxContains", Count).since(V3_1),
    Field::value("minContains", Count).since(V3_1),
    Field::one("unevaluatedItems", ITEM).since(V3_1),
    Field::one("if", PART).since(V3_1),
    Field::one("then", PART).since(V3_1),
    Field::one("else", PART).since(V3_1),
    Field::map("dependentSchemas", PART).since(V3_1),
    Field::value("dependentRequired", StringsMap).since(V3_1),
    Field::one("contentSchema", PART).since(V3_1),
    Field::string("contentEncoding").since(V3_1),
    Field::string("contentMediaType").since(V3_1),
    Field::map("$defs", DEFINED).since(V3_1),
    Field::map("definitions", DEFINED).since(V3_1),
    Field::string("$id").since(V3_1),
    Field::string("$schema").since(V3_1),
    Field::string("$anchor").since(V3_1),
    Field::string("$dynamicRef").since(V3_1),
    Field::string("$dynamicAnchor").since(V3_1),
    Field::string("$comment").since(V3_1),
    Field::value("$vocabulary", ValueKind::Map).since(V3_1),
])
.with_constraints(&[Constraint::new(SomeItems, &["allOf", "oneOf", "anyOf", "prefixItems"])])
.with_pattern(Pattern::new(PatternKind::Keyword, Holds::Value(Any)));

pub(super) const DISCRIMINATOR: ObjectType = ObjectType::new(&[
    Field::string("propertyName").required(),
    Field::value("mapping", StringMap),
    Field::string("defaultMapping").since(V3_2),
])
.extensible_since(V3_1);

pub(super) const XML: ObjectType = ObjectType::new(&[
    Field::value("nodeType", OneOf(&["element", "attribute", "text", "cdata", "none"])).since(V3_2),
    Field::string("name"),
    Field::string("namespace"),
    Field::string("prefix"),
    Field::bool("attribute"),
    Field::bool("wrapped"),
]);
