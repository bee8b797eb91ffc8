//! A git repository with a document that has old problems, and a branch that changes it.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

/// The document on `main`. It has old problems, which nobody is going to mend today.
const MAIN: &str = include_str!("../specs/main.yaml");

/// A repository in a temporary folder.
pub(crate) struct Repository {
    folder: TempDir,
}

impl Repository {
    /// Creates the repository with the document on `main`, and changes to a branch.
    pub(crate) fn new() -> Result<Self, Box<dyn Error>> {
        let repository = Self { folder: tempfile::tempdir()? };
        repository.git(&["init", "-q", "-b", "main"])?;
        fs::write(repository.document(), MAIN)?;
        repository.commit("Describe the shop")?;
        repository.git(&["checkout", "-q", "-b", "refunds"])?;
        Ok(repository)
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    fn document(&self) -> PathBuf {
        self.folder().join("shop.yaml")
    }

    /// Replaces a part of the document, which must be there, and commits it.
    pub(crate) fn edit(&self, message: &str, old: &str, new: &str) -> Result<(), Box<dyn Error>> {
        let text = fs::read_to_string(self.document())?;
        if !text.contains(old) {
            return Err(format!("the document does not contain {old:?}").into());
        }
        fs::write(self.document(), text.replacen(old, new, 1))?;
        self.commit(message)
    }

    fn commit(&self, message: &str) -> Result<(), Box<dyn Error>> {
        self.git(&["add", "-A"])?;
        self.git(&["commit", "-q", "-m", message])
    }

    fn git(&self, arguments: &[&str]) -> Result<(), Box<dyn Error>> {
        let author = ["-c", "user.name=Example", "-c", "user.email=example@example.com"];
        let mut command = Command::new("git");
        let status = command.current_dir(self.folder()).args(author).args(arguments).status()?;
        if status.success() { Ok(()) } else { Err(format!("git {arguments:?} failed").into()) }
    }
}
