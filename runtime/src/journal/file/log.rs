//! The file of a journal: read once when it is opened, appended to, and replaced when it has grown.

use std::collections::HashMap;
use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use fs4::{FileExt, TryLockError};

use super::Options;
use super::record::{Record, framed, has_later_record, unframed};
use crate::journal::{Intent, Recorded, SAME_KEY};

/// The beginning of a file.
const MAGIC: &[u8] = b"renkei journal 2\n";
/// The beginning of a file of any version.
const ANY_MAGIC: &[u8] = b"renkei journal ";
/// A file is replaced if it has at least this many bytes, and four times those of its unsettled writes.
const LEAST_GROWN: u64 = 1024 * 1024;

/// An open journal.
pub(super) struct Log {
    path: PathBuf,
    /// The folder of the file.
    folder: PathBuf,
    options: Options,
    file: File,
    /// Locked until the process ends. It is another file, because the journal is replaced.
    _lock: File,
    /// The bytes of the file.
    length: u64,
    /// Whether what is in the file, or which file has the path, is not certain.
    is_uncertain: bool,
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
    created_ms: u64,
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
            folder: folder_of(path),
            options,
            file,
            _lock: lock,
            length: 0,
            is_uncertain: false,
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
        let path = self.path.display().to_string();
        let mut rest = bytes.strip_prefix(MAGIC).ok_or_else(|| no_journal(&path, bytes))?;
        while let Some((contents, after)) = unframed(rest) {
            let at = size(bytes) - size(rest);
            let contents = self.options.decrypted(contents);
            let record = contents.and_then(|it| Record::read(&it)).map_err(|error| {
                let what = format!("cannot read the record at byte {at} of the journal {path}");
                io::Error::new(error.kind(), format!("{what}: {error}"))
            })?;
            self.note(record);
            rest = after;
        }
        self.length = size(bytes) - size(rest);
        if has_later_record(rest) {
            let at = self.length;
            return Err(invalid(format!(
                "the journal {path} is damaged at byte {at}, and has writes after it: restore it, or move it away"
            )));
        }
        if !rest.is_empty() {
            self.keep_cut_off(rest)?;
            self.file.set_len(self.length)?;
        }
        // What a process has written before it ended need not be durable.
        if self.options.survives_power_loss {
            self.file.sync_data()?;
        }
        Ok(())
    }

    /// Keeps what is about to be removed from the file, in another one. It is not certain that a crash has cut it off.
    fn keep_cut_off(&self, bytes: &[u8]) -> io::Result<()> {
        let mut file = private().append(true).create(true).open(beside(&self.path, "cut"))?;
        file.write_all(bytes)?;
        file.sync_data()
    }

    fn note(&mut self, record: Record) {
        match record {
            Record::Settled { id } => drop(self.unsettled.remove(&id)),
            Record::Intended { id, fingerprint, created_ms, intent } => {
                self.count += 1;
                let number = self.count;
                let intended = Unsettled { number, fingerprint, created_ms, intent };
                self.unsettled.entry(id).or_insert(intended);
            }
        }
    }

    /// Appends a record, which the next flush writes. The earlier intent of a write stays, because its age counts.
    pub(super) fn append(&mut self, record: Record) -> io::Result<Recorded> {
        if let Record::Intended { id, fingerprint, .. } = &record {
            match self.unsettled.get(id) {
                Some(it) if it.fingerprint == *fingerprint => {
                    return Ok(Recorded::Repeated { created_ms: Some(it.created_ms) });
                }
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
        let has_grown = self.length + size(&buffer) >= LEAST_GROWN.max(4 * live);
        if has_grown || self.is_uncertain {
            return self.replace();
        }
        let written = self.file.write_all(&buffer).and_then(|()| match is_urgent {
            true if self.options.survives_power_loss => self.file.sync_data(),
            _ => Ok(()),
        });
        self.length += size(&buffer);
        self.is_uncertain = written.is_err();
        written
    }

    /// Replaces the file by one with the unsettled writes only. After an error, it is replaced again before anything else is
    /// written.
    fn replace(&mut self) -> io::Result<()> {
        self.is_uncertain = true;
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
        std::fs::rename(&new_path, &self.path)?;
        // The file before it has no name any more, whatever fails from here on.
        self.file = new;
        self.sync_folder()?;
        self.length = size(&bytes);
        self.is_uncertain = false;
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
        File::open(&self.folder)?.sync_all()
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

fn invalid(what: String) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what)
}

/// Returns the error of a file that is no journal of this format.
fn no_journal(path: &str, bytes: &[u8]) -> io::Error {
    invalid(match bytes.starts_with(ANY_MAGIC) {
        true => format!(
            "the journal {path} has the format of another version of renkei-runtime: resume its writes with that one"
        ),
        false => format!("{path} is no journal"),
    })
}

fn folder_of(path: &Path) -> PathBuf {
    let folder = path.parent().filter(|it| !it.as_os_str().is_empty());
    folder.unwrap_or(Path::new(".")).to_owned()
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

#[cfg(test)]
mod tests {
    use super::*;

    /// An intent with a key, whose body has this many bytes.
    fn intended(key: &str, size: usize) -> Record {
        let call = serde_json::json!({
            "operation": {"id": "o", "method": "POST", "path": "/", "accept": "", "repeatable": false},
            "url": "/", "headers": [], "has_own_credentials": false, "body": "x".repeat(size),
        });
        let intent = serde_json::json!({
            "version": 3, "key": key, "fingerprint": "f", "created": 1, "call": call,
        });
        Record::intended(&Intent::from_bytes(intent.to_string().as_bytes()).unwrap()).unwrap()
    }

    fn keys(log: &Log) -> Vec<String> {
        log.unsettled().unwrap().iter().map(|it| it.key().to_owned()).collect()
    }

    #[test]
    fn a_file_whose_replacement_has_failed_is_replaced_before_anything_is_written() {
        let folder = std::env::temp_dir().join(format!("renkei-log-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let path = folder.join("writes.journal");
        let mut log = Log::open(&path, Options::plain(true)).unwrap();
        log.append(intended("first", 1)).unwrap();
        log.flush().unwrap();
        // The new file has the path, and its name cannot be made durable.
        log.length = LEAST_GROWN;
        log.folder = folder.join("missing");
        log.append(intended("refused", 1)).unwrap();
        log.flush().unwrap_err();
        log.append(intended("refused, too", 1)).unwrap();
        log.flush().unwrap_err();
        log.folder.clone_from(&folder);
        // It is too large for the file to have grown.
        log.append(intended("large", 1024 * 1024)).unwrap();
        log.flush().unwrap();
        log.append(intended("last", 1)).unwrap();
        log.flush().unwrap();
        assert_eq!(keys(&log), ["first", "large", "last"]);
        drop(log);
        let log = Log::open(&path, Options::plain(true)).unwrap();
        assert_eq!(keys(&log), ["first", "large", "last"]);
        drop(log);
        std::fs::remove_dir_all(folder).unwrap();
    }
}
