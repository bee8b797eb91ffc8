//! How far a request got, for when it fails.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::time::Instant;

#[cfg(feature = "http-transport")]
use super::exchange::ConnectionUse;
use crate::error::ConnectionEvidence;

/// How far one attempt got. The transport updates it; the runtime reads it when the attempt has failed.
///
/// Without updates it means that bytes may have left the machine, which is the conservative
/// assumption.
#[derive(Clone, Debug, Default)]
pub struct Progress(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    connecting: AtomicBool,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    /// When the transport last took a chunk of a body that is not in memory, or reached its end.
    last_progress: Option<Instant>,
    /// When the request was assigned to a connection.
    connected_at: Option<Instant>,
    #[cfg(feature = "http-transport")]
    connection: Option<ConnectionUse>,
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
        self.state().connected_at = Some(Instant::now());
    }

    /// Reports the same, with the connection.
    #[cfg(feature = "http-transport")]
    pub(super) fn set_connection(&self, connection: ConnectionUse) {
        self.0.connecting.store(false, Ordering::Relaxed);
        let mut state = self.state();
        state.connected_at = Some(Instant::now());
        state.connection = Some(connection);
    }

    pub(crate) fn is_connecting(&self) -> bool {
        self.0.connecting.load(Ordering::Relaxed)
    }

    pub(super) fn record_progress(&self) {
        self.state().last_progress = Some(Instant::now());
    }

    /// When the upload last made progress, if it is watched.
    pub(crate) fn last_progress(&self) -> Option<Instant> {
        self.state().last_progress
    }

    /// When the request was assigned to a connection.
    pub(crate) fn connected_at(&self) -> Option<Instant> {
        self.state().connected_at
    }

    /// What the connection has transferred since then, if the transport reports it.
    pub(crate) fn connection(&self) -> Option<ConnectionEvidence> {
        #[cfg(feature = "http-transport")]
        return self.state().connection.as_ref().map(ConnectionUse::evidence);
        #[cfg(not(feature = "http-transport"))]
        None
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Nothing panics while the lock is held, so a poisoned state is consistent.
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
