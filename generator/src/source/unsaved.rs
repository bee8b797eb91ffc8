//! Texts of files that an editor has not saved, read in place of those on the disk.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::path;

/// The texts of open files. Two paths of one file, as through a symbolic link, have one text.
#[derive(Clone, Debug, Default)]
pub struct UnsavedTexts(BTreeMap<PathBuf, Arc<str>>);

impl UnsavedTexts {
    /// Sets the text of a file, which does not have to exist on the disk. A byte order mark is no part of it.
    pub fn insert(&mut self, path: &Path, text: impl Into<Arc<str>>) {
        self.0.insert(identity(path), text.into());
    }

    /// The text of a file, if it is one of these.
    #[must_use]
    pub fn get(&self, path: &Path) -> Option<&str> {
        if self.0.is_empty() {
            return None;
        }
        self.0.get(&identity(path)).map(AsRef::as_ref)
    }
}

/// The path without symbolic links, as far as it exists.
pub(super) fn identity(path: &Path) -> PathBuf {
    fs::canonicalize(path).unwrap_or_else(|_| {
        let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        path::normal(&absolute)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_has_one_text_under_all_its_paths() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::create_dir(at("parts")).unwrap();
        fs::write(at("a.yaml"), "a: 1").unwrap();
        let mut texts = UnsavedTexts::default();
        assert_eq!(texts.get(&at("a.yaml")), None);
        texts.insert(&at("a.yaml"), "a: 2");
        texts.insert(&at("new.yaml"), "a: 3");
        assert_eq!(texts.get(&at("parts/../a.yaml")), Some("a: 2"));
        assert_eq!(texts.get(&at("parts/../new.yaml")), Some("a: 3"));
        assert_eq!(texts.get(&at("b.yaml")), None);
    }
}
