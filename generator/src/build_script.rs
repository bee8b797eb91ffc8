//! Generates a client while cargo builds: the entry point for `build.rs`.
//!
//! Takes a path to a document; writes `$OUT_DIR/<name>.rs` and prints instructions for cargo. It must not know the stages.

mod error;

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use crate::config::{self, Dates, TypedProperties};
use crate::diagnostic::Severity;
use crate::emit::Layout;
use crate::pipeline::{self, Options, Report};
use crate::text::visible;
use crate::write;

use self::error::Problem;

pub use error::BuildError;

/// Further warnings are only counted, so that they do not hide those of the compiler.
const MAX_WARNINGS: usize = 20;

/// Generates a client in a build script.
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
/// The settings of `renkei.yaml` are available as methods; those without a method can be given as text, see
/// [`Builder::config_text`]. A method replaces the key of the file.
///
/// ```no_run
/// use renkei::{Builder, Dates};
///
/// # fn main() -> Result<(), renkei::BuildError> {
/// Builder::new("specs/orders.yaml")
///     .dates(Dates::Chrono)
///     .keep_tags(["orders", "customers"])
///     .rename_type("Ordr", "Order")
///     .replace_format("decimal", "rust_decimal::Decimal")
///     .derive_all(["Hash"])
///     .generate()
/// # }
/// ```
///
/// A build script does not use the network: `renkei bundle --allow-remote` writes remote documents into one file.
///
/// Cargo runs the script again when the document or its configuration changes, and when a `renkei.yaml` is added to the
/// document's folder. In the package's own folder, an added `renkei.yaml` takes effect at the next run.
#[derive(Clone, Debug)]
pub struct Builder {
    spec: PathBuf,
    name: Option<String>,
    out_dir: Option<PathBuf>,
    options: Options,
}

impl Builder {
    /// Creates a builder for a document. A relative path starts at the package's folder, where cargo runs build scripts.
    #[must_use]
    pub fn new(spec: impl Into<PathBuf>) -> Self {
        Self {
            spec: spec.into(),
            name: None,
            out_dir: None,
            options: Options { lint: false, ..Options::default() },
        }
    }

    /// Sets the name of the client and of its file, `<name>.rs` with `_` for `-`. Defaults to the document's file name in
    /// snake case.
    #[must_use]
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Sets the path of the configuration. Defaults to `renkei.yaml` in the document's folder, then in the package's.
    #[must_use]
    pub fn config(mut self, path: impl Into<PathBuf>) -> Self {
        self.options.config = Some(path.into());
        self
    }

    /// Sets the text of the configuration, which replaces the file.
    ///
    /// ```no_run
    /// # fn main() -> Result<(), renkei::BuildError> {
    /// renkei::Builder::new("specs/orders.yaml")
    ///     .config_text("paging: {listOrders: {items: /data, cursor: after, next: /next}}")
    ///     .generate()
    /// # }
    /// ```
    #[must_use]
    pub fn config_text(mut self, yaml: impl Into<String>) -> Self {
        self.options.config_text = Some(yaml.into());
        self
    }

    /// Applies an OpenAPI overlay to the document, after those of the configuration. A relative path starts at the
    /// package's folder.
    #[must_use]
    pub fn overlay(mut self, path: impl Into<PathBuf>) -> Self {
        self.options.overlays.push(path.into());
        self
    }

    /// Sets the folder that contains all files of the document (`root`). A relative path starts at the package's folder.
    /// Defaults to the folder of the nearest repository or cargo workspace around the document, or else to the document's.
    #[must_use]
    pub fn root(mut self, path: impl Into<PathBuf>) -> Self {
        self.options.root = Some(path.into());
        self
    }

    /// Sets the base URL of every operation (`client.base-url`).
    #[must_use]
    pub fn base_url(self, url: impl Into<String>) -> Self {
        self.set(&["client", "base-url"], url.into())
    }

    /// Sets the idempotency header of operations that declare none (`client.idempotency-header`).
    #[must_use]
    pub fn idempotency_header(self, name: impl Into<String>) -> Self {
        self.set(&["client", "idempotency-header"], name.into())
    }

