//! Why a webhook is not taken.

use std::fmt;
use std::time::Duration;

use crate::decode::DecodeError;

/// Why a webhook is not taken. Neither Display nor Debug shows a secret, a signature or the body.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum WebhookError {
    /// The secret cannot be one, so nothing is trusted.
    Secret(&'static str),
    /// A header is missing.
    NoHeader {
        /// Its name.
        name: String,
    },
    /// A header is not of the form that the sender uses, or is there twice.
    Header {
        /// Its name.
        name: String,
    },
    /// No signature is right: the secret is another one, or the body is not as it was sent.
    Mismatch,
    /// The signature is right, and the request is older than is tolerated: it may be a copy of an earlier one.
    TooOld {
        /// How old it is.
        by: Duration,
    },
    /// The signature is right, and the request comes from further in the future than is tolerated: one of the clocks is wrong.
    TooNew {
        /// How far it is ahead.
        by: Duration,
    },
    /// The signature is right, and the body is not what it should be.
    Body(DecodeError),
}

impl fmt::Display for WebhookError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Secret(what) => write!(f, "the secret for webhooks {what}"),
            Self::NoHeader { name } => write!(f, "the webhook has no header `{name}`"),
            Self::Header { name } => {
                write!(f, "the webhook's header `{name}` is not of the expected form")
            }
            Self::Mismatch => f.write_str(
                "no signature of the webhook is right: the secret is another one, or the body is not as it was sent",
            ),
            Self::TooOld { by } => write!(f, "the webhook is {} s old", by.as_secs()),
            Self::TooNew { by } => {
                write!(f, "the webhook comes from {} s in the future", by.as_secs())
            }
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
