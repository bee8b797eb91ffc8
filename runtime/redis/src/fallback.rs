//! What a store does while Redis is away: it reports that, and a task brings to Redis what was kept meanwhile.
//!
//! Takes the errors of a store; returns nothing. It must not know what a store keeps.

use std::future::Future;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use redis::RedisError;
use renkei_runtime::BoxError;
use renkei_runtime::hooks::StoreReporter;
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep};

/// The wait between attempts to bring to Redis what was kept.
const INTERVAL: Duration = Duration::from_millis(100);

/// A store that keeps in the process what it cannot bring to Redis.
pub(crate) trait Store: Send + Sync + 'static {
    fn fallback(&self) -> &Fallback;

    /// Brings to Redis what was kept while it was away.
    fn transfer(&self) -> impl Future<Output = Result<(), BoxError>> + Send;
}

/// Whether a store does without Redis.
pub(crate) struct Fallback {
    name: String,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    reporters: Vec<StoreReporter>,
    since: Option<Instant>,
    /// Counts errors, to tell whether something was kept during a transfer.
    errors: u64,
    task: Option<JoinHandle<()>>,
}

impl Fallback {
    pub(crate) fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), state: Mutex::default() }
    }

    /// Adds what reports to the observers of a client.
    pub(crate) fn report_to(&self, reporter: StoreReporter) {
        self.state().reporters.push(reporter);
    }

    /// Replaces what reports to the observers of a client.
    pub(crate) fn report_only_to(&self, reporter: StoreReporter) {
        self.state().reporters = vec![reporter];
    }

    /// Whether Redis is away.
    pub(crate) fn is_active(&self) -> bool {
        self.state().since.is_some()
    }

    /// Notes that Redis is used again, unless there was an error after the one with this number.
    fn end(&self, errors: u64) -> bool {
        let mut state = self.state();
        if state.errors != errors {
            return false;
        }
        let since = state.since.take();
        let reporters = state.reporters.clone();
        drop(state);
        if let Some(since) = since {
            reporters.iter().for_each(|it| it.recovered(&self.name, since.elapsed()));
        }
        true
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Nothing panics while the lock is held, so a poisoned state is consistent.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Notes that Redis is away. A task transfers what the store keeps from now on, until that succeeds.
pub(crate) fn fall_back<S: Store>(store: &Arc<S>, cause: &RedisError) {
    let fallback = store.fallback();
    let mut state = fallback.state();
    state.errors += 1;
    // A task is gone without a success if its async runtime has ended.
    if state.since.is_none() || state.task.as_ref().is_none_or(JoinHandle::is_finished) {
        state.task = Some(tokio::spawn(recover(Arc::downgrade(store))));
    }
    if state.since.is_none() {
        state.since = Some(Instant::now());
        let reporters = state.reporters.clone();
        drop(state);
        reporters.iter().for_each(|it| it.fell_back(&fallback.name, cause));
    }
}

async fn recover<S: Store>(store: Weak<S>) {
    loop {
        sleep(INTERVAL).await;
        let Some(store) = store.upgrade() else { return };
        let errors = store.fallback().state().errors;
        if store.transfer().await.is_ok() && store.fallback().end(errors) {
            return;
        }
    }
}
