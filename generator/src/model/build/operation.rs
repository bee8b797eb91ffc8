//! Operations, in the document's order of paths and methods.

use openapiv3::{Operation as Typed, PathItem};

use super::{Builder, server, words};
use crate::model::{Docs, EnvelopeUse, Method, Operation, OperationId, Requirement};
use crate::normalise::QUERY;
use crate::source::{Entry, JsonPointer, Node};

/// An operation with what stands beside it, on its way into the model.
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
        let shared = openapi.security.as_deref().unwrap_or_default();
        let shared = self.requirements(shared, root, &JsonPointer::root());
        let paths = JsonPointer::of(&["paths"]);
        for entry in root.get("paths").into_iter().flat_map(Node::members) {
            let typed = openapi.paths.paths.get(entry.key);
            let Some(item) = typed.and_then(openapiv3::ReferenceOr::as_item) else { continue };
            let pointer = paths.child(entry.key);
            let envelope = self.envelope_at(entry.value, &pointer);
            for member in entry.value.members() {
                self.member(item, entry, member, &pointer, shared.as_ref(), &envelope);
            }
        }
    }

    /// A member of a path item, which is an operation where its key is a method.
    fn member(
        &mut self,
        item: &'a PathItem,
        entry: Entry<'a>,
        member: Entry<'a>,
        pointer: &JsonPointer,
        shared: Option<&Vec<Vec<Requirement>>>,
        path: &EnvelopeUse,
    ) {
        let query =
            (member.key == QUERY).then(|| (Method::Query, self.normalised.queries.get(entry.key)));
        let Some((method, Some(typed))) = query.or_else(|| method(item, member.key)) else {
            return;
        };
        // In the document it has a key of its own.
        let key = if method == Method::Query { "query" } else { member.key };
        let source = Source {
            id: OperationId(u32::try_from(self.api.operations.len()).unwrap_or(u32::MAX)),
            path: entry.key,
            item,
            item_node: entry.value,
            item_pointer: pointer.clone(),
            typed,
            node: member.value,
            pointer: pointer.child(member.key),
        };
        let (parameters, idempotency_header) = self.parameters(&source, method);
        let security = match &typed.security {
            Some(own) => self.requirements(own, source.node, &source.pointer),
            None => shared.cloned(),
        };
        let own = self.envelope_at(source.node, &source.pointer);
        let envelope = if own == EnvelopeUse::Inherited { path.clone() } else { own };
        let operation = Operation {
            id: typed.operation_id.clone().filter(|it| !it.is_empty()),
            method,
            path: entry.key.to_owned(),
            tags: typed.tags.clone(),
            docs: docs(&source),
            pointer: self.written(&pointer.child(key)),
            span: member.key_span,
            parameters,
            body: self.body(&source),
            responses: self.responses(&source),
            security,
            envelope,
            paging: None,
            idempotency_header,
            repeatable: self.repeatable(&source, method),
            retry: self.retry(&source),
            servers: server::own(source.node, source.item_node, &self.api.servers),
        };
        self.api.operations.push(operation);
    }
}

/// Summary and description; those of the path item are for all its operations ("Path Item Object").
fn docs(source: &Source<'_>) -> Docs {
    let text = |key| words::text(source.node, key).or_else(|| words::text(source.item_node, key));
    Docs {
        title: text("summary"),
        description: text("description"),
        deprecated: source.typed.deprecated,
        example: None,
    }
}

fn method<'a>(item: &'a PathItem, key: &str) -> Option<(Method, Option<&'a Typed>)> {
    let (method, typed) = match key {
        "get" => (Method::Get, &item.get),
        "put" => (Method::Put, &item.put),
        "post" => (Method::Post, &item.post),
        "delete" => (Method::Delete, &item.delete),
        "options" => (Method::Options, &item.options),
        "head" => (Method::Head, &item.head),
        "patch" => (Method::Patch, &item.patch),
        "trace" => (Method::Trace, &item.trace),
        _ => return None,
    };
    Some((method, typed.as_ref()))
}
