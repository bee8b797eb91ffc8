//! The output folder. Symbolic links in it are never followed.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::error::Error;
use crate::emit::RelativePath;

/// The output folder. Its own path may contain links, because the user chose it.
pub(super) struct Folder {
    dir: PathBuf,
}

/// The part of a manifest that is read.
#[derive(Deserialize)]
struct Listing {
    #[serde(default)]
    files: Vec<String>,
}

impl Folder {
    pub(super) fn new(dir: &Path) -> Self {
        Self { dir: dir.to_owned() }
    }

    pub(super) fn path(&self) -> &Path {
        &self.dir
    }

    pub(super) fn file(&self, path: &RelativePath) -> PathBuf {
        path.in_dir(&self.dir)
    }

    /// Creates the folder and its parents.
    pub(super) fn create(&self) -> Result<(), Error> {
        fs::create_dir_all(&self.dir).map_err(Error::io("create the folder", &self.dir))
    }

    /// Whether a regular file exists, without a link in its path.
    pub(super) fn has(&self, path: &RelativePath) -> bool {
        self.is_reached(path).is_ok() && kind(&self.file(path)).is_some_and(|it| it.is_file())
    }

    /// Whether the folder has an entry of that name.
    pub(super) fn has_entry(&self, name: &str) -> bool {
        kind(&self.dir.join(name)).is_some()
    }

    /// Reads a file. A link has no content, because it is replaced and not followed.
    pub(super) fn read(&self, path: &RelativePath) -> Result<Option<Vec<u8>>, Error> {
        self.is_reached(path)?;
        let file = self.file(path);
        match kind(&file) {
            None => Ok(None),
            Some(kind) if kind.is_symlink() => Ok(Some(Vec::new())),
            Some(_) => fs::read(&file).map(Some).map_err(Error::io("read", &file)),
        }
    }

    /// Reads the files that a manifest lists. A file that is no manifest lists none, so nothing is removed.
    pub(super) fn listed(&self, manifest: &RelativePath) -> Result<Vec<RelativePath>, Error> {
        let Some(text) = self.read(manifest)? else { return Ok(Vec::new()) };
        let files = serde_json::from_slice::<Listing>(&text).map(|it| it.files).unwrap_or_default();
        Ok(files.iter().filter_map(|path| RelativePath::parse(path)).collect())
    }

    /// Creates the parent folders of a file.
    pub(super) fn make_parents(&self, path: &RelativePath) -> Result<(), Error> {
        self.is_reached(path)?;
        let file = self.file(path);
        let parent = file.parent().unwrap_or(&self.dir);
        fs::create_dir_all(parent).map_err(Error::io("create the folder", parent))
    }

    /// Removes a file, and parent folders that become empty.
    pub(super) fn remove(&self, path: &RelativePath) -> Result<(), Error> {
        self.is_reached(path)?;
        let file = self.file(path);
        match fs::remove_file(&file) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(Error::io("remove", &file)(error));
            }
            _ => {}
        }
        let parents = file.ancestors().skip(1).take_while(|it| *it != self.dir);
        // Removing a folder that is not empty fails, as intended.
        for parent in parents {
            if fs::remove_dir(parent).is_err() {
                break;
            }
        }
        Ok(())
    }

    /// Fails if a parent folder of a file is a link.
    fn is_reached(&self, path: &RelativePath) -> Result<(), Error> {
        let file = self.file(path);
        let link = path
            .steps(&self.dir)
            .find(|step| *step != file && kind(step).is_some_and(|it| it.is_symlink()));
        link.map_or(Ok(()), |path| Err(Error::Link { path }))
    }
}

/// The type of the file at a path; a link is not followed.
fn kind(path: &Path) -> Option<fs::FileType> {
    fs::symlink_metadata(path).ok().map(|it| it.file_type())
}
