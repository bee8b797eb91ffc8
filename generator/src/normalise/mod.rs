//! Stage 4: one shape for all versions: a 3.0-shaped tree and its `openapiv3` form.
//!
//! Takes a [`Document`]; returns a [`Normalised`]. It must not know Rust. A document of several files is bundled first,
//! so no rule knows files.
//!
//! The result is a tree of its own, in which each node keeps the span of its origin. Values of a wrong kind are repaired or
//! dropped, so that decoding cannot fail; `document::validate` has reported them. What 3.0 has no keyword for is kept in typed
//! `Facts`. Swagger 2.0
//! is rewritten to a tree in the shape of 3.0 first (`swagger`); the keywords of its schemas are left to the common rules.

mod anchor;
mod body;
mod context;
mod decode;
mod facts;
mod field;
mod header;
mod keywords_2020_12;
mod method;
mod openapi;
mod operation;
mod parameter;
mod paths;
mod pointer_map;
mod reference;
mod root;
mod schema;
mod security;
mod server;
mod swagger;
#[cfg(test)]
mod tests;
mod unsupported;
mod unsupported_keywords;
mod webhooks;

use std::borrow::Cow;
use std::fmt::Write as _;

use indexmap::IndexMap;

use crate::bug::bug;
use crate::diagnostic::{Diagnostic, Severity};
pub(crate) use crate::document::extensions;
use crate::document::{Document, Version};
use crate::source::{Node, Tree, indented};
use crate::text::JsonPointer;
use context::{Input, NormaliseContext};
use pointer_map::PointerMap;

pub(crate) use crate::source::compact;
pub(crate) use facts::{
    EncodingFacts, Facts, HeaderFacts, HeaderType, LinkFacts, ParameterStyle, PropertyNames,
    SchemaFacts, UnknownScheme,
};
pub(crate) use method::ADDITIONAL;
pub(crate) use reference::SHARED_SCHEMAS;
pub(crate) use webhooks::WEBHOOK_BODIES;

/// A document in the shape of OpenAPI 3.0.
#[derive(Debug)]
pub struct Normalised {
    /// The 3.0-shaped tree. Each node keeps the span of its origin, so a pointer has a source location.
    pub tree: Tree,
    /// The same, typed.
    pub openapi: openapiv3::OpenAPI,
    /// Referenced schemas outside of `components.schemas`, by their pointer in the document as written. In the tree
    /// they are members of `sharedSchemas` at the root, with that pointer as key.
    pub shared_schemas: IndexMap<JsonPointer, openapiv3::ReferenceOr<openapiv3::Schema>>,
    /// The bodies of webhooks and callbacks, by the pointer of their operation. In the tree they are members of
    /// `webhookBodies` at the root, with that pointer as key.
    pub webhooks: IndexMap<JsonPointer, openapiv3::ReferenceOr<openapiv3::Schema>>,
    /// The operations by QUERY and by methods without a key of their own, by path and method. In the tree they are
    /// members of `additionalOperations` of the path item.
    pub more_operations: IndexMap<String, IndexMap<String, openapiv3::Operation>>,
    /// Facts that OpenAPI 3.0 has no keyword for.
    pub(crate) facts: Facts,
    /// Whether the document is of OpenAPI 3.1 or later, where a part of a form without a type is a file.
    pub(crate) is_modern: bool,
    /// Which pointers of the tree differ from those of the document as written.
    pointer_map: PointerMap,
    /// The same, of paths that are not under `paths` in the document. These are applied first.
    moved_paths: PointerMap,
}

impl Normalised {
    /// The pointer in the document as written, for one in the tree.
    #[must_use]
    pub fn written(&self, pointer: &JsonPointer) -> JsonPointer {
        if !self.more_operations.is_empty() {
            if let Cow::Owned(pointer) = method::written_pointer(pointer) {
                return self.before_moves(&pointer);
            }
        }
        let mut tokens = pointer.tokens();
        if !matches!(tokens.next().as_deref(), Some(SHARED_SCHEMAS | WEBHOOK_BODIES)) {
            return self.before_moves(pointer);
        }
        let Some(target) = tokens.next().and_then(|it| JsonPointer::parse(&it)) else {
            bug!("a key of `{pointer}` is not a pointer");
            return pointer.clone();
        };
        self.pointer_map.written(&tokens.fold(target, |pointer, token| pointer.child(&token)))
    }

