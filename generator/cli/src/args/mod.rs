//! The command's arguments and their help.

mod help;
mod probe;
mod values;

use std::path::PathBuf;
use std::time::Duration;

use clap::{Parser, Subcommand};
use renkei::pipeline::Options;

pub(crate) use probe::Probe;
pub(crate) use values::{
    ChangeLevel, ClientFormat, Color, FailOn, FailOnChange, LintPreset, Output, OutputFormat,
    PolicyFormat, PrintStage, ProbeFormat, ReportFormat, ReviewFormat, one_stdout,
};

/// Lints OpenAPI documents and generates typed Rust clients from them.
#[derive(Debug, Parser)]
#[command(name = "renkei", version, after_help = help::RENKEI)]
#[command(arg_required_else_help = true, max_term_width = 100)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,
    /// When to use colours: auto, always or never
    #[arg(long, global = true, value_enum, default_value_t = Color::Auto, value_name = "WHEN")]
    #[arg(hide_possible_values = true)]
    pub(crate) color: Color,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Generate a client
    Generate(Generate),
    /// Check a document for errors and its API for design problems
    Lint(Lint),
    /// List the lint rules
    Rules(Rules),
    /// Explain a rule or a diagnostic code
    Explain(Explain),
    /// Compare two versions of an API, and find what breaks its users
    Diff(Diff),
    /// Serve editors: diagnostics, completion and navigation by the Language Server Protocol
    Lsp(Lsp),
    /// Show what the client does when a call fails, for each operation
    Policies(Policies),
    /// Call the safe operations of a server, and compare the responses with the document and targets
    Probe(Probe),
    /// Merge a multi-file document into one file
    Bundle(Bundle),
    /// Change a document by overlays
    #[command(subcommand)]
    Overlay(Overlay),
    /// Create a renkei.yaml with every setting commented out
    Init(Init),
    /// Print the JSON Schema of renkei.yaml, for editors
    ConfigSchema,
    /// Print the result of one stage of the generator, for debugging
    Print(Print),
    /// Generate and lint whenever the document, a file of it or renkei.yaml changes
    Watch(Watch),
    /// Print a completion script for a shell
    Completions(Completions),
    /// Write the man pages to a folder
    Man(Man),
}

#[derive(Debug, clap::Args)]
#[command(after_help = help::GENERATE)]
pub(crate) struct Generate {
    /// OpenAPI document in YAML or JSON: a path or a URL
    pub(crate) spec: PathBuf,
    /// Folder to write the client to
    #[arg(long, value_name = "DIR")]
    pub(crate) out: PathBuf,
    /// Generate a separate crate, or a module for an existing crate
    #[arg(long, value_enum, default_value_t = ClientFormat::Crate)]
    pub(crate) format: ClientFormat,
    /// Package name [default: `client.crate-name` in renkei.yaml, or the document's title]
    #[arg(long, value_name = "NAME", value_parser = crate_name)]
    pub(crate) crate_name: Option<String>,
    /// Generate only the types of the components, without a client
    #[arg(long)]
    pub(crate) types_only: bool,
    /// Folder of renkei-runtime, for a path instead of a version in the generated Cargo.toml
    #[arg(long, value_name = "DIR")]
    pub(crate) runtime_path: Option<String>,
    /// Write nothing, and fail if the generated files are out of date
    #[arg(long)]
    pub(crate) check: bool,
    /// Do not lint the document, which takes about a third of the time
    #[arg(long)]
    pub(crate) no_lint: bool,
    /// Show all diagnostics, including informational ones
    #[arg(long, short)]
    pub(crate) verbose: bool,
    #[command(flatten)]
    pub(crate) config: ConfigFile,
    #[command(flatten)]
    pub(crate) remote: Remote,
}

