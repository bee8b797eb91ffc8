//! Operations: their methods, arguments, setters, responses and documentation.
//!
//! Takes the [`PlanContext`], the planned items and the names of operations; returns the items of each group. It must not
//! know how the planned types were decided.

mod body;
mod confirm;
mod documentation;
pub(super) mod envelope;
mod example;
mod headers;
mod inputs;
mod item_index;
mod long_running;
mod outcome;
mod paging;
mod request_checks;
mod response_media;
mod responses;
pub(super) mod slashes;
mod streams;

pub(super) use self::item_index::ItemIndex;

use self::headers::Headers;
use self::slashes::Slashes;
use crate::diagnostic::{Diagnostic, Severity, code};
use crate::model::{Envelope, Location, Operation, PagingBasis};
use crate::plan::context::PlanContext;
use crate::plan::ir::{
    HeadersItem, OperationItem, PagingItem, ResponseItem, SecurityItem, SecuritySchemeItem, Servers,
};
use crate::plan::naming::grouping::{Grouping, OperationNames};
use crate::plan::naming::scope::Scope;
use crate::plan::options::Options;
use crate::plan::server;
use crate::plan::validation::Validation;
use crate::plan::xml::XmlBodies;

/// What planning an operation reads besides the model.
pub(super) struct OperationPlanner<'a, 'b> {
    pub(super) context: &'b PlanContext<'a>,
    pub(super) xml: &'b XmlBodies,
    pub(super) options: &'b Options,
    pub(super) crate_name: &'b str,
    pub(super) security_schemes: &'b [SecuritySchemeItem],
    pub(super) servers: &'b Servers,
    /// The envelope of the whole API.
    pub(super) envelope: Option<&'b Envelope>,
    pub(super) validation: Option<&'b Validation<'a, 'b>>,
    pub(super) items: &'b ItemIndex<'b>,
    pub(super) slashes: &'b Slashes,
    pub(super) diagnostics: &'b mut Vec<Diagnostic>,
}

/// What decisions about bodies read.
#[derive(Clone, Copy)]
struct BodyContext<'a, 'b> {
    context: &'b PlanContext<'a>,
    xml: &'b XmlBodies,
}

/// The path template without the pairs of its query that a required parameter sends, too.
fn sent_path(operation: &Operation) -> String {
    let Some((path, query)) = operation.path.split_once('?') else {
        return operation.path.clone();
    };
    let is_sent = |pair: &&str| {
        let name = pair.split('=').next().unwrap_or(pair);
        let mut parameters = operation.parameters.iter();
        parameters
            .any(|it| it.required && it.location == Location::Query && it.name.as_str() == name)
    };
    let kept: Vec<&str> = query.split('&').filter(|it| !is_sent(it)).collect();
    if kept.is_empty() { path.to_owned() } else { format!("{path}?{}", kept.join("&")) }
}

/// The operations of a group, and the structs of their headers.
pub(super) struct PlannedGroup {
    pub(super) operations: Vec<OperationItem>,
    pub(super) headers: Vec<HeadersItem>,
}

impl<'a, 'b> OperationPlanner<'a, 'b> {
    /// Plans the operations of each group, in the order of the groups.
    pub(super) fn plan(&mut self, grouping: &mut Grouping) -> Vec<PlannedGroup> {
        let mut groups = Vec::new();
        for group in &grouping.groups {
            let scope = grouping.scopes.entry(group.module.clone()).or_default();
            let mut headers = Headers::default();
            let operations = group.operations.iter().filter_map(|index| {
                let operation = self.context.api.operations.get(*index)?;
                let names = grouping.operations.get(index)?;
                Some(self.operation(operation, names, scope, &mut headers))
            });
            let operations = operations.collect();
            groups.push(PlannedGroup { operations, headers: headers.items });
        }
        groups
    }

    fn operation(
        &mut self,
        operation: &Operation,
        names: &OperationNames,
        scope: &mut Scope,
        headers: &mut Headers,
    ) -> OperationItem {
        let bodies = self.body_context();
        let streams = streams::plan(bodies, operation);
        let inputs = self.inputs(operation, names, &streams);
        let planned = responses::plan(bodies, operation, names, scope);
        let response = streams::response(operation, &streams, planned.response);
        let paging = self.paging(operation, &response);
        let envelope = envelope::of(self.context, operation, self.envelope, self.diagnostics);
        OperationItem {
            id: names.id.clone(),
            declared_id: operation.id.is_some(),
            method: names.method.clone(),
            request: names.request.clone(),
            constant: names.constant.clone(),
            http_method: operation.method.clone(),
            path: sent_path(operation),
            tag: operation.tags.first().cloned(),
            pointer: operation.pointer.clone(),
            docs: self.operation_docs(
                operation,
                &inputs.arguments,
                envelope.as_ref(),
                (&planned.error, &names.group),
            ),
            example: self.example(names, &inputs.arguments, &response.ty),
            request_docs: vec![documentation::request(names)],
            deprecated: operation.docs.deprecated,
            accept: planned.accept,
            statuses: outcome::compared_statuses(operation),
            repeatable: operation.repeatable,
            redirects: outcome::redirects(operation),
            idempotency_header: operation.idempotency_header.clone(),
            security: self.security(operation),
            envelope,
            servers: self.own_servers(operation),
            retry: operation.retry.clone(),
            checks: request_checks::plan(&inputs),
            variable: inputs.variable,
            constants: inputs.constants,
            arguments: inputs.arguments,
            setters: inputs.setters,
            alternatives: inputs.alternatives,
            body_setters: inputs.body_setters,
            response,
            headers: headers.of(operation, names, self.options.client.dates, scope),
            error: planned.error,
            streams,
            paging,
            long_running: planned.long_running,
            confirm: self.confirm(operation),
        }
    }

    fn body_context(&self) -> BodyContext<'a, 'b> {
        BodyContext { context: self.context, xml: self.xml }
    }

    /// Whether the operation has servers of its own, and the configuration does not override them.
    fn has_own_servers(&self, operation: &Operation) -> bool {
        self.options.client.base_url.is_none() && !operation.servers.is_empty()
    }

    fn own_servers(&self, operation: &Operation) -> Vec<(String, String)> {
        match self.has_own_servers(operation) {
            true => server::own(operation, self.servers),
            false => Vec::new(),
        }
    }

    /// The paging of an operation. Declared paging that does not match the planned types is reported.
    fn paging(&mut self, operation: &Operation, response: &ResponseItem) -> Option<PagingItem> {
        let paging = operation.paging.as_ref()?;
        let planned = paging::plan(paging, response, self.items);
        if planned.is_none() {
            let message = "this operation has no page iterator, because its success is not one JSON response with a list";
            let severity = match paging.basis {
                PagingBasis::Detected => Severity::Info,
                PagingBasis::Extension(_) => Severity::Warning,
            };
            let diagnostic =
                Diagnostic::new(code::UNSUPPORTED, severity, message).at(operation.span);
            self.diagnostics.push(diagnostic.with_pointer(operation.pointer.clone()));
        }
        planned
    }

    fn security(&self, operation: &Operation) -> SecurityItem {
        let Some(alternatives) = &operation.security else { return SecurityItem::Undeclared };
        let constant = |scheme: &str| {
            let scheme = self.security_schemes.iter().find(|it| it.id == scheme);
            scheme.map(|it| it.constant.clone())
        };
        let declared = alternatives
            .iter()
            .map(|all| all.iter().filter_map(|it| constant(&it.scheme)).collect())
            .collect();
        SecurityItem::Declared(declared)
    }
}
