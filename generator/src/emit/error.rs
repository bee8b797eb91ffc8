//! A bug of the generator, with the item that shows it.

use std::fmt;

/// The plan contains something that cannot be printed as Rust. No document should cause this: it is a bug in renkei.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    item: String,
    message: String,
}

impl Error {
    pub(super) fn new(item: impl fmt::Display, message: impl fmt::Display) -> Self {
        Self { item: item.to_string(), message: message.to_string() }
    }

    /// The item or the file that could not be printed.
    #[must_use]
    pub fn item(&self) -> &str {
        &self.item
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "`{}` cannot be printed: {}; this is a bug in renkei, please report it",
            self.item, self.message
        )
    }
}

impl std::error::Error for Error {}
