//! Derives besides those of every type.

use super::rust_type::ForeignPath;

/// A derive besides those of every type.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Derive {
    /// `Eq`.
    Eq,
    /// `PartialOrd`.
    PartialOrd,
    /// `Ord`.
    Ord,
    /// `Hash`.
    Hash,
    /// A configured derive macro.
    Foreign(ForeignPath),
}
