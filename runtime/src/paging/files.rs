//! `FileCheckpoints`: the states of syncs in the files of a folder.
//!
//! Takes and returns states by name. Writes run on a thread, one at a time, and go on when their caller is gone.

use std::collections::HashMap;
use std::fmt;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::store::{CheckpointStore, SyncState};
#[cfg(feature = "encryption")]
use crate::encryption::EncryptionKey;
use crate::error::BoxError;
use crate::transport::BoxFuture;

/// Keeps each state in a file of a folder, which is replaced atomically and is durable (`fsync`). On Unix, only its owner can
/// read it.
///
/// # Examples
///
/// ```
/// # fn main() -> std::io::Result<()> {
/// # let folder = std::env::temp_dir().join(format!("renkei-checkpoints-{}", std::process::id()));
/// let store = renkei_runtime::FileCheckpoints::open(&folder)?;
/// # drop(store);
/// # std::fs::remove_dir_all(folder)
/// # }
/// ```
#[derive(Clone)]
pub struct FileCheckpoints(Arc<Inner>);

struct Inner {
    folder: PathBuf,
    #[cfg(feature = "encryption")]
    encryption: Option<EncryptionKey>,
    /// Numbers the changes in the order in which they are requested.
    changes: AtomicU64,
    /// The number of the last change of each file. Whoever uses a file holds the lock.
    changed: Mutex<HashMap<String, u64>>,
}

impl FileCheckpoints {
    /// Opens a folder, or creates it.
    ///
    /// # Errors
    ///
    /// Fails if the folder cannot be created.
    pub fn open(folder: impl Into<PathBuf>) -> io::Result<Self> {
        Self::create(Inner {
            folder: folder.into(),
            #[cfg(feature = "encryption")]
            encryption: None,
            changes: AtomicU64::new(0),
            changed: Mutex::default(),
        })
    }

    /// Opens a folder, or creates it, whose states are encrypted with AES-256-GCM. A state without encryption is an error, and one
    /// with another key too.
    ///
    /// # Errors
    ///
    /// Fails if the folder cannot be created.
    #[cfg(feature = "encryption")]
    #[cfg_attr(docsrs, doc(cfg(feature = "encryption")))]
    pub fn open_encrypted(folder: impl Into<PathBuf>, key: EncryptionKey) -> io::Result<Self> {
        Self::create(Inner {
            folder: folder.into(),
            encryption: Some(key),
            changes: AtomicU64::new(0),
            changed: Mutex::default(),
        })
    }

    fn create(inner: Inner) -> io::Result<Self> {
        fs::create_dir_all(&inner.folder)?;
        Ok(Self(Arc::new(inner)))
    }

    /// Changes a file on a thread, unless a change that was requested later has been made.
    fn change(
        &self,
        name: &str,
        change: impl FnOnce(&Inner, &str) -> Result<(), BoxError> + Send + 'static,
    ) -> BoxFuture<Result<(), BoxError>> {
        let (store, file) = (self.0.clone(), file_name(name));
        let number = store.changes.fetch_add(1, Ordering::Relaxed) + 1;
        on_thread(move || {
            let mut changed = store.changed();
            if changed.get(&file).is_some_and(|last| *last > number) {
                return Ok(());
            }
            change(&store, &file)?;
            changed.insert(file, number);
            Ok(())
        })
    }
}

impl Inner {
    fn path(&self, file: &str) -> PathBuf {
        self.folder.join(format!("{file}.json"))
    }

