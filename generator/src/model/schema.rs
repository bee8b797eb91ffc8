//! Types: closed enums for everything a schema can be.

use std::fmt;

use super::api::Place;
use super::constraint::Constraints;
use crate::text::{JsonPointer, Span};

/// A name exactly as it goes over the wire.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WireName(pub String);

impl WireName {
    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for WireName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// An index into [`Api::types`](super::Api::types).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TypeId(pub u32);

/// A use of a type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TypeRef {
    /// The type.
    pub id: TypeId,
    /// Whether `null` is allowed here, by the use or by the type itself.
    pub nullable: bool,
}

/// A type and where it comes from.
#[derive(Clone, Debug)]
pub struct TypeDef {
    /// Its location, which determines its name.
    pub place: Place,
    /// Its JSON pointer in the document as written.
    pub pointer: JsonPointer,
    /// Where it is written.
    pub span: Span,
    /// What the document says about it.
    pub docs: Docs,
    /// Bounds on its values.
    pub constraints: Constraints,
    /// `format`, as written: users have types for formats that make no difference to the model.
    pub format: Option<String>,
    /// The only value of a boolean, from `enum` or `const`.
    pub only: Option<bool>,
    /// Whether it is a number that is also sent as a string.
    pub numeric: bool,
    /// How it looks in XML.
    pub xml: XmlFacts,
    /// How its items look in XML, as it says where it names their type.
    pub item_xml: XmlFacts,
    /// What it is.
    pub shape: Shape,
}

impl TypeDef {
    /// Creates a type of which nothing but its shape is known.
    #[must_use]
    pub fn new(place: Place, pointer: JsonPointer, span: Span, shape: Shape) -> Self {
        Self {
            place,
            pointer,
            span,
            docs: Docs::default(),
            constraints: Constraints::default(),
            format: None,
            only: None,
            numeric: false,
            xml: XmlFacts::default(),
            item_xml: XmlFacts::default(),
            shape,
        }
    }
}

/// How values look in XML, as far as a schema says (OpenAPI 3.0 "XML Object").
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct XmlFacts {
    /// `name`: of the element or attribute.
    pub name: Option<String>,
    /// `namespace`.
    pub namespace: Option<String>,
    /// `prefix`.
    pub prefix: Option<String>,
    /// `attribute`, `wrapped` or 3.2's `nodeType`.
    pub node: Option<XmlNode>,
}

/// What of an XML document a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum XmlNode {
    /// An element; for a list, one around those of its items.
    Element,
    /// An attribute.
    Attribute,
    /// The text of the element around it.
    Text,
    /// An element whose text is a CDATA section.
    Cdata,
    /// No node of its own; so are lists by default.
    Nothing,
}

/// What the document says about something to people.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Docs {
    /// `title` of a schema, `summary` of an operation.
    pub title: Option<String>,
    /// `description`, Markdown.
    pub description: Option<String>,
    /// Whether it is deprecated.
    pub deprecated: bool,
    /// The first example given.
    pub example: Option<Literal>,
}

/// A JSON value of the document, as compact JSON text with every digit it had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Literal(pub String);

/// What a type is.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// Any JSON value, because the schema allows any.
    Any,
    /// Any JSON value, because the schema is not supported yet; a C002 diagnostic has the reason.
    Raw,
    /// The same type as another: a component that only refers, or an `allOf` of one reference. It is never nullable: the alias's uses are.
    Alias(TypeRef),
    /// `true` or `false`.
    Boolean,
    /// An integer.
    Integer(IntegerFormat),
    /// A number that need not be whole.
    Number(NumberFormat),
    /// A string.
    String(StringFormat),
    /// A closed list of literals; the client keeps unknown ones.
    Enum(EnumShape),
    /// An array.
    Array(TypeRef),
    /// An array of fixed length, with a type for each position.
    Tuple(Vec<TypeRef>),
    /// An object without named properties.
    Map(TypeRef),
    /// An object with named properties; `allOf` is merged already.
    Object(ObjectShape),
    /// oneOf or anyOf.
    Union(UnionShape),
}

