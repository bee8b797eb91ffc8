//! A folder whose inside is reached only through plain folders.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::error::Error;
use crate::emit::RelativePath;

/// The folder that files go into. It may itself be reached through a link: that is the user's choice.
pub(super) struct Folder {
    dir: PathBuf,
}

/// What is needed of a manifest.
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

    /// Whether a plain file is there, on a way without links.
    pub(super) fn has(&self, path: &RelativePath) -> bool {
        self.is_reached(path).is_ok() && kind(&self.file(path)).is_some_and(|it| it.is_file())
    }

    /// Whether anything of that name stands in the folder.
    pub(super) fn has_entry(&self, name: &str) -> bool {
        kind(&self.dir.join(name)).is_some()
    }

    /// The content of a file; a link in its place has none of ours, and will be replaced itself.
    pub(super) fn read(&self, path: &RelativePath) -> Result<Option<Vec<u8>>, Error> {
        self.is_reached(path)?;
        let file = self.file(path);
        match kind(&file) {
            None => Ok(None),
            Some(kind) if kind.is_symlink() => Ok(Some(Vec::new())),
            Some(_) => fs::read(&file).map(Some).map_err(Error::io("read", &file)),
        }
    }

    /// The files that a manifest lists. One that is not a manifest lists nothing, so that nothing is removed for it.
    pub(super) fn listed(&self, manifest: &RelativePath) -> Result<Vec<RelativePath>, Error> {
        let Some(text) = self.read(manifest)? else { return Ok(Vec::new()) };
        let files = serde_json::from_slice::<Listing>(&text).map(|it| it.files).unwrap_or_default();
        Ok(files.iter().filter_map(|path| RelativePath::parse(path)).collect())
    }

    /// Makes the folders on the way to a file.
    pub(super) fn make_parents(&self, path: &RelativePath) -> Result<(), Error> {
        self.is_reached(path)?;
        let file = self.file(path);
        let parent = file.parent().unwrap_or(&self.dir);
        fs::create_dir_all(parent).map_err(Error::io("make the folder", parent))
    }

    /// Removes a file, and the folders that it leaves empty.
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
        // A folder that holds something else refuses, and so it should.
        for parent in parents {
            if fs::remove_dir(parent).is_err() {
                break;
            }
        }
        Ok(())
    }

    /// Refuses a link among the folders on the way to a file.
    fn is_reached(&self, path: &RelativePath) -> Result<(), Error> {
        let file = self.file(path);
        let link = path
            .steps(&self.dir)
            .find(|step| *step != file && kind(step).is_some_and(|it| it.is_symlink()));
        link.map_or(Ok(()), |path| Err(Error::Link { path }))
    }
}

/// What stands at a path; a link is a link.
fn kind(path: &Path) -> Option<fs::FileType> {
    fs::symlink_metadata(path).ok().map(|it| it.file_type())
}
