//! `CheckpointStore`: where the positions of lists are kept between runs of a program.

use serde::{Deserialize, Serialize};

use super::{Checkpoint, SyncReport};
use crate::error::BoxError;
use crate::hooks::StoreReporter;
use crate::transport::BoxFuture;

/// The state of a sync: its position, and what it has counted so far.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SyncState {
    /// The position in the list.
    pub checkpoint: Checkpoint,
    /// What was counted up to the position.
    pub report: SyncReport,
}

/// Keeps the states of syncs by name.
///
/// Implementation: [`FileCheckpoints`](crate::FileCheckpoints).
pub trait CheckpointStore: Send + Sync + 'static {
    /// Returns the state of a sync, if there is one.
    ///
    /// # Errors
    ///
    /// Fails if the state cannot be read.
    fn load(&self, name: &str) -> BoxFuture<Result<Option<SyncState>, BoxError>>;

    /// Replaces the state of a sync, atomically and durably. If the future is dropped, the state may be replaced or not, but it never
    /// replaces that of a later call.
    ///
    /// # Errors
    ///
    /// Fails if the state cannot be written; the one before is then kept.
    fn save(&self, name: &str, state: SyncState) -> BoxFuture<Result<(), BoxError>>;

    /// Removes the state of a sync that is complete, durably.
    ///
    /// # Errors
    ///
    /// Fails if the state cannot be removed.
    fn remove(&self, name: &str) -> BoxFuture<Result<(), BoxError>>;

    /// Receives what reports the store's own events to the observers of a client. It is called when a sync starts.
    fn report_to(&self, reporter: StoreReporter) {
        let _ = reporter;
    }
}
