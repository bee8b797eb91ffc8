//! The static description of a long-running operation in generated code.

use super::Path;
use super::state::PollerStatus;
use super::token::Via;
use crate::call::Operation;
use crate::decode::{PathValue, RawResponse, find};
use crate::error::PollerError;
use crate::json;

/// How a long-running operation is polled. Generated code states what differs from [`LongRunning::new`].
#[derive(Debug)]
pub struct LongRunning {
    /// The request for the state.
    pub request: Operation,
    /// Where the first response names the URL of the state.
    pub url: StateUrl,
    /// The path of the status in a state. `None`: `status` at the URL of `Operation-Location` or `Azure-AsyncOperation`,
    /// `properties.provisioningState` in a resource, and the HTTP status at the URL of `Location`.
    pub status: Option<Path>,
    /// The statuses of a success; letter case makes no difference.
    pub succeeded: &'static [&'static str],
    /// The statuses of a failure.
    pub failed: &'static [&'static str],
    /// The path of a value that only a failed operation has.
    pub error: Option<Path>,
    /// Where the result is.
    pub result: ResultSource,
}

/// Where the first response names the URL of the state.
#[derive(Clone, Copy, Debug)]
pub enum StateUrl {
    /// In `Operation-Location`, `Azure-AsyncOperation` or, with status 202, `Location`. Otherwise PUT and PATCH are polled
    /// at the URL of the request.
    Headers,
    /// In `Location`.
    Location,
    /// In `Operation-Location` or `Azure-AsyncOperation`.
    OperationLocation,
    /// It is the URL of the request.
    Request,
    /// At a path of the body.
    Body(Path),
}

/// Where the result of a long-running operation is.
#[derive(Clone, Copy, Debug)]
pub enum ResultSource {
    /// Where the Azure guidelines put it: at `resourceLocation` of the last state; at the URL of the request, of PUT and
    /// PATCH; at `Location`; otherwise it is the last state.
    Guidelines,
    /// At the URL of the request.
    Request,
    /// At the URL of `Location`.
    Location,
    /// The last state.
    State,
    /// At a path of the last state.
    Property(Path),
    /// At the URL at a path of the last state.
    Url(Path),
}

impl LongRunning {
    /// Returns the description of this operation if the document says nothing but that it is long-running.
    pub const fn new(operation: &Operation) -> Self {
        Self {
            request: operation.polling(),
            url: StateUrl::Headers,
            status: None,
            succeeded: &["succeeded"],
            failed: &["failed", "canceled", "cancelled"],
            error: None,
            result: ResultSource::Guidelines,
        }
    }

    /// Reads the status of a state, and its text as the server writes it.
    pub(super) fn status(
        &self,
        state: &RawResponse,
        via: Via,
    ) -> Result<(PollerStatus, Option<String>), PollerError> {
        let body = state.json_text();
        let usual: Option<Path> = match via {
            Via::OperationLocation => Some(&["status"]),
            Via::Resource => Some(&["properties", "provisioningState"]),
            Via::Location => None,
        };
        let path = self.status.or(usual);
        let name = path.and_then(|path| scalar(find(body, path, &[])));
        let has_error = |path| !matches!(find(body, path, &[]), PathValue::Missing);
        let is = |names: &[&str]| {
            name.as_deref().is_some_and(|name| names.iter().any(|it| it.eq_ignore_ascii_case(name)))
        };
        let status = if self.error.is_some_and(has_error) || is(self.failed) {
            PollerStatus::Failed
        } else if is(self.succeeded) {
            PollerStatus::Succeeded
        } else if name.is_some() || state.status() == 202 {
            PollerStatus::InProgress
        } else if via == Via::OperationLocation {
            let path = json_pointer(path.unwrap_or(&[]));
            return Err(PollerError::MissingStatus { path });
        } else {
            PollerStatus::Succeeded
        };
        Ok((status, name))
    }
}

/// Returns a value that is not an object or a list as text.
fn scalar(value: PathValue) -> Option<String> {
    match value {
        PathValue::String(text) | PathValue::Number(text) => Some(text),
        PathValue::Bool(flag) => Some(flag.to_string()),
        PathValue::Missing | PathValue::Object | PathValue::List { .. } => None,
    }
}

/// Returns the string at a path, unless it is empty.
pub(super) fn string_at(state: &RawResponse, path: &[&str]) -> Option<String> {
    match find(state.json_text(), path, &[]) {
        PathValue::String(text) if !text.is_empty() => Some(text),
        _ => None,
    }
}

/// Returns the state with the value at a path as its body.
pub(super) fn with_value_at(state: RawResponse, path: &[&str]) -> Result<RawResponse, PollerError> {
    match json::text_at(state.json_text(), path) {
        Some(value) => {
            let value = state.body().slice_ref(value);
            Ok(state.with_body(value))
        }
        None => Err(PollerError::MissingResult { path: json_pointer(path) }),
    }
}

/// Writes a path as a JSON Pointer (RFC 6901).
pub(super) fn json_pointer(path: &[&str]) -> String {
    path.iter().map(|it| format!("/{}", it.replace('~', "~0").replace('/', "~1"))).collect()
}
