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
    /// When the thread looks at the alarms again at the latest. Most are dropped before, and need not wake it.
    looks_at: Option<Instant>,
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
        if state.looks_at.is_none_or(|it| end < it) {
            state.looks_at = Some(end);
            self.changed.notify_one();
        }
        Alarm { alarms: self, key }
    }

    /// Wakes those whose time is up, until the process ends.
    fn run(&self) {
        let mut state = self.state();
        loop {
            let now = Instant::now();
            let first = state.wakers.first_key_value().map(|((end, _), _)| *end);
            state.looks_at = first;
            if first.is_some_and(|end| end <= now) {
                let late = state.wakers.pop_first();
                // What it wakes may set an alarm.
                drop(state);
                late.into_iter().for_each(|(_, waker)| waker.wake());
                state = self.state();
            } else {
                let wait = first.map_or(Duration::MAX, |end| end.saturating_duration_since(now));
                let waited = self.changed.wait_timeout(state, wait);
                state = waited.unwrap_or_else(PoisonError::into_inner).0;
            }
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

#[cfg(test)]
mod tests {
    use std::future::{pending, ready};

    use super::*;

    #[tokio::test]
    async fn a_future_ends_by_its_value_or_by_its_limit() {
        let second = Duration::from_secs(1);
        assert_eq!(within(second, Box::pin(ready(7))).await.ok(), Some(7));
        assert_eq!(within(Duration::MAX, Box::pin(ready(7))).await.ok(), Some(7));
        let started = Instant::now();
        let mut waiting = Vec::new();
        // The last ones end first.
        for count in (1..=20).rev() {
            let limit = Duration::from_millis(10 * count);
            waiting.push(tokio::spawn(async move {
                let is_late = within(limit, Box::pin(pending::<()>())).await.is_err();
                (is_late, limit, started.elapsed())
            }));
        }
        for waiting in waiting {
            let (is_late, limit, elapsed) = waiting.await.unwrap();
            assert!(is_late && elapsed >= limit && elapsed < limit + second, "{elapsed:?}");
        }
    }
}