#[derive(Debug, clap::Args)]
#[command(after_help = help::LINT)]
pub(crate) struct Lint {
    /// OpenAPI documents in YAML or JSON: files, URLs, folders, or patterns such as 'specs/**/*.yaml'
    #[arg(required_unless_present = "import_spectral", value_name = "SPEC")]
    pub(crate) specs: Vec<PathBuf>,
    /// Write a renkei.yaml with the common part of a Spectral ruleset, and lint nothing
    #[arg(long, value_name = "FILE", conflicts_with = "specs")]
    pub(crate) import_spectral: Option<PathBuf>,
    /// Output format, and optionally the file to write it to; can be repeated: human, json, markdown,
    /// sarif, github, gitlab, junit, checkstyle or html
    #[arg(long = "format", value_name = "FORMAT[=FILE]", default_value = "human")]
    pub(crate) outputs: Vec<Output>,
    /// Report only what is new since this version: a git revision, a folder, or a file
    #[arg(long, value_name = "REV|PATH")]
    pub(crate) base: Option<String>,
    /// File of known problems, which are not reported
    #[arg(long, value_name = "FILE")]
    pub(crate) baseline: Option<PathBuf>,
    /// Write all problems to the file of `--baseline`, and report none
    #[arg(long, requires = "baseline", conflicts_with = "base")]
    pub(crate) update_baseline: bool,
    /// Run only this rule, by code or name; can be repeated
    #[arg(long = "rule", value_name = "RULE")]
    pub(crate) rules: Vec<String>,
    /// Change the documents by the safe fixes of diagnostics
    #[arg(long)]
    pub(crate) fix: bool,
    /// With --fix, print the changes as a unified diff and write nothing
    #[arg(long, requires = "fix")]
    pub(crate) dry_run: bool,
    /// Show the summary only, without diagnostics
    #[arg(long, short)]
    pub(crate) quiet: bool,
    /// Lowest severity that leads to exit code 1
    #[arg(long, value_enum, default_value_t = FailOn::Error, value_name = "SEVERITY")]
    pub(crate) fail_on: FailOn,
    /// Set of rules [default: `lint.preset` in renkei.yaml, or house]
    #[arg(long, value_enum)]
    pub(crate) preset: Option<LintPreset>,
    /// Maximum number of diagnostics to show for each rule; 0 shows all. JSON output has all
    #[arg(long, default_value_t = 20, value_name = "N")]
    pub(crate) max: usize,
    #[command(flatten)]
    pub(crate) config: ConfigFile,
    #[command(flatten)]
    pub(crate) remote: Remote,
}

