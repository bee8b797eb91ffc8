//! `WriteError`: why a value cannot be written, and where.

use std::fmt;

/// Why a value cannot be written as JSON, and where.
#[derive(Debug)]
pub(crate) struct WriteError {
    message: String,
    /// The location as a JSON Pointer (RFC 6901).
    location: String,
}

impl WriteError {
    #[cold]
    pub(super) fn in_field(mut self, name: &str) -> Self {
        let name = name.replace('~', "~0").replace('/', "~1");
        self.location.insert_str(0, &format!("/{name}"));
        self
    }

    #[cold]
    pub(super) fn in_item(mut self, index: usize) -> Self {
        self.location.insert_str(0, &format!("/{index}"));
        self
    }
}

impl fmt::Display for WriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        if self.location.is_empty() { Ok(()) } else { write!(f, " at {}", self.location) }
    }
}

impl std::error::Error for WriteError {}

impl serde::ser::Error for WriteError {
    #[cold]
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self { message: message.to_string(), location: String::new() }
    }
}
