//! Why a build script generated no client.

use std::fmt;
use std::path::PathBuf;

use crate::pipeline::Failure;
use crate::write;

/// Why a build script generated no client. Both `{}` and `{:?}` print text for people, because `fn main() -> Result<…>` uses
/// the latter.
pub struct BuildError(Problem);

pub(super) enum Problem {
    NoOutDir,
    Name(String),
    /// A name, and the two documents that have it.
    SameName(String, [PathBuf; 2]),
    Pipeline(Failure),
    Write(write::Error),
}

impl From<Problem> for BuildError {
    fn from(problem: Problem) -> Self {
        Self(problem)
    }
}

impl From<Failure> for BuildError {
    fn from(failure: Failure) -> Self {
        Self(Problem::Pipeline(failure))
    }
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Problem::NoOutDir => f.write_str(
                "OUT_DIR is not set: call this in a build script, or set a folder with `.out_dir(…)`",
            ),
            Problem::Name(name) => write!(
                f,
                "`{name}` is not a client name: a letter, followed by letters, digits, `-` and `_`"
            ),
            Problem::SameName(name, [first, second]) => write!(
                f,
                "two documents have the client name `{name}`: {} and {}; set another one with `.name(…)`",
                first.display(),
                second.display()
            ),
            Problem::Pipeline(failure @ (Failure::Document(report) | Failure::Config(report))) => {
                let path = report.file().path().display();
                write!(f, "{} in {path}; no client was generated\n\n{failure}", report.counts())
            }
            Problem::Pipeline(failure) => failure.fmt(f),
            Problem::Write(error) => error.fmt(f),
        }
    }
}

impl fmt::Debug for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for BuildError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.0 {
            Problem::NoOutDir | Problem::Name(_) | Problem::SameName(..) => None,
            Problem::Pipeline(failure) => Some(failure),
            Problem::Write(error) => Some(error),
        }
    }
}
