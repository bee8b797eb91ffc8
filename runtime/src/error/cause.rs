//! The causes of errors, without the secrets of URLs.

use std::error::Error as StdError;
use std::fmt;

use super::BoxError;
use crate::client::redacted;

/// A cause whose messages contain URLs with secrets, as messages without them.
#[derive(Debug)]
pub(super) struct RedactedCause {
    message: String,
    source: Option<Box<Self>>,
}

impl RedactedCause {
    /// Returns the cause as it is, unless it contains a secret.
    pub(super) fn of(cause: BoxError) -> BoxError {
        let mut messages = vec![cause.to_string()];
        let mut next = cause.source();
        while let Some(it) = next {
            messages.push(it.to_string());
            next = it.source();
        }
        if messages.iter().all(|it| *it == redacted(it)) {
            return cause;
        }
        let chain = messages.iter().rev().fold(None, |source, message| {
            Some(Box::new(Self { message: redacted(message), source }))
        });
        match chain {
            Some(chain) => chain,
            None => cause,
        }
    }
}

impl fmt::Display for RedactedCause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl StdError for RedactedCause {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|it| it as _)
    }
}

/// Returns the root cause: the message of the operating system or the TLS library.
pub(crate) fn root_cause<'a>(
    error: &'a (dyn StdError + Send + Sync + 'static),
) -> &'a (dyn StdError + 'static) {
    let mut cause: &'a (dyn StdError + 'static) = error;
    while let Some(next) = cause.source() {
        cause = next;
    }
    cause
}
