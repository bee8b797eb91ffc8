//! The configuration, `renkei.yaml`: how the linter and the generator behave.
//!
//! Takes a path and [`Settings`]; returns a [`Config`] or diagnostics (`D010`) with locations. It must not know what the
//! stages do with a setting.
//!
//! `keys` has one entry a key. From it come the typed [`Config`], the validation, the JSON `schema`, the `template`
//! of `renkei init` and the `reference` of the guide. Adding a key is one entry there, its use, and a test.
//!
//! Every key is optional. An unknown key or rule is an error with a suggestion, because a misspelt `rulse:` that is
//! silently ignored is worse than no configuration.
//!
//! The file is the given path. It defaults to `renkei.yaml` in the document's folder, then in the current directory.

mod dependency;
mod keys;
mod reference;
mod rules;
mod schema;
mod settings;
mod syntax;
mod table;
mod template;
#[cfg(test)]
mod tests;
mod validate;
mod value;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::diagnostic::Diagnostic;
use crate::source::{self, ReadError, Sources};
use crate::text::{FileId, SourceFile, SourceFiles};

pub use dependency::{Dependency, Setting};
pub use keys::{
    Client, Config, Dates, Derives, Envelope, EnvelopeScope, Formats, Keep, MaybeFields, Rename,
    Replace, TypedProperties, UnknownFields, UnresolvedRefs,
};
pub use reference::reference;
pub use schema::schema;
pub use settings::Settings;
pub use syntax::{is_crate_name, milliseconds, share};
pub use template::{SCHEMA_NAME, template};
pub use value::{Pair, SpannedString};

/// The name of the configuration file.
pub const FILE_NAME: &str = "renkei.yaml";

/// The name of [`Settings`] in diagnostics.
const SETTINGS_NAME: &str = "renkei::Builder";

/// Where a configuration comes from.
#[derive(Clone, Copy, Debug, Default)]
pub struct Origin<'a> {
    /// The path of the file. Defaults to a search, see [`load`].
    pub path: Option<&'a Path>,
    /// The text of the file, instead of a path.
    pub text: Option<&'a str>,
    /// Settings that replace those of the file.
    pub settings: Option<&'a Settings>,
}

/// A configuration and the files that it came from.
#[derive(Clone, Debug, Default)]
pub struct Loaded {
    /// The configuration.
    pub config: Config,
    /// The path of the file; `None` if there is none.
    pub path: Option<PathBuf>,
    /// The files, for the locations of diagnostics.
    pub files: Vec<Arc<SourceFile>>,
}

/// Why a configuration cannot be used.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// The file could not be read.
    Io {
        /// The path.
        path: PathBuf,
        /// The error of the operating system.
        error: std::io::Error,
    },
    /// The file is invalid.
    Invalid {
        /// The file, for the locations of the diagnostics.
        files: Arc<SourceFiles>,
        /// All errors; never empty.
        diagnostics: Vec<Diagnostic>,
    },
}

/// Finds and reads the configuration for the document at `spec`.
///
/// # Errors
///
/// [`Error::Io`] if the file cannot be read, [`Error::Invalid`] if it or a setting is invalid.
pub fn load(origin: Origin<'_>, spec: &Path) -> Result<Loaded, Error> {
    match (origin.path, origin.text) {
        (None, None) => load_from(find(spec).as_deref(), origin),
        _ => load_from(origin.path, origin),
    }
}

/// Reads the given configuration; without a path or a text, everything has its default.
///
/// # Errors
///
/// As [`load`].
pub fn load_given(origin: Origin<'_>) -> Result<Loaded, Error> {
    load_from(origin.path, origin)
}

fn load_from(path: Option<&Path>, origin: Origin<'_>) -> Result<Loaded, Error> {
    let mut loaded = Loaded::default();
    match (origin.text, path) {
        (Some(text), _) => loaded.add(FILE_NAME.as_ref(), source::config_text(FILE_NAME, text))?,
        (None, Some(path)) => {
            loaded.add(path, source::read_config(path))?;
            loaded.path = Some(path.to_owned());
        }
        (None, None) => {}
    }
    if let Some(text) = origin.settings.and_then(Settings::to_text) {
        let settings = source::settings_text(SETTINGS_NAME, &text);
        loaded.add(SETTINGS_NAME.as_ref(), settings)?;
    }
    Ok(loaded)
}

impl Loaded {
    /// The paths of the overlays, relative to the current directory.
    #[must_use]
    pub fn overlays(&self) -> Vec<PathBuf> {
        self.config.overlays.iter().map(|it| self.resolve(it)).collect()
    }

    /// The root folder of the document, relative to the current directory.
    #[must_use]
    pub fn root(&self) -> Option<PathBuf> {
        self.config.root.as_ref().map(|it| self.resolve(it))
    }

    /// The path of the sources that call the client (`keep.used`), relative to the current directory.
    #[must_use]
    pub fn used(&self) -> Option<PathBuf> {
        self.config.keep.used.as_ref().map(|it| self.resolve(it))
    }

    /// A path in the file starts at its folder, a path in the settings at the current directory.
    fn resolve(&self, path: &SpannedString) -> PathBuf {
        let is_setting = path.span.file == FileId::SETTINGS;
        let folder = self.path.as_deref().and_then(Path::parent).filter(|_| !is_setting);
        folder.map_or_else(|| PathBuf::from(&path.text), |it| it.join(&path.text))
    }

    fn add(&mut self, path: &Path, read: Result<Sources, ReadError>) -> Result<(), Error> {
        match read {
            Ok(source) => match validate::apply(&mut self.config, source.tree()) {
                Ok(()) => self.files.push(Arc::new(source.into_files().into_root())),
                Err(diagnostics) => {
                    return Err(Error::Invalid { files: source.into_files().into(), diagnostics });
                }
            },
            Err(ReadError::Io { error, .. }) => {
                return Err(Error::Io { path: path.to_owned(), error });
            }
            Err(ReadError::Syntax { file, .. }) if is_blank(file.text()) => {}
            Err(ReadError::Syntax { file, diagnostic }) => {
                let files = Arc::new(SourceFiles::from(*file));
                return Err(Error::Invalid { files, diagnostics: vec![*diagnostic] });
            }
        }
        Ok(())
    }
}

/// `renkei.yaml` in the document's folder, or in the current directory.
fn find(spec: &Path) -> Option<PathBuf> {
    let here = PathBuf::from(FILE_NAME);
    let sibling =
        if source::url_of(spec).is_some() { here.clone() } else { spec.with_file_name(FILE_NAME) };
    [sibling, here].into_iter().find(|path| path.is_file())
}

/// Whether there are only blank lines and comments, as in a file where everything is commented out.
fn is_blank(text: &str) -> bool {
    text.lines().map(str::trim_start).all(|line| line.is_empty() || line.starts_with('#'))
}
