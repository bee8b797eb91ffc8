//! Stage 2: an OpenAPI document as it was written: its version, its files, `$ref` resolution across them, its grammar and
//! its validation.
//!
//! Takes [`Sources`]; returns a [`Document`] and its violations of the standard. It must know neither lint rules nor Rust.

mod anchor;
mod bundle;
pub(crate) mod edit;
pub(crate) mod extensions;
pub mod grammar;
pub(crate) mod operations;
mod overlay;
mod print;
mod reference;
mod validate;
mod version;
mod walk;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::diagnostic::Diagnostic;
use crate::source::{self, Access, Links, Node, ReadError, Sources, Tree};
use crate::text::{FileId, JsonPointer, SourceFiles, Span};

pub use bundle::Bundle;
pub(crate) use grammar::AZURE_PATHS;
pub use grammar::{ObjectKind, SchemaRole};
pub use reference::{RefError, RefTarget, Resolved, fragment};
pub(crate) use validate::Validator;
pub use validate::{Violation, validate};
pub use version::Version;
pub(crate) use walk::is_only_reference;
pub use walk::{Key, Origin, Side, Visit, VisitContext, walk};

/// A document of a known version.
#[derive(Debug)]
pub struct Document {
    files: Arc<SourceFiles>,
    tree: Tree,
    links: Links,
    version: Version,
    /// References that bundling could not resolve, by location.
    unresolved: HashMap<Span, reference::RefFailure>,
}

impl Document {
    /// Reads the version, which makes the tree an OpenAPI document.
    ///
    /// # Errors
    ///
    /// Returns the sources together with the diagnostic, so that its location can be shown.
    pub fn new(sources: Sources) -> Result<Self, Box<(Sources, Diagnostic)>> {
        let version = match version::detect(sources.tree()) {
            Ok(version) => version,
            Err(diagnostic) => return Err(Box::new((sources, *diagnostic))),
        };
        let (files, tree, links) = sources.into_parts();
        Ok(Self { files: Arc::new(files), tree, links, version, unresolved: HashMap::new() })
    }

    /// The version that the document declares.
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

    /// The root object, which [`Document::new`] checks. `None` only for an empty tree.
    #[must_use]
    pub fn root(&self) -> Option<Node<'_>> {
        self.tree.root()
    }

    /// The root of the file that contains a node.
    #[must_use]
    pub fn file_root_of(&self, node: Node<'_>) -> Option<Node<'_>> {
        self.file_root(node.span().file)
    }

    /// The root of a file. A file that could not be parsed has none.
    #[must_use]
    pub fn file_root(&self, file: FileId) -> Option<Node<'_>> {
        self.links.root(file).map(|id| self.tree.node(id))
    }

    /// Whether any reference names another file, even one that could not be read.
    #[must_use]
    pub fn has_external_references(&self) -> bool {
        self.links.any()
    }

    /// The paths of all files and URLs that the document references, even of those that could not be read.
    pub fn referenced_paths(&self) -> impl Iterator<Item = &Path> {
        self.links.paths()
    }

    /// The files, for showing locations once the document is no longer needed.
    #[must_use]
    pub fn into_files(self) -> Arc<SourceFiles> {
        self.files
    }

    /// Every node with its location, as text for debugging.
    #[must_use]
    pub fn print(&self) -> String {
        print::print(self)
    }

    /// Follows a chain of `$ref`s to its end. A node without `$ref` resolves to itself.
    ///
    /// # Errors
    ///
    /// Fails if a target does not exist or is in a file that was not read, or if the chain is circular.
    pub fn resolve<'a>(&'a self, node: Node<'a>) -> Result<Resolved<'a>, RefError<'a>> {
        reference::resolve(self, node)
    }

    /// Like [`Document::resolve`], in a tree derived from this document's. `relocate` maps a pointer of the document to
    /// the pointer in `tree`.
    pub(crate) fn resolve_in<'a>(
        &self,
        tree: &'a Tree,
        node: Node<'a>,
        relocate: impl Fn(JsonPointer) -> JsonPointer,
    ) -> Result<Resolved<'a>, RefError<'a>> {
        reference::resolve_in(self, tree, node, relocate)
    }

    /// Follows one reference by one step. `at` is its string; the reference is relative to the file of that string.
    ///
    /// # Errors
    ///
    /// Fails if the target does not exist or is in a file that was not read.
    pub fn lookup<'a>(&'a self, at: Node<'a>) -> Result<RefTarget<'a>, RefError<'a>> {
        reference::lookup(self, at)
    }

    /// The document as JSON, with numbers written as in the source.
    #[must_use]
    pub fn to_json(&self) -> String {
        self.root().map_or_else(String::new, source::indented)
    }

    /// The document as YAML.
    ///
    /// # Errors
    ///
    /// Returns the reason if the document contains a value that YAML would change.
    pub fn to_yaml(&self) -> Result<String, String> {
        self.root().map_or_else(|| Ok(String::new()), source::yaml)
    }

    /// Combines all files into one document without references to other files.
    #[must_use]
    pub fn bundle(&self) -> Bundle {
        bundle::bundle(self)
    }
}

/// Reads the file at `path` and all files that it references, as input of [`Document::new`].
///
/// # Errors
///
/// Fails like [`source::read`] for the first file. Errors in other files are reported at the references to them.
pub fn read(path: &Path) -> Result<Sources, ReadError> {
    read_with(path, Access::default())
}

/// Like [`read`], with the remote documents and the root folder of `access`.
///
/// # Errors
///
/// Fails like [`read`].
pub fn read_with(path: &Path, access: Access<'_>) -> Result<Sources, ReadError> {
    source::read_all(path, reference::external_file, access)
}

/// Like [`read_with`], but applies overlays to the first file before its references are followed. Returns the
/// diagnostics of the overlays too; if one is an error, the document is not changed.
///
/// # Errors
///
/// Fails like [`read`], also for the overlays.
pub fn read_with_overlays(
    path: &Path,
    overlays: &[PathBuf],
    access: Access<'_>,
) -> Result<(Sources, Vec<Diagnostic>), ReadError> {
    let (sources, diagnostics) = overlay_first_file(path, overlays, access)?;
    Ok((source::follow(sources, reference::external_file, access), diagnostics))
}

/// Reads the file at `path` alone and applies overlays to it.
///
/// # Errors
///
/// Fails like [`read`], also for the overlays.
pub fn overlay_first_file(
    path: &Path,
    overlays: &[PathBuf],
    access: Access<'_>,
) -> Result<(Sources, Vec<Diagnostic>), ReadError> {
    let mut sources = source::open(path, access)?;
    let diagnostics = match overlays {
        [] => Vec::new(),
        overlays => overlay::apply(&mut sources, overlays)?,
    };
    Ok((sources, diagnostics))
}
