//! Stage 8: writes [`Files`] to a folder.
//!
//! Takes files in memory and a folder; returns what changed. It reads the `files` list of the manifest, and must not
//! know what the files mean.
//!
//! Invariants: nothing outside the folder is touched, and no symbolic link inside it is followed; a file is replaced
//! whole or not at all; nothing is replaced before every new text is on the disk; nothing is removed that an earlier
//! manifest does not list.

mod error;
mod folder;
mod single;
mod staged;

pub use error::Error;
pub use single::write_file;

use std::collections::BTreeSet;
use std::path::Path;

use crate::bug::bug;
use crate::emit::{Files, RelativePath};
use folder::Folder;
use staged::Staged;

/// The result of [`write()`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Files that were created or changed.
    pub written: Vec<RelativePath>,
    /// How many files were up to date.
    pub unchanged: usize,
    /// Files of an earlier run that were removed.
    pub removed: Vec<RelativePath>,
}

/// A file that is out of date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The file.
    pub path: RelativePath,
    /// How it differs.
    pub kind: DifferenceKind,
}

/// How a file differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DifferenceKind {
    /// It is missing.
    Missing,
    /// Its content differs.
    Changed,
    /// An earlier run generated it, and it is no longer needed.
    Stale,
}

/// Writes the files to a folder, which is created if it is missing, and removes files of earlier runs.
///
/// # Errors
///
/// - the folder contains a file that renkei did not generate and would replace;
/// - a symbolic link is in the place of a folder;
/// - the file system reports an error. No file is replaced then, unless the error occurs while files are renamed.
pub fn write(files: &Files, dir: &Path) -> Result<Summary, Error> {
    let folder = Folder::new(dir);
    let differences = compare(files, &folder)?;
    if !folder.has(files.manifest()) {
        refuse_foreign(files, &differences, &folder)?;
    }
    folder.create()?;
    let (stale, new): (Vec<_>, Vec<_>) =
        differences.into_iter().partition(|it| it.kind == DifferenceKind::Stale);
    let staged: Result<Vec<Staged>, Error> =
        new.iter().map(|it| stage(files, &it.path, &folder)).collect();
    staged?.into_iter().try_for_each(Staged::publish)?;
    stale.iter().try_for_each(|it| folder.remove(&it.path))?;
    Ok(Summary {
        unchanged: files.len() - new.len(),
        written: new.into_iter().map(|it| it.path).collect(),
        removed: stale.into_iter().map(|it| it.path).collect(),
    })
}

/// Compares a folder with the files, and changes nothing.
///
/// # Errors
///
/// Fails if a file cannot be read, or if a symbolic link is in the place of a folder.
pub fn check(files: &Files, dir: &Path) -> Result<Vec<Difference>, Error> {
    compare(files, &Folder::new(dir))
}

/// Returns all differences, the manifest's first: after it is written, it lists every file that may be written.
fn compare(files: &Files, folder: &Folder) -> Result<Vec<Difference>, Error> {
    let mut differences = Vec::new();
    for (path, text) in files.iter() {
        if let Some(kind) = difference(folder.read(path)?, text) {
            differences.push(Difference { path: path.clone(), kind });
        }
    }
    differences.sort_by_key(|it| it.path != *files.manifest());
    let current: BTreeSet<&RelativePath> = files.iter().map(|(path, _)| path).collect();
    let listed = folder.listed(files.manifest())?;
    let stale = listed.into_iter().filter(|path| !current.contains(path) && folder.has(path));
    differences.extend(stale.map(|path| Difference { path, kind: DifferenceKind::Stale }));
    Ok(differences)
}

fn difference(found: Option<Vec<u8>>, text: &str) -> Option<DifferenceKind> {
    match found {
        None => Some(DifferenceKind::Missing),
        Some(found) if lines(&found).eq(lines(text.as_bytes())) => None,
        Some(_) => Some(DifferenceKind::Changed),
    }
}

/// Splits a file into lines, each with whether it has a line ending. Git may convert line endings to CRLF on Windows, and
/// for Rust, TOML, JSON and Markdown that changes nothing.
fn lines(bytes: &[u8]) -> impl Iterator<Item = (&[u8], bool)> {
    bytes.split_inclusive(|byte| *byte == b'\n').map(|line| match line.strip_suffix(b"\n") {
        Some(line) => (line.strip_suffix(b"\r").unwrap_or(line), true),
        None => (line, false),
    })
}

/// Refuses to replace files in a folder without a renkei manifest: renkei did not generate them.
fn refuse_foreign(files: &Files, differences: &[Difference], folder: &Folder) -> Result<(), Error> {
    let foreign = differences.iter().find(|it| it.kind == DifferenceKind::Changed);
    let changed = foreign.map(|it| it.path.as_str());
    let unlike = || {
        let is_crate = files.get("Cargo.toml").is_some();
        let whole = differences.len() == files.len();
        (is_crate && whole && folder.has_entry("src")).then_some("src")
    };
    match changed.or_else(unlike) {
        Some(found) => {
            Err(Error::Foreign { dir: folder.path().to_owned(), found: found.to_owned() })
        }
        None => Ok(()),
    }
}

fn stage(files: &Files, path: &RelativePath, folder: &Folder) -> Result<Staged, Error> {
    folder.make_parents(path)?;
    let text = files.get(path.as_str()).unwrap_or_else(|| {
        bug!("the file {path} has no text");
        ""
    });
    Staged::write(folder.file(path), text.as_bytes())
}

#[cfg(test)]
mod tests;
