//! Operations, in the document's order of paths and methods.

use openapiv3::{Operation as Typed, PathItem};

use super::{Builder, keywords, server};
use crate::model::{Docs, EnvelopeUse, Method, Operation, OperationId, Requirement};
use crate::normalise::ADDITIONAL;
use crate::source::{Entry, Node};
use crate::text::JsonPointer;

/// The methods that openapiv3 has a field for.
const METHODS: &[&str] = &["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// An operation with its path item, before it is lowered.
pub(super) struct Source<'a> {
    pub(super) id: OperationId,
    pub(super) path: &'a str,
    pub(super) item: &'a PathItem,
    pub(super) item_node: Node<'a>,
    pub(super) item_pointer: JsonPointer,
    pub(super) typed: &'a Typed,
    pub(super) node: Node<'a>,
    pub(super) pointer: JsonPointer,
}

impl<'a> Builder<'a> {
    pub(super) fn operations(&mut self) {
        let openapi = &self.normalised.openapi;
        let root = self.root;
        let shared = openapi.security.as_deref().unwrap_or(&[]);
        let shared = self.requirements(shared, root);
        let paths = JsonPointer::of(&["paths"]);
        for entry in root.get("paths").into_iter().flat_map(Node::members) {
            let typed = openapi.paths.paths.get(entry.key);
            let Some(item) = typed.and_then(openapiv3::ReferenceOr::as_item) else { continue };
            let pointer = paths.child(entry.key);
            let envelope = self.envelope_at(entry.value, &pointer);
            for operation in operations_of(entry.value) {
                self.operation(item, entry, operation, &pointer, shared.as_ref(), &envelope);
            }
        }
    }

    fn operation(
        &mut self,
        item: &'a PathItem,
        entry: Entry<'a>,
        (method, member, is_additional): (Method, Entry<'a>, bool),
        pointer: &JsonPointer,
        shared: Option<&Vec<Vec<Requirement>>>,
        path: &EnvelopeUse,
    ) {
        let more = || self.normalised.more_operations.get(entry.key)?.get(member.key);
        let Some(typed) = typed(item, &method).or_else(more) else { return };
        let source = Source {
            id: OperationId(u32::try_from(self.api.operations.len()).unwrap_or(u32::MAX)),
            path: entry.key,
            item,
            item_node: entry.value,
            item_pointer: pointer.clone(),
            typed,
            node: member.value,
            pointer: match is_additional {
                true => pointer.child(ADDITIONAL).child(member.key),
                false => pointer.child(member.key),
            },
        };
        let (parameters, idempotency_header) = self.parameters(&source, &method);
        let security = match &typed.security {
            Some(own) => self.requirements(own, source.node),
            None => shared.cloned(),
        };
        let own = self.envelope_at(source.node, &source.pointer);
        let envelope = if own == EnvelopeUse::Inherited { path.clone() } else { own };
        let operation = Operation {
            id: typed.operation_id.clone().filter(|it| !it.is_empty()),
            repeatable: self.repeatable(&source, &method),
            method,
            path: entry.key.to_owned(),
            tags: typed.tags.clone(),
            docs: docs(&source),
            pointer: self.written(&source.pointer),
            span: member.key_span,
            parameters,
            body: self.body(&source),
            responses: self.responses(&source),
            security,
            envelope,
            paging: None,
            long_running: None,
            confirm: None,
            idempotency_header,
            retry: self.retry(&source),
            servers: server::own(source.node, source.item_node, &self.api.servers),
        };
        self.api.operations.push(operation);
    }
}

/// Summary and description; those of the path item are for all its operations ("Path Item Object").
fn docs(source: &Source<'_>) -> Docs {
    let text =
        |key| keywords::text(source.node, key).or_else(|| keywords::text(source.item_node, key));
    Docs {
        title: text("summary"),
        description: text("description"),
        deprecated: source.typed.deprecated,
        example: None,
    }
}

/// The operations of a path item of the tree, in its order, each with whether it is in `additionalOperations`.
pub(super) fn operations_of<'a>(
    item: Node<'a>,
) -> impl Iterator<Item = (Method, Entry<'a>, bool)> + use<'a> {
    let additional = item.get(ADDITIONAL).into_iter().flat_map(Node::members);
    let additional = additional.map(|it| (Method::named(it.key), it, true));
    let fixed = item.members().filter(|it| METHODS.contains(&it.key));
    let fixed = fixed.map(|it| (Method::named(&it.key.to_ascii_uppercase()), it, false));
    fixed.chain(additional)
}

/// The operation by a method that openapiv3 has a place for.
fn typed<'a>(item: &'a PathItem, method: &Method) -> Option<&'a Typed> {
    let typed = match method {
        Method::Get => &item.get,
        Method::Put => &item.put,
        Method::Post => &item.post,
        Method::Delete => &item.delete,
        Method::Options => &item.options,
        Method::Head => &item.head,
        Method::Patch => &item.patch,
        Method::Trace => &item.trace,
        Method::Query | Method::Other(_) => return None,
    };
    typed.as_ref()
}
