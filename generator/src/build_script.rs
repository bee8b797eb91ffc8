//! A client made while cargo builds: the way in for `build.rs`.
//!
//! Takes a path to a document; gives `$OUT_DIR/<name>.rs` and speaks to cargo. It must not know the stages.

use std::ffi::OsString;
use std::fmt;
use std::io::Write;
use std::path::{Path, PathBuf};

use crate::config;
use crate::diagnostic::Severity;
use crate::emit::Layout;
use crate::pipeline::{self, Failure, Options, Report};
use crate::write;

/// More warnings than these are only counted, so that the compiler's own are not buried.
const MAX_WARNINGS: usize = 20;

/// Makes a client in a build script.
///
/// ```no_run
/// // build.rs, with `renkei = "0.1"` in [build-dependencies]
/// fn main() -> Result<(), renkei::BuildError> {
///     renkei::Builder::new("specs/orders.yaml").generate()
/// }
/// ```
///
/// ```ignore
/// // src/main.rs, with `renkei-runtime = "0.1"` in [dependencies]
/// mod orders {
///     renkei_runtime::include_client!("orders");
/// }
/// ```
///
/// A build script reads nothing of the network: `renkei bundle --allow-remote` makes one file of what lies there.
///
/// Cargo runs the script again when the document or its configuration changes. A `renkei.yaml` that is added later is
/// seen at the next run, for cargo cannot watch a file that is not there.
#[derive(Clone, Debug)]
pub struct Builder {
    spec: PathBuf,
    name: Option<String>,
    out_dir: Option<PathBuf>,
    options: Options,
}

impl Builder {
    /// Starts from a document; a relative path begins at the package's folder, where cargo runs build scripts.
    #[must_use]
    pub fn new(spec: impl Into<PathBuf>) -> Self {
        Self { spec: spec.into(), name: None, out_dir: None, options: Options::default() }
    }

    /// Names the client and its file, `<name>.rs` with `_` for `-`; else it is the document's file name in snake case.
    #[must_use]
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Names the configuration; else `renkei.yaml` beside the document or in the package's folder is used, if there is one.
    #[must_use]
    pub fn config(mut self, path: impl Into<PathBuf>) -> Self {
        self.options.config = Some(path.into());
        self
    }

    /// Writes to another folder than `$OUT_DIR`.
    #[must_use]
    pub fn out_dir(mut self, path: impl Into<PathBuf>) -> Self {
        self.out_dir = Some(path.into());
        self
    }

    /// Makes the client, writes it, and prints warnings and the files to watch for cargo.
    ///
    /// # Errors
    ///
    /// Where the document or the configuration has errors, or a file cannot be read or written. Nothing is written then.
    pub fn generate(self) -> Result<(), BuildError> {
        let out_dir = std::env::var_os("OUT_DIR");
        self.run(out_dir, &mut std::io::stdout().lock())
    }

    fn run(mut self, out_dir: Option<OsString>, cargo: &mut impl Write) -> Result<(), BuildError> {
        let out_dir = self.out_dir.or(out_dir.map(PathBuf::from)).ok_or(Problem::NoOutDir)?;
        let name = self.name.unwrap_or_else(|| snake_stem(&self.spec));
        if !config::is_crate_name(&name) {
            return Err(Problem::Name(name).into());
        }
        self.options.crate_name = Some(name);
        self.options.without_lint = true;
        let made = pipeline::generate(&self.spec, Layout::Include, &self.options)?;
        // A failed script needs no watching: cargo runs it again in any case.
        for path in &made.files_read {
            let _ = say(cargo, "rerun-if-changed", &path.display().to_string());
        }
        warn(cargo, &made.report);
        write::write(&made.files, &out_dir).map_err(Problem::Write)?;
        Ok(())
    }
}

/// One instruction to cargo. A line break in a value would begin an instruction of its own.
fn say(cargo: &mut impl Write, key: &str, value: &str) -> std::io::Result<()> {
    let value = value.replace(char::is_control, "\u{FFFD}");
    writeln!(cargo, "cargo::{key}={value}")
}

fn warn(cargo: &mut impl Write, report: &Report) {
    let warnings = || report.diagnostics().iter().filter(|it| it.severity >= Severity::Warning);
    for finding in warnings().take(MAX_WARNINGS) {
        let _ = say(cargo, "warning", &report.line(finding));
    }
    let more = warnings().skip(MAX_WARNINGS).count();
    if more > 0 {
        let path = report.file().path().display();
        let text = format!("{path}: and {more} more; `renkei generate` shows them all");
        let _ = say(cargo, "warning", &text);
    }
}

