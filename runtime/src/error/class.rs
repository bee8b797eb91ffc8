//! Coarse answers about a failure: who has to act, how far it got, which limit it hit.

use std::fmt;

/// Who has to act on an error, roughly.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Class {
    /// The server refused the request: 4xx but 401, and redirects that are not followed.
    Client,
    /// The server failed: 5xx.
    Server,
    /// The connection failed.
    Network,
    /// Time ran out.
    Timeout,
    /// Credentials are missing, could not be had or were refused (401).
    Auth,
    /// Nothing was sent, because of what this program asked for.
    Local,
    /// The answer is not what the document says.
    Decode,
    /// A pager cannot go on.
    Paging,
    /// The answer's status says success, and its body says failure.
    Domain,
}

/// How far a call got.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Phase {
    /// Building the request.
    Prepare,
    /// Getting the credentials for it.
    Credential,
    /// DNS, TCP, TLS.
    Connect,
    /// Sending the request and waiting for the head of the answer.
    Exchange,
    /// Reading the body of the answer.
    Body,
    /// Making sense of an answer that is all there.
    Decode,
}

/// The limits on time, all settable on the client and, but for the first, on a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TimeLimit {
    /// For DNS, TCP and TLS together.
    Connect,
    /// For one attempt.
    Attempt,
    /// For the whole operation, waits included.
    Deadline,
    /// For the next bytes of a stream.
    BodyIdle,
}

impl Phase {
    /// What was going on, to follow "timed out".
    pub(super) fn doing(self) -> &'static str {
        match self {
            Self::Prepare => "before sending",
            Self::Credential => "while getting a credential",
            Self::Connect => "while connecting",
            Self::Exchange => "while waiting for the answer",
            Self::Body => "while reading the body",
            Self::Decode => "while decoding",
        }
    }
}

impl fmt::Display for TimeLimit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Connect => "connect timeout",
            Self::Attempt => "attempt timeout",
            Self::Deadline => "deadline",
            Self::BodyIdle => "body idle limit",
        })
    }
}
