//! A document as it was read at one moment: its kinds of objects, its components, its references and its findings.
//!
//! Takes an [`OpenDocument`]; returns what requests of an editor look up. Nothing in it changes.

use std::collections::HashMap;
use std::path::Path;

use renkei::diagnostic::Diagnostic;
use renkei::document::{Document, ObjectKind, Version, Visit, walk};
use renkei::pipeline::OpenDocument;
use renkei::source::{Node, NodeId};
use renkei::text::{FileId, JsonPointer, SourceFile, Span};

use super::references::{Reference, References};

/// A definition under a name, which references can name.
#[derive(Clone, Debug)]
pub(crate) struct Component {
    /// The kind of the object.
    pub(crate) kind: ObjectKind,
    /// The name.
    pub(crate) name: String,
    /// Where the name is written.
    pub(crate) name_span: Span,
    /// The pointer in its file.
    pub(crate) pointer: JsonPointer,
}

/// A document and what is known about it.
#[derive(Debug)]
pub(crate) struct Snapshot {
    open: OpenDocument,
    kinds: HashMap<NodeId, ObjectKind>,
    components: Vec<Component>,
    references: References,
}

impl Snapshot {
    /// Visits the document once.
    pub(crate) fn new(open: OpenDocument) -> Self {
        let (mut kinds, mut components) = (HashMap::new(), Vec::new());
        let mut references = References::default();
        let document = open.document();
        walk(document, &mut |visit| {
            kinds.insert(visit.node.id(), visit.object);
            components.extend(component(visit));
            references.add(document, visit);
        });
        Self { kinds, components, references, open }
    }

    pub(crate) fn document(&self) -> &Document {
        self.open.document()
    }

    pub(crate) fn version(&self) -> Version {
        self.document().version()
    }

    /// The findings of the linter.
    pub(crate) fn findings(&self) -> &[Diagnostic] {
        self.open.findings()
    }

    /// The files of the document and its configuration.
    pub(crate) fn files_read(&self) -> &[std::path::PathBuf] {
        self.open.files_read()
    }

    pub(crate) fn components(&self) -> &[Component] {
        &self.components
    }

    /// All references, in the order of the document.
    pub(crate) fn references(&self) -> &[Reference] {
        self.references.all()
    }

    /// The kind of an object.
    pub(crate) fn kind(&self, node: Node<'_>) -> Option<ObjectKind> {
        self.kinds.get(&node.id()).copied()
    }

    /// The file with this path.
    pub(crate) fn file(&self, path: &Path) -> Option<&SourceFile> {
        self.document().files().iter().find(|it| it.path() == path)
    }

    /// The root of a file.
    pub(crate) fn root(&self, file: FileId) -> Option<Node<'_>> {
        self.document().file_root(file)
    }
}

/// The component that a visit is at.
fn component(visit: &Visit<'_, '_>) -> Option<Component> {
    let key = visit.key.filter(|it| visit.context.component.is_some_and(|its| its == *it))?;
    Some(Component {
        kind: visit.object,
        name: key.name.to_owned(),
        name_span: key.span,
        pointer: visit.pointer.clone(),
    })
}
