//! What rules know while the document is walked: the document, the configuration, references and words.

use std::cell::OnceCell;
use std::rc::Rc;

use super::config::Config;
use super::name::{Name, Names};
use super::option::LintOption;
use super::owner::Owners;
use crate::document::edit::Editor;
use crate::document::{Document, Resolved, Version};
use crate::source::Node;

/// What rules know while the document is walked.
#[derive(Debug)]
pub(super) struct Facts<'a> {
    document: &'a Document,
    config: &'a Config,
    names: Names<'a>,
    owners: OnceCell<Owners>,
}

impl<'a> Facts<'a> {
    pub(super) fn new(document: &'a Document, config: &'a Config) -> Self {
        Self { document, config, names: Names::default(), owners: OnceCell::new() }
    }

    pub(super) fn document(&self) -> &'a Document {
        self.document
    }

    pub(super) fn config(&self) -> &'a Config {
        self.config
    }

    pub(super) fn version(&self) -> Version {
        self.document.version()
    }

    /// The root object.
    pub(super) fn root(&self) -> Option<Node<'a>> {
        self.document.root()
    }

    /// The root of the file that contains a node.
    pub(super) fn file_root_of(&self, node: Node<'_>) -> Option<Node<'a>> {
        self.document.file_root(node.span().file)
    }

    /// Follows the references of a node. Returns `None` for an unresolved reference, which X001 reports.
    pub(super) fn resolve(&self, node: Node<'a>) -> Option<Node<'a>> {
        self.resolved(node).map(|it| it.node)
    }

    /// Like [`Facts::resolve`], with the pointer of the target.
    pub(super) fn resolved(&self, node: Node<'a>) -> Option<Resolved<'a>> {
        self.document.resolve(node).ok()
    }

    /// The components and paths whose content is in other files.
    pub(super) fn owners(&self) -> &Owners {
        self.owners.get_or_init(|| Owners::new(self.document))
    }

    /// Writes edits for fixes.
    pub(super) fn editor(&self) -> Editor<'a> {
        Editor::new(self.document)
    }

    /// The words of a name.
    pub(super) fn name(&self, text: &'a str) -> Rc<Name<'a>> {
        self.names.get(text)
    }

    /// Whether the list of an option contains a word, ignoring case.
    pub(super) fn has_word(&self, option: &LintOption, word: &str) -> bool {
        self.config.words(option).iter().any(|it| it.eq_ignore_ascii_case(word))
    }
}
