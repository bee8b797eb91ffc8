//! `PollerError`: why a long-running operation has no result.

use std::fmt;

/// Why a long-running operation has no result.
///
/// `Display` and `Debug` show no URL, which may contain a secret.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum PollerError {
    /// The operation ended without a result: it failed or was canceled.
    Failed {
        /// The status as the server writes it, such as `Canceled`, if the state names one.
        status: Option<String>,
    },
    /// The response says that the operation goes on, but does not say where its state is.
    MissingUrl,
    /// The URL of the state or of the result is invalid, or is `http` where the client uses `https`.
    InvalidUrl {
        /// The URL without its query and user information.
        url: String,
    },
    /// A state has no status.
    MissingStatus {
        /// The JSON Pointer where it is expected.
        path: String,
    },
    /// The last state has no result, or no URL of it.
    MissingResult {
        /// The JSON Pointer where it is expected.
        path: String,
    },
    /// The token is of another operation, or of another version.
    OtherToken {
        /// The operation's id in the token.
        operation: String,
    },
}

impl fmt::Display for PollerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Failed { status: Some(status) } => {
                write!(f, "the operation ended with the status {status:?}")
            }
            Self::Failed { status: None } => f.write_str("the operation failed"),
            Self::MissingUrl => f.write_str(
                "the response says that the operation goes on, but has no URL of its state",
            ),
            Self::InvalidUrl { .. } => {
                f.write_str("the URL of the operation's state or result is not followed")
            }
            Self::MissingStatus { path } => {
                write!(f, "the state of the operation has no status at {path:?}")
            }
            Self::MissingResult { path } => {
                write!(f, "the last state of the operation has no result at {path:?}")
            }
            Self::OtherToken { .. } => f.write_str("the token is of another operation or version"),
        }
    }
}

impl fmt::Debug for PollerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Failed { status } => f.debug_struct("Failed").field("status", status).finish(),
            Self::MissingUrl => f.write_str("MissingUrl"),
            Self::InvalidUrl { .. } => f.debug_struct("InvalidUrl").finish_non_exhaustive(),
            Self::MissingStatus { path } => {
                f.debug_struct("MissingStatus").field("path", path).finish()
            }
            Self::MissingResult { path } => {
                f.debug_struct("MissingResult").field("path", path).finish()
            }
            Self::OtherToken { operation } => {
                f.debug_struct("OtherToken").field("operation", operation).finish()
            }
        }
    }
}