/// The size of an integer, from `format` and bounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IntegerFormat {
    /// 32 bits with a sign.
    Int32,
    /// 64 bits with a sign; also where no format is given.
    Int64,
    /// 32 bits without a sign.
    Uint32,
    /// 64 bits without a sign.
    Uint64,
    /// 128 bits with a sign: where the bounds or literals go past 64 bits.
    Int128,
}

/// The precision of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumberFormat {
    /// `format: float`.
    Float,
    /// `format: double`; also where no format is given.
    Double,
}

/// What a string holds, from `format`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StringFormat {
    /// Text, or a format that makes no difference to the type.
    Plain,
    /// `date-time` (RFC 3339).
    DateTime,
    /// `date` (RFC 3339 full-date).
    Date,
    /// `uuid` (RFC 9562).
    Uuid,
    /// `byte`: base64 text (RFC 4648), kept as a string.
    Byte,
    /// `binary`: bytes of a body, never inside JSON.
    Binary,
}

/// A list of literals.
#[derive(Clone, Debug, PartialEq)]
pub struct EnumShape {
    /// Whether the literals are integers; otherwise they are strings.
    pub integer: bool,
    /// Whether the document says that there are other values too. The only literal is then no constant.
    pub open: bool,
    /// Distinct values in the document's order; never `null` (that is the use's nullability).
    pub values: Vec<EnumValue>,
}

/// One literal of an enum.
#[derive(Clone, Debug, PartialEq)]
pub struct EnumValue {
    /// The text of the string, or the digits of the integer.
    pub wire: String,
    /// A name from `x-enum-varnames` or the like.
    pub name: Option<String>,
    /// A description from `x-enum-descriptions` or the like.
    pub description: Option<String>,
}

/// An object with named properties.
#[derive(Clone, Debug, PartialEq)]
pub struct ObjectShape {
    /// Properties in the document's order, each name once.
    pub fields: Vec<Field>,
    /// What other properties may be.
    pub additional: Additional,
    /// Whether other properties are forbidden (`additionalProperties: false`).
    pub closed: bool,
}

/// Properties that are not named.
#[derive(Clone, Debug, PartialEq)]
pub enum Additional {
    /// Undeclared, or `false`: the client ignores unknown ones.
    Ignored,
    /// `additionalProperties` is `true` or a schema, in addition to named properties: the client keeps them.
    Kept(TypeRef),
}

/// A property of an object.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// Its name.
    pub name: WireName,
    /// Its type.
    pub ty: TypeRef,
    /// Whether it must be there.
    pub required: bool,
    /// What the document says about it; where the property says nothing, this is empty.
    pub docs: Docs,
    /// Bounds.
    pub constraints: Constraints,
    /// `default`.
    pub default: Option<Literal>,
    /// How it looks in XML.
    pub xml: XmlFacts,
    /// Only in responses.
    pub read_only: bool,
    /// Only in requests.
    pub write_only: bool,
}

/// oneOf or anyOf.
#[derive(Clone, Debug, PartialEq)]
pub struct UnionShape {
    /// Which of the two.
    pub kind: UnionKind,
    /// The members in the document's order; `null` members are gone (that is the use's nullability).
    pub variants: Vec<Variant>,
    /// The discriminator, if the document declares one.
    pub discriminator: Option<Discriminator>,
}

/// Which keyword made the union.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnionKind {
    /// Exactly one matches.
    OneOf,
    /// One or more match.
    AnyOf,
}

/// A member of a union.
#[derive(Clone, Debug, PartialEq)]
pub struct Variant {
    /// Its type. It is never nullable: the union's uses are.
    pub ty: TypeRef,
    /// The discriminator values that choose it: from `mapping`, else the component's name.
    pub tags: Vec<String>,
}

/// OpenAPI 3.0 "Discriminator Object".
#[derive(Clone, Debug, PartialEq)]
pub struct Discriminator {
    /// The property that holds the tag.
    pub property: WireName,
    /// The member that a value without a known tag is.
    pub default: Option<TypeId>,
    /// Whether the members extend the object that declares the discriminator, so each of them has its tag wherever it is used.
    pub inherited: bool,
}
