//! A folder of a test's own, which ends with it.

use std::fs;
use std::path::{Path, PathBuf};

use crate::scan::scan_files;

pub struct Folder(PathBuf);

impl Folder {
    pub fn new(test: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("renkei-{test}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir(&folder).unwrap();
        Self(folder)
    }

    pub fn path(&self) -> &Path {
        &self.0
    }

    pub fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

/// What the test stored is scanned for the planted secret.
impl Drop for Folder {
    fn drop(&mut self) {
        scan_files(&self.0);
        let _ = fs::remove_dir_all(&self.0);
    }
}
