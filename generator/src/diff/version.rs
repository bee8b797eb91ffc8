//! The version number that the changes call for.

use super::change::{Change, Level, Scope};

/// The part of the client's version number that has to rise (Semantic Versioning 2.0.0; before 1.0.0 a minor version may break).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Bump {
    /// No part: nothing changed.
    None,
    /// The last one: the public items are the same.
    Patch,
    /// The second one: there are new items.
    Minor,
    /// The first one: programs may not compile, or may fail.
    Major,
}

impl Bump {
    /// The name in texts and in JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Patch => "patch",
            Self::Minor => "minor",
            Self::Major => "major",
        }
    }

    /// The part that rises for a list of changes.
    pub(super) fn of(changes: &[Change]) -> Self {
        let of_change = |it: &Change| match (it.check.scope(), it.level()) {
            (_, Level::Breaking) => Self::Major,
            (Scope::Rust, _) => Self::Minor,
            (Scope::Wire, _) => Self::Patch,
        };
        changes.iter().map(of_change).max().unwrap_or(Self::None)
    }
}
