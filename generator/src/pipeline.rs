//! Chains the stages. Nothing else calls one stage after another.
//!
//! Takes a path and [`Options`]; returns files, diagnostics or the printed result of a stage, each with a [`Report`] of
//! all diagnostics. It must not know the terminal, cargo, or the output folder.

#[cfg(feature = "internals")]
mod compare;
#[cfg(feature = "internals")]
mod open;
mod options;
mod report;
mod results;
mod since;

use std::path::{Path, PathBuf};

#[cfg(feature = "internals")]
#[doc(hidden)]
pub use compare::diff;
#[cfg(feature = "internals")]
#[doc(hidden)]
pub use open::{OpenDocument, dependencies, open};
pub use options::{BaseDocument, Options};
pub use report::{Counts, Report};
#[cfg(feature = "internals")]
pub use results::{ApiComparison, ClientPlan, ClientPolicies, ClientProbe, SchemaTypes};
pub use results::{
    BaseComparison, BundledDocument, Failure, Generated, LintReport, Notation, OverlaidDocument,
    Stage, StageOutput, Summary,
};

use crate::bug::bug;
use crate::config::{self, Config, UnresolvedRefs};

pub use crate::config::Settings;
pub use crate::lint::Preset;
pub use crate::source::{Remote, RemoteError};
use crate::usage::UsedNames;

use crate::diagnostic::{Diagnostic, Severity, code};
use crate::document::{self, Document, Violation};
use crate::emit::{self, Layout};
use crate::lint;
use crate::model::{self, Api};
use crate::normalise::{self, Normalised};
use crate::plan::{self, Crate};
use crate::source::{self, Access, ReadError, Sources, UnsavedTexts};
use crate::text::SourceFiles;

/// Generates a client for the document at `spec`. The linter runs too unless `options` switch it off; only its counts are
/// returned.
///
/// # Errors
///
/// [`Failure::Document`] if a stage finds an error that prevents a client; the other kinds if
/// a file cannot be read or the configuration is wrong.
pub fn generate(spec: &Path, layout: Layout, options: &Options) -> Result<Generated, Failure> {
    made(Inputs::read(spec, options)?, layout, options, file_name(spec))
}

/// Generates a client from the text of a file named `name`, as [`generate`] does. This is for tools that have a document in
/// memory. No other file is read, so references to other files are errors. A configuration is read only if `options`
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
    let document = of_sources(opened(source::read_text(name, text))?)?;
    made(
        Inputs::new(document, Vec::new(), loaded, options),
        layout,
        options,
        file_name(Path::new(name)),
    )
}

fn made(
    mut inputs: Inputs,
    layout: Layout,
    options: &Options,
    spec_name: String,
) -> Result<Generated, Failure> {
    inputs.plan.is_package = layout == Layout::Crate;
    inputs.read_used()?;
    let mut found = inputs.overlay_diagnostics.clone();
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
    let options = emit::Options {
        layout,
        runtime_path: options.runtime_path.clone(),
        in_workspace: options.in_workspace,
        spec_name,
    };
    let files = emit::emit(&plan, &options).map_err(Failure::Emit)?;
    // A code that a stage has reported is not counted again.
    let reported = report.codes();
    let lint = Counts::of(linted.iter().filter(|finding| !reported.contains(&finding.code)));
    Ok(Generated { files, report, lint, summary: Summary::of(&plan), files_read })
}

/// Lints the document at `spec`. With [`Options::base`], only what is new since that version is reported.
///
/// # Errors
///
/// [`Failure::Document`] if it is no OpenAPI document at all; the other kinds if a file cannot be read or the configuration
/// is wrong. Findings are no failure.
pub fn lint(spec: &Path, options: &Options) -> Result<LintReport, Failure> {
    let inputs = Inputs::read(spec, options)?;
    let findings = inputs.linted();
    let Some(base) = &options.base else {
        let report = Report::new(inputs.document.into_files(), findings);
        return Ok(LintReport { report, comparison: None });
    };
    since::lint_since(base, spec, (inputs.document, findings), options)
}

/// Bundles the document at `spec` and all files that it references into one document of the same version.
///
/// # Errors
///
/// [`Failure::Document`] if it is no OpenAPI document, or if a reference cannot be resolved; [`Failure::Io`] if the
/// first file cannot be read; [`Failure::Notation`] where a value cannot be written.
pub fn bundle(
    spec: &Path,
    notation: Notation,
    options: &Options,
) -> Result<BundledDocument, Failure> {
    let (document, mut found) = document(spec, &options.overlays, options.access(None))?;
    let bundle = document.bundle();
    let text = match notation {
        Notation::Json => Ok(bundle.document.to_json()),
        Notation::Yaml => bundle.document.to_yaml(),
    };
    let unresolved = bundle.unresolved.into_iter().chain(bundle.too_large);
    found.extend(unresolved);
    let report = Report::of_stages(bundle.document.into_files(), found);
    if report.counts().errors > 0 {
        return Err(Failure::Document(report));
    }
    Ok(BundledDocument { text: text.map_err(Failure::Notation)?, report })
}

