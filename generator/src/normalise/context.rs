//! The state that all rules of normalising share: the new tree, the current location, and the diagnostics.

use std::collections::{HashSet, VecDeque};

use super::facts::{Facts, SchemaFacts};
use super::pointer_map::PointerMap;
use crate::diagnostic::{Diagnostic, code};
use crate::document::{Document, RefError, Resolved, Version};
use crate::source::{Member, Node, NodeId, NodeKind, Tree};
use crate::text::{JsonPointer, Span};

/// The limit of nodes of the new tree. YAML aliases can expand to far more than any real document has.
const MAX_NODES: usize = 8_000_000;

/// The input of the rules: the tree of a document as written, or the rewritten tree of Swagger 2.0.
#[derive(Clone, Copy)]
pub(super) struct Input<'a> {
    pub(super) document: &'a Document,
    pub(super) version: Version,
    pub(super) tree: &'a Tree,
    /// Which pointers of `tree` differ from those of the document as written.
    pub(super) pointer_map: &'a PointerMap,
    /// Facts about nodes of `tree`, from rewriting.
    pub(super) facts: &'a Facts,
    /// Whether raw JSON replaces schemas that do not exist.
    pub(super) missing_is_raw: bool,
}

/// The state of one run. `'a` is the lifetime of the input.
pub(super) struct NormaliseContext<'a> {
    pub(super) input: Input<'a>,
    pub(super) tree: Tree,
    /// Facts about nodes of the new tree.
    pub(super) facts: Facts,
    pub(super) diagnostics: Vec<Diagnostic>,
    /// The current location in the input.
    pub(super) path: JsonPointer,
    /// How many schemas contain the current location.
    pub(super) schema_depth: usize,
    /// The names in the template of the current path.
    pub(super) template: Vec<String>,
    /// Targets of references outside of `components.schemas` that are not copied yet.
    pub(super) waiting: VecDeque<(JsonPointer, Node<'a>)>,
    /// The names of schemas, after the first lookup.
    pub(super) anchors: Option<Vec<(String, JsonPointer)>>,
    /// All targets of references, so that each is copied once.
    pub(super) hoisted: HashSet<JsonPointer>,
    /// The paths that have another place in the new tree.
    pub(super) moved_paths: PointerMap,
    /// Whether a reference did not resolve, so that the tree has holes. Validation reports it (X001).
    pub(super) has_unresolved: bool,
}

impl<'a> NormaliseContext<'a> {
    pub(super) fn new(input: Input<'a>) -> Self {
        Self {
            input,
            tree: Tree::default(),
            facts: Facts::default(),
            diagnostics: Vec::new(),
            path: JsonPointer::root(),
            schema_depth: 0,
            template: Vec::new(),
            waiting: VecDeque::new(),
            anchors: None,
            hoisted: HashSet::new(),
            moved_paths: PointerMap::default(),
            has_unresolved: false,
        }
    }

    /// Whether schemas follow JSON Schema 2020-12 (OpenAPI 3.1 and later).
    pub(super) fn is_modern(&self) -> bool {
        self.input.version >= Version::V3_1
    }

    /// Whether the document is of 3.2 or later, which has more methods.
    pub(super) fn is_3_2(&self) -> bool {
        self.input.version >= Version::V3_2
    }

    /// Whether the document is Swagger 2.0, whose schemas have keywords of their own.
    pub(super) fn is_swagger(&self) -> bool {
        self.input.version == Version::V2_0
    }

    /// Follows references to the end.
    pub(super) fn resolve(&self, node: Node<'a>) -> Result<Resolved<'a>, RefError<'a>> {
        let pointer_map = self.input.pointer_map;
        let Input { document, tree, .. } = self.input;
        document.resolve_in(tree, node, |written| pointer_map.placed(&written))
    }

    /// The current location in the document as written.
    pub(super) fn written(&self) -> JsonPointer {
        self.input.pointer_map.written(&self.path)
    }

    /// Runs `work` one token further down the path.
    pub(super) fn inside<T>(&mut self, token: &str, work: impl FnOnce(&mut Self) -> T) -> T {
        self.path.push(token);
        let result = work(self);
        self.path.pop();
        result
    }

