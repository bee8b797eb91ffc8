//! The file of a journal: read once when it is opened, appended to, and replaced when it has grown.

use std::collections::HashMap;
use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use fs4::{FileExt, TryLockError};

use super::Options;
use super::record::{Record, framed, is_damaged, unframed};
use crate::journal::{Intent, Recorded, SAME_KEY};

/// The beginning of a file.
const MAGIC: &[u8] = b"renkei journal 1\n";
/// A file is replaced if it has at least this many bytes, and four times those of its unsettled writes.
const LEAST_GROWN: u64 = 1024 * 1024;

/// An open journal.
pub(super) struct Log {
    path: PathBuf,
    options: Options,
    file: File,
    /// Locked until the process ends. It is another file, because the journal is replaced.
    _lock: File,
    /// The bytes of the file.
    length: u64,
    /// What was appended and not written.
    buffer: Vec<u8>,
    /// Whether the buffer has an intent, which must be durable.
    is_urgent: bool,
    unsettled: HashMap<String, Unsettled>,
    /// Counts intents, to tell which one is older.
    count: u64,
    /// The ids of new intents in the buffer.
    fresh: Vec<String>,
}

struct Unsettled {
    number: u64,
    fingerprint: String,
    intent: Vec<u8>,
}

impl Log {
    pub(super) fn open(path: &Path, options: Options) -> io::Result<Self> {
        let lock = private().write(true).create(true).truncate(false).open(beside(path, "lock"))?;
        match FileExt::try_lock(&lock) {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let what = format!("another process has the journal {} open", path.display());
                return Err(io::Error::new(io::ErrorKind::WouldBlock, what));
            }
            Err(TryLockError::Error(error)) => return Err(error),
        }
        let mut file = private().read(true).append(true).create(true).open(path)?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        let mut log = Self {
            path: path.to_owned(),
            options,
            file,
            _lock: lock,
            length: 0,
            buffer: Vec::new(),
            is_urgent: false,
            unsettled: HashMap::new(),
            count: 0,
            fresh: Vec::new(),
        };
        if MAGIC.starts_with(&bytes) {
            // It is new, or was cut off when it was created.
            log.file.set_len(0)?;
            log.file.write_all(MAGIC)?;
            log.length = size(MAGIC);
            log.sync_folder()?;
            return Ok(log);
        }
        log.read(&bytes)?;
        Ok(log)
    }

    /// Reads all records up to the first one that is cut off, and removes that one: its request was not sent. A damaged record
    /// before others is an error, because these may have been sent.
    fn read(&mut self, bytes: &[u8]) -> io::Result<()> {
        let mut rest = bytes.strip_prefix(MAGIC).ok_or_else(|| {
            let what = format!("{} is no journal", self.path.display());
            io::Error::new(io::ErrorKind::InvalidData, what)
        })?;
        while let Some((contents, after)) = unframed(rest) {
            let record = Record::read(&self.options.decrypted(contents)?)?;
            self.note(record);
            rest = after;
        }
        self.length = size(bytes) - size(rest);
        if is_damaged(rest) {
            let (path, at) = (self.path.display(), self.length);
            let what = format!(
                "the journal {path} is damaged at byte {at}, and has writes after it: restore it, or move it away"
            );
            return Err(io::Error::new(io::ErrorKind::InvalidData, what));
        }
        if !rest.is_empty() {
            self.file.set_len(self.length)?;
        }
        // What a process has written before it ended need not be durable.
        if self.options.survives_power_loss {
            self.file.sync_data()?;
        }
        Ok(())
    }

    fn note(&mut self, record: Record) {
        match record {
            Record::Settled { id } => drop(self.unsettled.remove(&id)),
            Record::Intended { id, fingerprint, intent } => {
                self.count += 1;
                let number = self.count;
                self.unsettled.entry(id).or_insert(Unsettled { number, fingerprint, intent });
            }
        }
    }

    /// Appends a record, which the next flush writes. The earlier intent of a write stays, because its age counts.
    pub(super) fn append(&mut self, record: Record) -> io::Result<Recorded> {
        if let Record::Intended { id, fingerprint, .. } = &record {
            match self.unsettled.get(id) {
                Some(it) if it.fingerprint == *fingerprint => return Ok(Recorded::Repeated),
                Some(_) => return Err(io::Error::new(io::ErrorKind::InvalidInput, SAME_KEY)),
                None => self.fresh.push(id.clone()),
            }
            self.is_urgent = true;
        }
        let contents = self.options.encrypted(record.contents())?;
        self.buffer.extend_from_slice(&framed(&contents));
        self.note(record);
        Ok(Recorded::First)
    }

    /// Writes what was appended. Intents are durable when it returns.
    ///
    /// # Errors
    ///
    /// What is in the file is then unknown up to the next record, so the file is replaced at the next flush.
    pub(super) fn flush(&mut self) -> io::Result<()> {
        let fresh = std::mem::take(&mut self.fresh);
        let written = self.write();
        if written.is_err() {
            // Their requests are not sent.
            fresh.iter().for_each(|id| drop(self.unsettled.remove(id)));
        }
        written
    }

    fn write(&mut self) -> io::Result<()> {
        let buffer = std::mem::take(&mut self.buffer);
        let is_urgent = std::mem::take(&mut self.is_urgent);
        let live: u64 = self.unsettled.values().map(|it| size(&it.intent)).sum();
        if self.length + size(&buffer) >= LEAST_GROWN.max(4 * live) {
            return self.replace();
        }
        let written = self.file.write_all(&buffer).and_then(|()| match is_urgent {
            true if self.options.survives_power_loss => self.file.sync_data(),
            _ => Ok(()),
        });
        // After an error, the length makes the next flush replace the file.
        self.length = match &written {
            Ok(()) => self.length + size(&buffer),
            Err(_) => u64::MAX / 2,
        };
        written
    }

    /// Replaces the file by one with the unsettled writes only.
    fn replace(&mut self) -> io::Result<()> {
        let new_path = beside(&self.path, "new");
        let mut bytes = MAGIC.to_vec();
        let mut unsettled: Vec<_> = self.unsettled.values().collect();
        unsettled.sort_unstable_by_key(|it| it.number);
        for it in unsettled {
            let contents = self.options.encrypted([b"i", it.intent.as_slice()].concat())?;
            bytes.extend_from_slice(&framed(&contents));
        }
        let mut new = private().write(true).create(true).truncate(true).open(&new_path)?;
        new.write_all(&bytes)?;
        new.sync_all()?;
        drop(new);
        std::fs::rename(&new_path, &self.path)?;
        self.sync_folder()?;
        self.file = OpenOptions::new().append(true).open(&self.path)?;
        self.length = size(&bytes);
        Ok(())
    }

    /// Returns the unsettled writes, the oldest first.
    pub(super) fn unsettled(&self) -> io::Result<Vec<Intent>> {
        let mut all: Vec<_> = self.unsettled.values().collect();
        all.sort_unstable_by_key(|it| it.number);
        all.into_iter().map(|it| Intent::from_bytes(&it.intent)).collect()
    }

    /// Makes the name of the file durable. Windows has no such call, and needs none.
    fn sync_folder(&self) -> io::Result<()> {
        if !self.options.survives_power_loss || cfg!(windows) {
            return Ok(());
        }
        let folder = self.path.parent().filter(|it| !it.as_os_str().is_empty());
        File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
    }
}

impl Options {
    #[cfg(feature = "encryption")]
    fn encrypted(&self, contents: Vec<u8>) -> io::Result<Vec<u8>> {
        match &self.encryption {
            Some(key) => key.encrypt(&contents),
            None => Ok(contents),
        }
    }

    #[cfg(not(feature = "encryption"))]
    fn encrypted(&self, contents: Vec<u8>) -> io::Result<Vec<u8>> {
        Ok(contents)
    }

    #[cfg(feature = "encryption")]
    fn decrypted(&self, contents: &[u8]) -> io::Result<Vec<u8>> {
        match &self.encryption {
            Some(key) => key.decrypt(contents),
            None => Ok(contents.to_vec()),
        }
    }

    #[cfg(not(feature = "encryption"))]
    fn decrypted(&self, contents: &[u8]) -> io::Result<Vec<u8>> {
        Ok(contents.to_vec())
    }
}

/// Returns the path of a file next to another one.
fn beside(path: &Path, extension: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(extension);
    name.into()
}

/// Creates files that only their owner can read.
fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

fn size(bytes: &[u8]) -> u64 {
    u64::try_from(bytes.len()).unwrap_or(u64::MAX)
}
