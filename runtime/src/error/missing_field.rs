//! A builder that was asked for a value before every required field was given.

use std::fmt;

/// A required field that a builder was never given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MissingField {
    ty: &'static str,
    field: &'static str,
}

impl MissingField {
    /// The error for `field` of the type `ty`; generated builders make it.
    #[must_use]
    pub const fn new(ty: &'static str, field: &'static str) -> Self {
        Self { ty, field }
    }

    /// The type that was to be built.
    #[must_use]
    pub const fn ty(&self) -> &'static str {
        self.ty
    }

    /// The field that is missing.
    #[must_use]
    pub const fn field(&self) -> &'static str {
        self.field
    }
}

impl fmt::Display for MissingField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` needs its field `{}`", self.ty, self.field)
    }
}

impl std::error::Error for MissingField {}