/// Applies the overlays of `options` to the document at `spec`. Other files are not read, and the document may be of any kind.
///
/// # Errors
///
/// [`Failure::Document`] if an overlay is invalid or cannot be applied; [`Failure::Io`] if a file cannot be read;
/// [`Failure::Notation`] where a value cannot be written.
///
/// Source: OpenAPI Overlay Specification 1.0 and 1.1.
pub fn overlay(
    spec: &Path,
    notation: Notation,
    options: &Options,
) -> Result<OverlaidDocument, Failure> {
    let read = document::overlay_first_file(spec, &options.overlays, options.access(None));
    let (sources, report) = opened(read)?;
    let (sources, found) = without_errors(sources, report)?;
    let root = sources.tree().root();
    let text = match notation {
        Notation::Json => Ok(root.map_or_else(String::new, source::indented)),
        Notation::Yaml => root.map_or_else(|| Ok(String::new()), source::yaml),
    };
    let text = text.map_err(Failure::Notation)?;
    Ok(OverlaidDocument { text, report: Report::of_stages(sources.into_files(), found) })
}

/// Prints the result of a stage for the document at `spec`.
///
/// # Errors
///
/// As [`lint()`]. The report has the errors of the stages, and the text what there is in spite of them.
pub fn print(spec: &Path, stage: Stage, options: &Options) -> Result<StageOutput, Failure> {
    let mut inputs = Inputs::read(spec, options)?;
    if stage == Stage::Plan {
        inputs.read_used()?;
    }
    let mut found = inputs.overlay_diagnostics.clone();
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
/// Returns the Rust type of each schema of the document at `spec`.
///
/// # Errors
///
/// [`Failure::Document`] if it has errors; the other kinds if a file cannot be read or the configuration is wrong.
pub fn types(spec: &Path, options: &Options) -> Result<SchemaTypes, Failure> {
    let inputs = Inputs::read(spec, options)?;
    let mut found = inputs.overlay_diagnostics.clone();
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
/// Returns the plan of the client of the document at `spec`, for tools that write code which calls it.
///
/// # Errors
///
/// As [`types()`].
pub fn planned(spec: &Path, options: &Options) -> Result<ClientPlan, Failure> {
    let mut inputs = Inputs::read(spec, options)?;
    inputs.read_used()?;
    let mut found = inputs.overlay_diagnostics.clone();
    let plan = inputs.planned(&mut found);
    let report = Report::of_stages(inputs.document.into_files(), found);
    match plan {
        Some(plan) => Ok(ClientPlan { plan, report }),
        None => Err(Failure::Document(report)),
    }
}

#[cfg(feature = "internals")]
#[doc(hidden)]
/// Returns what the client of the document at `spec` does when a call fails.
///
/// # Errors
///
/// As [`types()`], and [`Failure::Document`] if an error of the plan prevents a client.
pub fn policies(spec: &Path, options: &Options) -> Result<ClientPolicies, Failure> {
    let mut inputs = Inputs::read(spec, options)?;
    inputs.read_used()?;
    let mut found = inputs.overlay_diagnostics.clone();
    let policies = inputs.modelled(&mut found).map(|api| {
        let (plan, more) = plan::plan(&api, &inputs.plan);
        found.extend(more);
        crate::policies::policies(&api, &plan)
    });
    let report = Report::of_stages(inputs.document.into_files(), found);
    match policies.filter(|_| report.counts().errors == 0) {
        Some(policies) => Ok(ClientPolicies { policies, report }),
        None => Err(Failure::Document(report)),
    }
}

#[cfg(feature = "internals")]
#[doc(hidden)]
/// Returns what a probe of the API of the document at `spec` needs.
///
/// # Errors
///
/// As [`types()`], and [`Failure::Document`] if an error of the plan prevents a client.
pub fn probe(spec: &Path, options: &Options) -> Result<ClientProbe, Failure> {
    let inputs = Inputs::read(spec, options)?;
    let mut found = inputs.overlay_diagnostics.clone();
    let planned = inputs.modelled(&mut found).map(|api| {
        let (plan, more) = plan::plan(&api, &inputs.plan);
        found.extend(more);
        (api, plan)
    });
    let report = Report::of_stages(inputs.document.into_files(), found);
    let Some((api, plan)) = planned.filter(|_| report.counts().errors == 0) else {
        return Err(Failure::Document(report));
    };
    let Crate { name: crate_name, base_url, idempotency_header, slo, .. } = plan;
    let (p95, error_rate) = slo.map_or((None, None), |it| (it.p95, it.error_rate));
    Ok(ClientProbe { api, crate_name, base_url, idempotency_header, p95, error_rate, report })
}

/// The inputs of the stages.
#[derive(Debug)]
struct Inputs {
    document: Document,
    overlay_diagnostics: Vec<Diagnostic>,
    config: Config,
    plan: plan::Options,
    /// The path of the sources that call the client.
    used: Option<PathBuf>,
    files_read: Vec<PathBuf>,
}

impl Inputs {
    fn read(spec: &Path, options: &Options) -> Result<Self, Failure> {
        Self::read_configured(spec, spec, options)
    }

    /// Reads a document with the configuration of another one.
    fn read_configured(spec: &Path, configured: &Path, options: &Options) -> Result<Self, Failure> {
        Self::read_from(spec, configured, options, None)
    }

    /// Reads a document, with texts that replace those on the disk.
    fn read_from(
        spec: &Path,
        configured: &Path,
        options: &Options,
        unsaved: Option<&UnsavedTexts>,
    ) -> Result<Self, Failure> {
        let loaded = config::load(options.origin(), configured)?;
        let overlays = [loaded.overlays(), options.overlays.clone()].concat();
        let root = loaded.root();
        let access = Access { unsaved, ..options.access(root.as_deref()) };
        let (document, diagnostics) = document(spec, &overlays, access)?;
        Ok(Self::new(document, diagnostics, loaded, options))
    }

    fn new(
        document: Document,
        overlay_diagnostics: Vec<Diagnostic>,
        loaded: config::Loaded,
        options: &Options,
    ) -> Self {
        let mut plan = plan::Options::from(&loaded.config);
        plan.client.types_only |= options.types_only;
        plan.client.crate_name = options.crate_name.clone().or(plan.client.crate_name);
        let used = loaded.used();
        let files = document.files().paths().map(Path::to_owned);
        let files_read = files.chain(loaded.path).collect();
        document.files().add_config(loaded.files);
        let mut config = loaded.config;
        if let Some(preset) = options.preset {
            config.lint = config.lint.with_preset(preset);
        }
        if !options.rules.is_empty() {
            let rules: Vec<_> = options.rules.iter().filter_map(|it| lint::rule(it)).collect();
            config.lint = config.lint.only(&rules);
        }
        Self { document, overlay_diagnostics, config, plan, used, files_read }
    }

    /// Reads the sources that call the client, if the configuration names them.
    fn read_used(&mut self) -> Result<(), Failure> {
        let Some(path) = self.used.take() else { return Ok(()) };
        let names = UsedNames::read(&path);
        let names = names.map_err(|(path, error)| Failure::Io { path, error })?;
        self.plan.used = Some(names);
        self.files_read.push(path);
        Ok(())
    }

    /// The findings of the linter, after those of the overlays.
    fn linted(&self) -> Vec<Diagnostic> {
        let findings = lint::lint(&self.document, &self.config.lint);
        [self.overlay_diagnostics.clone(), findings].concat()
    }

    fn normalised(&self, found: &mut Vec<Diagnostic>) -> Option<Normalised> {
        let violations = document::validate(&self.document).into_iter();
        let is_raw = self.config.unresolved_refs == UnresolvedRefs::Raw;
        found.extend(violations.map(|it: Violation| it.into_repair(is_raw)));
        let outcome = normalise::normalise_with(&self.document, is_raw);
        found.extend(outcome.diagnostics);
        let has_errors = found.iter().any(|it| it.severity == Severity::Error);
        if outcome.normalised.is_none() && !has_errors {
            bug!("normalising ends without an error that says why");
        }
        outcome.normalised.filter(|_| !has_errors)
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

fn document(
    spec: &Path,
    overlays: &[PathBuf],
    access: Access<'_>,
) -> Result<(Document, Vec<Diagnostic>), Failure> {
    let read = document::read_with_overlays(spec, overlays, access);
    let (sources, found) = opened(read)?;
    let (sources, found) = without_errors(sources, found)?;
    Ok((of_sources(sources)?, found))
}

fn opened<T>(read: Result<T, ReadError>) -> Result<T, Failure> {
    read.map_err(|error| match error {
        ReadError::Io { path, error } => Failure::Io { path, error },
        ReadError::Syntax { file, diagnostic } => {
            Failure::Document(Report::new(SourceFiles::from(*file), vec![*diagnostic]))
        }
    })
}

fn without_errors(
    sources: Sources,
    found: Vec<Diagnostic>,
) -> Result<(Sources, Vec<Diagnostic>), Failure> {
    if found.iter().any(|it| it.severity == Severity::Error) {
        return Err(Failure::Document(Report::new(sources.into_files(), found)));
    }
    Ok((sources, found))
}

fn of_sources(sources: Sources) -> Result<Document, Failure> {
    Document::new(sources).map_err(|refused| {
        let (sources, diagnostic) = *refused;
        Failure::Document(Report::new(sources.into_files(), vec![diagnostic]))
    })
}

fn file_name(spec: &Path) -> String {
    // A path that was read has a file name.
    spec.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

#[cfg(test)]
mod tests;
