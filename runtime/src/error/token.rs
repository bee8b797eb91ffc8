//! Why no access token could be had.

use std::fmt;
use std::time::Duration;

use http::StatusCode;

use crate::transport::TransportErrorKind;

/// Why no access token could be had.
///
/// Display and Debug show no text of the server's, as that could repeat a secret.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum TokenError {
    /// The server refuses, in the standard's own form (RFC 6749 § 5.2).
    Refused {
        /// The status, most often 400 or 401.
        status: StatusCode,
        /// Why.
        code: TokenErrorCode,
        /// The server's words for people (`error_description`).
        description: Option<String>,
    },
    /// The server answers with a status that is no success, and says no more in a known form.
    Status(StatusCode),
    /// The answer is a success, but holds no token that can be used: what is wrong with it.
    Malformed(&'static str),
    /// The connection to the server failed.
    Transport {
        /// How.
        fault: TransportErrorKind,
        /// What the operating system or the TLS library said.
        cause: Option<String>,
    },
    /// The server did not answer in the time that one attempt has.
    Timeout {
        /// How long that is.
        after: Duration,
    },
    /// The server cannot be asked with these settings, so nothing was sent.
    Settings(String),
    /// The answer was given up half-way, as the tokio runtime of the call that asked has ended.
    Abandoned,
}

/// The codes of RFC 6749 § 5.2.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TokenErrorCode {
    /// `invalid_request`: a parameter is missing, repeated or malformed.
    InvalidRequest,
    /// `invalid_client`: unknown client, wrong secret, or another way of authentication is wanted.
    InvalidClient,
    /// `invalid_grant`: what was presented for the token is invalid or has expired.
    InvalidGrant,
    /// `unauthorized_client`: this client may not use this grant.
    UnauthorizedClient,
    /// `unsupported_grant_type`: the server does not know client credentials.
    UnsupportedGrantType,
    /// `invalid_scope`: a scope is unknown, malformed or more than this client may have.
    InvalidScope,
    /// A code that the standard does not have.
    Other,
}

impl TokenErrorCode {
    pub(crate) fn read(code: &str) -> Self {
        match code {
            "invalid_request" => Self::InvalidRequest,
            "invalid_client" => Self::InvalidClient,
            "invalid_grant" => Self::InvalidGrant,
            "unauthorized_client" => Self::UnauthorizedClient,
            "unsupported_grant_type" => Self::UnsupportedGrantType,
            "invalid_scope" => Self::InvalidScope,
            _ => Self::Other,
        }
    }
}

impl fmt::Display for TokenErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::InvalidRequest => "invalid_request",
            Self::InvalidClient => "invalid_client",
            Self::InvalidGrant => "invalid_grant",
            Self::UnauthorizedClient => "unauthorized_client",
            Self::UnsupportedGrantType => "unsupported_grant_type",
            Self::InvalidScope => "invalid_scope",
            Self::Other => "a code of its own",
        })
    }
}

impl fmt::Display for TokenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused { status, code, .. } => {
                write!(f, "the token endpoint refuses: {code} (status {})", status.as_u16())
            }
            Self::Status(status) => write!(f, "the token endpoint answers with status {status}"),
            Self::Malformed(what) => write!(f, "the token endpoint's answer is no use: {what}"),
            Self::Transport { fault, cause } => {
                write!(f, "no access token: {fault}")?;
                cause.as_deref().map_or(Ok(()), |cause| write!(f, ": {cause}"))
            }
            Self::Timeout { after } => {
                write!(f, "the token endpoint did not answer within {after:?}")
            }
            Self::Settings(what) => f.write_str(what),
            Self::Abandoned => f.write_str("asking for an access token was given up half-way"),
        }
    }
}

impl fmt::Debug for TokenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TokenError({self})")
    }
}
