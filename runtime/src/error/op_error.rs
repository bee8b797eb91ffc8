//! `OpError`: an error with the typed body of one operation.

use std::{convert::Infallible, fmt, ops::Deref};

use super::Error;

/// The failure of an operation: an [`Error`], and its typed body if the server sent one that the
/// document declares.
///
/// It dereferences to [`Error`], and `?` converts it into one.
pub struct OpError<E = Infallible> {
    error: Error,
    body: Option<Box<E>>,
}

impl<E> OpError<E> {
    pub(crate) fn new(error: Error, body: Option<E>) -> Self {
        Self { error, body: body.map(Box::new) }
    }

    /// Returns the typed body, if the server sent one that parsed.
    pub fn body(&self) -> Option<&E> {
        self.body.as_deref()
    }

    /// Returns the typed body by value.
    pub fn into_body(self) -> Option<E> {
        self.body.map(|body| *body)
    }

    /// Returns the error without its typed body.
    pub fn error(&self) -> &Error {
        &self.error
    }
}

impl<E> Deref for OpError<E> {
    type Target = Error;
    fn deref(&self) -> &Error {
        &self.error
    }
}

impl<E> From<Error> for OpError<E> {
    fn from(error: Error) -> Self {
        Self { error, body: None }
    }
}

impl<E> From<OpError<E>> for Error {
    fn from(error: OpError<E>) -> Self {
        error.error
    }
}

impl<E> fmt::Display for OpError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.error.fmt(f)
    }
}

impl<E> fmt::Debug for OpError<E> {
    /// Shows whether there is a typed body, but not its value.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OpError")
            .field("error", &self.error)
            .field("typed_body", &self.body.is_some())
            .finish()
    }
}

impl<E> std::error::Error for OpError<E> {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        std::error::Error::source(&self.error)
    }
}
