//! Why a folder could not be brought to its state.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// A broken environment; each says what to do about it.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// The folder holds something that is not ours.
    Foreign {
        /// The folder.
        dir: PathBuf,
        /// What stands in the way.
        found: String,
    },
    /// A symbolic link stands where a folder of ours belongs; it may lead out of the folder.
    Link {
        /// The link.
        path: PathBuf,
    },
    /// The file system refused.
    Io {
        /// What was tried, such as `write`.
        action: &'static str,
        /// On which file or folder.
        path: PathBuf,
        /// What it said.
        source: io::Error,
    },
}

impl Error {
    /// For `map_err`.
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
                "{} holds a `{found}` that renkei did not make, and no renkei manifest; choose an empty folder",
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
