//! How far a request has got, for when time runs out in the middle.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// How far one attempt has got, written by the transport and read when time runs out.
///
/// Untouched, it means that bytes may have left the machine, which is the careful answer.
#[derive(Clone, Debug, Default)]
pub struct Progress {
    connecting: Arc<AtomicBool>,
}

impl Progress {
    /// The request waits for a connection: none of its bytes has left the machine.
    pub fn set_connecting(&self) {
        self.connecting.store(true, Ordering::Relaxed);
    }

    /// The request was given to a connection: its bytes may leave at any time from now.
    pub fn set_connected(&self) {
        self.connecting.store(false, Ordering::Relaxed);
    }

    pub(crate) fn is_connecting(&self) -> bool {
        self.connecting.load(Ordering::Relaxed)
    }
}
