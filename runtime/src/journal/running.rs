//! The journal of a client, and the writes that are running.

use std::collections::HashSet;
use std::fmt;
use std::future::Future;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::{Intent, Journal, Settlement};
use crate::call::{Call, Prepared};
use crate::error::{BoxError, Error, Outcome};
use crate::hooks::StoreReporter;

/// The journal of a client. Writes that are running are not unsettled.
#[derive(Clone)]
pub(crate) struct Journals {
    journal: Arc<dyn Journal>,
    running: Arc<Mutex<HashSet<String>>>,
}

impl Journals {
    pub(crate) fn new(journal: Arc<dyn Journal>) -> Self {
        Self { journal, running: Arc::default() }
    }

    /// Lets the journal report its own events.
    pub(crate) fn report_to(&self, reporter: StoreReporter) {
        self.journal.report_to(reporter);
    }

    /// Runs a call that is recorded before, and settled after.
    ///
    /// # Errors
    ///
    /// Those of the call. Also fails if it cannot be recorded; nothing was sent then.
    pub(crate) async fn record<T>(
        &self,
        call: &Call,
        prepared: &Prepared,
        work: impl Future<Output = Result<T, Error>>,
    ) -> Result<T, Error> {
        // The one who resumes it knows more of its outcome.
        let is_resumed = call.call_options().is_resumed;
        let Some(intent) = Intent::of(call, prepared).filter(|_| !is_resumed) else {
            return work.await;
        };
        let running = self.start(intent.id());
        self.journal.intend(intent).await.map_err(unrecorded)?;
        let result = work.await;
        self.settle(running.id.clone(), settlement(&result)).await;
        result
    }

    /// Returns the writes without an outcome that are not running.
    pub(super) async fn unsettled(&self) -> Result<Vec<Intent>, BoxError> {
        let mut all = self.journal.unsettled().await?;
        let running = self.running();
        all.retain(|intent| !running.contains(&intent.id()));
        Ok(all)
    }

    /// Records how a write ended, if that is known.
    pub(super) async fn settle(&self, id: String, settlement: Option<Settlement>) {
        if let Some(settlement) = settlement {
            // An outcome that is not recorded is requested or looked up again.
            let _ = self.journal.settle(id, settlement).await;
        }
    }

    /// Notes that a recorded write is running.
    pub(super) fn start(&self, id: String) -> Running<'_> {
        self.running().insert(id.clone());
        Running { journals: self, id }
    }

    fn running(&self) -> MutexGuard<'_, HashSet<String>> {
        // Nothing panics while the lock is held, so a poisoned state is consistent.
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A write that is running, until it is dropped.
pub(super) struct Running<'a> {
    journals: &'a Journals,
    id: String,
}

/// Returns how a write with this result ended, if that is known.
pub(super) fn settlement<T>(result: &Result<T, Error>) -> Option<Settlement> {
    match result.as_ref().map_err(Error::outcome) {
        Ok(_) | Err(Outcome::Applied) => Some(Settlement::Applied),
        Err(Outcome::NotSent | Outcome::Rejected) => Some(Settlement::NotApplied),
        Err(Outcome::Unknown) => None,
    }
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        self.journals.running().remove(&self.id);
    }
}

fn unrecorded(cause: BoxError) -> Error {
    Error::local("the journal cannot record the request, so it was not sent")
        .with_source(Some(cause))
}

impl fmt::Debug for Journals {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Journals").field("running", &self.running().len()).finish_non_exhaustive()
    }
}
