//! How a type looks in XML, as generated code writes it down.

/// What the content of an element, or the value of an attribute, is.
#[derive(Debug)]
pub enum Xml {
    /// Text, with the white space that it has.
    Text,
    /// A text in which white space around it means nothing: a date, one of several words.
    Token,
    /// An integer.
    Integer,
    /// A number.
    Number,
    /// `true` or `false`.
    Boolean,
    /// The first of these that the text is.
    FirstOf(&'static [Xml]),
    /// An object of these properties; other elements are passed over.
    Object(&'static [XmlField]),
    /// The same, which keeps other elements.
    Open(&'static [XmlField], &'static Xml),
    /// An object whose properties are named by its elements.
    Map(&'static Xml),
    /// A list: the element comes once for each item.
    List(&'static Xml),
    /// A list: one element, and in it an element of this name for each item.
    Wrapped(XmlName, &'static Xml),
    /// Anything: text, a list where a name comes more than once, an object.
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
    /// A name in no namespace.
    pub const fn new(local: &'static str) -> Self {
        Self { local, namespace: None, prefix: None }
    }

    /// The name in a namespace, without a prefix where that is empty.
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
    /// An element of this name.
    pub const fn new(name: XmlName, value: &'static Xml) -> Self {
        Self { name, is_named: true, value }
    }

    /// An element for which the document has no name: this one is written, and any is read.
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

/// What a property is in XML.
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
    /// A property that is an element of its own name.
    pub const fn new(key: &'static str, value: &'static Xml) -> Self {
        Self { key, name: XmlName::new(key), node: Node::Element, is_required: false, value }
    }

    /// Under another name.
    #[must_use]
    pub const fn named(mut self, name: XmlName) -> Self {
        self.name = name;
        self
    }

    /// As an attribute.
    #[must_use]
    pub const fn attribute(mut self) -> Self {
        self.node = Node::Attribute;
        self
    }

    /// As the text of the object's own element.
    #[must_use]
    pub const fn text(mut self) -> Self {
        self.node = Node::Text;
        self
    }

    /// JsonBody as a CDATA section.
    #[must_use]
    pub const fn cdata(mut self) -> Self {
        self.node = Node::Cdata;
        self
    }

    /// A list that has to be there: without an element it is empty.
    #[must_use]
    pub const fn required(mut self) -> Self {
        self.is_required = true;
        self
    }
}
