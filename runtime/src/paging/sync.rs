//! `ListSync`: reads a whole list over several runs of a program, and counts what it reads.

use std::collections::HashSet;
use std::convert::Infallible;
use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::Items;
use super::store::{CheckpointStore, SyncState};
use crate::error::{BoxError, Error, OpError, Outcome};

/// What a sync has read.
///
/// Items are told apart by their `id`, or as a whole if they have none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SyncReport {
    /// How many items were returned, over all runs.
    pub seen: u64,
    /// How many of them had been returned before in the same run. A list by offset or page repeats items if others are inserted
    /// before them; a restart repeats at most those since the last checkpoint.
    pub repeated: u64,
    /// How many items a list by offset or page may have skipped, because the server's total has shrunk by so many between two
    /// pages.
    pub gaps: u64,
    /// How many items there are, if the server states it. The last page counts.
    pub total: Option<u64>,
    /// How often the sync was resumed.
    pub resumed: u64,
}

impl SyncReport {
    /// Returns how many items are missing: the server's total without those that were read. `None` if the server states no total.
    pub fn missing(&self) -> Option<u64> {
        Some(self.total?.saturating_sub(self.seen.saturating_sub(self.repeated)))
    }
}

/// Reads a whole list over several runs of a program.
///
/// The position is saved before each page is fetched, so after a crash at most one page of items is returned again. When the list
/// ends, the saved state is removed, and the next sync starts over.
#[must_use = "nothing is sent until an item is requested"]
pub struct ListSync<I, E = Infallible> {
    items: Items<I, E>,
    store: Arc<dyn CheckpointStore>,
    name: String,
    report: SyncReport,
    /// The identities of all items of this run.
    seen: HashSet<u64>,
    /// How many pages were begun when the state was saved at the end of one.
    saved_pages: u64,
}

impl<I, E> Items<I, E> {
    /// Reads the whole list as the sync with this name: from the position that a run before has saved, or from the start.
    ///
    /// # Errors
    ///
    /// Fails if the store cannot be read.
    pub async fn sync(
        self,
        store: Arc<dyn CheckpointStore>,
        name: impl Into<String>,
    ) -> Result<ListSync<I, E>, BoxError> {
        let name = name.into();
        store.report_to(self.store_reporter());
        let state = store.load(&name).await?;
        let (mut items, mut report) = (self, SyncReport::default());
        if let Some(state) = state {
            items = items.resume_from(state.checkpoint);
            report = SyncReport { resumed: state.report.resumed + 1, ..state.report };
        }
        Ok(ListSync { items, store, name, report, seen: HashSet::new(), saved_pages: 0 })
    }
}

impl<I: Send + 'static, E> ListSync<I, E> {
    /// Returns the next item, or `None` after the last. An item is done when the next one is requested.
    ///
    /// # Errors
    ///
    /// Those of [`Items::try_next`]; the next call goes on. Also fails if the position cannot be saved.
    pub async fn try_next(&mut self) -> Result<Option<I>, OpError<E>> {
        if self.items.is_at_end_of_page() && self.items.pages_begun() > self.saved_pages {
            self.save().await.map_err(unsaved)?;
        }
        // The first page of a run may have lost rows since the run before.
        let total = self.items.total().or(self.report.total);
        let Some(item) = self.items.try_next().await? else {
            self.store.remove(&self.name).await.map_err(unsaved)?;
            return Ok(None);
        };
        if let (Some(before), Some(now)) = (total, self.items.total()) {
            self.report.gaps += before.saturating_sub(now);
        }
        self.report.total = self.items.total().or(self.report.total);
        self.report.seen += 1;
        if self.items.current_hash().is_some_and(|hash| !self.seen.insert(hash)) {
            self.report.repeated += 1;
        }
        Ok(Some(item))
    }

    /// Saves the position now: the item that was returned last is done.
    ///
    /// # Errors
    ///
    /// Fails if the store cannot be written.
    pub async fn save(&mut self) -> Result<(), BoxError> {
        self.items.finish_current();
        let state = SyncState { checkpoint: self.items.checkpoint(), report: self.report.clone() };
        self.store.save(&self.name, state).await?;
        if self.items.is_at_end_of_page() {
            self.saved_pages = self.items.pages_begun();
        }
        Ok(())
    }

    /// Returns what was read so far, in this run and those before.
    pub fn report(&self) -> &SyncReport {
        &self.report
    }
}

fn unsaved(cause: BoxError) -> Error {
    let error = Error::local("the position of the list cannot be saved");
    error.with_outcome(Outcome::NotSent).with_source(Some(cause))
}

impl<I, E> fmt::Debug for ListSync<I, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ListSync")
            .field("name", &self.name)
            .field("report", &self.report)
            .finish_non_exhaustive()
    }
}
