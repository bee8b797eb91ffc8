//! A result that one task provides and others wait for.
//!
//! Waiters are woken in the order in which they came. Those of `tokio::sync::watch` are woken in a random order, so that a run
//! with a seed and a paused clock would not repeat itself.

use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

/// Creates a result that is pending.
pub(crate) fn shared_result<T>() -> (Provider<T>, Waiter<T>) {
    let shared = Arc::new(Shared { state: Mutex::new(State::Pending), changed: Notify::new() });
    (Provider(shared.clone()), Waiter(shared))
}

struct Shared<T> {
    state: Mutex<State<T>>,
    changed: Notify,
}

enum State<T> {
    Pending,
    Ready(T),
    /// The provider was dropped.
    Abandoned,
}

impl<T> Shared<T> {
    fn state(&self) -> MutexGuard<'_, State<T>> {
        // Nothing panics while the lock is held.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Provides the result. Dropping it abandons those who wait.
pub(crate) struct Provider<T>(Arc<Shared<T>>);

impl<T> Provider<T> {
    /// Whether anybody waits, or may still do so.
    pub(crate) fn has_waiters(&self) -> bool {
        Arc::strong_count(&self.0) > 1
    }

    pub(crate) fn provide(self, result: T) {
        *self.0.state() = State::Ready(result);
    }
}

impl<T> Drop for Provider<T> {
    fn drop(&mut self) {
        let mut state = self.0.state();
        if matches!(*state, State::Pending) {
            *state = State::Abandoned;
        }
        drop(state);
        self.0.changed.notify_waiters();
    }
}

/// Waits for the result. Clones wait for the same one.
pub(crate) struct Waiter<T>(Arc<Shared<T>>);

impl<T> Clone for Waiter<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<T> Waiter<T> {
    /// Whether there is no result, and never will be.
    pub(crate) fn is_abandoned(&self) -> bool {
        matches!(*self.0.state(), State::Abandoned)
    }

    /// Returns what `read` returns for the result, or `None` if it was abandoned.
    pub(crate) async fn wait<U>(&self, read: impl Fn(&T) -> U) -> Option<U> {
        loop {
            let mut changed = pin!(self.0.changed.notified());
            // Enabled before the state is read, so that no change is missed.
            changed.as_mut().enable();
            match &*self.0.state() {
                State::Ready(result) => return Some(read(result)),
                State::Abandoned => return None,
                State::Pending => {}
            }
            changed.await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn waiters_get_the_result_in_their_order() {
        let (provider, waiter) = shared_result();
        let order = Arc::new(Mutex::new(Vec::new()));
        let tasks: Vec<_> = (0..20)
            .map(|number| {
                let (waiter, order) = (waiter.clone(), order.clone());
                tokio::spawn(async move {
                    assert_eq!(waiter.wait(|it| *it).await, Some(7));
                    order.lock().unwrap().push(number);
                })
            })
            .collect();
        tokio::task::yield_now().await;
        assert!(!waiter.is_abandoned());
        provider.provide(7);
        for task in tasks {
            task.await.unwrap();
        }
        assert_eq!(*order.lock().unwrap(), (0..20).collect::<Vec<_>>());
        assert_eq!(waiter.wait(|it| *it).await, Some(7));
    }

    #[tokio::test]
    async fn a_dropped_provider_abandons_its_waiters() {
        let (provider, waiter) = shared_result::<u8>();
        let task = tokio::spawn({
            let waiter = waiter.clone();
            async move { waiter.wait(|it| *it).await }
        });
        tokio::task::yield_now().await;
        drop(provider);
        assert_eq!(task.await.unwrap(), None);
        assert!(waiter.is_abandoned());
    }
}
