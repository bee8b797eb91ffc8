//! Coarse classifications of a failure: whose error it is, how far the call got, which limit it
//! exceeded.

use std::fmt;

use serde::Serialize;

/// Whose error it is, roughly.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Class {
    /// The server rejected the request: a 4xx other than 401, or a redirect that is not followed.
    Client,
    /// The server failed: 5xx.
    Server,
    /// The connection failed.
    Network,
    /// A time limit was exceeded.
    Timeout,
    /// Credentials are missing, could not be obtained, or were rejected (401).
    Auth,
    /// This program's request is invalid, or a limit of the client does not allow it. Nothing was sent.
    Local,
    /// The response does not match the document.
    Decode,
    /// A pager cannot continue.
    Paging,
    /// The status of the response is a success, but its body reports a failure. A long-running operation failed.
    Domain,
}

/// How far a call got.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Phase {
    /// Building the request.
    Prepare,
    /// Waiting until the client's own limits allow the attempt.
    Admission,
    /// Obtaining credentials.
    Credential,
    /// DNS, TCP and TLS.
    Connect,
    /// Sending the request and waiting for the response head.
    Exchange,
    /// Reading the response body.
    Body,
    /// Decoding a complete response.
    Decode,
}

/// The time limits. All can be set on the client and, except for `Connect`, on a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TimeLimit {
    /// For DNS, TCP and TLS together.
    Connect,
    /// For one attempt.
    Attempt,
    /// For the whole operation, including waits.
    Deadline,
    /// For the next bytes of a stream.
    BodyIdle,
}

impl Class {
    /// Returns the name in lower case, for the labels of metrics.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Client => "client",
            Self::Server => "server",
            Self::Network => "network",
            Self::Timeout => "timeout",
            Self::Auth => "auth",
            Self::Local => "local",
            Self::Decode => "decode",
            Self::Paging => "paging",
            Self::Domain => "domain",
        }
    }
}

impl Phase {
    /// Describes the phase, to follow "timed out".
    pub(super) fn doing(self) -> &'static str {
        match self {
            Self::Prepare => "before sending",
            Self::Admission => "while waiting to be sent",
            Self::Credential => "while getting a credential",
            Self::Connect => "while connecting",
            Self::Exchange => "while waiting for the response",
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
