//! The description of a type in XML, in generated code.

/// The content of an element, or the value of an attribute.
#[derive(Debug)]
pub enum Xml {
    /// Text including its white space.
    Text,
    /// Text without surrounding white space, such as a date or an enum value.
    Token,
    /// An integer.
    Integer,
    /// A number.
    Number,
    /// `true` or `false`.
    Boolean,
    /// The first of these that the text matches.
    FirstOf(&'static [Xml]),
    /// An object with these properties. Other elements are ignored.
    Object(&'static [XmlField]),
    /// An object with these properties. Other elements are kept.
    Open(&'static [XmlField], &'static Xml),
    /// An object whose properties are named by its elements.
    Map(&'static Xml),
    /// A list: one element per item.
    List(&'static Xml),
    /// A list: one element that contains an element of this name per item.
    Wrapped(XmlName, &'static Xml),
    /// Anything: text, an object, or a list where a name repeats.
    Free,
}

/// The name of an element or an attribute.
#[derive(Clone, Copy, Debug)]
pub struct XmlName {
    pub(super) local: &'static str,
    pub(super) namespace: Option<&'static str>,
    pub(super) prefix: Option<&'static str>,
}

impl XmlName {
    /// Creates a name without a namespace.
    pub const fn new(local: &'static str) -> Self {
        Self { local, namespace: None, prefix: None }
    }

    /// Sets the namespace and its prefix. An empty prefix means none.
    #[must_use]
    pub const fn within(mut self, namespace: &'static str, prefix: &'static str) -> Self {
        self.namespace = if namespace.is_empty() { None } else { Some(namespace) };
        self.prefix = if prefix.is_empty() { None } else { Some(prefix) };
        self
    }
}

/// The root element of a body.
#[derive(Debug)]
pub struct XmlElement {
    pub(super) name: XmlName,
    pub(super) is_named: bool,
    pub(super) value: &'static Xml,
}

impl XmlElement {
    /// Creates a root element with this name.
    pub const fn new(name: XmlName, value: &'static Xml) -> Self {
        Self { name, is_named: true, value }
    }

    /// Creates a root element without a name in the document: this one is written, and any is
    /// accepted.
    pub const fn unnamed(name: &'static str, value: &'static Xml) -> Self {
        Self { name: XmlName::new(name), is_named: false, value }
    }
}

/// A property of an object.
#[derive(Debug)]
pub struct XmlField {
    pub(super) key: &'static str,
    pub(super) name: XmlName,
    pub(super) node: Node,
    pub(super) is_required: bool,
    pub(super) value: &'static Xml,
}

/// The XML node of a property.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Node {
    Element,
    /// An element whose text is a CDATA section.
    Cdata,
    Attribute,
    /// The text of the object's own element.
    Text,
}

impl XmlField {
    /// Creates a property that is an element with the same name.
    pub const fn new(key: &'static str, value: &'static Xml) -> Self {
        Self { key, name: XmlName::new(key), node: Node::Element, is_required: false, value }
    }

    /// Sets another name.
    #[must_use]
    pub const fn named(mut self, name: XmlName) -> Self {
        self.name = name;
        self
    }

    /// Makes it an attribute.
    #[must_use]
    pub const fn attribute(mut self) -> Self {
        self.node = Node::Attribute;
        self
    }

    /// Makes it the text of the object's own element.
    #[must_use]
    pub const fn text(mut self) -> Self {
        self.node = Node::Text;
        self
    }

    /// Writes it as a CDATA section.
    #[must_use]
    pub const fn cdata(mut self) -> Self {
        self.node = Node::Cdata;
        self
    }

    /// Marks a required list, which is empty without an element.
    #[must_use]
    pub const fn required(mut self) -> Self {
        self.is_required = true;
        self
    }
}
