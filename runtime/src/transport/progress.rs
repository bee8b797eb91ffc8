//! How far a request got, for when its time is up.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::time::Instant;

/// How far one attempt got. The transport updates it; the runtime reads it when the time is up.
///
/// Without updates it means that bytes may have left the machine, which is the conservative
/// assumption.
#[derive(Clone, Debug, Default)]
pub struct Progress(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    connecting: AtomicBool,
    /// When the transport last took a chunk of a body that is not in memory, or reached its end.
    last_progress: Mutex<Option<Instant>>,
}

impl Progress {
    /// Reports that the request waits for a connection: none of its bytes has left the machine.
    pub fn set_connecting(&self) {
        self.0.connecting.store(true, Ordering::Relaxed);
    }

    /// Reports that the request was assigned to a connection: its bytes may leave at any time from
    /// now.
    pub fn set_connected(&self) {
        self.0.connecting.store(false, Ordering::Relaxed);
    }

    pub(crate) fn is_connecting(&self) -> bool {
        self.0.connecting.load(Ordering::Relaxed)
    }

    pub(super) fn record_progress(&self) {
        *self.0.last_progress.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
    }

    /// When the upload last made progress, if it is watched.
    pub(crate) fn last_progress(&self) -> Option<Instant> {
        *self.0.last_progress.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