    fn before_moves(&self, pointer: &JsonPointer) -> JsonPointer {
        self.pointer_map.written(&self.moved_paths.written(pointer))
    }

    /// The tree as indented JSON, then its facts in a line each. Deterministic; `renkei print --stage normalise` shows it.
    #[must_use]
    pub fn print(&self) -> String {
        let Some(root) = self.tree.root() else { return String::new() };
        let mut text = indented(root);
        self.print_facts(root, &JsonPointer::root(), &mut text);
        for line in self.facts.describe_webhooks() {
            let _ = writeln!(text, "webhook {line}");
        }
        text
    }

    fn print_facts(&self, node: Node<'_>, pointer: &JsonPointer, text: &mut String) {
        for line in self.facts.describe(node.id()) {
            let _ = writeln!(text, "fact {pointer}: {line}");
        }
        for (index, item) in node.items().enumerate() {
            self.print_facts(item, &pointer.child(&index.to_string()), text);
        }
        for entry in node.members() {
            self.print_facts(entry.value, &pointer.child(entry.key), text);
        }
    }
}

/// The result of normalising.
#[derive(Debug)]
pub struct Outcome {
    /// The document; `None` where a reference does not resolve, or an error makes a client impossible.
    pub normalised: Option<Normalised>,
    /// The diagnostics that validation does not have: unsupported elements, and repairs beyond the standard.
    pub diagnostics: Vec<Diagnostic>,
}

/// Brings a document into the shape of 3.0.
#[must_use]
pub fn normalise(document: &Document) -> Outcome {
    normalise_with(document, false)
}

/// [`normalise`], with raw JSON in place of schemas that do not exist if `missing_is_raw` is set.
#[must_use]
pub fn normalise_with(document: &Document, missing_is_raw: bool) -> Outcome {
    if !document.has_external_references() {
        return one_file(document, missing_is_raw);
    }
    let bundle = document.bundle();
    let mut outcome = one_file(&bundle.document, missing_is_raw);
    if let Some(error) = bundle.too_large {
        outcome.diagnostics.push(error);
        outcome.normalised = None;
    }
    outcome
}

/// Normalises a document whose references all resolve within its tree.
fn one_file(document: &Document, missing_is_raw: bool) -> Outcome {
    let (no_map, no_facts) = (PointerMap::default(), Facts::default());
    let (version, tree) = (document.version(), document.tree());
    let input =
        Input { document, version, tree, pointer_map: &no_map, facts: &no_facts, missing_is_raw };
    let diagnostics = unsupported::unsupported(document);
    if version != Version::V2_0 {
        return finish(input, diagnostics);
    }
    let rewritten = swagger::rewrite(input, diagnostics);
    let (tree, pointer_map, facts) = (&rewritten.tree, &rewritten.pointer_map, &rewritten.facts);
    let input = Input { document, version, tree, pointer_map, facts, missing_is_raw };
    let Outcome { normalised, diagnostics } = finish(input, rewritten.diagnostics);
    let normalised = normalised.map(|it| Normalised { pointer_map: rewritten.pointer_map, ..it });
    Outcome { normalised, diagnostics }
}

/// From a tree in the shape of 3.x to the result.
fn finish(input: Input<'_>, found: Vec<Diagnostic>) -> Outcome {
    let mut cx = NormaliseContext::new(input);
    cx.diagnostics = found;
    if let Some(node) = input.tree.root() {
        root::root(&mut cx, node);
    }
    cx.check_size();
    let NormaliseContext { tree, facts, mut diagnostics, has_unresolved, moved_paths, .. } = cx;
    if has_unresolved || diagnostics.iter().any(|it| it.severity == Severity::Error) {
        return Outcome { normalised: None, diagnostics };
    }
    let Some(root) = tree.root() else { return Outcome { normalised: None, diagnostics } };
    let decoded = openapi::openapi(root);
    diagnostics.extend(decoded.diagnostics);
    let normalised = Normalised {
        openapi: decoded.openapi,
        shared_schemas: decoded.shared,
        webhooks: decoded.webhooks,
        more_operations: decoded.more_operations,
        tree,
        facts,
        is_modern: input.version >= Version::V3_1,
        pointer_map: PointerMap::default(),
        moved_paths,
    };
    Outcome { normalised: Some(normalised), diagnostics }
}
