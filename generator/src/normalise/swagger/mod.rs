//! Rewrites Swagger 2.0 to the shape of OpenAPI 3.0, as a tree of its own in which each node keeps the span of its
//! origin.
//!
//! Takes the tree as written; returns the rewritten one, a map of its pointers, and diagnostics about what 3.0 cannot express.
//! It must know neither openapiv3 nor the keywords of schemas: those are copied, and read by the rules that all versions share.
//! A value of a wrong kind is copied too, for those rules to repair.

mod body;
mod collection;
mod form;
mod list;
mod media;
mod parameter;
mod paths;
mod response;
mod security;
mod server;
#[cfg(test)]
mod tests;

use super::context::{Input, NormaliseContext, ObjectBuilder};
use super::facts::Facts;
use super::pointer_map::PointerMap;
use crate::diagnostic::{Diagnostic, code};
use crate::document::AZURE_PATHS;
use crate::source::{Entry, Node, NodeId, Tree};
use crate::text::JsonPointer;
use media::{MediaTypes, media_types};

/// The result of rewriting.
pub(super) struct Rewritten {
    pub(super) tree: Tree,
    pub(super) pointer_map: PointerMap,
    pub(super) facts: Facts,
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// The keys at the root of 2.0, their names in 3.0, and how each of their members is rewritten.
const COMPONENTS: &[(&str, &str, RewriteMember)] = &[
    ("definitions", "schemas", |it, node, _| Some(it.cx.copy(node))),
    ("parameters", "parameters", |it, node, new| it.shared_parameter(node, new)),
    ("responses", "responses", |it, node, new| Some(it.shared_response(node, new))),
    ("securityDefinitions", "securitySchemes", |it, node, new| Some(it.security_scheme(node, new))),
];

/// Rewrites a member of a map. The pointer is that in the rewritten tree.
type RewriteMember = for<'a> fn(&mut Rewriter<'a>, Node<'a>, &JsonPointer) -> Option<NodeId>;

/// Keys at the root that other functions read, or that have a meaning only in 3.0.
const REPLACED: &[&str] = &[
    "swagger",
    "openapi",
    "host",
    "basePath",
    "schemes",
    "consumes",
    "produces",
    "definitions",
    "parameters",
    "responses",
    "securityDefinitions",
    "paths",
    "servers",
    "components",
];

/// Rewrites a document. `found` are earlier diagnostics.
pub(super) fn rewrite(input: Input<'_>, found: Vec<Diagnostic>) -> Rewritten {
    let mut rewriter = Rewriter {
        cx: NormaliseContext::new(input),
        pointer_map: PointerMap::default(),
        consumes: None,
        produces: MediaTypes::new(),
        place: String::new(),
    };
    rewriter.cx.diagnostics = found;
    if let Some(root) = input.tree.root() {
        rewriter.root(root);
    }
    rewriter.cx.check_size();
    let Rewriter { cx: NormaliseContext { tree, facts, diagnostics, .. }, pointer_map, .. } =
        rewriter;
    Rewritten { tree, pointer_map, facts, diagnostics }
}

struct Rewriter<'a> {
    /// Its path is the location in the document as written.
    cx: NormaliseContext<'a>,
    pointer_map: PointerMap,
    /// The document's media types, for operations without their own.
    consumes: Option<MediaTypes<'a>>,
    produces: MediaTypes<'a>,
    /// Host and base path of the API; empty if the document has no host.
    place: String,
}

impl<'a> Rewriter<'a> {
    fn root(&mut self, root: Node<'a>) {
        self.consumes = media_types(root, "consumes");
        // Without the list no media type is declared.
        self.produces = media_types(root, "produces").unwrap_or_default();
        let mut result = ObjectBuilder::new(root.span());
        let version = self.cx.string("3.0.3", root.get("swagger").unwrap_or(root).span());
        result.put("openapi", version);
        self.servers(root, &mut result);
        self.pointer_map.nothing_at(JsonPointer::of(&["components"]));
        let components = self.components(root);
        result.put("components", components);
        for entry in root.members() {
            let value = match entry.key {
                key @ ("paths" | AZURE_PATHS) => self.inside(key, |it| it.paths(entry.value)),
                key if REPLACED.contains(&key) => continue,
                _ => self.cx.copy(entry.value),
            };
            result.push(entry.key, entry.key_span, value);
        }
        let id = result.finish(&mut self.cx);
        self.cx.tree.set_root(id);
    }

    fn components(&mut self, root: Node<'a>) -> NodeId {
        let mut result = ObjectBuilder::new(root.span());
        for (old, new, step) in COMPONENTS {
            let Some(entry) = root.entry(old) else { continue };
            let new_place = JsonPointer::of(&["components", new]);
            self.pointer_map.add(new_place.clone(), JsonPointer::of(&[old]));
            let value = self.inside(old, |it| it.map(entry.value, &new_place, *step));
            result.push(new, entry.key_span, value);
        }
        result.finish(&mut self.cx)
    }

    /// The members of a map, each rewritten.
    fn map(&mut self, node: Node<'a>, new: &JsonPointer, step: RewriteMember) -> NodeId {
        if !node.is_object() {
            return self.cx.copy(node);
        }
        let mut result = ObjectBuilder::new(node.span());
        for entry in node.members() {
            let work = |it: &mut Self| step(it, entry.value, &new.child(entry.key));
            if let Some(value) = self.inside(entry.key, work) {
                result.push(entry.key, entry.key_span, value);
            }
        }
        result.finish(&mut self.cx)
    }

    /// Runs `work` one token further down the path.
    fn inside<T>(&mut self, token: &str, work: impl FnOnce(&mut Self) -> T) -> T {
        self.cx.path.push(token);
        let result = work(self);
        self.cx.path.pop();
        result
    }

    /// Runs `work` at another location of the document.
    fn at<T>(&mut self, place: JsonPointer, work: impl FnOnce(&mut Self) -> T) -> T {
        let here = std::mem::replace(&mut self.cx.path, place);
        let result = work(self);
        self.cx.path = here;
        result
    }

    /// Records that the current node is at `new` in the rewritten tree.
    fn moved(&mut self, new: JsonPointer) {
        self.pointer_map.add(new, self.cx.path.clone());
    }

    /// Records that the node at `new` is made from the current node.
    fn made_from_here(&mut self, new: JsonPointer) {
        self.pointer_map.made_from(new, self.cx.path.clone());
    }

    /// Copies a member as it is.
    fn keep(&mut self, entry: Entry<'a>, object: &mut ObjectBuilder) {
        let value = self.cx.copy(entry.value);
        object.push(entry.key, entry.key_span, value);
    }

    /// Reports a valid element that is unsupported.
    fn lost(&mut self, message: impl Into<String>, help: &str, at: Node<'a>) {
        let diagnostic = Diagnostic::info(code::UNSUPPORTED, message).with_help(help);
        self.cx.report(diagnostic, at.span());
    }
}

/// Whether a pointer is that of a member of the root's `section`.
fn is_member(pointer: &JsonPointer, section: &str) -> bool {
    let mut tokens = pointer.tokens();
    tokens.next().as_deref() == Some(section) && tokens.count() == 1
}
