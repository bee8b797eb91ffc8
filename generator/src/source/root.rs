//! The root folder of a document: the files that it references are below it.
//!
//! A document is untrusted, so a reference such as `../../../../etc/passwd` must not make its text visible.

use std::fs;
use std::path::{Path, PathBuf};

use super::{manifest_has_table, path};

/// Entries that mark the folder of a repository.
const REPOSITORIES: [&str; 4] = [".git", ".hg", ".jj", ".svn"];

/// A folder without symbolic links in its path.
#[derive(Debug)]
pub(super) struct Root(PathBuf);

impl Root {
    /// The given folder, or that of the nearest repository or cargo workspace around the document, or the document's.
    pub(super) fn new(given: Option<&Path>, document: &Path) -> Self {
        match given {
            Some(folder) => Self(resolved(folder)),
            None => {
                let folder = resolved(document.parent().unwrap_or(Path::new("")));
                let nearest = folder.ancestors().find(|it| is_project(it)).map(Path::to_owned);
                Self(nearest.unwrap_or(folder))
            }
        }
    }

    /// Whether a file is below the folder. One that does not exist is judged by its path.
    pub(super) fn contains(&self, file: &Path) -> bool {
        let folder = resolved(file.parent().unwrap_or(Path::new("")));
        // A path without a file name is a folder, which is not read.
        let by_path = folder.join(file.file_name().unwrap_or_default());
        fs::canonicalize(file).unwrap_or(by_path).starts_with(&self.0)
    }
}

/// Whether a folder is that of a repository or of a cargo workspace.
fn is_project(folder: &Path) -> bool {
    REPOSITORIES.iter().any(|name| folder.join(name).exists())
        || manifest_has_table(folder, "workspace")
}

/// An absolute path without symbolic links, as far as it exists.
fn resolved(folder: &Path) -> PathBuf {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    fs::canonicalize(folder).unwrap_or_else(|_| {
        let absolute = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
        path::normal(&absolute)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_root_is_the_nearest_project_or_the_folder_of_the_document() {
        let dir = tempfile::tempdir().unwrap();
        let at = |path: &str| dir.path().join(path);
        fs::create_dir_all(at("project/specs/parts")).unwrap();
        for file in ["secret.yaml", "project/a.yaml", "project/specs/api.yaml"] {
            fs::write(at(file), "{}").unwrap();
        }
        let contains = |given: Option<&Path>, file: &str| {
            Root::new(given, &at("project/specs/api.yaml")).contains(&at(file))
        };
        assert!(contains(None, "project/specs/parts/none.yaml"));
        assert!(!contains(None, "project/a.yaml"));
        fs::write(at("project/Cargo.toml"), "[workspace]\n").unwrap();
        assert!(contains(None, "project/a.yaml"));
        assert!(!contains(None, "secret.yaml"));
        assert!(!contains(None, "project/../secret.yaml"));
        assert!(!contains(None, "none.yaml"));
        assert!(contains(Some(dir.path()), "secret.yaml"));
        fs::create_dir(at("project/specs/.git")).unwrap();
        assert!(!contains(None, "project/a.yaml"));
    }

    #[cfg(unix)]
    #[test]
    fn a_link_does_not_lead_out_of_the_root() {
        let dir = tempfile::tempdir().unwrap();
        let at = |path: &str| dir.path().join(path);
        fs::create_dir(at("specs")).unwrap();
        fs::write(at("secret.yaml"), "{}").unwrap();
        std::os::unix::fs::symlink(at("secret.yaml"), at("specs/link.yaml")).unwrap();
        let root = Root::new(None, &at("specs/api.yaml"));
        assert!(!root.contains(&at("specs/link.yaml")));
    }
}
