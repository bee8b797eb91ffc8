//! `AdmissionLimit`: the client's own limit that kept an attempt from being sent.

use std::fmt;

use serde::Serialize;

/// The client's own limit that kept an attempt from being sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum AdmissionLimit {
    /// The server responded with 429 and asked for a pause that is longer than the call's deadline.
    Gate,
    /// The rate limit allows no attempt before the deadline.
    RateLimit,
    /// Too many attempts are in flight, and the queue is full, or its wait exceeds the deadline.
    Queue,
    /// The circuit breaker is open, because most of the last calls failed.
    Breaker,
}

impl AdmissionLimit {
    /// Returns the name in snake case, for the labels of metrics.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Gate => "gate",
            Self::RateLimit => "rate_limit",
            Self::Queue => "queue",
            Self::Breaker => "breaker",
        }
    }
}

impl fmt::Display for AdmissionLimit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Gate => "the server asked for a longer pause (429)",
            Self::RateLimit => "the rate limit allows no attempt in time",
            Self::Queue => "too many attempts are in flight",
            Self::Breaker => "the circuit breaker is open, because most calls failed",
        })
    }
}
