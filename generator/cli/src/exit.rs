//! How a run ends, which scripts rely on.

use std::process::ExitCode;

/// The outcome of a run; the worse of two is the greater.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Exit {
    /// Done.
    Done,
    /// The document has problems, or what was checked is stale.
    Problems,
    /// Usage or environment: nothing can be said about the document.
    CannotRun,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        match exit {
            Exit::Done => Self::SUCCESS,
            Exit::Problems => Self::from(1),
            Exit::CannotRun => Self::from(2),
        }
    }
}
