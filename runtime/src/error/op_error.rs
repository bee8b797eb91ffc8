//! `OpError`: an error together with the typed body of one operation.

use std::{fmt, ops::Deref};

use super::Error;

/// An operation's failure: an [`Error`], and its typed body where the server sent one that the
/// document declares.
///
/// It dereferences to [`Error`], and turns into one with `?`.
pub struct OpError<E> {
    error: Error,
    body: Option<Box<E>>,
}

impl<E> OpError<E> {
    pub(crate) fn new(error: Error, body: Option<E>) -> Self {
        Self { error, body: body.map(Box::new) }
    }

    /// The typed body, if the server sent one that parsed.
    pub fn body(&self) -> Option<&E> {
        self.body.as_deref()
    }

    /// The typed body itself.
    pub fn into_body(self) -> Option<E> {
        self.body.map(|body| *body)
    }

    /// The error without its typed body.
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
    /// Says whether there is a typed body, and does not show it.
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
