//! Stage 4: one shape for all versions: a 3.0-shaped tree and its `openapiv3` form.
//!
//! Takes a [`Document`]; gives a [`Normalised`]. It must not know Rust. A document of several files is bundled first, so
//! that nothing else here knows of files.
//!
//! A tree of its own is built, in which each node keeps the span of what it was made from. Each field's kind is
//! checked on the way, so that decoding it cannot fail; what 3.0 cannot say goes to `x-renkei-…` keys. Swagger 2.0 is
//! rewritten to a tree in the shape of 3.0 before that (`swagger`); only the words of its schemas wait for the rules.

mod anchor;
mod body;
mod context;
mod decode;
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

use indexmap::IndexMap;

use crate::diagnostic::{Diagnostic, Severity, code};
use crate::document::{Document, Version};
use crate::source::{DuplicateKey, JsonPointer, Node, Tree, indented};
use context::{Context, Input};
use pointer_map::PointerMap;

pub(crate) use crate::source::compact;
pub(crate) use body::{ITEM, LINK, LINKS};
pub(crate) use header::HEADERS;
pub(crate) use method::BY_METHOD;
pub(crate) use reference::SHARED_SCHEMAS;
pub(crate) use schema::{DEFAULT_MAPPING, RAW};
pub(crate) use security::SCHEME_TYPE;
pub(crate) use unsupported_keywords::{NAMES, TUPLE};
pub(crate) use webhooks::{WEBHOOK_WORDS, WEBHOOKS};

/// A document in the shape of OpenAPI 3.0.
#[derive(Debug)]
pub struct Normalised {
    /// The 3.0-shaped tree; each node keeps the span of what it was made from, which is how a pointer leads to a place.
    pub tree: Tree,
    /// The same, typed.
    pub openapi: openapiv3::OpenAPI,
    /// Schemas that are referred to and lie outside of `components.schemas`, by their pointer in the document as written.
    /// In the tree they stand under `x-renkei-schemas`, with that pointer as key.
    pub shared_schemas: IndexMap<JsonPointer, openapiv3::ReferenceOr<openapiv3::Schema>>,
    /// The bodies of what the server sends by itself, by the place of their operation. In the tree they stand under
    /// `x-renkei-webhooks`, with that pointer as key.
    pub webhooks: IndexMap<JsonPointer, openapiv3::ReferenceOr<openapiv3::Schema>>,
    /// The operations by QUERY and by methods that OpenAPI has no word for, by their path and their key in it. In the tree
    /// they stand under `x-renkei-method-…` of the path item.
    pub more_operations: IndexMap<String, IndexMap<String, openapiv3::Operation>>,
    /// What stands elsewhere in the tree than in the document as written.
    pointer_map: PointerMap,
}

impl Normalised {
    /// The pointer in the document as written, for one in the tree.
    #[must_use]
    pub fn written(&self, pointer: &JsonPointer) -> JsonPointer {
        if !self.more_operations.is_empty() {
            if let Cow::Owned(pointer) = method::written_pointer(pointer) {
                return self.pointer_map.written(&pointer);
            }
        }
        let mut tokens = pointer.tokens();
        if !matches!(tokens.next().as_deref(), Some(SHARED_SCHEMAS | WEBHOOKS)) {
            return self.pointer_map.written(pointer);
        }
        let target = tokens.next().and_then(|it| JsonPointer::parse(&it)).unwrap_or_default();
        self.pointer_map.written(&tokens.fold(target, |pointer, token| pointer.child(&token)))
    }

    /// The tree as indented JSON: deterministic, and what `renkei print --stage normalise` shows.
    #[must_use]
    pub fn print(&self) -> String {
        self.tree.root().map(indented).unwrap_or_default()
    }
}

/// What normalising gives.
#[derive(Debug)]
pub struct Outcome {
    /// The document; `None` where an error makes a client impossible.
    pub normalised: Option<Normalised>,
    /// Everything that was found, in the order of the walk.
    pub diagnostics: Vec<Diagnostic>,
}

/// Brings a document into the shape of 3.0.
#[must_use]
pub fn normalise(document: &Document) -> Outcome {
    if !document.names_files() {
        return one_file(document);
    }
    let bundle = document.bundle();
    let mut outcome = one_file(&bundle.document);
    if let Some(error) = bundle.too_large {
        outcome.diagnostics.push(error);
        outcome.normalised = None;
    }
    outcome
}

/// All references lead to places in the one tree, or nowhere.
fn one_file(document: &Document) -> Outcome {
    let unmoved = PointerMap::default();
    let (version, tree) = (document.version(), document.tree());
    let input = Input { document, version, tree, pointer_map: &unmoved };
    let mut diagnostics = duplicate_keys(tree);
    diagnostics.extend(unsupported::unsupported(document));
    if version != Version::V2_0 {
        return finish(input, diagnostics);
    }
    let rewritten = swagger::rewrite(input, diagnostics);
    let input =
        Input { document, version, tree: &rewritten.tree, pointer_map: &rewritten.pointer_map };
    let Outcome { normalised, diagnostics } = finish(input, rewritten.diagnostics);
    let normalised = normalised.map(|it| Normalised { pointer_map: rewritten.pointer_map, ..it });
    Outcome { normalised, diagnostics }
}

/// From a tree in the shape of 3.x to the result.
fn finish(input: Input<'_>, found: Vec<Diagnostic>) -> Outcome {
    let mut cx = Context::new(input);
    cx.diagnostics = found;
    if let Some(node) = input.tree.root() {
        paths_of_the_right_kind(&mut cx, node);
        root::root(&mut cx, node);
    }
    cx.check_size();
    let Context { tree, mut diagnostics, .. } = cx;
    if diagnostics.iter().any(|it| it.severity == Severity::Error) {
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
        pointer_map: PointerMap::default(),
    };
    Outcome { normalised: Some(normalised), diagnostics }
}

/// Without an object there, no operation can be found: the one place where a wrong kind is an error.
fn paths_of_the_right_kind<'a>(cx: &mut Context<'a>, root: Node<'a>) {
    for key in ["paths", "components"] {
        let Some(node) = root.get(key).filter(|it| !it.is_object()) else { continue };
        let message = format!("`{key}` is {}, and must be an object", node.kind_name());
        let diagnostic = Diagnostic::error(code::MALFORMED, message);
        let help = "write key and value pairs below it, or leave it out";
        cx.inside(key, |cx| cx.report(diagnostic.with_help(help), node.span()));
    }
    if root.get("paths").is_none() && !cx.is_modern() {
        let diagnostic = Diagnostic::warning(code::MALFORMED, "`paths` is missing");
        let help = "add the paths of the API; without them a client has only types";
        cx.report(diagnostic.with_help(help), root.span());
    }
}

fn duplicate_keys(tree: &Tree) -> Vec<Diagnostic> {
    let finding = |duplicate: &DuplicateKey| {
        let message =
            format!("the key `{}` is written twice; the later value counts", duplicate.key);
        Diagnostic::warning(code::DUPLICATE_KEY, message)
            .with_help("remove one of the two")
            .with_related(duplicate.first, "the first one")
            .at(duplicate.again)
    };
    tree.duplicates().iter().map(finding).collect()
}
