//! Remote documents. The caller fetches them, so that the library has no HTTP client.

use std::fmt;
use std::path::Path;

/// Gives the documents that lie on the network. What may be fetched, and what of it is trusted, is its decision.
pub trait Remote: fmt::Debug + Send + Sync {
    /// The bytes at a URL, at most `limit` of them. `named_by` is the path or the URL of the file that refers to it; a
    /// document that the user has named has none.
    ///
    /// # Errors
    ///
    /// Where it cannot be fetched or must not be trusted.
    fn read(&self, url: &str, named_by: Option<&Path>, limit: u64) -> Result<Vec<u8>, RemoteError>;
}

/// Why a URL gives nothing.
#[derive(Clone, Debug)]
pub struct RemoteError {
    /// The cause, to be put behind the URL.
    pub message: String,
    /// The suggested fix.
    pub help: &'static str,
}

impl fmt::Display for RemoteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}; {}", self.message, self.help)
    }
}

impl std::error::Error for RemoteError {}

impl RemoteError {
    /// What is said where nobody fetches anything.
    pub(super) fn refused() -> Self {
        Self { message: "it lies on the network".to_owned(), help: super::ALLOW_REMOTE }
    }
}
