//! Long-running operations: declared or visible from the headers of status 202.
//!
//! The first of these sources counts: `x-renkei-long-running`; `x-ms-long-running-operation` with its options; a response
//! with status 202 that declares `Location`, `Operation-Location` or `Azure-AsyncOperation`.
//!
//! ```yaml
//! x-renkei-long-running:
//!   url: /links/self          # or `location`, `operation-location`, `request`; by default one of the headers
//!   status: /state
//!   succeeded: [done]
//!   failed: [broken]
//!   result: /result           # or `result-url: /resultUrl`
//!   schema: '#/components/schemas/Export'
//! x-renkei-long-running: true   # by the headers alone
//! ```

use super::Builder;
use super::paging::response;
use crate::diagnostic::{Diagnostic, code};
use crate::model::{
    LongRunning, Operation, PropertyPath, ResultSource, StateUrl, StatusMatch, TypeRef,
};
use crate::normalise::extensions::LONG_RUNNING;
use crate::source::Node;
use crate::text::JsonPointer;

const HELP: &str = "`x-renkei-long-running` takes `url` (`location`, `operation-location`, `request`, or a JSON pointer into the response), `status` and `error` (JSON pointers into the state), `succeeded` and `failed` (lists of statuses), `result` or `result-url` (JSON pointers) and `schema` (a reference to a component); or `true` or `false`";

const KEYS: [&str; 8] =
    ["url", "status", "error", "succeeded", "failed", "result", "result-url", "schema"];

/// The extension of Azure (github.com/Azure/autorest/blob/main/docs/extensions/readme.md).
const AZURE: &str = "x-ms-long-running-operation";
const AZURE_OPTIONS: &str = "x-ms-long-running-operation-options";

/// The headers that name the URL of the state.
const HEADERS: [&str; 3] = ["location", "operation-location", "azure-asyncoperation"];

/// The location and the message of an error in a declaration.
type DeclarationError<'a> = (Node<'a>, String);

impl<'a> Builder<'a> {
    /// Sets how each long-running operation is polled. All types are known before.
    pub(super) fn long_running(&mut self) {
        for (index, node) in self.operation_nodes() {
            let Some(operation) = self.api.operations.get(index) else { continue };
            let pointer = operation.pointer.clone();
            let found = self.declared_polling(operation, node);
            let found = found.unwrap_or_else(|(at, message)| {
                let message = format!("`{LONG_RUNNING}` is invalid: {message}");
                let diagnostic = Diagnostic::warning(code::MALFORMED, message).with_help(HELP);
                self.report(diagnostic, at, &pointer.child(LONG_RUNNING));
                None
            });
            if let Some(operation) = self.api.operations.get_mut(index) {
                operation.long_running = found;
            }
        }
    }

    fn declared_polling(
        &self,
        operation: &Operation,
        node: Node<'a>,
    ) -> Result<Option<LongRunning>, DeclarationError<'a>> {
        if let Some(own) = node.get(LONG_RUNNING) {
            return match own.as_bool() {
                Some(true) => Ok(Some(LongRunning::default())),
                Some(false) => Ok(None),
                None => Reader { builder: self, operation, node: own }.read().map(Some),
            };
        }
        if let Some(azure) = node.get(AZURE).and_then(Node::as_bool) {
            return Ok(azure.then(|| self.azure(node.get(AZURE_OPTIONS))));
        }
        Ok(has_header(operation).then(LongRunning::default))
    }

    fn azure(&self, options: Option<Node<'a>>) -> LongRunning {
        let text = |key: &str| options?.get(key)?.as_str();
        let result = match text("final-state-via") {
            Some("azure-async-operation" | "operation-location") => ResultSource::State,
            Some("location") => ResultSource::Location,
            Some("original-uri") => ResultSource::Request,
            _ => ResultSource::Guidelines,
        };
        let ty = text("final-state-schema").and_then(|it| self.component(it));
        LongRunning { result, ty, ..LongRunning::default() }
    }

    /// The component schema of a reference, also by its location in OpenAPI 2.0.
    fn component(&self, reference: &str) -> Option<TypeRef> {
        let local = reference.strip_prefix('#')?;
        let name = ["/components/schemas/", "/definitions/"];
        let name = name.iter().find_map(|prefix| local.strip_prefix(prefix))?;
        let pointer = JsonPointer::parse(&format!("/components/schemas/{name}"))?;
        let id = *self.by_pointer.get(&pointer)?;
        Some(TypeRef { id, nullable: false })
    }
}

