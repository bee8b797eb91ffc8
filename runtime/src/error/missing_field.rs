//! `MissingField`: the error of a builder without a required field.

use std::fmt;

/// A required field that was not set on a builder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MissingField {
    ty: &'static str,
    field: &'static str,
}

impl MissingField {
    /// Creates the error for `field` of the type `ty`. Generated builders use it.
    #[must_use]
    pub const fn new(ty: &'static str, field: &'static str) -> Self {
        Self { ty, field }
    }

    /// Returns the type to be built.
    #[must_use]
    pub const fn ty(&self) -> &'static str {
        self.ty
    }

    /// Returns the missing field.
    #[must_use]
    pub const fn field(&self) -> &'static str {
        self.field
    }
}

impl fmt::Display for MissingField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` requires the field `{}`", self.ty, self.field)
    }
}

impl std::error::Error for MissingField {}
