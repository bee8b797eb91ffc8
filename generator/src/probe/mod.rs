//! The requests of `renkei probe`, and how a response differs from the document.
//!
//! Takes the model and values of parameters; returns [`ProbeRequest`]s and [`Difference`]s, which are data. It must know neither
//! the network nor formats of output.

mod request;
mod response;
mod skipped;

pub use self::request::{ProbeRequest, Values, encoded};
pub use self::response::{Difference, DifferenceKind, Received, differences, is_deprecated};
pub use self::skipped::{SkipKind, SkippedOperation};

use crate::model::{Api, Method, Operation, OperationId};
use crate::text::MediaType;

/// What a probe of an API calls, and what it does not.
#[derive(Clone, Debug, Default)]
pub struct ProbePlan {
    /// One request of each safe operation.
    pub requests: Vec<ProbeRequest>,
    /// The safe operations that cannot be called.
    pub skipped: Vec<SkippedOperation>,
}

/// Returns a request of each operation with the method GET or HEAD. `only` restricts them by id; an empty list does not.
///
/// # Errors
///
/// `only` has an operation that does not exist, or that has another method.
pub fn plan(api: &Api, values: &Values, only: &[String]) -> Result<ProbePlan, String> {
    for id in only {
        validate_named(api, id)?;
    }
    let mut plan = ProbePlan::default();
    for (number, operation) in numbered(api) {
        let id = name(operation);
        if !is_probed(operation) || !(only.is_empty() || only.contains(&id)) {
            continue;
        }
        let request = match is_stream(operation) {
            true => Err((SkipKind::Stream, "it responds with a stream".to_owned())),
            false => ProbeRequest::new(api, number, operation, values)
                .map_err(|reason| (SkipKind::Parameter, reason)),
        };
        match request {
            Ok(request) => plan.requests.push(request),
            Err((kind, reason)) => plan.skipped.push(SkippedOperation { id, kind, reason }),
        }
    }
    Ok(plan)
}

fn validate_named(api: &Api, id: &str) -> Result<(), String> {
    let (_, operation) = find(api, id)?;
    if is_probed(operation) {
        return Ok(());
    }
    let method = operation.method.as_str();
    Err(format!("`{id}` has the method {method}, and a probe calls only GET and HEAD"))
}

/// Returns the request of one operation, with whatever method.
///
/// # Errors
///
/// Why it cannot be called.
pub fn request(api: &Api, id: &str, values: &Values) -> Result<ProbeRequest, String> {
    let (number, operation) = find(api, id)?;
    ProbeRequest::new(api, number, operation, values)
}

fn find<'a>(api: &'a Api, id: &str) -> Result<(OperationId, &'a Operation), String> {
    let found = numbered(api).find(|(_, it)| name(it) == id);
    found.ok_or_else(|| format!("there is no operation `{id}`"))
}

fn numbered(api: &Api) -> impl Iterator<Item = (OperationId, &Operation)> {
    (0_u32..).map(OperationId).zip(&api.operations)
}

/// Returns the operation's id, or its method and path.
fn name(operation: &Operation) -> String {
    let of_path = || format!("{} {}", operation.method.as_str(), operation.path);
    operation.id.clone().unwrap_or_else(of_path)
}

fn is_probed(operation: &Operation) -> bool {
    matches!(operation.method, Method::Get | Method::Head)
}

/// Whether a response may never end.
fn is_stream(operation: &Operation) -> bool {
    let media = operation.responses.iter().flat_map(|it| &it.media);
    media
        .map(|it| it.media_type())
        .any(|it| it.essence() == MediaType::EVENTS || it.is_json_sequence())
}
