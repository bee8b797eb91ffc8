//! `PollerToken`: a started operation, to be stored outside of the process.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The form of a token. Another form is not resumed.
pub(super) const VERSION: u32 = 1;

/// A long-running operation that was started, to be stored and polled by another process.
///
/// A token belongs to one operation of the API and to one version of its form. Resuming it as another operation is an
/// error. It contains URLs without the client's credentials; `Debug` shows no URL, because a URL of a state can itself be
/// a secret.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PollerToken {
    pub(super) version: u32,
    /// The operation's id.
    pub(super) operation: String,
    /// How the state is found.
    pub(super) via: Via,
    /// The URL of the state.
    pub(super) url: String,
    /// The URL of the request that started the operation.
    pub(super) request: String,
    /// The URL of the last `Location` header.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) location: Option<String>,
}

/// How a state is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Via {
    /// At a URL whose responses report the status.
    OperationLocation,
    /// At a URL that responds with 202 until it has the result.
    Location,
    /// In the resource that the operation changes.
    Resource,
}

impl fmt::Debug for PollerToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PollerToken")
            .field("operation", &self.operation)
            .field("via", &self.via)
            .finish_non_exhaustive()
    }
}
