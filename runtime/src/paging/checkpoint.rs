//! `Checkpoint`: the position of a pager, to be stored outside of the process.

use serde::{Deserialize, Serialize};

/// The position of a pager: the cursor of its page, and how many items of the page are done.
///
/// An item is done when the next one is requested. So after a crash the last item is returned
/// again, and every item is returned at least once.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checkpoint {
    /// The cursor of the page; none for the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) cursor: Option<String>,
    /// How many items of the page are done.
    #[serde(default)]
    pub(super) done: usize,
    /// Whether all pages are done.
    #[serde(default)]
    pub(super) finished: bool,
}