    fn load(&self, file: &str) -> Result<Option<SyncState>, BoxError> {
        let _changed = self.changed();
        match fs::read(self.path(file)) {
            Ok(bytes) => Ok(Some(serde_json::from_slice(&self.decrypted(bytes)?)?)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Replaces a file. Readers see the one before or the whole new one, also after a loss of power.
    fn save(&self, file: &str, state: &SyncState) -> Result<(), BoxError> {
        let bytes = self.encrypted(serde_json::to_vec(state)?)?;
        // Another process may be writing too, so the name is unique.
        let new = self.folder.join(format!("{file}.{}.new", uuid::Uuid::new_v4().simple()));
        let replaced = write(&new, &bytes).and_then(|()| fs::rename(&new, self.path(file)));
        if replaced.is_err() {
            // The error of writing is reported.
            let _ = fs::remove_file(&new);
        }
        replaced?;
        Ok(self.sync_folder()?)
    }

    /// Removes a file, and what crashes have left of its replacements.
    fn remove(&self, file: &str) -> Result<(), BoxError> {
        match fs::remove_file(self.path(file)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error.into()),
            // The one before may have removed it, and failed to make that durable.
            _ => {}
        }
        let is_left = |name: &str| {
            let rest = name.strip_prefix(file).filter(|rest| rest.starts_with('.'));
            rest.is_some_and(|rest| rest.ends_with(".new"))
        };
        for entry in fs::read_dir(&self.folder)?.flatten() {
            if entry.file_name().to_str().is_some_and(is_left) {
                // It is never read.
                let _ = fs::remove_file(entry.path());
            }
        }
        Ok(self.sync_folder()?)
    }

    fn sync_folder(&self) -> io::Result<()> {
        // Windows has no such call, and needs none.
        if cfg!(windows) { Ok(()) } else { File::open(&self.folder)?.sync_all() }
    }

    #[cfg(feature = "encryption")]
    fn encrypted(&self, bytes: Vec<u8>) -> io::Result<Vec<u8>> {
        match &self.encryption {
            Some(key) => key.encrypt(&bytes),
            None => Ok(bytes),
        }
    }

    #[cfg(not(feature = "encryption"))]
    fn encrypted(&self, bytes: Vec<u8>) -> io::Result<Vec<u8>> {
        Ok(bytes)
    }

    #[cfg(feature = "encryption")]
    fn decrypted(&self, bytes: Vec<u8>) -> io::Result<Vec<u8>> {
        match &self.encryption {
            Some(key) => key.decrypt(&bytes),
            None => Ok(bytes),
        }
    }

    #[cfg(not(feature = "encryption"))]
    fn decrypted(&self, bytes: Vec<u8>) -> io::Result<Vec<u8>> {
        Ok(bytes)
    }

    fn changed(&self) -> MutexGuard<'_, HashMap<String, u64>> {
        // Nothing panics while the lock is held, so a poisoned state is consistent.
        self.changed.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl CheckpointStore for FileCheckpoints {
    fn load(&self, name: &str) -> BoxFuture<Result<Option<SyncState>, BoxError>> {
        let (store, file) = (self.0.clone(), file_name(name));
        on_thread(move || store.load(&file))
    }

    fn save(&self, name: &str, state: SyncState) -> BoxFuture<Result<(), BoxError>> {
        self.change(name, move |store, file| store.save(file, &state))
    }

    fn remove(&self, name: &str) -> BoxFuture<Result<(), BoxError>> {
        self.change(name, Inner::remove)
    }
}

impl fmt::Debug for FileCheckpoints {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FileCheckpoints").field("folder", &self.0.folder).finish_non_exhaustive()
    }
}

/// The name of a file, without its extension and without dots.
fn file_name(name: &str) -> String {
    utf8_percent_encode(name, NON_ALPHANUMERIC).to_string()
}

/// Writes a file that only its owner can read, durably.
fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.write(true).create_new(true).open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

fn on_thread<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, BoxError> + Send + 'static,
) -> BoxFuture<Result<T, BoxError>> {
    Box::pin(async move { tokio::task::spawn_blocking(work).await? })
}

#[cfg(test)]
mod tests {
    #[cfg(feature = "encryption")]
    use super::*;

    #[cfg(feature = "encryption")]
    #[tokio::test]
    async fn an_encrypted_state_shows_nothing_and_needs_its_key() {
        let folder = std::env::temp_dir().join(format!("renkei-encrypted-{}", std::process::id()));
        let key = || EncryptionKey::new(&[7; 32]).unwrap();
        let open = |key| FileCheckpoints::open_encrypted(&folder, key).unwrap();
        let mut state = SyncState::default();
        state.checkpoint.cursor = Some("s3cret".to_owned());
        open(key()).save("orders", state.clone()).await.unwrap();
        let stored = fs::read(folder.join("orders.json")).unwrap();
        assert!(!stored.windows(6).any(|it| it == b"s3cret"));
        assert_eq!(open(key()).load("orders").await.unwrap(), Some(state.clone()));
        let other = EncryptionKey::generate().unwrap();
        assert!(open(other).load("orders").await.is_err());
        let plain = FileCheckpoints::open(&folder).unwrap();
        assert!(plain.load("orders").await.is_err());
        plain.save("orders", state).await.unwrap();
        assert!(open(key()).load("orders").await.is_err(), "a plain state is refused");
        fs::remove_dir_all(folder).unwrap();
    }
}
