//! `WebhookError`: why a webhook was rejected.

use std::fmt;
use std::time::Duration;

use crate::decode::DecodeError;

/// Why a webhook was rejected.
///
/// Neither `Display` nor `Debug` shows a secret, a signature or the body.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum WebhookError {
    /// The secret is invalid, so no webhook is accepted.
    Secret(&'static str),
    /// A header is missing.
    NoHeader {
        /// The name of the header.
        name: String,
    },
    /// A header does not have the form that the sender uses, or is duplicate.
    Header {
        /// The name of the header.
        name: String,
    },
    /// No signature is valid: the secret is wrong, or the body was changed.
    Mismatch,
    /// The signature is valid, but the request is too old: it may be a copy of an earlier one.
    TooOld {
        /// The age of the request.
        by: Duration,
    },
    /// The signature is valid, but the request is from too far in the future: one of the clocks is
    /// wrong.
    TooNew {
        /// How far it is ahead.
        by: Duration,
    },
    /// The signature is valid, but the same request was accepted before.
    Replayed,
    /// The signature is valid, but the body does not match its type.
    Body(DecodeError),
}

impl fmt::Display for WebhookError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Secret(what) => write!(f, "the webhook secret {what}"),
            Self::NoHeader { name } => write!(f, "the webhook has no header `{name}`"),
            Self::Header { name } => {
                write!(f, "the webhook's header `{name}` is malformed")
            }
            Self::Mismatch => f.write_str(
                "no signature of the webhook is valid: the secret is wrong, or the body was changed",
            ),
            Self::TooOld { by } => write!(f, "the webhook is {} s old", by.as_secs()),
            Self::TooNew { by } => {
                write!(f, "the webhook is {} s in the future", by.as_secs())
            }
            Self::Replayed => f.write_str("the webhook was accepted before"),
            Self::Body(error) => write!(f, "the webhook's body: {}", error.message()),
        }
    }
}

impl std::error::Error for WebhookError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Body(error) => Some(error),
            _ => None,
        }
    }
}
