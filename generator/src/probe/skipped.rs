//! Operations that a probe does not call.

/// A safe operation that is not called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SkippedOperation {
    /// Its id, or method and path.
    pub id: String,
    /// What kind of reason it has.
    pub kind: SkipKind,
    /// Why, and what would change that.
    pub reason: String,
}

/// A kind of reason for which an operation is not called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SkipKind {
    /// It responds with a stream.
    Stream,
    /// A required parameter has no value, or is written in a way that a probe does not support.
    Parameter,
    /// It has a server of its own, which the base URL does not replace.
    OwnServer,
    /// There is no URL of a server, or an invalid one.
    BaseUrl,
    /// It needs credentials that are missing, or that must not be sent.
    Credentials,
    /// A probe supports none of its security schemes.
    SecurityScheme,
}

impl SkipKind {
    /// Returns the name that programs see.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Stream => "stream",
            Self::Parameter => "parameter",
            Self::OwnServer => "own_server",
            Self::BaseUrl => "base_url",
            Self::Credentials => "credentials",
            Self::SecurityScheme => "security_scheme",
        }
    }
}
