//! How a long-running operation is polled.

use std::fmt;

use super::paging::PropertyPath;
use super::schema::TypeRef;

/// How a long-running operation is polled. Empty lists and missing paths are those of the Azure guidelines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LongRunning {
    /// Where the first response names the URL of the state.
    pub url: StateUrl,
    /// The status in a state.
    pub status: Option<PropertyPath>,
    /// The statuses of a success.
    pub succeeded: Vec<String>,
    /// The statuses of a failure.
    pub failed: Vec<String>,
    /// A value that only the state of a failed operation has.
    pub error: Option<PropertyPath>,
    /// Where the result is.
    pub result: ResultSource,
    /// The type of the result, if it differs from the success of the operation.
    pub ty: Option<TypeRef>,
}

/// Where the first response names the URL of the state.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum StateUrl {
    /// In one of the headers for it, or else it is that of the request.
    #[default]
    Headers,
    /// In `Location`.
    Location,
    /// In `Operation-Location` or `Azure-AsyncOperation`.
    OperationLocation,
    /// It is the URL of the request.
    Request,
    /// In the body.
    Body(PropertyPath),
}

/// Where the result of a long-running operation is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum ResultSource {
    /// Where the Azure guidelines put it.
    #[default]
    Guidelines,
    /// At the URL of the request.
    Request,
    /// At the URL of `Location`.
    Location,
    /// It is the last state.
    State,
    /// In the last state.
    Property(PropertyPath),
    /// At a URL in the last state.
    Url(PropertyPath),
}

impl fmt::Display for LongRunning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.url {
            StateUrl::Headers => f.write_str("state by headers")?,
            StateUrl::Location => f.write_str("state at `Location`")?,
            StateUrl::OperationLocation => f.write_str("state at `Operation-Location`")?,
            StateUrl::Request => f.write_str("state at the URL of the request")?,
            StateUrl::Body(path) => write!(f, "state at the URL `{path}`")?,
        }
        if let Some(path) = &self.status {
            write!(f, ", status `{path}`")?;
        }
        for (word, statuses) in [("succeeded", &self.succeeded), ("failed", &self.failed)] {
            if !statuses.is_empty() {
                write!(f, ", {word} {}", statuses.join("|"))?;
            }
        }
        if let Some(path) = &self.error {
            write!(f, ", error `{path}`")?;
        }
        match &self.result {
            ResultSource::Guidelines => Ok(()),
            ResultSource::Request => f.write_str(", result at the URL of the request"),
            ResultSource::Location => f.write_str(", result at `Location`"),
            ResultSource::State => f.write_str(", result is the last state"),
            ResultSource::Property(path) => write!(f, ", result `{path}`"),
            ResultSource::Url(path) => write!(f, ", result at the URL `{path}`"),
        }
    }
}
