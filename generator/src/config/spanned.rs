//! Values that know their place in `renkei.yaml`, for later stages that find them wrong.

use crate::source::{Entry, Node, Span};

/// A text and where it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// The text.
    pub text: String,
    /// Where it is written.
    pub span: Span,
}

impl Text {
    fn of(node: Node<'_>) -> Option<Self> {
        Some(Self { text: node.as_str()?.to_owned(), span: node.span() })
    }

    pub(super) fn key(entry: Entry<'_>) -> Self {
        Self { text: entry.key.to_owned(), span: entry.key_span }
    }
}

/// A name of the document, and the Rust name or type that the user wants for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    /// What is meant.
    pub from: Text,
    /// What it becomes.
    pub to: Text,
}

/// Where the body of a success says whether it is one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Envelope {
    /// The status: the name of a property, or a JSON pointer.
    pub status: Text,
    /// A message, named in the same way.
    pub message: Option<Text>,
    /// What stands at the status after a success, as text; empty for HTTP statuses in the 200s.
    pub success: Vec<String>,
    /// Whether it holds for all operations, described or not.
    pub everywhere: bool,
}

pub(super) fn envelope(node: Node<'_>) -> Option<Envelope> {
    let success = node.get("success").into_iter().flat_map(Node::items);
    Some(Envelope {
        status: Text::of(node.get("status")?)?,
        message: node.get("message").and_then(Text::of),
        success: success.filter_map(Node::scalar_text).collect(),
        everywhere: node.get("operations").and_then(Node::as_str) == Some("all"),
    })
}

/// The texts of a list; nothing where it is something else, which has been reported.
pub(super) fn texts(node: Option<Node<'_>>) -> Vec<Text> {
    node.into_iter().flat_map(Node::items).filter_map(Text::of).collect()
}

/// The texts by name.
pub(super) fn pairs(node: Option<Node<'_>>) -> Vec<Pair> {
    let members = node.into_iter().flat_map(Node::members);
    members.filter_map(|it| Some(Pair { from: Text::key(it), to: Text::of(it.value)? })).collect()
}

/// The lists of texts by name.
pub(super) fn lists(node: Option<Node<'_>>) -> Vec<(Text, Vec<Text>)> {
    let members = node.into_iter().flat_map(Node::members);
    members.map(|it| (Text::key(it), texts(Some(it.value)))).collect()
}
