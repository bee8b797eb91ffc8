//! Chains the stages; nothing else does. What a stage decides stays in the stage.
//!
//! Takes a path and [`Options`]; gives files, findings or the print of a stage, each with everything that is to be
//! said about the document in one [`Report`]. It must not know the terminal, cargo or where files go.

mod report;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub use report::{Counts, Report};

use crate::config::{self, Config, Origin};

pub use crate::config::Settings;
pub use crate::lint::Preset;
pub use crate::source::{Remote, RemoteError};

use crate::diagnostic::{Diagnostic, Severity, code};
use crate::document::{self, Document, Violation};
use crate::emit::{self, Files, Layout};
use crate::lint;
use crate::model::{self, Api};
use crate::normalise::{self, Normalised};
use crate::plan::{self, Crate, RustType};
use crate::source::{self, ReadError, SourceFiles, Sources};
use crate::text::Span;

/// What a user can say on a command line or in a build script; it wins over `renkei.yaml`.
#[derive(Clone, Debug)]
pub struct Options {
    /// The configuration file. Defaults to `renkei.yaml` in the document's folder, then in the current directory.
    pub config: Option<PathBuf>,
    /// The text of a configuration, instead of a file.
    pub config_text: Option<String>,
    /// Settings that replace those of the configuration.
    pub settings: Settings,
    /// The package name of the client.
    pub crate_name: Option<String>,
    /// A path dependency on the runtime, as it shall stand in the client's `Cargo.toml`; else a version.
    pub runtime_path: Option<String>,
    /// Who gives what lies on the network; without one, a URL is an error.
    pub remote: Option<Arc<dyn Remote>>,
    /// The linter's preset; wins over the one in `renkei.yaml`, whose `rules` still apply.
    pub preset: Option<Preset>,
    /// Whether [`generate`] runs the linter too; without it, [`Generated::lint`] counts nothing.
    pub lint: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            config: None,
            config_text: None,
            settings: Settings::default(),
            crate_name: None,
            runtime_path: None,
            remote: None,
            preset: None,
            lint: true,
        }
    }
}

impl Options {
    fn origin(&self) -> Origin<'_> {
        Origin {
            path: self.config.as_deref(),
            text: self.config_text.as_deref(),
            settings: Some(&self.settings),
        }
    }
}

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

/// A client, ready to be written.
#[derive(Debug)]
#[non_exhaustive]
pub struct Generated {
    /// The files.
    pub files: Files,
    /// What is worth knowing about how the client was made; never an error.
    pub report: Report,
    /// What the linter found besides: not the codes that are in the report.
    pub lint: Counts,
    /// How much there is in the client.
    pub summary: Summary,
    /// Every file that was read, for build scripts.
    pub files_read: Vec<PathBuf>,
}

/// How much there is in a client.
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

/// What the linter says about a document.
#[derive(Debug)]
#[non_exhaustive]
pub struct LintReport {
    /// The findings.
    pub report: Report,
}

/// The print of a stage.
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
/// What became of each schema of a document.
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
/// Every decision about a client, before it is printed.
#[derive(Debug)]
#[non_exhaustive]
pub struct ClientPlan {
    /// Groups, operations, types and names.
    pub plan: Crate,
    /// What the stages up to `plan` found.
    pub report: Report,
}

/// How a bundled document is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notation {
    /// JSON.
    Json,
    /// YAML.
    Yaml,
}

/// One document made of several files.
#[derive(Debug)]
#[non_exhaustive]
pub struct BundledDocument {
    /// Its text.
    pub text: String,
    /// Warnings about references in places where the standard has none.
    pub report: Report,
}

/// Why there is no result.
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
        /// What the operating system said.
        error: std::io::Error,
    },
    /// The generator made code that is not Rust, which is a bug in it.
    Emit(emit::Error),
    /// The document cannot be written in this notation; the text says why.
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

/// Makes a client for the document at `spec`. The linter runs too unless `options` say otherwise, but only its counts are
/// given.
///
/// # Errors
///
/// [`Failure::Document`] where any stage finds an error that stands in the way of a client; the other kinds where
/// a file cannot be read or the configuration is wrong.
pub fn generate(spec: &Path, layout: Layout, options: &Options) -> Result<Generated, Failure> {
    made(Inputs::read(spec, options)?, layout, options, file_name(spec))
}

