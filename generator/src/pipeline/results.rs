//! The results of the pipeline, and its failures. Plain data.

use std::path::PathBuf;

use super::report::{Counts, Report};
use crate::config;
#[cfg(feature = "internals")]
use crate::diff::ApiDiff;
use crate::emit::{self, Files};
#[cfg(feature = "internals")]
use crate::model::Api;
use crate::plan::Crate;
#[cfg(feature = "internals")]
use crate::plan::RustType;
#[cfg(feature = "internals")]
use crate::policies::Policies;

/// A stage whose result can be printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Every node of the document with its place.
    Document,
    /// The document in the shape of OpenAPI 3.0.
    Normalised,
    /// Types and operations.
    Model,
    /// Modules, items and names of the client.
    Plan,
}

/// A generated client, ready to be written.
#[derive(Debug)]
#[non_exhaustive]
pub struct Generated {
    /// The files.
    pub files: Files,
    /// The warnings and notes of generating; never an error.
    pub report: Report,
    /// The counts of the linter's findings, without the codes that the report has.
    pub lint: Counts,
    /// The size of the client.
    pub summary: Summary,
    /// Every file that was read, for build scripts.
    pub files_read: Vec<PathBuf>,
}

/// The size of a client.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Summary {
    /// The package name.
    pub crate_name: String,
    /// Operations.
    pub operations: usize,
    /// Groups of operations.
    pub groups: usize,
    /// Structs, enums, unions and aliases.
    pub types: usize,
}

/// The result of linting a document.
#[derive(Debug)]
#[non_exhaustive]
pub struct LintReport {
    /// The findings.
    pub report: Report,
    /// How they compare with those of [`Options::base`](super::Options::base), if there is one.
    pub comparison: Option<BaseComparison>,
}

impl From<Report> for LintReport {
    fn from(report: Report) -> Self {
        Self { report, comparison: None }
    }
}

/// How many findings an earlier version of a document has, apart from those that are reported as new.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct BaseComparison {
    /// Those that the later version still has.
    pub unchanged: usize,
    /// Those that the later version no longer has.
    pub fixed: usize,
    /// Whether the earlier version is no OpenAPI document, so that all findings are new.
    pub is_base_invalid: bool,
}

/// The differences of two versions of an API, with the files of both.
#[cfg(feature = "internals")]
#[doc(hidden)]
#[derive(Debug)]
pub struct ApiComparison {
    /// The differences.
    pub diff: ApiDiff,
    /// The files of the earlier version, and what is wrong with it.
    pub base: Report,
    /// The files of the later version, and what is wrong with it.
    pub head: Report,
}

/// The printed result of a stage.
#[derive(Debug)]
#[non_exhaustive]
pub struct StageOutput {
    /// The text; `None` where an earlier stage found errors that leave nothing to print.
    pub text: Option<String>,
    /// What the stages up to this one found.
    pub report: Report,
}

#[cfg(feature = "internals")]
#[doc(hidden)]
/// The Rust type of each schema of a document.
#[derive(Debug)]
#[non_exhaustive]
pub struct SchemaTypes {
    /// The model.
    pub api: Api,
    /// The Rust type of each of [`Api::schemas`], with paths from the client's root; `None` where the client has none.
    pub types: Vec<Option<RustType>>,
    /// What the stages up to `model` found.
    pub report: Report,
}

#[cfg(feature = "internals")]
#[doc(hidden)]
/// The plan of a client.
#[derive(Debug)]
#[non_exhaustive]
pub struct ClientPlan {
    /// Groups, operations, types and names.
    pub plan: Crate,
    /// What the stages up to `plan` found.
    pub report: Report,
}

#[cfg(feature = "internals")]
#[doc(hidden)]
/// What a client does when a call fails.
#[derive(Debug)]
#[non_exhaustive]
pub struct ClientPolicies {
    /// A row for each operation.
    pub policies: Policies,
    /// What the stages up to `plan` found.
    pub report: Report,
}

#[cfg(feature = "internals")]
#[doc(hidden)]
/// What a probe of an API knows of its client.
#[derive(Debug)]
#[non_exhaustive]
pub struct ClientProbe {
    /// The API.
    pub api: Api,
    /// The name of the client's package, from which names of environment variables are derived.
    pub crate_name: String,
    /// The base URL of the client, if it has one.
    pub base_url: Option<String>,
    /// The header of idempotency keys, unless an operation declares another.
    pub idempotency_header: String,
    /// The configured 95th percentile of durations, in milliseconds.
    pub p95: Option<u64>,
    /// The configured share of calls that may fail.
    pub error_rate: Option<f64>,
    /// What the stages up to `plan` found.
    pub report: Report,
}

/// The notation of a bundled document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notation {
    /// JSON.
    Json,
    /// YAML.
    Yaml,
}

/// A document with its overlays applied.
#[derive(Debug)]
#[non_exhaustive]
pub struct OverlaidDocument {
    /// Its text.
    pub text: String,
    /// Warnings about actions that select nothing.
    pub report: Report,
}

/// A document bundled from several files.
#[derive(Debug)]
#[non_exhaustive]
pub struct BundledDocument {
    /// Its text.
    pub text: String,
    /// Warnings about references where the standard allows none.
    pub report: Report,
}

/// The reason why there is no result.
#[derive(Debug)]
#[non_exhaustive]
pub enum Failure {
    /// The document has errors.
    Document(Report),
    /// The configuration has errors.
    Config(Report),
    /// A file could not be read.
    Io {
        /// The file.
        path: PathBuf,
        /// The error of the operating system.
        error: std::io::Error,
    },
    /// The generator produced invalid Rust, which is a bug.
    Emit(emit::Error),
    /// The document cannot be written in this notation, for the given reason.
    Notation(String),
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Document(report) | Self::Config(report) => report.fmt(f),
            Self::Io { path, error } => write!(f, "cannot read {}: {error}", path.display()),
            Self::Emit(error) => write!(f, "a bug in renkei: {error}"),
            Self::Notation(why) => f.write_str(why),
        }
    }
}

impl std::error::Error for Failure {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Document(_) | Self::Config(_) | Self::Notation(_) => None,
            Self::Io { error, .. } => Some(error),
            Self::Emit(error) => Some(error),
        }
    }
}

impl From<config::Error> for Failure {
    fn from(error: config::Error) -> Self {
        match error {
            config::Error::Io { path, error } => Self::Io { path, error },
            config::Error::Invalid { files, diagnostics } => {
                Self::Config(Report::new(files, diagnostics))
            }
        }
    }
}

impl Summary {
    pub(super) fn of(plan: &Crate) -> Self {
        Self {
            crate_name: plan.name.clone(),
            operations: plan.groups.iter().map(|group| group.operations.len()).sum(),
            groups: plan.groups.len(),
            types: plan.types.iter().map(|module| module.items.len()).sum::<usize>()
                + plan.groups.iter().map(|group| group.items.len()).sum::<usize>(),
        }
    }
}
