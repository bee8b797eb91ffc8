//! Remote documents: fetched once, cached, and pinned by their content in `renkei.lock`.
//!
//! Takes the user's permissions; returns a [`Remote`] for the library, and writes the lock file at the end of the run.

mod cache;
mod fetch;
mod lock;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use renkei::source::{Remote, RemoteError};

use crate::args;
use crate::digest::sha256;
use cache::Cache;
use fetch::Fetcher;
pub(crate) use fetch::is_loopback;
use lock::Lock;

/// How a run treats the lock file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LockMode {
    /// New documents are added.
    Update,
    /// Only pinned documents are read, and the lock file stays unchanged.
    Frozen,
}

/// The remote documents of a run.
pub(crate) struct Session(Option<Arc<Store>>);

impl Session {
    /// Reads the lock file that belongs to a document.
    ///
    /// # Errors
    ///
    /// Returns a message if the lock file exists and cannot be read.
    pub(crate) fn open(args: &args::Remote, spec: &Path, mode: LockMode) -> Result<Self, String> {
        if !args.allow_remote && !args.update_remote {
            return Ok(Self(None));
        }
        let path = lock::path(spec);
        let state = State { lock: Lock::read(&path)?, fetcher: Fetcher::new(), changed: false };
        let state = Mutex::new(state);
        let update = args.update_remote;
        let store = Store { path, mode, update, cache: Cache::of_user(), state };
        Ok(Self(Some(Arc::new(store))))
    }

    /// Returns the access to remote documents, if the user allowed it.
    pub(crate) fn remote(&self) -> Option<Arc<dyn Remote>> {
        self.0.clone().map(|store| store as Arc<dyn Remote>)
    }

    /// Writes the lock file if it has changed.
    ///
    /// # Errors
    ///
    /// Returns a message if the lock file cannot be written.
    pub(crate) fn save(&self) -> Result<(), String> {
        let Some(store) = &self.0 else { return Ok(()) };
        let state = store.state.lock().unwrap_or_else(PoisonError::into_inner);
        if state.changed { state.lock.write(&store.path) } else { Ok(()) }
    }
}

#[derive(Debug)]
struct Store {
    path: PathBuf,
    mode: LockMode,
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
        if pinned.is_none() && self.mode == LockMode::Frozen {
            let message = format!("the document is not pinned in {}", self.path.display());
            return Err(RemoteError {
                message,
                help: "run without `--check` first, which pins it",
            });
        }
        let bytes = state.fetcher.fetch(url, named_by, limit)?;
        let hash = sha256(&bytes);
        if let Some(pinned) = pinned.filter(|it| *it != hash) {
            let message = format!(
                "the document has changed: its SHA-256 is {hash}, but {} pins {pinned}",
                self.path.display()
            );
            return Err(RemoteError {
                message,
                help: "review the change, then accept it with `--update-remote`",
            });
        }
        self.cache.write(&hash, &bytes);
        state.changed |= state.lock.pin(url, &hash);
        Ok(bytes)
    }
}
