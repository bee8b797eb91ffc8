//! The journal of a client, and the writes that are running.

use std::collections::HashMap;
use std::fmt;
use std::future::Future;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use http::StatusCode;
use tokio::time::Instant;

use super::intent::{age, is_forgotten};
use super::time_limit::within;
use super::{Intent, Journal, Recorded, Settlement};
use crate::call::{Call, Prepared};
use crate::error::{Advice, BoxError, Error, ErrorKind, Outcome, Phase, TimeLimit};
use crate::hooks::StoreReporter;
use crate::transport::BoxFuture;

/// How long a call waits at least for its outcome to be recorded. After that and its deadline, the journal goes on without it.
const LEAST_SETTLING: Duration = Duration::from_millis(100);

/// The journal of a client. Writes that are running are not unsettled.
#[derive(Clone)]
pub(crate) struct Journals {
    journal: Arc<dyn Journal>,
    running: Arc<Mutex<HashMap<String, RunningCalls>>>,
}

/// The calls of one write that are running.
#[derive(Default)]
struct RunningCalls {
    count: usize,
    /// Whether one of them has ended, and the journal is still at work on it.
    is_late: bool,
}

impl Journals {
    pub(crate) fn new(journal: Arc<dyn Journal>) -> Self {
        Self { journal, running: Arc::default() }
    }

    /// Lets the journal report its own events.
    pub(crate) fn report_to(&self, reporter: StoreReporter) {
        self.journal.report_to(reporter);
    }

    /// Runs a call that is recorded before, and settled after. The journal has until `ends_at`, the deadline of the call.
    ///
    /// # Errors
    ///
    /// Those of the call, with the outcome of an earlier request of the same write. Also fails if it cannot be recorded; nothing
    /// was sent then.
    pub(crate) async fn record<T>(
        &self,
        call: &Call,
        prepared: &Prepared,
        ends_at: Instant,
        work: impl Future<Output = Result<T, Error>>,
    ) -> Result<T, Error> {
        // The one who resumes it knows more of its outcome.
        let is_resumed = call.call_options().is_resumed;
        let Some(intent) = Intent::of(call, prepared).filter(|_| !is_resumed) else {
            return work.await;
        };
        let is_key_honoured = intent.is_key_honoured();
        let unsent = |error: Error| error.with_idempotency_key(prepared.idempotency_key.clone());
        let running = self.start(intent.id()).ok_or_else(|| unsent(still_recording()))?;
        let (running, recorded) =
            self.intend(running, intent, call, ends_at).await.map_err(unsent)?;
        // A generated key is that of one call.
        let is_repeated = recorded != Recorded::First && call.shares_key();
        let retention = call.core().settings().idempotency_retention;
        if is_repeated && is_key_honoured && recorded.is_forgotten(retention) {
            return Err(unsent(forgotten_key(retention)));
        }
        let result = work.await;
        let result = match is_repeated || running.is_shared() {
            true => result.map_err(|error| with_earlier_request(error, is_key_honoured)),
            false => result,
        };
        self.settle(running, settlement(&result), ends_at).await;
        result
    }

    /// Records a call. If that takes too long, it is settled when the journal has recorded it.
    async fn intend(
        &self,
        running: Running,
        intent: Intent,
        call: &Call,
        ends_at: Instant,
    ) -> Result<(Running, Recorded), Error> {
        match within(left(ends_at), self.journal.intend(intent)).await {
            Ok(recorded) => Ok((running, recorded.map_err(unrecorded)?)),
            Err(recording) => {
                running.set_late();
                tokio::spawn(settle_unsent(running, recording));
                Err(recorded_too_late(call))
            }
        }
    }

    /// Returns the writes without an outcome that are not running.
    pub(super) async fn unsettled(&self) -> Result<Vec<Intent>, BoxError> {
        let mut all = self.journal.unsettled().await?;
        let running = self.running();
        all.retain(|intent| !running.contains_key(&intent.id()));
        Ok(all)
    }

    /// Records how a write ended, if that is known. If that takes too long, the journal goes on without the call.
    pub(super) async fn settle(
        &self,
        running: Running,
        settlement: Option<Settlement>,
        ends_at: Instant,
    ) {
        let Some(settlement) = settlement else { return };
        let settling = self.journal.settle(running.id.clone(), settlement);
        // An outcome that is not recorded is requested or looked up again.
        if let Err(settling) = within(left(ends_at).max(LEAST_SETTLING), settling).await {
            running.set_late();
            tokio::spawn(async move {
                let _ = settling.await;
                drop(running);
            });
        }
    }

    /// Settles a write whose outcome the program has found out.
    pub(super) async fn close(
        &self,
        intent: &Intent,
        settlement: Settlement,
    ) -> Result<(), BoxError> {
        let Some(_running) = self.start_alone(intent.id()) else {
            return Err("the write is running".into());
        };
        self.journal.settle(intent.id(), settlement).await
    }