    /// Sets the library whose types represent dates (`client.dates`).
    #[must_use]
    pub fn dates(self, dates: Dates) -> Self {
        self.set(&["client", "dates"], dates.as_str())
    }

    /// Sets whether a request is validated before it is sent (`client.check`).
    #[must_use]
    pub fn check(self, check: bool) -> Self {
        self.set(&["client", "check"], check)
    }

    /// Sets whether only the types of the components are generated, without a client (`client.types-only`).
    #[must_use]
    pub fn types_only(self, types_only: bool) -> Self {
        self.set(&["client", "types-only"], types_only)
    }

    /// Keeps operations with one of these tags (`keep.tags`). Without any `keep_…`, everything is generated.
    #[must_use]
    pub fn keep_tags<T: Into<String>>(self, tags: impl IntoIterator<Item = T>) -> Self {
        self.extend(&["keep", "tags"], tags)
    }

    /// Keeps operations of these paths and of everything below them (`keep.paths`).
    #[must_use]
    pub fn keep_paths<T: Into<String>>(self, paths: impl IntoIterator<Item = T>) -> Self {
        self.extend(&["keep", "paths"], paths)
    }

    /// Keeps operations with these `operationId`s (`keep.operations`).
    #[must_use]
    pub fn keep_operations<T: Into<String>>(self, ids: impl IntoIterator<Item = T>) -> Self {
        self.extend(&["keep", "operations"], ids)
    }

    /// Keeps operations whose methods the Rust sources in this file or folder call (`keep.used`), so that a large API
    /// compiles as fast as the part of it that is used. A relative path starts at the package's folder. The script runs
    /// again when the sources change. Properties that the sources do not name are JSON values; see
    /// [`keep_properties`](Self::keep_properties).
    ///
    /// ```no_run
    /// # fn main() -> Result<(), renkei::BuildError> {
    /// renkei::Builder::new("specs/orders.yaml").keep_used("src").generate()
    /// # }
    /// ```
    #[must_use]
    pub fn keep_used(self, path: impl Into<PathBuf>) -> Self {
        let path: PathBuf = path.into();
        self.set(&["keep", "used"], path.to_string_lossy().into_owned())
    }

    /// Sets which properties have types, where [`keep_used`](Self::keep_used) is set (`keep.properties`).
    #[must_use]
    pub fn keep_properties(self, properties: TypedProperties) -> Self {
        self.set(&["keep", "properties"], properties.as_str())
    }

    /// Names the Rust type of a component (`rename.types`).
    #[must_use]
    pub fn rename_type(self, component: &str, name: impl Into<String>) -> Self {
        self.set(&["rename", "types", component], name.into())
    }

    /// Names the method of an operation (`rename.operations`).
    #[must_use]
    pub fn rename_operation(self, operation: &str, name: impl Into<String>) -> Self {
        self.set(&["rename", "operations", operation], name.into())
    }

    /// Uses a type of yours for a component (`replace.types`).
    #[must_use]
    pub fn replace_type(self, component: &str, path: impl Into<String>) -> Self {
        self.set(&["replace", "types", component], path.into())
    }

    /// Uses a type of yours for every string or number of a format (`replace.formats`).
    #[must_use]
    pub fn replace_format(self, format: &str, path: impl Into<String>) -> Self {
        self.set(&["replace", "formats", format], path.into())
    }

    /// Adds derives to every type that supports them (`derives.all`).
    #[must_use]
    pub fn derive_all<T: Into<String>>(self, derives: impl IntoIterator<Item = T>) -> Self {
        self.extend(&["derives", "all"], derives)
    }

    /// Adds derives to the type of a component and to the types of its fields (`derives.types`).
    #[must_use]
    pub fn derive<T: Into<String>>(
        self,
        component: &str,
        derives: impl IntoIterator<Item = T>,
    ) -> Self {
        self.extend(&["derives", "types", component], derives)
    }