/// Whether a response with status 202 declares the URL of a state.
fn has_header(operation: &Operation) -> bool {
    let accepted = operation.responses.iter().filter(|it| it.status == StatusMatch::Exact(202));
    let mut names = accepted.flat_map(|it| &it.headers).map(|it| it.name.as_str());
    names.any(|name| HEADERS.iter().any(|it| it.eq_ignore_ascii_case(name)))
}

struct Reader<'s, 'a> {
    builder: &'s Builder<'a>,
    operation: &'s Operation,
    node: Node<'a>,
}

impl<'a> Reader<'_, 'a> {
    fn read(&self) -> Result<LongRunning, DeclarationError<'a>> {
        if !self.node.is_object() {
            return Err((self.node, format!("it is {}", self.node.kind_name())));
        }
        if let Some(odd) = self.node.members().find(|it| !KEYS.contains(&it.key)) {
            return Err((odd.value, format!("`{}` is not one of its keys", odd.key)));
        }
        let status = self.path("status")?;
        let succeeded = self.statuses("succeeded")?;
        if status.is_some() && succeeded.is_empty() {
            return Err((self.node, "`succeeded` is missing".to_owned()));
        }
        let result = match (self.path("result")?, self.path("result-url")?) {
            (Some(_), Some(_)) => {
                return Err((self.node, "it has both `result` and `result-url`".to_owned()));
            }
            (Some(path), None) => ResultSource::Property(path),
            (None, Some(path)) => ResultSource::Url(path),
            (None, None) => ResultSource::Guidelines,
        };
        Ok(LongRunning {
            url: self.url()?,
            status,
            succeeded,
            failed: self.statuses("failed")?,
            error: self.path("error")?,
            ty: self.schema(&result)?,
            result,
        })
    }

    fn url(&self) -> Result<StateUrl, DeclarationError<'a>> {
        let Some(node) = self.node.get("url") else { return Ok(StateUrl::default()) };
        match node.as_str() {
            Some("location") => Ok(StateUrl::Location),
            Some("operation-location") => Ok(StateUrl::OperationLocation),
            Some("request") => Ok(StateUrl::Request),
            Some(pointer) if pointer.starts_with('/') => {
                let path = PropertyPath::read(pointer).map(StateUrl::Body);
                path.ok_or_else(|| (node, format!("`{pointer}` is not a JSON pointer")))
            }
            _ => Err((node, "`url` names no header and is not a JSON pointer".to_owned())),
        }
    }

    fn path(&self, key: &str) -> Result<Option<PropertyPath>, DeclarationError<'a>> {
        let Some(node) = self.node.get(key) else { return Ok(None) };
        let path = node.as_str().and_then(PropertyPath::read);
        path.map(Some)
            .ok_or_else(|| (node, format!("`{key}` is neither a name nor a JSON pointer")))
    }

    fn statuses(&self, key: &str) -> Result<Vec<String>, DeclarationError<'a>> {
        let Some(list) = self.node.get(key) else { return Ok(Vec::new()) };
        let error = |at| (at, format!("`{key}` is not a list of strings, numbers or booleans"));
        if !list.is_array() || list.items().len() == 0 {
            return Err(error(list));
        }
        list.items().map(|it| it.scalar_text().ok_or_else(|| error(it))).collect()
    }

    /// The declared type of the result, or that of the property that is the result.
    fn schema(&self, result: &ResultSource) -> Result<Option<TypeRef>, DeclarationError<'a>> {
        if let Some(node) = self.node.get("schema") {
            let found = node.as_str().and_then(|it| self.builder.component(it));
            let message =
                "`schema` is not a reference to a component, such as `#/components/schemas/Export`";
            return found.map(Some).ok_or_else(|| (node, message.to_owned()));
        }
        let ResultSource::Property(path) = result else { return Ok(None) };
        let states = response::success_types(self.operation);
        let api = &self.builder.api;
        let found = states.into_iter().find_map(|state| response::follow_type(api, state, &path.0));
        let node = self.node.get("result").unwrap_or(self.node);
        found.map(Some).ok_or_else(|| {
            (
                node,
                format!("the response has no `{path}`: name the type of the result with `schema`"),
            )
        })
    }
}
