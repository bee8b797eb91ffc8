//! A change, and the list that all comparisons add to.

use std::collections::BTreeSet;

use super::check::Check;
use super::version::Bump;
use crate::text::Span;

/// The differences of two versions of an API.
#[derive(Clone, Debug)]
pub struct ApiDiff {
    /// `info.title` of the later version.
    pub title: String,
    /// `info.version` of the earlier version.
    pub base_version: String,
    /// `info.version` of the later version.
    pub head_version: String,
    /// What the version number of the client has to show.
    pub bump: Bump,
    /// The changes: the most severe first, then by check and subject.
    pub changes: Vec<Change>,
}

/// How much a change can harm.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// No caller that follows the earlier version notices it.
    Safe,
    /// Some callers can fail, depending on how they are written.
    Risky,
    /// Callers that follow the earlier version fail.
    Breaking,
}

impl Level {
    /// The levels, the most severe first.
    pub const ALL: [Self; 3] = [Self::Breaking, Self::Risky, Self::Safe];

    /// The name in texts and in JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Safe => "safe",
            Self::Risky => "risky",
            Self::Breaking => "breaking",
        }
    }
}

/// Whom a change concerns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// Every caller of the API.
    Wire,
    /// Programs that are compiled with the generated client.
    Rust,
}

impl Scope {
    /// The name in texts and in JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Wire => "wire",
            Self::Rust => "rust",
        }
    }
}

/// Where a change is written, in the files of one version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChangeLocation {
    /// In the earlier version.
    pub base: Option<Span>,
    /// In the later version.
    pub head: Option<Span>,
}

/// A change between two versions.
#[derive(Clone, Debug)]
pub struct Change {
    /// The check that found it.
    pub check: Check,
    /// What changed, in words that stay the same if the document is reordered: `POST /orders`, `Order.createdAt`.
    pub subject: String,
    /// The change, as one sentence without a full stop.
    pub message: String,
    /// Where it is written.
    pub location: ChangeLocation,
    /// The operations that it concerns, such as `POST /orders`; empty if it concerns the whole API.
    pub operations: BTreeSet<String>,
}

impl Change {
    /// How much the change can harm.
    #[must_use]
    pub fn level(&self) -> Level {
        self.check.level()
    }

    /// Identifies the change in other comparisons: its check, its subject and its message, never a position.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        format!("{} {}: {}", self.check.id(), self.subject, self.message)
    }
}

/// The changes that were found so far.
#[derive(Default)]
pub(super) struct Changes {
    all: Vec<Change>,
}

impl Changes {
    /// Collects what a comparison adds.
    pub(super) fn of(compare: impl FnOnce(&mut Self)) -> Self {
        let mut changes = Self::default();
        compare(&mut changes);
        changes
    }

    /// Adds those of another comparison.
    pub(super) fn and(mut self, other: Self) -> Self {
        self.all.extend(other.all);
        self
    }

    /// Adds a change that concerns `operation`.
    pub(super) fn add(
        &mut self,
        check: Check,
        subject: impl Into<String>,
        message: impl Into<String>,
        location: ChangeLocation,
        operation: Option<&str>,
    ) {
        self.all.push(Change {
            check,
            subject: subject.into(),
            message: message.into(),
            location,
            operations: operation.into_iter().map(str::to_owned).collect(),
        });
    }

    pub(super) fn push(&mut self, change: Change) {
        self.all.push(change);
    }

    /// Returns the changes in their order, each once.
    pub(super) fn finish(mut self) -> Vec<Change> {
        self.all.sort_by(|a, b| {
            let key = |it: &Change| (std::cmp::Reverse(it.level()), it.check);
            (key(a), &a.subject, &a.message).cmp(&(key(b), &b.subject, &b.message))
        });
        let same = |a: &Change, b: &Change| {
            a.check == b.check && a.subject == b.subject && a.message == b.message
        };
        self.all.dedup_by(|later, first| {
            let is_same = same(later, first);
            if is_same {
                first.operations.append(&mut later.operations);
            }
            is_same
        });
        self.all
    }
}