    /// Notes that a call of a write is running. Returns `None` if the journal is still at work on an earlier one.
    fn start(&self, id: String) -> Option<Running> {
        self.start_if(id, |calls| !calls.is_late)
    }

    /// Notes that a write is running; `None` if it is running already.
    pub(super) fn start_alone(&self, id: String) -> Option<Running> {
        self.start_if(id, |calls| calls.count == 0)
    }

    fn start_if(
        &self,
        id: String,
        is_allowed: impl FnOnce(&RunningCalls) -> bool,
    ) -> Option<Running> {
        let mut running = self.running();
        let calls = running.entry(id.clone()).or_default();
        if !is_allowed(calls) {
            return None;
        }
        calls.count += 1;
        Some(Running { journals: self.clone(), id })
    }

    fn running(&self) -> MutexGuard<'_, HashMap<String, RunningCalls>> {
        // Nothing panics while the lock is held, so a poisoned state is consistent.
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A call of a write that is running, until it is dropped.
pub(super) struct Running {
    journals: Journals,
    id: String,
}

impl Running {
    /// Whether another call of the same write is running, too.
    fn is_shared(&self) -> bool {
        self.journals.running().get(&self.id).is_some_and(|calls| calls.count > 1)
    }

    /// Notes that the call has ended, and that the journal is still at work on it.
    fn set_late(&self) {
        if let Some(calls) = self.journals.running().get_mut(&self.id) {
            calls.is_late = true;
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let mut running = self.journals.running();
        if let Some(calls) = running.get_mut(&self.id) {
            calls.count = calls.count.saturating_sub(1);
            if calls.count == 0 {
                running.remove(&self.id);
            }
        }
    }
}

impl Recorded {
    /// Whether the server may have forgotten the key of the earlier request.
    fn is_forgotten(self, retention: Duration) -> bool {
        match self {
            Self::Repeated { created_ms: Some(created) } => is_forgotten(age(created), retention),
            _ => false,
        }
    }
}

/// Settles a write that was recorded too late to be sent, unless an earlier or another request of it may have been sent.
async fn settle_unsent(running: Running, recording: BoxFuture<Result<Recorded, BoxError>>) {
    if matches!(recording.await, Ok(Recorded::First)) && !running.is_shared() {
        let journal = running.journals.journal.clone();
        let _ = journal.settle(running.id.clone(), Settlement::NotApplied).await;
    }
}

/// Returns how a write with this result ended, if that is known.
pub(super) fn settlement<T>(result: &Result<T, Error>) -> Option<Settlement> {
    match result.as_ref().map_err(Error::outcome) {
        Ok(_) | Err(Outcome::Applied) => Some(Settlement::Applied),
        Err(Outcome::NotSent | Outcome::Rejected) => Some(Settlement::NotApplied),
        Err(Outcome::Unknown) => None,
    }
}

/// Returns the error with the outcome of an earlier request, too. A look-up tells what both did. What rejects the request as such
/// would have replayed the success of the earlier one, if the server honours the key; anything else says nothing about it.
pub(super) fn with_earlier_request(error: Error, is_key_honoured: bool) -> Error {
    let is_of_both = error.confirmation().is_some()
        || is_key_honoured
            && (error.outcome(), error.advice()) == (Outcome::Rejected, Advice::FixRequest)
            // Servers check permissions before keys.
            && error.status() != Some(StatusCode::FORBIDDEN);
    if is_of_both {
        return error;
    }
    let outcome = error.outcome().max(Outcome::Unknown);
    error.with_outcome(outcome)
}

fn left(ends_at: Instant) -> Duration {
    ends_at.saturating_duration_since(Instant::now())
}

fn unrecorded(cause: BoxError) -> Error {
    Error::local("the journal cannot record the request, so it was not sent")
        .with_source(Some(cause))
}

fn forgotten_key(retention: Duration) -> Error {
    Error::local(format!(
        "an earlier request with this key is unsettled and older than {retention:?}, so the server may have forgotten the key: settle it"
    ))
    .with_outcome(Outcome::Unknown)
}

fn still_recording() -> Error {
    unrecorded("it is still recording an earlier request of the same write".into())
}

fn recorded_too_late(call: &Call) -> Error {
    let after = call.call_options().deadline.unwrap_or(call.core().settings().deadline);
    let kind = ErrorKind::Timeout { phase: Phase::Prepare, limit: TimeLimit::Deadline, after };
    Error::new(kind).with_source(Some("the journal did not record the request in time".into()))
}

impl fmt::Debug for Journals {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Journals").field("running", &self.running().len()).finish_non_exhaustive()
    }
}
