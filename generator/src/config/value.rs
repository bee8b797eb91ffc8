//! Values of the configuration as Rust types, read from nodes that have been validated.

use std::sync::Arc;

use super::dependency::{self, Dependency};
use super::keys::{Envelope, Lint};
use crate::lint;
use crate::source::{Entry, Node, Tree};
use crate::text::Span;

/// A string and its location in the configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpannedString {
    /// The string.
    pub text: String,
    /// The location.
    pub span: Span,
}

impl SpannedString {
    fn of(node: Node<'_>) -> Option<Self> {
        Some(Self { text: node.as_str()?.to_owned(), span: node.span() })
    }

    pub(super) fn key(entry: Entry<'_>) -> Self {
        Self { text: entry.key.to_owned(), span: entry.key_span }
    }
}

/// A name of the document, and the Rust name or type that replaces it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    /// The name in the document.
    pub from: SpannedString,
    /// Its replacement.
    pub to: SpannedString,
}

/// A setting that a node changes. The node is valid and not null; other nodes change nothing.
pub(super) trait Set {
    fn set(&mut self, node: Node<'_>);
}

impl Set for bool {
    fn set(&mut self, node: Node<'_>) {
        *self = node.as_bool().unwrap_or(*self);
    }
}

impl Set for Option<String> {
    fn set(&mut self, node: Node<'_>) {
        *self = node.as_str().map(str::to_owned);
    }
}

impl Set for Option<SpannedString> {
    fn set(&mut self, node: Node<'_>) {
        *self = SpannedString::of(node);
    }
}

impl Set for Vec<String> {
    fn set(&mut self, node: Node<'_>) {
        *self = node.items().filter_map(Node::scalar_text).collect();
    }
}

impl Set for Vec<SpannedString> {
    fn set(&mut self, node: Node<'_>) {
        *self = strings(node);
    }
}

impl Set for Vec<Pair> {
    fn set(&mut self, node: Node<'_>) {
        let pairs = node.members().filter_map(|it| {
            Some(Pair { from: SpannedString::key(it), to: SpannedString::of(it.value)? })
        });
        *self = pairs.collect();
    }
}

impl Set for Vec<(SpannedString, Vec<SpannedString>)> {
    fn set(&mut self, node: Node<'_>) {
        *self = node.members().map(|it| (SpannedString::key(it), strings(it.value))).collect();
    }
}

impl Set for Vec<(SpannedString, Arc<Tree>)> {
    fn set(&mut self, node: Node<'_>) {
        let trees = node.members().map(|it| (SpannedString::key(it), Arc::new(Tree::of(it.value))));
        *self = trees.collect();
    }
}

impl Set for Vec<Dependency> {
    fn set(&mut self, node: Node<'_>) {
        *self = node.members().map(dependency::read).collect();
    }
}

impl Set for lint::Preset {
    fn set(&mut self, node: Node<'_>) {
        *self = node.as_str().and_then(Self::parse).unwrap_or(*self);
    }
}

impl Set for lint::Config {
    fn set(&mut self, node: Node<'_>) {
        let mut section = Lint { preset: self.preset, ..Lint::default() };
        section.set(node);
        self.preset = section.preset;
        self.severities.extend(section.rules.severities);
        self.options.extend(section.rules.options);
        self.custom_rules.extend(section.custom_rules);
        self.ignores.extend(section.ignore);
    }
}

impl Set for Option<Envelope> {
    fn set(&mut self, node: Node<'_>) {
        self.get_or_insert_default().set(node);
    }
}

/// The strings of a list.
fn strings(node: Node<'_>) -> Vec<SpannedString> {
    node.items().filter_map(SpannedString::of).collect()
}