/// The file name without its ending, as a Rust module would be called.
fn snake_stem(spec: &Path) -> String {
    let stem = spec.file_stem().unwrap_or_default().to_string_lossy();
    let mut name = String::new();
    let mut after_lower = false;
    for character in stem.chars() {
        let word = character.is_ascii_alphanumeric();
        if !name.is_empty()
            && !name.ends_with('_')
            && (!word || after_lower && character.is_ascii_uppercase())
        {
            name.push('_');
        }
        if word {
            name.push(character.to_ascii_lowercase());
        }
        after_lower = character.is_ascii_lowercase() || character.is_ascii_digit();
    }
    let name = name.trim_end_matches('_');
    match name.chars().next() {
        None => "client".to_owned(),
        Some(first) if first.is_ascii_digit() => format!("api_{name}"),
        Some(_) => name.to_owned(),
    }
}

/// Why a build script made no client. It prints as text for people both with `{}` and with `{:?}`, because the latter is
/// what `fn main() -> Result<…>` uses.
pub struct BuildError(Problem);

enum Problem {
    NoOutDir,
    Name(String),
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
                "OUT_DIR is not set: call this in a build script, or name a folder with `.out_dir(…)`",
            ),
            Problem::Name(name) => write!(
                f,
                "`{name}` cannot name a client: letters, digits, `-` and `_`, and a letter first"
            ),
            Problem::Pipeline(failure @ (Failure::Document(report) | Failure::Config(report))) => {
                let path = report.file().path().display();
                write!(f, "{} in {path}, so there is no client\n\n{failure}", report.counts())
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
            Problem::NoOutDir | Problem::Name(_) => None,
            Problem::Pipeline(failure) => Some(failure),
            Problem::Write(error) => Some(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SPEC: &str = "openapi: 3.0.3\ninfo: {title: Orders, version: '1'}\npaths:\n  /v1/orders:\n    get:\n      responses: {'204': {description: none}}\n";

    fn run(spec: &str, text: &str) -> (Result<(), BuildError>, String, Vec<String>) {
        let dir = tempfile::tempdir().unwrap();
        let out = dir.path().join("out");
        std::fs::create_dir(&out).unwrap();
        let path = dir.path().join(spec);
        std::fs::write(&path, text).unwrap();
        let mut cargo = Vec::new();
        let result = Builder::new(&path).run(Some(out.clone().into()), &mut cargo);
        let said =
            String::from_utf8(cargo).unwrap().replace(&format!("{}/", dir.path().display()), "");
        let files = std::fs::read_dir(out).unwrap();
        let mut files: Vec<_> =
            files.map(|it| it.unwrap().file_name().into_string().unwrap()).collect();
        files.sort();
        (result, said, files)
    }

    #[test]
    fn the_client_is_written_and_cargo_watches_the_document() {
        let (result, said, files) = run("Order-Book.yaml", SPEC);
        result.unwrap();
        assert_eq!(said, "cargo::rerun-if-changed=Order-Book.yaml\n");
        assert!(files.contains(&"order_book.rs".to_owned()), "{files:?}");
    }

    #[test]
    fn errors_are_readable_and_nothing_is_written() {
        let (result, said, files) = run("a.yaml", "openapi: 9.9\n");
        let error = result.unwrap_err();
        assert_eq!(said, "");
        assert_eq!(files, Vec::<String>::new());
        let text = format!("{error:?}");
        assert!(text.starts_with("1 error in "), "{text}");
        assert!(
            text.contains("error[D003]: `openapi: 9.9` is not a version that is known\n"),
            "{text}"
        );
        assert!(text.contains("a.yaml:1:10\n1 | openapi: 9.9\n"), "{text}");
    }

    #[test]
    fn file_names_become_module_names() {
        let cases = [
            ("specs/orders.yaml", "orders"),
            ("OrderBook.v2.json", "order_book_v2"),
            ("my api--x.yaml", "my_api_x"),
            ("3scale.yaml", "api_3scale"),
            ("注文.yaml", "client"),
        ];
        for (path, name) in cases {
            assert_eq!(snake_stem(Path::new(path)), name, "{path}");
        }
    }

    #[test]
    fn a_path_cannot_speak_to_cargo() {
        let mut cargo = Vec::new();
        say(&mut cargo, "rerun-if-changed", "a\ncargo::rustc-env=X=1").unwrap();
        assert_eq!(cargo.iter().filter(|byte| **byte == b'\n').count(), 1);
    }
}