/// Makes a client of text that stands for a file named `name`, as [`generate`] does: for tools that hold a document in
/// memory. No other file is read, so references to other files are errors; a configuration is read only where `options`
/// names one.
///
/// # Errors
///
/// As [`generate`].
///
/// ```
/// use renkei::emit::Layout;
/// use renkei::pipeline::{self, Options};
///
/// let text = "openapi: 3.0.3\ninfo: {title: Orders, version: '1'}\npaths: {}\n";
/// let made = pipeline::generate_text("orders.yaml", text, Layout::Module, &Options::default())?;
/// assert!(made.files.get("mod.rs").is_some());
/// # Ok::<(), renkei::pipeline::Failure>(())
/// ```
pub fn generate_text(
    name: &str,
    text: &str,
    layout: Layout,
    options: &Options,
) -> Result<Generated, Failure> {
    let loaded = config::load_given(options.origin())?;
    let document = of_sources(source::read_text(name, text))?;
    made(Inputs::new(document, loaded, options), layout, options, file_name(Path::new(name)))
}

fn made(
    mut inputs: Inputs,
    layout: Layout,
    options: &Options,
    spec_name: String,
) -> Result<Generated, Failure> {
    inputs.plan.is_package = layout == Layout::Crate;
    let mut found = Vec::new();
    let plan = inputs.planned(&mut found);
    let linted =
        if options.lint { lint::lint(&inputs.document, &inputs.config.lint) } else { Vec::new() };
    let files_read = inputs.files_read;
    let report = Report::of_stages(inputs.document.into_files(), found);
    let Some(plan) = plan.filter(|_| report.counts().errors == 0) else {
        let mut errors = report.diagnostics().iter().filter(|it| it.severity == Severity::Error);
        let is_config = errors.all(|it| it.code == code::CONFIG);
        return Err(if is_config { Failure::Config(report) } else { Failure::Document(report) });
    };
    let options = emit::Options { layout, runtime_path: options.runtime_path.clone(), spec_name };
    let files = emit::emit(&plan, &options).map_err(Failure::Emit)?;
    // Some codes are given by the linter and by a stage, at places that may differ; they are said once.
    let said = report.codes();
    let lint = Counts::of(linted.iter().filter(|finding| !said.contains(&finding.code)));
    Ok(Generated { files, report, lint, summary: Summary::of(&plan), files_read })
}

/// Lints the document at `spec`.
///
/// # Errors
///
/// [`Failure::Document`] where it is no OpenAPI document at all; the other kinds where a file cannot be read or the
/// configuration is wrong. Findings are no failure.
pub fn lint(spec: &Path, options: &Options) -> Result<LintReport, Failure> {
    let inputs = Inputs::read(spec, options)?;
    let found = lint::lint(&inputs.document, &inputs.config.lint);
    Ok(LintReport { report: Report::new(inputs.document.into_files(), found) })
}

/// Puts the document at `spec` and all files that it refers to into one document of the same version, as written otherwise.
///
/// # Errors
///
/// [`Failure::Document`] where it is no OpenAPI document, or where a reference leads nowhere; [`Failure::Io`] where the
/// first file cannot be read; [`Failure::Notation`] where a value cannot be written.
pub fn bundle(
    spec: &Path,
    notation: Notation,
    options: &Options,
) -> Result<BundledDocument, Failure> {
    let bundle = document(spec, options)?.bundle();
    let text = match notation {
        Notation::Json => Ok(bundle.document.to_json()),
        Notation::Yaml => bundle.document.to_yaml(),
    };
    let found = bundle.unresolved.into_iter().chain(bundle.too_large).collect();
    let report = Report::of_stages(bundle.document.into_files(), found);
    if report.counts().errors > 0 {
        return Err(Failure::Document(report));
    }
    Ok(BundledDocument { text: text.map_err(Failure::Notation)?, report })
}

/// Prints what a stage makes of the document at `spec`.
///
/// # Errors
///
/// As [`lint()`]. Errors that a stage finds are in the report, so that what there is can still be looked at.
pub fn print(spec: &Path, stage: Stage, options: &Options) -> Result<StageOutput, Failure> {
    let inputs = Inputs::read(spec, options)?;
    let mut found = Vec::new();
    let text = match stage {
        Stage::Document => Some(inputs.document.print()),
        Stage::Normalised => inputs.normalised(&mut found).map(|it| it.print()),
        Stage::Model => inputs.modelled(&mut found).map(|it| it.print()),
        Stage::Plan => inputs.planned(&mut found).map(|it| it.print()),
    };
    Ok(StageOutput { text, report: Report::of_stages(inputs.document.into_files(), found) })
}

