//! `TokenError`: why no access token could be obtained.

use std::fmt;
use std::time::Duration;

use http::StatusCode;

use crate::transport::TransportErrorKind;

/// Why no access token could be obtained.
///
/// `Display` and `Debug` show no text of the server, which could repeat a secret.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum TokenError {
    /// The server rejected the request with an error response (RFC 6749 § 5.2).
    Refused {
        /// The status, usually 400 or 401.
        status: StatusCode,
        /// The error code.
        code: TokenErrorCode,
        /// The server's explanation (`error_description`).
        description: Option<String>,
    },
    /// The server responded with an error status and no error response.
    Status(StatusCode),
    /// The response is a success without a usable token. The string says what is wrong.
    Malformed(&'static str),
    /// The connection to the server failed.
    Transport {
        /// How it failed.
        kind: TransportErrorKind,
        /// The message of the operating system or the TLS library.
        cause: Option<String>,
    },
    /// The server did not respond within the attempt timeout.
    Timeout {
        /// The timeout.
        after: Duration,
    },
    /// The settings are invalid, so nothing was sent.
    Settings(String),
    /// The fetch was abandoned, because the tokio runtime of the call that started it has ended.
    Abandoned,
}

/// The error codes of RFC 6749 § 5.2.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TokenErrorCode {
    /// `invalid_request`: a parameter is missing, repeated or malformed.
    InvalidRequest,
    /// `invalid_client`: the client is unknown, its secret is wrong, or another authentication
    /// method is required.
    InvalidClient,
    /// `invalid_grant`: the grant is invalid or has expired.
    InvalidGrant,
    /// `unauthorized_client`: this client may not use this grant type.
    UnauthorizedClient,
    /// `unsupported_grant_type`: the server does not support client credentials.
    UnsupportedGrantType,
    /// `invalid_scope`: a scope is unknown, malformed or not allowed for this client.
    InvalidScope,
    /// A code outside of the standard.
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

impl TokenError {
    /// Whether the same request may succeed a moment later.
    pub(crate) fn is_transient(&self) -> bool {
        match self {
            Self::Status(status) => matches!(status.as_u16(), 408 | 425 | 429 | 500 | 502..=504),
            Self::Transport { kind, .. } => {
                !matches!(kind, TransportErrorKind::Tls | TransportErrorKind::Unsupported)
            }
            _ => false,
        }
    }
}

impl fmt::Display for TokenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused { status, code, .. } => {
                write!(
                    f,
                    "the token endpoint rejected the request: {code} (status {})",
                    status.as_u16()
                )
            }
            Self::Status(status) => write!(f, "the token endpoint responded with status {status}"),
            Self::Malformed(what) => write!(f, "the token endpoint's response is invalid: {what}"),
            Self::Transport { kind, cause } => {
                write!(f, "no access token: {kind}")?;
                cause.as_deref().map_or(Ok(()), |cause| write!(f, ": {cause}"))
            }
            Self::Timeout { after } => {
                write!(f, "the token endpoint did not respond within {after:?}")
            }
            Self::Settings(what) => f.write_str(what),
            Self::Abandoned => {
                f.write_str("the token request was abandoned because its tokio runtime ended")
            }
        }
    }
}

impl fmt::Debug for TokenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TokenError({self})")
    }
}
