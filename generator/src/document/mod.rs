//! Stage 2: an OpenAPI document as it was written: its version, and `$ref` resolution.
//!
//! Takes a [`Source`]; gives a [`Document`]. It must know neither lint rules nor Rust.

mod print;
mod reference;
mod version;
mod walk;
mod walk_schema;
mod walk_visit;

use crate::diagnostic::Diagnostic;
use crate::source::{Node, Source, SourceFile, Tree};

pub(crate) use reference::resolve;
pub use reference::{RefError, Resolved};
pub use version::Version;
pub use walk::walk;
pub use walk_visit::{Context, Key, Object, Origin, SchemaRole, Side, Visit};

/// A document of a known version.
#[derive(Debug)]
pub struct Document {
    source: Source,
    version: Version,
}

impl Document {
    /// Reads the version and checks that the root is an OpenAPI document at all.
    ///
    /// # Errors
    ///
    /// The source comes back with the diagnostic, so that its place can be shown.
    pub fn new(source: Source) -> Result<Self, Box<(Source, Diagnostic)>> {
        match version::detect(source.tree()) {
            Ok(version) => Ok(Self { source, version }),
            Err(diagnostic) => Err(Box::new((source, *diagnostic))),
        }
    }

    /// The version that the document says it has.
    #[must_use]
    pub fn version(&self) -> Version {
        self.version
    }

    /// The file.
    #[must_use]
    pub fn file(&self) -> &SourceFile {
        self.source.file()
    }

    /// The whole tree.
    #[must_use]
    pub fn tree(&self) -> &Tree {
        self.source.tree()
    }

    /// The root object. `None` cannot happen behind [`Document::new`], which has looked at it.
    #[must_use]
    pub fn root(&self) -> Option<Node<'_>> {
        self.tree().root()
    }

    /// The file alone, for showing places after the document has served.
    #[must_use]
    pub fn into_file(self) -> SourceFile {
        self.source.into_file()
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
    /// Where the target is missing, lies in another file, or the references run in a circle.
    pub fn resolve<'a>(&'a self, node: Node<'a>) -> Result<Resolved<'a>, RefError<'a>> {
        reference::resolve(self.tree(), node, |it| it)
    }
}
