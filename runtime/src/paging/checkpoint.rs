//! `Checkpoint`: where a pager stands, to be kept outside the process.

use serde::{Deserialize, Serialize};

/// Where a pager stands: the cursor of its page, and how many items of that page are done with.
///
/// It moves when the next item is asked for, as only then is the last one known to be done with. So
/// what was handed out last before a crash is handed out again after it: every item at least once.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checkpoint {
    /// The cursor of the page; none for the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) cursor: Option<String>,
    /// How many items of the page are done with.
    #[serde(default)]
    pub(super) done: usize,
    /// Whether everything is done with.
    #[serde(default)]
    pub(super) finished: bool,
}
