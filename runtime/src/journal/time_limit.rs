//! Limits the time of a journal, by the clock of the system.
//!
//! A journal may work on another thread. tokio's timers do not fit that: a test that has paused tokio's clock would advance it
//! whenever a call waits for such a thread, so that each time limit is exceeded at once. So a thread of its own wakes those whose
//! time is up.

use std::collections::BTreeMap;
use std::future::poll_fn;
use std::io;
use std::sync::{Condvar, LazyLock, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

use crate::transport::BoxFuture;

/// Returns the value of a future, or the future if that takes too long.
pub(super) async fn within<T>(
    limit: Duration,
    mut future: BoxFuture<T>,
) -> Result<T, BoxFuture<T>> {
    let end = Instant::now().checked_add(limit);
    let mut alarm = None;
    let value = poll_fn(|cx| {
        if let Poll::Ready(value) = future.as_mut().poll(cx) {
            return Poll::Ready(Some(value));
        }
        // A time too long for the clock is no limit.
        let Some(end) = end else { return Poll::Pending };
        // Without a thread, there is no limit either.
        let Ok(alarms) = ALARMS.as_ref() else { return Poll::Pending };
        if Instant::now() >= end {
            return Poll::Ready(None);
        }
        alarm = Some(alarms.set(end, cx));
        Poll::Pending
    });
    value.await.ok_or(future)
}

/// The alarms of all that wait, and the thread that wakes them.
static ALARMS: LazyLock<io::Result<Alarms>> = LazyLock::new(|| {
    let thread = std::thread::Builder::new().name("renkei-journal-limits".to_owned());
    thread.spawn(|| ALARMS.as_ref().map(Alarms::run))?;
    Ok(Alarms::default())
});

#[derive(Default)]
struct Alarms {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    wakers: BTreeMap<(Instant, u64), Waker>,
    count: u64,
}

/// An alarm, until it is dropped.
struct Alarm<'a> {
    alarms: &'a Alarms,
    key: (Instant, u64),
}

impl Alarms {
    fn set(&self, end: Instant, cx: &Context<'_>) -> Alarm<'_> {
        let mut state = self.state();
        state.count += 1;
        let key = (end, state.count);
        state.wakers.insert(key, cx.waker().clone());
        if state.wakers.first_key_value().is_some_and(|(first, _)| *first == key) {
            self.changed.notify_one();
        }
        Alarm { alarms: self, key }
    }

    /// Wakes those whose time is up, until the process ends.
    fn run(&self) {
        let mut state = self.state();
        loop {
            let now = Instant::now();
            let wait = match state.wakers.first_entry() {
                Some(first) if first.key().0 <= now => {
                    let waker = first.remove();
                    // What it wakes may set an alarm.
                    drop(state);
                    waker.wake();
                    state = self.state();
                    continue;
                }
                Some(first) => first.key().0.saturating_duration_since(now),
                None => Duration::MAX,
            };
            let waited = self.changed.wait_timeout(state, wait);
            state = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Nothing panics while the lock is held, so a poisoned state is consistent.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Alarm<'_> {
    fn drop(&mut self) {
        let waker = self.alarms.state().wakers.remove(&self.key);
        // The lock is released before.
        drop(waker);
    }
}
