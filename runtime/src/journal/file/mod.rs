//! `FileJournal`: a journal in one file of one process.
//!
//! A thread appends records and makes many of them durable at once. It must not know what an intent means.

mod log;
mod record;

use std::fmt;
use std::io;
use std::path::Path;
use std::sync::{Mutex, PoisonError, mpsc};
use std::thread::JoinHandle;

use tokio::sync::oneshot;

use self::log::Log;
use self::record::Record;
use super::{Intent, Journal, Recorded, Settlement};
#[cfg(feature = "encryption")]
use crate::encryption::EncryptionKey;
use crate::error::BoxError;
use crate::transport::BoxFuture;

/// A journal in a file: append-only, with a checksum for each record, and durable (`fsync`) before a request is sent.
///
/// One process at a time has the file open. A record that a crash cut off is ignored, because its request was not sent. Its bytes
/// are moved to a file with the additional extension `cut`, which you may delete. Damage before other records is an error that
/// names its place, because their requests may have been sent. When the file has grown, it is replaced atomically by one with the
/// unsettled writes only. On Unix, only its owner can read it.
///
/// # Examples
///
/// ```no_run
/// use renkei_runtime::{FileJournal, Recover};
///
/// # use renkei_runtime::codegen;
/// # pub struct Client { core: codegen::Core }
/// # impl codegen::FromCore for Client {
/// #     const DEFAULTS: codegen::Defaults = codegen::Defaults::NEW;
/// #     fn from_core(core: codegen::Core) -> Self { Self { core } }
/// # }
/// # impl AsRef<codegen::Core> for Client { fn as_ref(&self) -> &codegen::Core { &self.core } }
/// # async fn example(builder: renkei_runtime::ClientBuilder<Client>) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
/// let client = builder.journal(FileJournal::open("payments.journal")?).build()?;
/// // What the process before this one left without an outcome:
/// for write in client.resume().await? {
///     println!("{}: {:?}", write.intent.operation(), write.result.is_ok());
/// }
/// # Ok(())
/// # }
/// ```
pub struct FileJournal {
    jobs: Mutex<Option<mpsc::Sender<Job>>>,
    thread: Option<JoinHandle<()>>,
}

/// How a journal is kept.
struct Options {
    /// Whether records survive a loss of power, and not only a crash of the process.
    survives_power_loss: bool,
    #[cfg(feature = "encryption")]
    encryption: Option<EncryptionKey>,
}

impl Options {
    /// Without encryption.
    fn plain(survives_power_loss: bool) -> Self {
        Self {
            survives_power_loss,
            #[cfg(feature = "encryption")]
            encryption: None,
        }
    }
}

/// What the thread does.
enum Job {
    Write(Record, oneshot::Sender<io::Result<Recorded>>),
    Read(oneshot::Sender<io::Result<Vec<Intent>>>),
}

impl FileJournal {
    /// Opens a journal, or creates it.
    ///
    /// # Errors
    ///
    /// Fails if another process has it open ([`WouldBlock`](io::ErrorKind::WouldBlock)), if the file is no journal, or if it
    /// cannot be read or written.
    pub fn open(path: impl AsRef<Path>) -> io::Result<Self> {
        Self::start(path.as_ref(), Options::plain(true))
    }

    /// Opens a journal without `fsync`. Its records survive a crash of the process, and not one of the machine.
    ///
    /// # Errors
    ///
    /// Those of [`open`](Self::open).
    pub fn open_unsynced(path: impl AsRef<Path>) -> io::Result<Self> {
        Self::start(path.as_ref(), Options::plain(false))
    }

    /// Opens a journal whose records are encrypted with AES-256-GCM.
    ///
    /// # Errors
    ///
    /// Those of [`open`](Self::open). Also fails if the journal has another key or none.
    #[cfg(feature = "encryption")]
    #[cfg_attr(docsrs, doc(cfg(feature = "encryption")))]
    pub fn open_encrypted(path: impl AsRef<Path>, key: EncryptionKey) -> io::Result<Self> {
        Self::start(path.as_ref(), Options { survives_power_loss: true, encryption: Some(key) })
    }

    fn start(path: &Path, options: Options) -> io::Result<Self> {
        let log = Log::open(path, options)?;
        let (jobs, received) = mpsc::channel();
        let thread = std::thread::Builder::new().name("renkei-journal".to_owned());
        let thread = thread.spawn(move || run(log, &received))?;
        Ok(Self { jobs: Mutex::new(Some(jobs)), thread: Some(thread) })
    }

    fn write(&self, record: Record) -> BoxFuture<Result<Recorded, BoxError>> {
        self.send(|done| Job::Write(record, done))
    }

    fn send<T: Send + 'static>(
        &self,
        job: impl FnOnce(oneshot::Sender<io::Result<T>>) -> Job,
    ) -> BoxFuture<Result<T, BoxError>> {
        let (done, result) = oneshot::channel();
        let jobs = self.jobs.lock().unwrap_or_else(PoisonError::into_inner);
        // The result says if the thread is gone.
        let _ = jobs.as_ref().map(|jobs| jobs.send(job(done)));
        Box::pin(async move { Ok(result.await??) })
    }
}

/// Does jobs until the journal is dropped: all that wait become durable together.
fn run(mut log: Log, jobs: &mpsc::Receiver<Job>) {
    while let Ok(first) = jobs.recv() {
        let mut written = Vec::new();
        for job in std::iter::once(first).chain(jobs.try_iter()) {
            match job {
                Job::Write(record, done) => match log.append(record) {
                    Ok(recorded) => written.push((done, recorded)),
                    Err(error) => drop(done.send(Err(error))),
                },
                Job::Read(done) => drop(done.send(log.unsettled())),
            }
        }
        let flushed = log.flush();
        for (done, recorded) in written {
            let copied = flushed.as_ref().map_err(|it| io::Error::new(it.kind(), it.to_string()));
            let _ = done.send(copied.map(|()| recorded));
        }
    }
}

impl Journal for FileJournal {
    fn intend(&self, intent: Intent) -> BoxFuture<Result<Recorded, BoxError>> {
        match Record::intended(&intent) {
            Ok(record) => self.write(record),
            Err(error) => Box::pin(async move { Err(error.into()) }),
        }
    }

    fn settle(&self, id: String, _: Settlement) -> BoxFuture<Result<(), BoxError>> {
        let written = self.write(Record::settled(id));
        Box::pin(async move { written.await.map(drop) })
    }

    fn unsettled(&self) -> BoxFuture<Result<Vec<Intent>, BoxError>> {
        self.send(Job::Read)
    }
}

impl Drop for FileJournal {
    /// Waits until everything is written, and closes the file.
    fn drop(&mut self) {
        self.jobs.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl fmt::Debug for FileJournal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FileJournal").finish_non_exhaustive()
    }
}
