//! Text by relative path: the result of `emit` and the input of `write`.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

/// A path that cannot leave the folder it is joined to: visible file names with forward slashes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RelativePath(String);

impl RelativePath {
    /// Parses a path with forward slashes. Returns `None` unless each component is a visible file name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        text.split('/').all(is_plain).then(|| Self(text.to_owned()))
    }

    /// Returns the path with forward slashes.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the folders that contain the file, outermost first, then the file itself, each joined to `dir`.
    pub fn steps(&self, dir: &Path) -> impl Iterator<Item = PathBuf> + use<> {
        let mut path = dir.to_owned();
        let components: Vec<String> = self.0.split('/').map(str::to_owned).collect();
        components.into_iter().map(move |component| {
            path.push(component);
            path.clone()
        })
    }

    /// Returns the path of the file in `dir`.
    #[must_use]
    pub fn in_dir(&self, dir: &Path) -> PathBuf {
        self.0.split('/').fold(dir.to_owned(), |path, component| path.join(component))
    }
}

impl fmt::Display for RelativePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A leading dot is rejected, too: no generated file is hidden, and `..` and `.git` start with one.
fn is_plain(component: &str) -> bool {
    !component.is_empty()
        && !component.starts_with('.')
        && !component.chars().any(|it| it.is_control() || matches!(it, '\\' | ':' | '/'))
}

/// The files of a client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Files {
    texts: BTreeMap<RelativePath, String>,
    manifest: RelativePath,
}

impl Files {
    pub(crate) fn new(
        mut texts: BTreeMap<RelativePath, String>,
        manifest: RelativePath,
        manifest_text: String,
    ) -> Self {
        texts.insert(manifest.clone(), manifest_text);
        Self { texts, manifest }
    }

    /// Iterates over all files, including the manifest, sorted by path.
    pub fn iter(&self) -> impl Iterator<Item = (&RelativePath, &str)> {
        self.texts.iter().map(|(path, text)| (path, text.as_str()))
    }

    /// Returns the number of files.
    #[must_use]
    pub fn len(&self) -> usize {
        self.texts.len()
    }

    /// Returns whether there are no files, which no client is without.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }

    /// Returns the text of a file.
    #[must_use]
    pub fn get(&self, path: &str) -> Option<&str> {
        self.texts.get(&RelativePath(path.to_owned())).map(String::as_str)
    }

    /// Returns the path of the manifest, which lists the client's files.
    #[must_use]
    pub fn manifest(&self) -> &RelativePath {
        &self.manifest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_that_stay_inside_are_paths() {
        for good in ["Cargo.toml", "src/types/mod.rs", "src/größe.rs"] {
            assert!(RelativePath::parse(good).is_some(), "{good}");
        }
        for bad in [
            "",
            "/etc",
            "../x",
            "a/../b",
            "a//b",
            "a/.",
            ".git/config",
            "a\\b",
            "C:x",
            "a\nb",
            "a/",
        ] {
            assert!(RelativePath::parse(bad).is_none(), "{bad}");
        }
    }
}
