//! The arguments, and the help that people read.

use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};
use renkei::diagnostic::Severity;
use renkei::emit::Layout;
use renkei::pipeline::{Options, Stage};

const EXAMPLES: &str = "\
Examples:
  renkei lint specs/orders.yaml                        what is wrong with the design, and where
  renkei explain N005                                  what a rule wants, with examples
  renkei generate specs/orders.yaml --out orders-api   a crate that calls the API
  renkei generate specs/orders.yaml --out orders-api --check
                                                       in CI: is that crate up to date?
  renkei bundle specs/api.yaml -o one.yaml             a document of several files as one
  renkei init specs/orders.yaml                        a renkei.yaml to begin with

In a build script, use renkei::Builder instead. Settings are in renkei.yaml, beside the
document or in the current folder.

Exit codes:
  0  done
  1  the document has errors, or problems at or above --fail-on; with --check, the folder is
     out of date
  2  wrong usage, a wrong renkei.yaml, or files that cannot be read or written
Nothing is written on 1 and 2.";

const LINT_DETAILS: &str = "\
Examples:
  renkei lint specs/*.yaml
  renkei lint specs/orders.yaml --fail-on warning
  renkei lint specs/orders.yaml --format json | jq '.diagnostics[].code'

JSON:
  { \"format\": 1,
    \"summary\": { \"errors\": 0, \"warnings\": 1, \"infos\": 0 },
    \"diagnostics\": [ { \"code\", \"rule\", \"severity\", \"message\", \"help\", \"file\", \"line\",
                       \"column\", \"endLine\", \"endColumn\", \"pointer\" } ] }
  Lines and columns count from 1, columns in characters; the end is behind the last
  character. What is not known is null.

Exit codes:
  0  no problem at or above --fail-on
  1  at least one
  2  a file cannot be read, or renkei.yaml is wrong";

const PRINT_DETAILS: &str = "\
Stages:
  document    every node of the document with its place
  normalised  the document in the shape of OpenAPI 3.0
  model       types and operations
  plan        modules, items and names of the client

The text goes to stdout, findings to stderr. The exit code is 1 where the document has errors.";

const BUNDLE_DETAILS: &str = "\
Examples:
  renkei bundle specs/api.yaml -o api.yaml
  renkei bundle specs/api.yaml -o api.json

What other files hold becomes a component; path items and operations are put in the place of their
references. Everything else stays as it is written, in the same version of OpenAPI.

Exit codes:
  0  done
  1  the document has errors, such as a reference that leads nowhere
  2  wrong usage, or files that cannot be read or written
Nothing is written on 1 and 2.";

const INIT_DETAILS: &str = "\
Examples:
  renkei init specs/orders.yaml

Writes renkei.yaml and renkei.schema.json. A file that is there already is never overwritten.

Exit codes:
  0  done
  2  wrong usage, or a file that is there already or cannot be written";

const GENERATE_DETAILS: &str = "\
Examples:
  renkei generate specs/orders.yaml --out orders-api
  renkei generate specs/orders.yaml --out src/orders --format module
  renkei generate specs/orders.yaml --out orders-api --check
  renkei generate https://api.example.com/openapi.json --out orders-api --allow-remote

What lies on the network is fetched once, by https. Its SHA-256 stands in renkei.lock, beside the
document or in the current folder, and a change there is an error until --update-remote takes it.

Files that do not change are not touched; files of an earlier run that are no longer made are
removed; nothing else in the folder is ever touched.

Exit codes:
  0  done; with --check, the folder is up to date
  1  the document has errors; with --check, the folder is out of date
  2  wrong usage, a wrong renkei.yaml, or files that cannot be read or written
Nothing is written on 1 and 2.";

/// Reads an OpenAPI document, lints it, and makes a typed Rust client of it.
#[derive(Debug, Parser)]
#[command(name = "renkei", version, after_help = EXAMPLES, arg_required_else_help = true, max_term_width = 100)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,
    /// Colours: auto, always or never
    #[arg(long, global = true, value_enum, default_value_t = Color::Auto, value_name = "WHEN")]
    #[arg(hide_possible_values = true)]
    pub(crate) color: Color,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Make a client
    Generate(Generate),
    /// Check the design of an API
    Lint(Lint),
    /// List the rules
    Rules(Rules),
    /// Explain a rule, with good and bad examples
    Explain(Explain),
    /// Put a document of several files into one
    Bundle(Bundle),
    /// Begin a renkei.yaml, with every setting commented out
    Init(Init),
    /// Print the JSON Schema of renkei.yaml, for editors
    ConfigSchema,
    /// Print what a stage of the generator makes of a document, to look for a fault
    Print(Print),
}

#[derive(Debug, clap::Args)]
#[command(after_help = GENERATE_DETAILS)]
pub(crate) struct Generate {
    /// The OpenAPI document, YAML or JSON: a path, or a URL
    pub(crate) spec: PathBuf,
    /// The folder that the client is written to
    #[arg(long, value_name = "DIR")]
    pub(crate) out: PathBuf,
    /// What is made: a crate of its own, or a module for src/
    #[arg(long, value_enum, default_value_t = ClientFormat::Crate)]
    pub(crate) format: ClientFormat,
    /// The package name; else from renkei.yaml, else from the document's title
    #[arg(long, value_name = "NAME", value_parser = crate_name)]
    pub(crate) crate_name: Option<String>,
    /// Depend on the runtime by path, as it shall stand in Cargo.toml; else by version
    #[arg(long, value_name = "PATH")]
    pub(crate) runtime_path: Option<String>,
    /// Write nothing; say whether the folder is up to date
    #[arg(long)]
    pub(crate) check: bool,
    /// Show notes too, and every finding
    #[arg(long, short)]
    pub(crate) verbose: bool,
    #[command(flatten)]
    pub(crate) config: ConfigFile,
    #[command(flatten)]
    pub(crate) remote: Remote,
}

#[derive(Debug, clap::Args)]
#[command(after_help = LINT_DETAILS)]
pub(crate) struct Lint {
    /// OpenAPI documents, YAML or JSON
    #[arg(required = true, value_name = "SPEC")]
    pub(crate) specs: Vec<PathBuf>,
    /// For people or for programs
    #[arg(long, value_enum, default_value_t = ReportFormat::Human)]
    pub(crate) format: ReportFormat,
    /// End with exit code 1 for problems of this severity or worse
    #[arg(long, value_enum, default_value_t = FailOn::Error, value_name = "SEVERITY")]
    pub(crate) fail_on: FailOn,
    /// Show at most so many findings of one rule; 0 for all. JSON always has all
    #[arg(long, default_value_t = 20, value_name = "N")]
    pub(crate) max: usize,
    #[command(flatten)]
    pub(crate) config: ConfigFile,
    #[command(flatten)]
    pub(crate) remote: Remote,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Rules {
    /// For people or for programs
    #[arg(long, value_enum, default_value_t = ReportFormat::Human)]
    pub(crate) format: ReportFormat,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Explain {
    /// A code such as N005, or a name such as path-plural-collection
    pub(crate) rule: String,
}

#[derive(Debug, clap::Args)]
#[command(after_help = PRINT_DETAILS)]
pub(crate) struct Print {
    /// The OpenAPI document, YAML or JSON: a path, or a URL
    pub(crate) spec: PathBuf,
    /// The stage
    #[arg(long, value_enum)]
    pub(crate) stage: PrintStage,
    #[command(flatten)]
    pub(crate) config: ConfigFile,
    #[command(flatten)]
    pub(crate) remote: Remote,
}

#[derive(Debug, clap::Args)]
#[command(after_help = BUNDLE_DETAILS)]
pub(crate) struct Bundle {
    /// The OpenAPI document, YAML or JSON, that refers to the others
    pub(crate) spec: PathBuf,
    /// The file that is written, as JSON where its name ends with .json and as YAML otherwise; else stdout
    #[arg(long, short, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) remote: Remote,
}

#[derive(Debug, clap::Args)]
#[command(after_help = INIT_DETAILS)]
pub(crate) struct Init {
    /// The OpenAPI document beside which the files are written; else the current folder
    pub(crate) spec: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct ConfigFile {
    /// The configuration; else renkei.yaml beside the document or in the current folder
    #[arg(long = "config", value_name = "FILE")]
    pub(crate) path: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Remote {
    /// Read documents on the network, too; renkei.lock pins what they say, and a cache keeps it
    #[arg(long)]
    pub(crate) allow_remote: bool,
    /// The same, and take what has changed there since
    #[arg(long)]
    pub(crate) update_remote: bool,
}

impl ConfigFile {
    pub(crate) fn options(&self) -> Options {
        Options { config: self.path.clone(), ..Options::default() }
    }
}

fn crate_name(text: &str) -> Result<String, String> {
    if renkei::config::is_crate_name(text) {
        return Ok(text.to_owned());
    }
    Err("letters, digits, `-` and `_`, and a letter first".to_owned())
}

/// Declares an argument's words and what they stand for in the library.
macro_rules! words {
    ($(#[$docs:meta])* $name:ident => $target:ty { $($(#[$variant_docs:meta])* $variant:ident => $value:expr,)+ }) => {
        $(#[$docs])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
        pub(crate) enum $name { $($(#[$variant_docs])* $variant,)+ }

        impl From<$name> for $target {
            fn from(word: $name) -> Self {
                match word { $($name::$variant => $value,)+ }
            }
        }
    };
}

words! {
    Color => anstream::ColorChoice {
        Auto => Self::Auto,
        Always => Self::Always,
        Never => Self::Never,
    }
}

words! {
    ClientFormat => Layout {
        Crate => Self::Crate,
        Module => Self::Module,
    }
}

words! {
    FailOn => Severity {
        Error => Self::Error,
        Warning => Self::Warning,
        Info => Self::Info,
    }
}

words! {
    PrintStage => Stage {
        Document => Self::Document,
        Normalised => Self::Normalised,
        Model => Self::Model,
        Plan => Self::Plan,
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ReportFormat {
    Human,
    Json,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_arguments_hold_together() {
        use clap::CommandFactory as _;
        Args::command().debug_assert();
    }
}
