//! The tree of elements as flat lists, which need few bytes for each element.
//!
//! An element may be as short as `<a/>`, so the size of a node bounds the memory of a response. Names
//! and most texts are parts of the parsed text.

use std::borrow::Cow;
use std::ops::Range;
use std::rc::Rc;

use crate::slice;

/// A parsed document.
#[derive(Debug, Default)]
pub(super) struct Tree<'t> {
    text: &'t str,
    nodes: Vec<Node>,
    attributes: Vec<AttributeNode>,
    texts: Vec<Cow<'t, str>>,
    namespaces: Vec<Rc<str>>,
}

/// A part of the parsed text.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Span {
    start: u32,
    length: u32,
}

/// An index into a list, from 1; 0 for none.
type Link = u32;

#[derive(Clone, Copy, Debug, Default)]
struct Node {
    local: Span,
    namespace: Link,
    first_child: Link,
    next: Link,
    text: Link,
    /// The index of the first attribute.
    attributes: u32,
    attribute_count: u32,
}

#[derive(Clone, Copy, Debug)]
struct AttributeNode {
    local: Span,
    namespace: Link,
    value: Link,
}

fn link(length: usize) -> Link {
    u32::try_from(length).unwrap_or(u32::MAX)
}

fn at<T>(list: &[T], link: Link) -> Option<&T> {
    list.get(usize::try_from(link).ok()?.checked_sub(1)?)
}

impl<'t> Tree<'t> {
    /// Creates an empty tree with room for the elements that the text can have.
    pub(super) fn new(text: &'t str) -> Self {
        let starts = text.as_bytes().windows(2).filter(|it| is_start(it)).count();
        let nodes = Vec::with_capacity(starts.min(super::tree::MAX_NODES));
        Self { text, nodes, ..Self::default() }
    }

    /// Returns the number of elements and attributes.
    pub(super) fn len(&self) -> usize {
        self.nodes.len() + self.attributes.len()
    }

    /// Returns the root element.
    pub(super) fn root(&self) -> Option<Element<'_>> {
        self.element(1)
    }

    pub(super) fn element(&self, link: Link) -> Option<Element<'_>> {
        at(&self.nodes, link).map(|node| Element { tree: self, node, link })
    }

    /// Returns the span of a part of the parsed text.
    pub(super) fn span(&self, part: &str) -> Span {
        let start = (part.as_ptr() as usize).wrapping_sub(self.text.as_ptr() as usize);
        Span { start: link(start), length: link(part.len()) }
    }

    /// Returns a part of the parsed text by its span.
    pub(super) fn part(&self, span: Span) -> &'t str {
        let Span { start, length } = span;
        let range = start as usize..(start as usize).saturating_add(length as usize);
        slice::text_part(self.text, range)
    }

    /// Adds a namespace and returns its link.
    pub(super) fn add_namespace(&mut self, namespace: Rc<str>) -> Link {
        self.namespaces.push(namespace);
        link(self.namespaces.len())
    }

    fn namespace(&self, link: Link) -> Option<&str> {
        at(&self.namespaces, link).map(|it| &**it)
    }

    /// Adds an element after `previous` in `parent`, and returns its link.
    pub(super) fn add_element(
        &mut self,
        local: Span,
        namespace: Link,
        parent: Link,
        previous: Link,
    ) -> Link {
        let attributes = u32::try_from(self.attributes.len()).unwrap_or(u32::MAX);
        self.nodes.push(Node { local, namespace, attributes, ..Node::default() });
        let own = link(self.nodes.len());
        if let Some(previous) = self.node_mut(previous) {
            previous.next = own;
        } else if let Some(parent) = self.node_mut(parent) {
            parent.first_child = own;
        }
        own
    }

    /// Adds an attribute to the last element.
    pub(super) fn add_attribute(&mut self, local: Span, namespace: Link, value: Cow<'t, str>) {
        let value = self.add_text(value);
        self.attributes.push(AttributeNode { local, namespace, value });
        if let Some(node) = self.nodes.last_mut() {
            node.attribute_count += 1;
        }
    }

    /// Whether the last element has an attribute with this name.
    pub(super) fn has_attribute(&self, local: &str, namespace: Link) -> bool {
        let Some(node) = self.nodes.last() else { return false };
        let attributes = slice::part(&self.attributes, node.attributes as usize..);
        attributes.iter().any(|it| self.part(it.local) == local && it.namespace == namespace)
    }

    /// Appends text to an element.
    pub(super) fn push_text(&mut self, element: Link, piece: Cow<'t, str>) {
        let Some(known) = self.node_mut(element).map(|it| it.text) else { return };
        let index = usize::try_from(known).ok().and_then(|it| it.checked_sub(1));
        match index.and_then(|index| self.texts.get_mut(index)) {
            Some(text) => text.to_mut().push_str(&piece),
            None => {
                let text = self.add_text(piece);
                if let Some(node) = self.node_mut(element) {
                    node.text = text;
                }
            }
        }
    }

    fn add_text(&mut self, text: Cow<'t, str>) -> Link {
        if text.is_empty() {
            return 0;
        }
        self.texts.push(text);
        link(self.texts.len())
    }

    fn node_mut(&mut self, link: Link) -> Option<&mut Node> {
        self.nodes.get_mut(usize::try_from(link).ok()?.checked_sub(1)?)
    }

    fn text(&self, link: Link) -> &str {
        at(&self.texts, link).map_or("", |it| it)
    }
}

