//! Remote documents. The caller fetches them, so that the library has no HTTP client.

use std::fmt;
use std::path::Path;

/// Reads remote documents. The implementation decides which URLs it fetches and which content it trusts.
pub trait Remote: fmt::Debug + Send + Sync {
    /// Returns the content of a URL. `limit` is its greatest size in bytes. `named_by` is the path or URL of the
    /// referencing file; the first document has none.
    ///
    /// # Errors
    ///
    /// Fails if it cannot be fetched or is not trusted.
    fn read(&self, url: &str, named_by: Option<&Path>, limit: u64) -> Result<Vec<u8>, RemoteError>;
}

/// Why a remote document cannot be read.
#[derive(Clone, Debug)]
pub struct RemoteError {
    /// The cause, as the end of a sentence that begins with the URL.
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
    /// The error if remote documents are disabled.
    pub(super) fn refused() -> Self {
        Self { message: "it is remote".to_owned(), help: super::ALLOW_REMOTE }
    }
}
