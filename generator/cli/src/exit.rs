//! Exit codes, which scripts rely on.

use std::process::ExitCode;

/// The outcome of a run. A worse outcome compares as greater.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Exit {
    /// The run succeeded.
    Success,
    /// The document has problems, or the generated files are out of date.
    Problems,
    /// The usage, the configuration or the environment prevents the run.
    CannotRun,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        match exit {
            Exit::Success => Self::SUCCESS,
            Exit::Problems => Self::from(1),
            Exit::CannotRun => Self::from(2),
        }
    }
}
