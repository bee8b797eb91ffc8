//! A new file that is written but not yet renamed into place.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::error::Error;

/// How many names are tried for a temporary file. A killed process may have left some.
const TRIES: u32 = 100;

/// A temporary file in the folder of the file that it replaces. It is removed unless it is published.
pub(super) struct Staged {
    temporary: PathBuf,
    target: PathBuf,
}

impl Staged {
    /// Writes a temporary file.
    pub(super) fn write(target: PathBuf, bytes: &[u8]) -> Result<Self, Error> {
        let (temporary, mut file) = create(&target)?;
        let staged = Self { temporary, target };
        file.write_all(bytes).map_err(Error::io("write", &staged.target))?;
        Ok(staged)
    }

    /// Gives the temporary file the permissions of the old one, if there is one, and waits until its content is on the disk.
    pub(super) fn settle(&self) -> Result<(), Error> {
        let settle = || {
            let file = fs::OpenOptions::new().write(true).open(&self.temporary)?;
            if let Ok(old) = fs::metadata(&self.target) {
                file.set_permissions(old.permissions())?;
            }
            file.sync_all()
        };
        settle().map_err(Error::io("write", &self.target))
    }

    /// Renames it into place atomically.
    pub(super) fn publish(self) -> Result<(), Error> {
        fs::rename(&self.temporary, &self.target).map_err(Error::io("replace", &self.target))
    }
}

impl Drop for Staged {
    fn drop(&mut self) {
        // After a rename there is nothing to remove.
        let _ = fs::remove_file(&self.temporary);
    }
}

/// Creates a new file; `create_new` follows no link.
fn create(target: &Path) -> Result<(PathBuf, fs::File), Error> {
    // Every target was joined from a folder and a file name.
    let name = target.file_name().unwrap_or_default().to_string_lossy();
    let mut refusal = io::Error::from(io::ErrorKind::AlreadyExists);
    for number in 0..TRIES {
        let temporary =
            target.with_file_name(format!(".{name}.{}-{number}.renkei-tmp", std::process::id()));
        match fs::OpenOptions::new().write(true).create_new(true).open(&temporary) {
            Ok(file) => return Ok((temporary, file)),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => refusal = error,
            Err(error) => return Err(Error::io("write", target)(error)),
        }
    }
    Err(Error::io("write", target)(refusal))
}
