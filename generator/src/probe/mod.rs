//! The requests of `renkei probe`, and how a response differs from the document.
//!
//! Takes the model and values of parameters; returns [`ProbeRequest`]s and [`Difference`]s, which are data. It must know neither
//! the network nor formats of output.

mod request;
mod response;

pub use self::request::{ProbeRequest, Values, encoded};
pub use self::response::{Difference, DifferenceKind, Received, differences};

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

/// A safe operation that cannot be called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SkippedOperation {
    /// Its id, or method and path.
    pub id: String,
    /// Why, and what would change that.
    pub reason: String,
}

/// Returns a request of each operation with the method GET or HEAD. `only` restricts them by id; an empty list does not.
#[must_use]
pub fn plan(api: &Api, values: &Values, only: &[String]) -> ProbePlan {
    let mut plan = ProbePlan::default();
    for (id, operation) in numbered(api) {
        let is_probed = matches!(operation.method, Method::Get | Method::Head);
        let name = name(operation);
        if !is_probed || !(only.is_empty() || only.contains(&name)) {
            continue;
        }
        let request = match is_stream(operation) {
            true => Err("it responds with a stream".to_owned()),
            false => ProbeRequest::new(api, id, operation, values),
        };
        match request {
            Ok(request) => plan.requests.push(request),
            Err(reason) => plan.skipped.push(SkippedOperation { id: name, reason }),
        }
    }
    plan
}

/// Returns the request of one operation, with whatever method.
///
/// # Errors
///
/// Why it cannot be called.
pub fn request(api: &Api, id: &str, values: &Values) -> Result<ProbeRequest, String> {
    let mut all = numbered(api);
    let Some((number, operation)) = all.find(|(_, it)| name(it) == id) else {
        return Err(format!("there is no operation `{id}`"));
    };
    ProbeRequest::new(api, number, operation, values)
}

fn numbered(api: &Api) -> impl Iterator<Item = (OperationId, &Operation)> {
    (0_u32..).map(OperationId).zip(&api.operations)
}

/// Returns the operation's id, or its method and path.
fn name(operation: &Operation) -> String {
    let of_path = || format!("{} {}", operation.method.as_str(), operation.path);
    operation.id.clone().unwrap_or_else(of_path)
}

/// Whether a response may never end.
fn is_stream(operation: &Operation) -> bool {
    let media = operation.responses.iter().flat_map(|it| &it.media);
    media
        .map(|it| it.media_type())
        .any(|it| it.essence() == MediaType::EVENTS || it.is_json_sequence())
}
