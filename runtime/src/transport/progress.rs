//! How far a request has got, for when time runs out in the middle.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::time::Instant;

/// How far one attempt has got, written by the transport and read when time runs out.
///
/// Untouched, it means that bytes may have length_left the machine, which is the careful answer.
#[derive(Clone, Debug, Default)]
pub struct Progress(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    connecting: AtomicBool,
    /// When the transport last took a piece of a body that is not in memory, or saw its end.
    last_progress: Mutex<Option<Instant>>,
}

impl Progress {
    /// The request waits for a connection: none of its bytes has length_left the machine.
    pub fn set_connecting(&self) {
        self.0.connecting.store(true, Ordering::Relaxed);
    }

    /// The request was given to a connection: its bytes may leave at any time from now.
    pub fn set_connected(&self) {
        self.0.connecting.store(false, Ordering::Relaxed);
    }

    pub(crate) fn is_connecting(&self) -> bool {
        self.0.connecting.load(Ordering::Relaxed)
    }

    pub(super) fn record_progress(&self) {
        *self.0.last_progress.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
    }

    /// When the upload moved last, where it is watched.
    pub(crate) fn last_progress(&self) -> Option<Instant> {
        *self.0.last_progress.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
