//! What a caller of the pipeline decides.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::config::{Origin, Settings};
use crate::lint::Preset;
use crate::source::{Access, Remote};

/// The options of a command line or a build script. They take precedence over `renkei.yaml`.
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
    /// Whether only types are generated; the configuration may set it, too.
    pub types_only: bool,
    /// The path of the runtime, as the client's `Cargo.toml` states it. Defaults to a version.
    pub runtime_path: Option<String>,
    /// Overlays that are applied to the document, after those of the configuration.
    pub overlays: Vec<PathBuf>,
    /// Whether the output folder is inside a cargo workspace. Otherwise a generated crate is its own workspace.
    pub in_workspace: bool,
    /// The folder that contains all files of the document. Defaults to the folder of the nearest repository or cargo workspace
    /// around the document, or else to the document's.
    pub root: Option<PathBuf>,
    /// Fetches remote documents. Without it, a URL is an error.
    pub remote: Option<Arc<dyn Remote>>,
    /// The linter's preset; wins over the one in `renkei.yaml`, whose `rules` still apply.
    pub preset: Option<Preset>,
    /// Codes or names of lint rules. If there are any, all other rules are off.
    pub rules: Vec<String>,
    /// The earlier version of the document, for [`lint`](super::lint()): only findings that it does not have are reported.
    pub base: Option<BaseDocument>,
    /// Whether [`generate`](super::generate) runs the linter too; without it, [`Generated::lint`](super::Generated::lint) counts nothing.
    pub lint: bool,
}

/// The earlier version of a document. It is linted with the configuration of the later one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BaseDocument {
    /// Its path; `None` if the document is new, so that all findings are.
    pub path: Option<PathBuf>,
    /// The folder that contains all of its files. Defaults to [`Options::root`].
    pub root: Option<PathBuf>,
}

impl From<&Path> for BaseDocument {
    fn from(path: &Path) -> Self {
        Self { path: Some(path.to_owned()), root: None }
    }
}

impl Default for Options {
    fn default() -> Self {
        Self {
            config: None,
            config_text: None,
            settings: Settings::default(),
            crate_name: None,
            types_only: false,
            runtime_path: None,
            overlays: Vec::new(),
            in_workspace: false,
            root: None,
            remote: None,
            preset: None,
            rules: Vec::new(),
            base: None,
            lint: true,
        }
    }
}

impl Options {
    /// The access with a root folder of the configuration.
    pub(super) fn access<'a>(&'a self, configured: Option<&'a Path>) -> Access<'a> {
        Access {
            remote: self.remote.as_deref(),
            root: self.root.as_deref().or(configured),
            unsaved: None,
        }
    }

    pub(super) fn origin(&self) -> Origin<'_> {
        Origin {
            path: self.config.as_deref(),
            text: self.config_text.as_deref(),
            settings: Some(&self.settings),
        }
    }
}