#[cfg(feature = "internals")]
#[doc(hidden)]
/// Says which Rust type each schema of the document at `spec` becomes.
///
/// # Errors
///
/// [`Failure::Document`] where it has errors; the other kinds where a file cannot be read or the configuration is wrong.
pub fn types(spec: &Path, options: &Options) -> Result<SchemaTypes, Failure> {
    let inputs = Inputs::read(spec, options)?;
    let mut found = Vec::new();
    let api = inputs.modelled(&mut found);
    let plan = inputs.plan;
    let report = Report::of_stages(inputs.document.into_files(), found);
    match api {
        Some(api) => Ok(SchemaTypes { types: plan::schema_types(&api, &plan), api, report }),
        None => Err(Failure::Document(report)),
    }
}

#[cfg(feature = "internals")]
#[doc(hidden)]
/// Says what the client of the document at `spec` looks like: for tools that write code which calls it.
///
/// # Errors
///
/// As [`types()`].
pub fn planned(spec: &Path, options: &Options) -> Result<ClientPlan, Failure> {
    let inputs = Inputs::read(spec, options)?;
    let mut found = Vec::new();
    let plan = inputs.planned(&mut found);
    let report = Report::of_stages(inputs.document.into_files(), found);
    match plan {
        Some(plan) => Ok(ClientPlan { plan, report }),
        None => Err(Failure::Document(report)),
    }
}

/// What the stages start from.
struct Inputs {
    document: Document,
    config: Config,
    plan: plan::Options,
    files_read: Vec<PathBuf>,
}

impl Inputs {
    fn read(spec: &Path, options: &Options) -> Result<Self, Failure> {
        let loaded = config::load(options.origin(), spec)?;
        Ok(Self::new(document(spec, options)?, loaded, options))
    }

    fn new(document: Document, loaded: config::Loaded, options: &Options) -> Self {
        let mut plan = plan::Options::from(&loaded.config);
        plan.client.crate_name = options.crate_name.clone().or(plan.client.crate_name);
        let files = document.files().paths().map(Path::to_owned);
        let files_read = files.chain(loaded.path).collect();
        document.files().add_config(loaded.files);
        let mut config = loaded.config;
        if let Some(preset) = options.preset {
            config.lint = config.lint.with_preset(preset);
        }
        Self { document, config, plan, files_read }
    }

    fn normalised(&self, found: &mut Vec<Diagnostic>) -> Option<Normalised> {
        let violations = document::validate(&self.document).into_iter();
        found.extend(violations.map(Violation::into_repair));
        let reported: BTreeSet<Span> = found.iter().filter_map(|it| it.span).collect();
        let outcome = normalise::normalise(&self.document);
        // Validation has reported these; normalising only repairs them.
        let is_new = |it: &Diagnostic| match it.code {
            code::DUPLICATE_OPERATION_ID
            | code::PATH_PARAMS
            | code::AMBIGUOUS_PATH
            | code::DUPLICATE_KEY => false,
            code::MALFORMED => it.span.is_none_or(|span| !reported.contains(&span)),
            _ => true,
        };
        found.extend(outcome.diagnostics.into_iter().filter(is_new));
        outcome.normalised
    }

    fn modelled(&self, found: &mut Vec<Diagnostic>) -> Option<Api> {
        let (api, more) = model::lower_with_paging(&self.normalised(found)?, &self.config.paging);
        found.extend(more);
        Some(api)
    }

    fn planned(&self, found: &mut Vec<Diagnostic>) -> Option<Crate> {
        let (plan, more) = plan::plan(&self.modelled(found)?, &self.plan);
        found.extend(more);
        Some(plan)
    }
}

impl Summary {
    fn of(plan: &Crate) -> Self {
        Self {
            crate_name: plan.name.clone(),
            operations: plan.groups.iter().map(|group| group.operations.len()).sum(),
            groups: plan.groups.len(),
            types: plan.types.iter().map(|module| module.items.len()).sum::<usize>()
                + plan.groups.iter().map(|group| group.items.len()).sum::<usize>(),
        }
    }
}

fn document(spec: &Path, options: &Options) -> Result<Document, Failure> {
    of_sources(document::read_with(spec, options.remote.as_deref()))
}

fn of_sources(read: Result<Sources, ReadError>) -> Result<Document, Failure> {
    let sources = read.map_err(|error| match error {
        ReadError::Io { path, error } => Failure::Io { path, error },
        ReadError::Syntax { file, diagnostic } => {
            Failure::Document(Report::new(SourceFiles::from(*file), vec![*diagnostic]))
        }
    })?;
    Document::new(sources).map_err(|refused| {
        let (sources, diagnostic) = *refused;
        Failure::Document(Report::new(sources.into_files(), vec![diagnostic]))
    })
}

fn file_name(spec: &Path) -> String {
    spec.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

#[cfg(test)]
mod tests;
