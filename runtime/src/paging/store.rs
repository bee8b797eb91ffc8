//! `CheckpointStore`: where the positions of lists are kept between runs of a program.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::{Deserialize, Serialize};

use super::{Checkpoint, SyncReport};
use crate::error::BoxError;
use crate::hooks::StoreReporter;
use crate::transport::BoxFuture;

/// The state of a sync: its position, and what it has counted so far.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SyncState {
    /// The position in the list.
    pub checkpoint: Checkpoint,
    /// What was counted up to the position.
    pub report: SyncReport,
}

/// Keeps the states of syncs by name.
///
/// Implementation: [`FileCheckpoints`].
pub trait CheckpointStore: Send + Sync + 'static {
    /// Returns the state of a sync, if there is one.
    ///
    /// # Errors
    ///
    /// Fails if the state cannot be read.
    fn load(&self, name: &str) -> BoxFuture<Result<Option<SyncState>, BoxError>>;

    /// Replaces the state of a sync, atomically and durably.
    ///
    /// # Errors
    ///
    /// Fails if the state cannot be written; the one before is then kept.
    fn save(&self, name: &str, state: SyncState) -> BoxFuture<Result<(), BoxError>>;

    /// Removes the state of a sync that is complete.
    ///
    /// # Errors
    ///
    /// Fails if the state cannot be removed.
    fn remove(&self, name: &str) -> BoxFuture<Result<(), BoxError>>;

    /// Receives what reports the store's own events to the observers of a client. It is called when a sync starts.
    fn report_to(&self, reporter: StoreReporter) {
        let _ = reporter;
    }
}

/// Keeps each state in a file of a folder, which is replaced atomically and is durable (`fsync`).
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
#[derive(Clone, Debug)]
pub struct FileCheckpoints {
    folder: PathBuf,
}

impl FileCheckpoints {
    /// Opens a folder, or creates it.
    ///
    /// # Errors
    ///
    /// Fails if the folder cannot be created.
    pub fn open(folder: impl Into<PathBuf>) -> io::Result<Self> {
        let folder = folder.into();
        fs::create_dir_all(&folder)?;
        Ok(Self { folder })
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.join(format!("{}.json", utf8_percent_encode(name, NON_ALPHANUMERIC)))
    }
}

impl CheckpointStore for FileCheckpoints {
    fn load(&self, name: &str) -> BoxFuture<Result<Option<SyncState>, BoxError>> {
        let path = self.path(name);
        on_thread(move || match fs::read(path) {
            Ok(bytes) => Ok(Some(serde_json::from_slice(&bytes)?)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error.into()),
        })
    }

    fn save(&self, name: &str, state: SyncState) -> BoxFuture<Result<(), BoxError>> {
        let (path, folder) = (self.path(name), self.folder.clone());
        on_thread(move || Ok(replace(&path, &folder, &serde_json::to_vec(&state)?)?))
    }

    fn remove(&self, name: &str) -> BoxFuture<Result<(), BoxError>> {
        let path = self.path(name);
        on_thread(move || match fs::remove_file(path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error.into()),
            _ => Ok(()),
        })
    }
}

fn on_thread<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, BoxError> + Send + 'static,
) -> BoxFuture<Result<T, BoxError>> {
    Box::pin(async move { tokio::task::spawn_blocking(work).await? })
}

/// Replaces a file. Readers see the one before or the whole new one, also after a loss of power.
fn replace(path: &Path, folder: &Path, bytes: &[u8]) -> io::Result<()> {
    let new = path.with_extension("new");
    let mut file = OpenOptions::new().write(true).create(true).truncate(true).open(&new)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    drop(file);
    fs::rename(&new, path)?;
    // Windows has no such call, and needs none.
    if cfg!(windows) { Ok(()) } else { File::open(folder)?.sync_all() }
}
