//! Documents on the network: fetched once, kept in a cache, and pinned by their content in `renkei.lock`.
//!
//! Takes what the user allows; gives a [`Remote`] for the library, and writes the lock when the run has come to a result.

mod cache;
mod fetch;
mod lock;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use renkei::source::{Remote, RemoteError};

use crate::args;
use cache::Cache;
use fetch::Fetcher;
use lock::Lock;

/// How the lock is treated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pins {
    /// What is new is pinned.
    Grow,
    /// Only what is pinned is read, and nothing is written.
    Frozen,
}

/// What a run reads of the network.
pub(crate) struct Session(Option<Arc<Store>>);

impl Session {
    /// Reads the lock for a document.
    ///
    /// # Errors
    ///
    /// Where there is a lock that cannot be read, as text for people.
    pub(crate) fn open(args: &args::Remote, spec: &Path, pins: Pins) -> Result<Self, String> {
        if !args.allow_remote && !args.update_remote {
            return Ok(Self(None));
        }
        let path = lock::path(spec);
        let state = State { lock: Lock::read(&path)?, fetcher: Fetcher::new(), changed: false };
        let state = Mutex::new(state);
        let update = args.update_remote;
        let store = Store { path, pins, update, cache: Cache::of_user(), state };
        Ok(Self(Some(Arc::new(store))))
    }

    /// What the library reads through.
    pub(crate) fn remote(&self) -> Option<Arc<dyn Remote>> {
        self.0.clone().map(|store| store as Arc<dyn Remote>)
    }

    /// Writes the lock where it has changed.
    ///
    /// # Errors
    ///
    /// Where it cannot be written, as text for people.
    pub(crate) fn save(&self) -> Result<(), String> {
        let Some(store) = &self.0 else { return Ok(()) };
        let state = store.state.lock().unwrap_or_else(PoisonError::into_inner);
        if state.changed { state.lock.write(&store.path) } else { Ok(()) }
    }
}

#[derive(Debug)]
struct Store {
    path: PathBuf,
    pins: Pins,
    update: bool,
    cache: Cache,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    lock: Lock,
    fetcher: Fetcher,
    changed: bool,
}

impl Remote for Store {
    fn read(&self, url: &str, named_by: Option<&Path>, limit: u64) -> Result<Vec<u8>, RemoteError> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let pinned = state.lock.get(url).map(str::to_owned).filter(|_| !self.update);
        if let Some(bytes) = pinned.as_deref().and_then(|hash| self.cache.read(hash, limit)) {
            return Ok(bytes);
        }
        if pinned.is_none() && self.pins == Pins::Frozen {
            let message = format!("it is not pinned in {}", self.path.display());
            return Err(RemoteError { message, help: "run without `--check` first" });
        }
        let bytes = state.fetcher.fetch(url, named_by, limit)?;
        let hash = cache::hash(&bytes);
        if let Some(pinned) = pinned.filter(|it| *it != hash) {
            let message = format!(
                "its content is not the one that {} pins: SHA-256 {hash}, and not {pinned}",
                self.path.display()
            );
            return Err(RemoteError {
                message,
                help: "look at what has changed, and take it with `--update-remote`",
            });
        }
        self.cache.write(&hash, &bytes);
        state.changed |= state.lock.pin(url, &hash);
        Ok(bytes)
    }
}
