//! Errors of writing a client.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// An error of writing a client. Its message says what to do.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// The folder contains something that renkei did not generate.
    Foreign {
        /// The folder.
        dir: PathBuf,
        /// The file or folder that would be replaced.
        found: String,
    },
    /// A symbolic link is in the place of a folder; its target may be outside of the output folder.
    Link {
        /// The link.
        path: PathBuf,
    },
    /// An error of the file system.
    Io {
        /// The action, such as `write`.
        action: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// The error.
        source: io::Error,
    },
}

impl Error {
    /// Returns a function for `map_err`.
    pub(super) fn io(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Io { action, path, source }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Foreign { dir, found } => write!(
                f,
                "{} contains `{found}`, which renkei did not generate; choose an empty folder",
                dir.display()
            ),
            Self::Link { path } => write!(
                f,
                "{} is a symbolic link, which is not followed; remove it or choose another folder",
                path.display()
            ),
            Self::Io { action, path, source } => {
                write!(f, "cannot {action} {}: {source}", path.display())
            }
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io { source, .. } => Some(source),
            Self::Foreign { .. } | Self::Link { .. } => None,
        }
    }
}