    /// Sets the output folder. Defaults to `$OUT_DIR`.
    #[must_use]
    pub fn out_dir(mut self, path: impl Into<PathBuf>) -> Self {
        self.out_dir = Some(path.into());
        self
    }

    /// Generates and writes the client, and prints warnings and the files to watch for cargo.
    ///
    /// # Errors
    ///
    /// Returns an error and writes nothing if the document or the configuration has errors, or if a file cannot be read or
    /// written.
    pub fn generate(self) -> Result<(), BuildError> {
        let out_dir = std::env::var_os("OUT_DIR");
        self.run(out_dir, &mut std::io::stdout().lock())
    }

    fn set(mut self, path: &[&str], value: impl Into<serde_json::Value>) -> Self {
        self.options.settings.set(path, value);
        self
    }

    fn extend<T: Into<String>>(
        mut self,
        path: &[&str],
        items: impl IntoIterator<Item = T>,
    ) -> Self {
        self.options.settings.extend(path, items);
        self
    }

    fn run(mut self, out_dir: Option<OsString>, cargo: &mut impl Write) -> Result<(), BuildError> {
        let out_dir = self.out_dir.or(out_dir.map(PathBuf::from)).ok_or(Problem::NoOutDir)?;
        let name = self.name.unwrap_or_else(|| snake_stem(&self.spec));
        if !config::is_crate_name(&name) {
            return Err(Problem::Name(name).into());
        }
        claim_name(&out_dir, &name, &self.spec)?;
        self.options.crate_name = Some(name);
        let generated = pipeline::generate(&self.spec, Layout::Include, &self.options)?;
        // A failed script needs no watching: cargo runs it again in any case.
        for path in &generated.files_read {
            let _ = say(cargo, "rerun-if-changed", &path.display().to_string());
        }
        let has_config = self.options.config.is_some() || self.options.config_text.is_some();
        let is_read = |path: &PathBuf| path.file_name().is_some_and(|it| it == config::FILE_NAME);
        if !has_config && !generated.files_read.iter().any(is_read) {
            watch_folder(cargo, &self.spec, &out_dir);
        }
        warn(cargo, &generated.report);
        write::write(&generated.files, &out_dir).map_err(Problem::Write)?;
        Ok(())
    }
}

/// The files that this process generates, each with its document.
static GENERATED: Mutex<BTreeMap<PathBuf, PathBuf>> = Mutex::new(BTreeMap::new());

/// Reserves the file of a client for a document. A second document with the same name would replace the first client.
fn claim_name(out_dir: &Path, name: &str, spec: &Path) -> Result<(), BuildError> {
    let mut generated = GENERATED.lock().unwrap_or_else(PoisonError::into_inner);
    let file = out_dir.join(name.replace('-', "_"));
    match generated.insert(file, spec.to_owned()) {
        Some(other) if other != spec => {
            Err(Problem::SameName(name.to_owned(), [other, spec.to_owned()]).into())
        }
        _ => Ok(()),
    }
}

/// Lets cargo run the script again if a configuration is added to the document's folder. Cargo cannot watch a file that does
/// not exist, and it watches a folder with everything below it, so a folder with build output is not watched.
fn watch_folder(cargo: &mut impl Write, spec: &Path, out_dir: &Path) {
    let Some(folder) = spec.parent().filter(|it| !it.as_os_str().is_empty()) else { return };
    let resolved = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let has_output = resolved(out_dir).starts_with(resolved(folder));
    if !has_output && !folder.join("Cargo.toml").exists() {
        let _ = say(cargo, "rerun-if-changed", &folder.display().to_string());
    }
}

/// Prints an instruction for cargo. A line break in a value would start another instruction.
fn say(cargo: &mut impl Write, key: &str, value: &str) -> std::io::Result<()> {
    let value = visible(value);
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

/// The file name without its extension, as the name of a Rust module.
fn snake_stem(spec: &Path) -> String {
    // A path without a file name cannot be read, which `generate` reports.
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

#[cfg(test)]
mod tests;
