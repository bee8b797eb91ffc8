//! Stage 2: an OpenAPI document as it was written: its version, its files, `$ref` resolution across them, its grammar and
//! its validation.
//!
//! Takes [`Sources`]; returns a [`Document`], and what breaks the standard in it. It must know neither lint rules nor Rust.

mod anchor;
mod bundle;
pub(crate) mod extensions;
pub mod grammar;
pub(crate) mod operations;
mod print;
mod reference;
mod validate;
mod version;
mod walk;

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use crate::diagnostic::Diagnostic;
use crate::source::{
    self, FileId, JsonPointer, Links, Node, ReadError, Remote, SourceFiles, Sources, Span, Tree,
};

pub use bundle::Bundle;
pub use grammar::{ObjectKind, SchemaRole};
pub use reference::{RefError, Resolved};
pub(crate) use validate::Validator;
pub use validate::{Violation, validate};
pub use version::Version;
pub use walk::{Context, Key, Origin, Side, Visit, walk};

/// A document of a known version.
#[derive(Debug)]
pub struct Document {
    files: Arc<SourceFiles>,
    tree: Tree,
    links: Links,
    version: Version,
    /// References that were found to lead nowhere before the tree was put together from several files, by their place.
    broken: HashMap<Span, reference::Fault>,
}

impl Document {
    /// Reads the version and checks that the root is an OpenAPI document at all.
    ///
    /// # Errors
    ///
    /// The sources come back with the diagnostic, so that its place can be shown.
    pub fn new(sources: Sources) -> Result<Self, Box<(Sources, Diagnostic)>> {
        let version = match version::detect(sources.tree()) {
            Ok(version) => version,
            Err(diagnostic) => return Err(Box::new((sources, *diagnostic))),
        };
        let (files, tree, links) = sources.into_parts();
        Ok(Self { files: Arc::new(files), tree, links, version, broken: HashMap::new() })
    }

    /// The version that the document says it has.
    #[must_use]
    pub fn version(&self) -> Version {
        self.version
    }

    /// The files that the document was read from.
    #[must_use]
    pub fn files(&self) -> &SourceFiles {
        &self.files
    }

    /// One tree over all files; its root is that of the first file.
    #[must_use]
    pub fn tree(&self) -> &Tree {
        &self.tree
    }

    /// The root object. `None` cannot happen behind [`Document::new`], which has looked at it.
    #[must_use]
    pub fn root(&self) -> Option<Node<'_>> {
        self.tree.root()
    }

    /// The root of the file that a node is written in.
    #[must_use]
    pub fn root_around(&self, node: Node<'_>) -> Option<Node<'_>> {
        self.file_root(node.span().file)
    }

    /// The root of a file; a file that has a fault has none.
    #[must_use]
    pub fn file_root(&self, file: FileId) -> Option<Node<'_>> {
        self.links.root(file).map(|id| self.tree.node(id))
    }

    /// Whether any reference names another file, be it one that could be read or not.
    #[must_use]
    pub fn names_files(&self) -> bool {
        self.links.any()
    }

    /// The files alone, for showing places after the document has served.
    #[must_use]
    pub fn into_files(self) -> Arc<SourceFiles> {
        self.files
    }

    /// Every node with its place, as text for people who look for a fault.
    #[must_use]
    pub fn print(&self) -> String {
        print::print(self)
    }

    /// Follows the `$ref` of a node, and of what it leads to, until something without one is reached.
    /// A node without `$ref` resolves to itself.
    ///
    /// # Errors
    ///
    /// Where the target is missing, lies in a file that was not read, or the references run in a circle.
    pub fn resolve<'a>(&'a self, node: Node<'a>) -> Result<Resolved<'a>, RefError<'a>> {
        reference::resolve(self, node)
    }

    /// The same in a tree that was made from this document's; `place` says where what stood at a pointer stands there.
    pub(crate) fn resolve_in<'a>(
        &self,
        tree: &'a Tree,
        node: Node<'a>,
        place: impl Fn(JsonPointer) -> JsonPointer,
    ) -> Result<Resolved<'a>, RefError<'a>> {
        reference::resolve_in(self, tree, node, place)
    }

    /// What a reference names, one step away; `at` is the string that holds it, whose file it is relative to.
    ///
    /// # Errors
    ///
    /// Where the target is missing or lies in a file that was not read.
    pub fn lookup<'a>(&'a self, at: Node<'a>) -> Result<Resolved<'a>, RefError<'a>> {
        reference::lookup(self, at)
    }

    /// The document as JSON text, with every digit of its numbers.
    #[must_use]
    pub fn to_json(&self) -> String {
        self.root().map(source::indented).unwrap_or_default()
    }

    /// The document as YAML text.
    ///
    /// # Errors
    ///
    /// What stands in the way, where it holds a value that YAML would change.
    pub fn to_yaml(&self) -> Result<String, String> {
        self.root().map_or_else(|| Ok(String::new()), source::yaml)
    }

    /// One document without references to other files.
    #[must_use]
    pub fn bundle(&self) -> Bundle {
        bundle::bundle(self)
    }
}

/// Reads the file at `path` and all files that it refers to, which is what [`Document::new`] takes.
///
/// # Errors
///
/// Those of [`source::read`] for the first file. What is wrong with the others is found where they are referred to.
pub fn read(path: &Path) -> Result<Sources, ReadError> {
    read_with(path, None)
}

/// The same, with what lies on the network as far as `remote` gives it; `path` may then be a URL.
///
/// # Errors
///
/// As [`read`].
pub fn read_with(path: &Path, remote: Option<&dyn Remote>) -> Result<Sources, ReadError> {
    source::read_all(path, reference::foreign, remote)
}
