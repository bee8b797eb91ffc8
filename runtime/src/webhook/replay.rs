//! The requests that were accepted, so that none is accepted twice.

use std::collections::{HashSet, VecDeque};
use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Remembers the requests that were accepted. Implement it for several processes that share their webhooks.
pub trait SeenStore: Send + Sync + 'static {
    /// Adds a request. Returns `false` if it is known.
    ///
    /// A store that fails has to choose: `true` may process a request twice, `false` may lose one.
    fn insert(&self, id: &str) -> bool;

    /// Removes a request.
    fn forget(&self, id: &str);
}

/// Remembers the last requests of one process.
///
/// Keep as many as arrive within the tolerance of the signatures' time: an older request is rejected by its time.
///
/// # Examples
///
/// ```
/// use renkei_runtime::webhook::{SeenMessages, Verifier};
///
/// let verifier = Verifier::standard("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
///     .reject_replays(SeenMessages::new(100_000));
/// # let _ = verifier;
/// ```
pub struct SeenMessages {
    capacity: usize,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    known: HashSet<String>,
    order: VecDeque<String>,
}

impl SeenMessages {
    /// Creates an empty store of at most `capacity` requests, and at least one.
    #[must_use]
    pub fn new(capacity: usize) -> Self {
        Self { capacity: capacity.max(1), state: Mutex::default() }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Nothing panics while the lock is held.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl SeenStore for SeenMessages {
    fn insert(&self, id: &str) -> bool {
        let mut state = self.state();
        if !state.known.insert(id.to_owned()) {
            return false;
        }
        state.order.push_back(id.to_owned());
        while state.known.len() > self.capacity {
            let Some(oldest) = state.order.pop_front() else { break };
            state.known.remove(&oldest);
        }
        true
    }

    fn forget(&self, id: &str) {
        let mut state = self.state();
        if state.known.remove(id) {
            state.order.retain(|it| it != id);
        }
    }
}

impl fmt::Debug for SeenMessages {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SeenMessages")
            .field("known", &self.state().known.len())
            .finish_non_exhaustive()
    }
}