#[derive(Debug, clap::Args)]
#[command(after_help = help::LSP)]
pub(crate) struct Lsp {
    /// Accepted for editors that name the transport; the server always uses stdin and stdout
    #[arg(long, hide = true)]
    pub(crate) stdio: bool,
    #[command(flatten)]
    pub(crate) config: ConfigFile,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Rules {
    /// Output format
    #[arg(long, value_enum, default_value_t = ReportFormat::Human)]
    pub(crate) format: ReportFormat,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Explain {
    /// Code or name of a rule, such as N005 or path-plural-collection
    pub(crate) rule: String,
}

#[derive(Debug, clap::Args)]
#[command(after_help = help::DIFF)]
pub(crate) struct Diff {
    /// Earlier version of the OpenAPI document: a path, a URL, a git revision, or REVISION:PATH
    pub(crate) base: String,
    /// Later version of the OpenAPI document: a path or a URL
    pub(crate) head: PathBuf,
    /// Output format, and optionally the file to write it to; can be repeated: human, json, markdown,
    /// sarif, github, gitlab, junit, checkstyle or html
    #[arg(long = "format", value_name = "FORMAT[=FILE]", default_value = "human")]
    pub(crate) outputs: Vec<Output>,
    /// Lowest level that leads to exit code 1
    #[arg(long, value_enum, default_value_t = FailOnChange::Breaking, value_name = "LEVEL")]
    pub(crate) fail_on: FailOnChange,
    /// Lowest level to show. JSON and Markdown output have all
    #[arg(long, value_enum, default_value_t = ChangeLevel::Risky, value_name = "LEVEL")]
    pub(crate) level: ChangeLevel,
    /// File of approved changes, which are not reported
    #[arg(long, value_name = "FILE")]
    pub(crate) approved: Option<PathBuf>,
    /// Approve all breaking and risky changes, by writing them to the file of `--approved`
    #[arg(long, requires = "approved")]
    pub(crate) update_approved: bool,
    #[command(flatten)]
    pub(crate) config: ConfigFile,
    #[command(flatten)]
    pub(crate) remote: Remote,
}

#[derive(Debug, clap::Args)]
#[command(after_help = help::POLICIES)]
pub(crate) struct Policies {
    /// OpenAPI document in YAML or JSON: a path or a URL
    pub(crate) spec: PathBuf,
    /// Output format
    #[arg(long, value_enum, default_value_t = PolicyFormat::Human)]
    pub(crate) format: PolicyFormat,
    /// Exit with 1 if an operation is not safe to repeat
    #[arg(long)]
    pub(crate) fail_on_unsafe: bool,
    #[command(flatten)]
    pub(crate) config: ConfigFile,
    #[command(flatten)]
    pub(crate) remote: Remote,
}

#[derive(Debug, clap::Args)]
#[command(after_help = help::PRINT)]
pub(crate) struct Print {
    /// OpenAPI document in YAML or JSON: a path or a URL
    pub(crate) spec: PathBuf,
    /// Stage to print
    #[arg(long, value_enum)]
    pub(crate) stage: PrintStage,
    #[command(flatten)]
    pub(crate) config: ConfigFile,
    #[command(flatten)]
    pub(crate) remote: Remote,
}

#[derive(Debug, clap::Args)]
#[command(after_help = help::BUNDLE)]
pub(crate) struct Bundle {
    /// Entry OpenAPI document in YAML or JSON: a path or a URL
    pub(crate) spec: PathBuf,
    /// File to write, as JSON if its name ends with .json and as YAML otherwise [default: stdout]
    #[arg(long, short, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) root: Root,
    #[command(flatten)]
    pub(crate) remote: Remote,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Overlay {
    /// Apply overlays to a document and print the result
    Apply(OverlayApply),
}

#[derive(Debug, clap::Args)]
#[command(after_help = help::OVERLAY)]
pub(crate) struct OverlayApply {
    /// Document in YAML or JSON: a path or a URL
    pub(crate) spec: PathBuf,
    /// OpenAPI overlays, applied in this order
    #[arg(required = true, value_name = "OVERLAY")]
    pub(crate) overlays: Vec<PathBuf>,
    /// File to write, as JSON if its name ends with .json and as YAML otherwise [default: stdout]
    #[arg(long, short, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) remote: Remote,
}

#[derive(Debug, clap::Args)]
#[command(after_help = help::INIT)]
pub(crate) struct Init {
    /// OpenAPI document whose folder the files are written to [default: the current folder]
    pub(crate) spec: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
#[command(after_help = help::WATCH)]
pub(crate) struct Watch {
    #[command(flatten)]
    pub(crate) generate: Generate,
}

#[derive(Debug, clap::Args)]
#[command(after_help = help::COMPLETIONS)]
pub(crate) struct Completions {
    /// Shell to complete for
    #[arg(value_enum)]
    pub(crate) shell: clap_complete::Shell,
}

#[derive(Debug, clap::Args)]
#[command(after_help = help::MAN)]
pub(crate) struct Man {
    /// Folder to write the pages to
    #[arg(long, value_name = "DIR")]
    pub(crate) out: PathBuf,
}

#[derive(Clone, Debug, clap::Args)]
pub(crate) struct ConfigFile {
    /// Configuration file [default: renkei.yaml in the document's or the current folder]
    #[arg(long = "config", value_name = "FILE")]
    pub(crate) path: Option<PathBuf>,
    /// OpenAPI overlay to apply after those of the configuration; can be repeated
    #[arg(long = "overlay", value_name = "FILE")]
    pub(crate) overlays: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) root: Root,
}

#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Root {
    /// Folder that contains all files of the document [default: the repository, the cargo workspace
    /// or the document's folder]
    #[arg(long = "root", value_name = "DIR")]
    pub(crate) folder: Option<PathBuf>,
}

#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Remote {
    /// Fetch remote documents, and pin their content in renkei.lock
    #[arg(long)]
    pub(crate) allow_remote: bool,
    /// Fetch remote documents, and accept those whose content has changed
    #[arg(long)]
    pub(crate) update_remote: bool,
}

impl ConfigFile {
    pub(crate) fn options(&self) -> Options {
        let overlays = self.overlays.clone();
        let root = self.root.folder.clone();
        Options { config: self.path.clone(), overlays, root, ..Options::default() }
    }
}

fn name_and_value(text: &str) -> Result<(String, String), String> {
    let pair = text.split_once('=').filter(|(name, _)| !name.is_empty());
    let (name, value) = pair.ok_or("write NAME=VALUE")?;
    Ok((name.to_owned(), value.to_owned()))
}

fn duration(text: &str) -> Result<Duration, String> {
    let milliseconds = renkei::config::milliseconds(text).map(Duration::from_millis);
    milliseconds.ok_or_else(|| "write a number of ms or s, such as 200ms or 30s".to_owned())
}

fn share(text: &str) -> Result<f64, String> {
    renkei::config::share(text).ok_or_else(|| "write a percentage, such as 0.5%".to_owned())
}

fn crate_name(text: &str) -> Result<String, String> {
    if renkei::config::is_crate_name(text) {
        return Ok(text.to_owned());
    }
    Err("a package name starts with a letter and has only letters, digits, `-` and `_`".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_are_consistent() {
        use clap::CommandFactory as _;
        Args::command().debug_assert();
    }
}
