//! XML as `emit` prints it: the tables of types and the root elements of bodies.

use super::rust_type::Ident;
use crate::model::WireName;

/// The private module of a client's tables.
#[derive(Clone, Debug)]
pub struct XmlModule {
    /// The module.
    pub module: Ident,
    /// The tables of objects.
    pub tables: Vec<XmlTable>,
    /// The root elements of bodies.
    pub elements: Vec<XmlElement>,
}

/// The table of a type, as a static.
#[derive(Clone, Debug)]
pub struct XmlTable {
    /// The static, such as `PET`.
    pub constant: Ident,
    /// Its content.
    pub value: XmlValue,
}

/// The root element of a body, as a static.
#[derive(Clone, Debug)]
pub struct XmlElement {
    /// The static, such as `PET_ELEMENT`.
    pub constant: Ident,
    /// Its name.
    pub name: XmlName,
    /// Whether the document declares the name. Otherwise any name is read.
    pub is_named: bool,
    /// Its content.
    pub value: XmlValue,
}

/// The content of an element.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum XmlValue {
    /// Text, unchanged.
    Text,
    /// Text without the surrounding white space.
    Token,
    /// An integer.
    Integer,
    /// A number.
    Number,
    /// `true` or `false`.
    Boolean,
    /// The first of these that matches.
    FirstOf(Vec<XmlValue>),
    /// The content of another table.
    Table(Ident),
    /// An object with these properties.
    Object(Vec<XmlField>),
    /// An object with these properties and others.
    Open(Vec<XmlField>, Box<XmlValue>),
    /// An object with any properties.
    Map(Box<XmlValue>),
    /// A list whose items are adjacent elements.
    List(Box<XmlValue>),
    /// A list in an element of its own. Its items are elements with this name.
    Wrapped(XmlName, Box<XmlValue>),
    /// Any content.
    Free,
}

/// A property in XML.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct XmlField {
    /// Its name in JSON, which the type's own table uses.
    pub key: WireName,
    /// Its name in XML.
    pub name: XmlName,
    /// What it is in XML.
    pub place: XmlPlace,
    /// Whether it is a required list.
    pub is_required: bool,
    /// What it holds.
    pub value: XmlValue,
}

/// What a property is in XML.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum XmlPlace {
    /// An element.
    Element,
    /// An element with a CDATA section.
    Cdata,
    /// An attribute.
    Attribute,
    /// The text of the element around it.
    Text,
}

/// A name in XML.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct XmlName {
    /// The name without a prefix.
    pub local: String,
    /// The namespace; empty for none.
    pub namespace: String,
    /// The prefix to write; empty for none.
    pub prefix: String,
}
