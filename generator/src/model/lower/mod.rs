//! From the normalised document to the model.
//!
//! Types are defined from a queue and never by recursion: a place that needs a type gets its id at once, and
//! the definition follows when its turn comes. So cycles are no special case and depth costs no stack.

mod alias;
mod all_of;
mod body;
mod confirm;
mod enumeration;
mod envelope;
mod header;
mod inheritance;
mod keywords;
mod long_running;
mod merge;
mod object;
mod operation;
mod paging;
mod parameter;
mod policy;
mod root;
mod scalar;
mod security;
mod server;
mod shape;
mod tags;
#[cfg(test)]
mod tests;
mod types;
mod union;
mod view;
mod webhook;

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use super::{Api, TypeId, WireName};
use crate::config::SpannedString;
use crate::diagnostic::Diagnostic;
use crate::normalise::Normalised;
use crate::source::{Node, Tree};
use crate::text::{JsonPointer, Span};
use view::SchemaCursor;

/// An id that no type has: for schemas that are only looked at.
const NOBODY: TypeId = TypeId(u32::MAX);

/// Lowers the normalised document to the model.
#[must_use]
pub fn lower(normalised: &Normalised) -> (Api, Vec<Diagnostic>) {
    lower_with_paging(normalised, &[])
}

/// Lowers the normalised document to the model; `paging` is the configuration, which overrides the document.
#[must_use]
pub fn lower_with_paging(
    normalised: &Normalised,
    paging: &[(SpannedString, Arc<Tree>)],
) -> (Api, Vec<Diagnostic>) {
    let Some(root) = normalised.tree.root() else { return (Api::default(), Vec::new()) };
    let mut builder = Builder::new(normalised, root);
    builder.root();
    builder.envelope();
    builder.reserve_components();
    builder.define_all();
    builder.operations();
    builder.webhooks();
    builder.define_all();
    builder.describe_webhooks();
    builder.relax_answers();
    builder.spread_null();
    builder.remove_empty_bodies();
    builder.paging();
    builder.configured_paging(paging);
    builder.long_running();
    builder.confirmations();
    (builder.api, builder.diagnostics)
}

struct Builder<'a> {
    normalised: &'a Normalised,
    root: Node<'a>,
    api: Api,
    diagnostics: Vec<Diagnostic>,
    /// For each type, whether it allows null by itself.
    nullable: Vec<bool>,
    /// The schemas that references lead to, by id: components first, then those that lie elsewhere.
    targets: Vec<SchemaCursor<'a>>,
    /// The types by pointer.
    by_pointer: HashMap<JsonPointer, TypeId>,
    /// The types of schemas that hold together without an `allOf` around them.
    merged: HashMap<merge::Key, TypeId>,
    /// Types that have an id and no definition yet.
    queue: VecDeque<Job<'a>>,
    /// How many levels below here a string of `format: binary` is bytes of a body.
    bytes: u8,
    /// The same for components that are bodies which are not JSON.
    byte_targets: HashMap<TypeId, u8>,
    /// Objects that others extend.
    families: inheritance::Families,
    /// Properties that are required and not described, with their object.
    undescribed: Vec<(TypeId, WireName)>,
}

/// A type to define.
struct Job<'a> {
    id: TypeId,
    at: SchemaCursor<'a>,
    /// Schemas that apply in addition to `at`, as if all were members of an `allOf`. They precede it.
    also: Vec<SchemaCursor<'a>>,
    bytes: u8,
}

impl<'a> Builder<'a> {
    fn new(normalised: &'a Normalised, root: Node<'a>) -> Self {
        Self {
            normalised,
            root,
            api: Api::default(),
            diagnostics: Vec::new(),
            nullable: Vec::new(),
            targets: Vec::new(),
            by_pointer: HashMap::new(),
            merged: HashMap::new(),
            queue: VecDeque::new(),
            bytes: 0,
            byte_targets: HashMap::new(),
            families: inheritance::Families::default(),
            undescribed: Vec::new(),
        }
    }

    fn report(&mut self, diagnostic: Diagnostic, node: Node<'_>, pointer: &JsonPointer) {
        self.report_at(diagnostic, node.span(), pointer);
    }

    fn report_at(&mut self, diagnostic: Diagnostic, span: Span, pointer: &JsonPointer) {
        let diagnostic = diagnostic.at(span).with_pointer(self.written(pointer));
        self.diagnostics.push(diagnostic);
    }
}
