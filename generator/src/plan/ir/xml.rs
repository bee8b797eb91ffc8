//! How types look in XML: the tables and root elements that are printed.

use super::rust_type::Ident;
use crate::model::WireName;

/// The private module of a client's tables.
#[derive(Clone, Debug)]
pub struct XmlModule {
    /// The module.
    pub module: Ident,
    /// How objects look, by type.
    pub tables: Vec<XmlTable>,
    /// The root elements of bodies.
    pub elements: Vec<XmlElement>,
}

/// How one type looks, as a static.
#[derive(Clone, Debug)]
pub struct XmlTable {
    /// The static, such as `PET`.
    pub constant: Ident,
    /// What it holds.
    pub value: XmlValue,
}

/// The root element of a body, as a static.
#[derive(Clone, Debug)]
pub struct XmlElement {
    /// The static, such as `PET_ELEMENT`.
    pub constant: Ident,
    /// Its name.
    pub name: XmlName,
    /// Whether the document says that name; else any is read.
    pub is_named: bool,
    /// Its content.
    pub value: XmlValue,
}

/// What an element holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum XmlValue {
    /// Text as it is.
    Text,
    /// A text without the white space around it.
    Token,
    /// An integer.
    Integer,
    /// A number.
    Number,
    /// `true` or `false`.
    Boolean,
    /// The first of these that a text is.
    FirstOf(Vec<XmlValue>),
    /// Another table.
    Table(Ident),
    /// An object of these properties.
    Object(Vec<XmlField>),
    /// The same, which keeps others.
    Open(Vec<XmlField>, Box<XmlValue>),
    /// An object of any properties.
    Map(Box<XmlValue>),
    /// A list whose items are elements beside each other.
    List(Box<XmlValue>),
    /// A list whose items are elements of this name in one around them.
    Wrapped(XmlName, Box<XmlValue>),
    /// Anything.
    Free,
}

/// A property in XML.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct XmlField {
    /// Its name in JSON, which the type's own table uses.
    pub key: WireName,
    /// Its name in XML.
    pub name: XmlName,
    /// What it is there.
    pub place: XmlPlace,
    /// Whether it is a list that has to be there.
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
