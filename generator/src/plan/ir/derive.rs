//! Derives beyond those that every type has.

use super::rust_type::ForeignPath;

/// A derive beyond those that every type has.
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
    /// A derive macro of the user's.
    Foreign(ForeignPath),
}
