//! Why an exploration failed.

use std::fmt::{self, Write as _};

use super::InjectedFault;

/// Why an exploration failed.
#[derive(Debug)]
#[non_exhaustive]
pub enum ExplorationError {
    /// The job fails although there is no failure to inject.
    Job(String),
    /// A write took effect more often than in a run without failures.
    DoubleEffect {
        /// The failure.
        fault: InjectedFault,
        /// The number of the request that it was injected into, from 1.
        request: usize,
        /// The method and path of the write.
        write: String,
        /// How often it took effect.
        effects: usize,
        /// How often it takes effect without a failure.
        expected: usize,
        /// All requests of the run, and what happened to them.
        history: Vec<String>,
    },
    /// The job succeeded, and a write of the run without failures is missing.
    LostEffect {
        /// The failure.
        fault: InjectedFault,
        /// The number of the request that it was injected into, from 1.
        request: usize,
        /// The method and path of the write.
        write: String,
        /// All requests of the run, and what happened to them.
        history: Vec<String>,
    },
    /// The job fails again and again after one failure.
    NeverSucceeds {
        /// The failure.
        fault: InjectedFault,
        /// The number of the request that it was injected into, from 1.
        request: usize,
        /// The last error of the job.
        error: String,
    },
}

impl fmt::Display for ExplorationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let history = |history: &[String]| {
            history.iter().fold(String::new(), |mut text, line| {
                let _ = write!(text, "\n  {line}");
                text
            })
        };
        match self {
            Self::Job(error) => write!(f, "the job fails without a failure: {error}"),
            Self::DoubleEffect { fault, request, write, effects, expected, history: lines } => {
                write!(
                    f,
                    "{write} took effect {effects} times in place of {expected}, after {fault:?} at request {request}:{}",
                    history(lines)
                )
            }
            Self::LostEffect { fault, request, write, history: lines } => write!(
                f,
                "the job succeeded without {write}, after {fault:?} at request {request}:{}",
                history(lines)
            ),
            Self::NeverSucceeds { fault, request, error } => {
                write!(f, "the job never succeeds after {fault:?} at request {request}: {error}")
            }
        }
    }
}

impl std::error::Error for ExplorationError {}