/// Whether two bytes start an element.
fn is_start(bytes: &[u8]) -> bool {
    matches!(bytes, [b'<', after] if !matches!(after, b'/' | b'!' | b'?'))
}

/// An element.
#[derive(Clone, Copy, Debug)]
pub(super) struct Element<'e> {
    tree: &'e Tree<'e>,
    node: &'e Node,
    link: Link,
}

impl<'e> Element<'e> {
    /// Returns the link by which the tree finds the element again.
    pub(super) fn link(self) -> Link {
        self.link
    }

    pub(super) fn tree(self) -> &'e Tree<'e> {
        self.tree
    }

    pub(super) fn local(self) -> &'e str {
        self.tree.part(self.node.local)
    }

    pub(super) fn namespace(self) -> Option<&'e str> {
        self.tree.namespace(self.node.namespace)
    }

    /// Returns the text of the element itself.
    pub(super) fn text(self) -> &'e str {
        self.tree.text(self.node.text)
    }

    pub(super) fn has_children(self) -> bool {
        self.node.first_child != 0
    }

    pub(super) fn children(self) -> impl Iterator<Item = Element<'e>> {
        let first = self.tree.element(self.node.first_child);
        std::iter::successors(first, |it| it.tree.element(it.node.next))
    }

    pub(super) fn attributes(self) -> impl ExactSizeIterator<Item = Attribute<'e>> {
        let start = self.node.attributes as usize;
        let range: Range<usize> = start..start.saturating_add(self.node.attribute_count as usize);
        let nodes = slice::part(&self.tree.attributes, range);
        nodes.iter().map(move |node| Attribute { tree: self.tree, node })
    }
}

/// An attribute other than a namespace declaration.
#[derive(Clone, Copy, Debug)]
pub(super) struct Attribute<'e> {
    tree: &'e Tree<'e>,
    node: &'e AttributeNode,
}

impl<'e> Attribute<'e> {
    pub(super) fn local(self) -> &'e str {
        self.tree.part(self.node.local)
    }

    pub(super) fn namespace(self) -> Option<&'e str> {
        self.tree.namespace(self.node.namespace)
    }

    pub(super) fn value(self) -> &'e str {
        self.tree.text(self.node.value)
    }
}

#[cfg(test)]
impl Tree<'_> {
    /// Returns the memory of the tree in bytes, without the texts that are not part of the parsed one.
    pub(super) fn memory(&self) -> usize {
        self.nodes.capacity() * size_of::<Node>()
            + self.attributes.capacity() * size_of::<AttributeNode>()
            + self.texts.capacity() * size_of::<Cow<'_, str>>()
    }
}