    /// Adds a finished node; beyond the limit every node is null, and [`NormaliseContext::is_full`] is true.
    pub(super) fn add(&mut self, kind: NodeKind, span: Span) -> NodeId {
        let kind = if self.is_full() { NodeKind::Null } else { kind };
        self.tree.add(kind, span)
    }

    /// Whether the limit of nodes is reached.
    pub(super) fn is_full(&self) -> bool {
        self.tree.len() >= MAX_NODES
    }

    /// Reports a tree that has reached the limit; it has holes.
    pub(super) fn check_size(&mut self) {
        if self.is_full() {
            let message =
                "the document is too large: its YAML aliases expand to millions of values";
            let help = "use `$ref` in place of YAML aliases";
            self.diagnostics.push(Diagnostic::error(code::UNSUPPORTED, message).with_help(help));
        }
    }

    pub(super) fn string(&mut self, text: &str, span: Span) -> NodeId {
        self.add(NodeKind::String(text.into()), span)
    }

    pub(super) fn boolean(&mut self, value: bool, span: Span) -> NodeId {
        self.add(NodeKind::Bool(value), span)
    }

    /// Copies a value as it is.
    pub(super) fn copy(&mut self, node: Node<'a>) -> NodeId {
        if self.is_full() {
            return self.add(NodeKind::Null, node.span());
        }
        let kind = match node.kind() {
            NodeKind::Array(_) => {
                NodeKind::Array(node.items().map(|item| self.copy(item)).collect())
            }
            NodeKind::Object(_) => {
                NodeKind::Object(node.members().map(|it| self.member(it)).collect())
            }
            scalar => scalar.clone(),
        };
        self.add(kind, node.span())
    }

    fn member(&mut self, entry: crate::source::Entry<'a>) -> Member {
        let value = self.copy(entry.value);
        Member { key: entry.key.into(), key_span: entry.key_span, value }
    }

    /// Reports a diagnostic at `span`, with the pointer of the current location.
    pub(super) fn report(&mut self, diagnostic: Diagnostic, span: Span) {
        let diagnostic = diagnostic.at(span).with_pointer(self.written());
        self.diagnostics.push(diagnostic);
    }
}

/// An object under construction.
pub(super) struct ObjectBuilder {
    members: Vec<Member>,
    span: Span,
    /// Facts about it, where it is a schema.
    pub(super) facts: SchemaFacts,
}

impl ObjectBuilder {
    pub(super) fn new(span: Span) -> Self {
        Self { members: Vec::new(), span, facts: SchemaFacts::default() }
    }

    /// Reopens a finished object to change it. Facts about it stay with the first one.
    pub(super) fn reopen(cx: &NormaliseContext<'_>, id: NodeId) -> Self {
        let node = cx.tree.node(id);
        let members = match node.kind() {
            NodeKind::Object(members) => members.clone(),
            _ => Vec::new(),
        };
        Self { members, span: node.span(), facts: SchemaFacts::default() }
    }

    pub(super) fn span(&self) -> Span {
        self.span
    }

    /// Appends a key that is known to be new.
    pub(super) fn push(&mut self, key: &str, key_span: Span, value: NodeId) {
        self.members.push(Member { key: key.into(), key_span, value });
    }

    /// Sets a key. An existing key keeps its position.
    pub(super) fn put(&mut self, key: &str, value: NodeId) {
        match self.members.iter_mut().find(|it| &*it.key == key) {
            Some(member) => member.value = value,
            None => self.push(key, self.span, value),
        }
    }

    pub(super) fn get(&self, key: &str) -> Option<NodeId> {
        self.members.iter().find(|it| &*it.key == key).map(|it| it.value)
    }

    pub(super) fn has(&self, key: &str) -> bool {
        self.get(key).is_some()
    }

    pub(super) fn remove(&mut self, key: &str) -> Option<Member> {
        let at = self.members.iter().position(|it| &*it.key == key)?;
        Some(self.members.remove(at))
    }

    pub(super) fn is_empty(&self) -> bool {
        self.members.is_empty()
    }

    /// Whether all members are extensions.
    pub(super) fn has_only_extensions(&self) -> bool {
        self.members.iter().all(|it| it.key.starts_with("x-"))
    }

    pub(super) fn finish(self, cx: &mut NormaliseContext<'_>) -> NodeId {
        let id = cx.add(NodeKind::Object(self.members), self.span);
        cx.facts.set_schema(id, self.facts);
        id
    }
}
