//! `Intercept`: changes the headers of attempts, and vetoes retries.

use std::fmt;

use http::{HeaderMap, Method, Uri};

use crate::error::Error;

/// An attempt before it is signed and sent.
pub struct OutgoingAttempt<'a> {
    /// The operation's id.
    pub operation: &'static str,
    /// The number of the attempt, from 1.
    pub number: u32,
    /// The method.
    pub method: &'a Method,
    /// The URI, which contains the client's credentials if they go into the query.
    pub uri: &'a Uri,
    /// The headers, which contain the client's credentials.
    pub headers: &'a mut HeaderMap,
}

impl fmt::Debug for OutgoingAttempt<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OutgoingAttempt")
            .field("operation", &self.operation)
            .field("number", &self.number)
            .finish_non_exhaustive()
    }
}

/// An attempt that has ended.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct AttemptReport<'a> {
    /// The operation's id.
    pub operation: &'static str,
    /// The number of the attempt, from 1.
    pub number: u32,
    /// Why it failed; `None` for a success.
    pub error: Option<&'a Error>,
    /// Whether another attempt may follow.
    pub may_retry: bool,
}

/// Whether another attempt may follow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RetryVeto {
    /// The policy decides.
    None,
    /// There is no other attempt.
    Veto,
}

/// Changes the headers of attempts, and makes retries more careful. It cannot make them less careful:
/// only a safe retry is ever made.
///
/// It is called on the task of the call, so it must be quick.
pub trait Intercept: Send + Sync + 'static {
    /// Changes the headers of an attempt before it is signed.
    fn before_attempt(&self, attempt: &mut OutgoingAttempt<'_>) {
        let _ = attempt;
    }

    /// Sees the result of an attempt, and may veto another one.
    fn after_attempt(&self, report: &AttemptReport<'_>) -> RetryVeto {
        let _ = report;
        RetryVeto::None
    }

    /// Sees the result of a call: `None` for a success.
    fn after_call(&self, operation: &'static str, error: Option<&Error>) {
        let _ = (operation, error);
    }
}
