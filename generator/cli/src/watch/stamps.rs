//! What files look like from outside: their sizes and times, to notice changes without reading them.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// The size and time of a file; `None` if there is none.
type Stamp = Option<(u64, SystemTime)>;

/// The files that are watched. A folder is watched with the files in it.
#[derive(Debug, Default)]
pub(super) struct Stamps {
    paths: Vec<PathBuf>,
    known: BTreeMap<PathBuf, Stamp>,
}

impl Stamps {
    pub(super) fn of(paths: Vec<PathBuf>) -> Self {
        let mut stamps = Self { paths, known: BTreeMap::new() };
        stamps.update();
        stamps
    }

    /// Watches other paths. Those that were watched before keep their stamps, so a change in the meantime is noticed.
    pub(super) fn watch(&mut self, paths: Vec<PathBuf>) {
        self.paths = paths;
        let found = self.found();
        let before = std::mem::take(&mut self.known);
        for (path, stamp) in found {
            let stamp = before.get(&path).copied().unwrap_or(stamp);
            self.known.insert(path, stamp);
        }
    }

    /// Looks at all files, and returns those that have changed.
    pub(super) fn update(&mut self) -> Vec<PathBuf> {
        let found = self.found();
        let is_changed = |path: &PathBuf, stamp: &Stamp| self.known.get(path) != Some(stamp);
        let changed = found.iter().filter(|(path, stamp)| is_changed(path, stamp));
        let removed = self.known.keys().filter(|it| !found.contains_key(*it));
        let changed = changed.map(|(path, _)| path).chain(removed).cloned().collect();
        self.known = found;
        changed
    }

    fn found(&self) -> BTreeMap<PathBuf, Stamp> {
        let mut found = BTreeMap::new();
        self.paths.iter().for_each(|it| add(it, &mut found));
        found
    }
}

fn add(path: &Path, found: &mut BTreeMap<PathBuf, Stamp>) {
    let about = fs::metadata(path).ok();
    if !about.as_ref().is_some_and(fs::Metadata::is_dir) {
        let stamp = about.map(|it| (it.len(), it.modified().unwrap_or(SystemTime::UNIX_EPOCH)));
        found.insert(path.to_owned(), stamp);
        return;
    }
    // A folder that cannot be read has no files.
    for entry in fs::read_dir(path).into_iter().flatten().flatten() {
        let is_link = entry.file_type().is_ok_and(|it| it.is_symlink());
        let is_hidden = entry.file_name().to_string_lossy().starts_with('.');
        if !is_link && !is_hidden {
            add(&entry.path(), found);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn new_changed_and_removed_files_are_noticed() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::create_dir(at("src")).unwrap();
        fs::write(at("a.yaml"), "1").unwrap();
        let mut stamps = Stamps::of(vec![at("a.yaml"), at("none.yaml"), at("src")]);
        assert!(stamps.update().is_empty());
        fs::write(at("a.yaml"), "12").unwrap();
        fs::write(at("src/b.rs"), "").unwrap();
        fs::write(at("none.yaml"), "").unwrap();
        assert_eq!(stamps.update(), [at("a.yaml"), at("none.yaml"), at("src/b.rs")]);
        fs::remove_file(at("none.yaml")).unwrap();
        assert_eq!(stamps.update(), [at("none.yaml")]);
        // A change before the next look is not lost when other files are watched.
        fs::write(at("a.yaml"), "123").unwrap();
        stamps.watch(vec![at("a.yaml"), at("new.yaml")]);
        assert_eq!(stamps.update(), [at("a.yaml")]);
    }
}
