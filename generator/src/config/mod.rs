//! The configuration, `renkei.yaml`: which rules the linter runs, and what a client is called.
//!
//! Takes a path; gives a [`Config`] or diagnostics (`D010`) with places. It must not know what the stages do with it.
//!
//! ```yaml
//! lint:
//!   preset: house               # the rules of the house; the only preset yet
//!   rules:                      # by code or by name: off, info, warning or error
//!     N005: off
//!     path-kebab-case: warning
//! client:
//!   crate-name: orders-api      # else made from the document's title
//!   base-url: https://api.example.com   # else the document's first absolute server
//!   idempotency-header: Idempotency-Key # for operations that declare none; the linter knows it too
//!   envelope: {status: status, message: message} # where a 200 says that it is none
//! keep:                         # only these operations and the types that they reach; else everything
//!   tags: [orders]
//!   paths: [/v1/customers]      # this path and everything below it
//!   operations: [getRefund]     # by operationId
//! paging:                       # where a guess is wrong, or nothing is found
//!   listOrders: {items: /data, cursor: after, next: /page/next}
//!   GET /v1/colours: none
//! rename:                       # Rust names in place of those that the document's names become
//!   types: {Ordr: Order}
//! replace:                      # the user's own types
//!   formats: {decimal: rust_decimal::Decimal}
//! dependencies: {rust_decimal: "1"}
//! ```
//!
//! [`template`] is a commented file with every key, [`schema`] the JSON Schema; both come from one table with the checks.
//!
//! Everything is optional. A key or a rule that does not exist is an error with a suggestion, because a
//! misspelt `rulse:` that silently does nothing is worse than no configuration.
//!
//! The file is the one that was named; else `renkei.yaml` beside the document; else the one in the current directory.

mod check;
mod dependency;
mod keys;
mod schema;
mod shape;
mod spanned;
mod template;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::diagnostic::Diagnostic;
use crate::lint;
use crate::source::{self, ReadError, SourceFile, SourceFiles, Tree};

pub use dependency::{Dependency, Setting};
pub use schema::schema;
pub use shape::{Dates, is_crate_name};
pub use spanned::{Envelope, Pair, Text};
pub use template::{SCHEMA_NAME, template};

/// The name of the file that is looked for.
pub const FILE_NAME: &str = "renkei.yaml";

/// What `renkei.yaml` says, with defaults for what it does not say.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Config {
    /// Which rules run, and how severe they are.
    pub lint: lint::Config,
    /// What the client is called, and where it connects to.
    pub client: Client,
    /// Which operations the client has.
    pub keep: Keep,
    /// What is called otherwise than Renkei would.
    pub rename: Rename,
    /// Which types are the user's own.
    pub replace: Replace,
    /// How the pages of operations follow each other: for each, by `operationId` or by method and path, what
    /// `x-renkei-pagination` would say there.
    pub paging: Vec<(Text, Arc<Tree>)>,
    /// More derives.
    pub derives: Derives,
    /// What a generated crate depends on for them.
    pub dependencies: Vec<Dependency>,
}

/// The `client` section.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Client {
    /// The package name of the client.
    pub crate_name: Option<String>,
    /// The absolute URL that a client uses unless told otherwise, with every operation.
    pub base_url: Option<String>,
    /// The header for idempotency keys where an operation declares none; the linter takes it for one as well.
    pub idempotency_header: Option<String>,
    /// The library whose types carry dates.
    pub dates: Dates,
    /// Whether declared constraints are checked before a request is sent.
    pub check: bool,
    /// Where the body of a success says whether it is one.
    pub envelope: Option<Envelope>,
}

/// The `keep` section: what the user keeps. An operation stays that any of the lists names; with no list at all, everything stays.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Keep {
    /// Tags.
    pub tags: Vec<Text>,
    /// Paths, each with everything below it.
    pub paths: Vec<Text>,
    /// Operations by `operationId`.
    pub operations: Vec<Text>,
}

impl Keep {
    /// Whether nothing is left out.
    #[must_use]
    pub fn is_everything(&self) -> bool {
        self.tags.is_empty() && self.paths.is_empty() && self.operations.is_empty()
    }
}

/// The `rename` section: for a name of the document, the Rust name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rename {
    /// Types, by component or by JSON pointer.
    pub types: Vec<Pair>,
    /// Fields, by type, a dot and the property.
    pub fields: Vec<Pair>,
    /// Values of enums, by type, a dot and the value.
    pub values: Vec<Pair>,
    /// Operations, by `operationId` or by method and path.
    pub operations: Vec<Pair>,
    /// Parameters, by operation, a dot and the parameter.
    pub parameters: Vec<Pair>,
    /// Groups, by tag or path segment.
    pub groups: Vec<Pair>,
}

/// The `replace` section: types of the user's.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Replace {
    /// By component or by JSON pointer.
    pub types: Vec<Pair>,
    /// By `format`.
    pub formats: Vec<Pair>,
}

/// The `derives` section.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Derives {
    /// For every type that can have them.
    pub all: Vec<Text>,
    /// For single types, by component or by JSON pointer.
    pub types: Vec<(Text, Vec<Text>)>,
}

/// A configuration and the file that it came from.
#[derive(Clone, Debug, Default)]
pub struct Loaded {
    /// The configuration.
    pub config: Config,
    /// The path; `None` where there is none and everything is default.
    pub path: Option<PathBuf>,
    /// The file, so that places in it can be shown.
    pub file: Option<Arc<SourceFile>>,
}

/// Why a configuration cannot be used.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// The file could not be read.
    Io {
        /// The path.
        path: PathBuf,
        /// What the operating system said.
        error: std::io::Error,
    },
    /// The file says something that it may not say.
    Invalid {
        /// The file, so that places can be shown.
        files: Arc<SourceFiles>,
        /// Everything that is wrong with it; never empty.
        diagnostics: Vec<Diagnostic>,
    },
}

/// Finds and reads the configuration for the document at `spec`; `given` is a path that the user named.
///
/// # Errors
///
/// [`Error::Io`] where a file that was named or found cannot be read, [`Error::Invalid`] where it is wrong.
pub fn load(given: Option<&Path>, spec: &Path) -> Result<Loaded, Error> {
    match given.map(Path::to_owned).or_else(|| find(spec)) {
        Some(path) => read(path),
        None => Ok(Loaded::default()),
    }
}

/// `renkei.yaml` beside the document, else in the current directory.
fn find(spec: &Path) -> Option<PathBuf> {
    let here = PathBuf::from(FILE_NAME);
    let beside =
        if source::url_of(spec).is_some() { here.clone() } else { spec.with_file_name(FILE_NAME) };
    [beside, here].into_iter().find(|path| path.is_file())
}

fn read(path: PathBuf) -> Result<Loaded, Error> {
    match source::read_config(&path) {
        Ok(source) => match check::config(source.files().root(), source.tree()) {
            Ok(config) => {
                let file = Some(Arc::new(source.into_files().into_root()));
                Ok(Loaded { config, path: Some(path), file })
            }
            Err(diagnostics) => {
                Err(Error::Invalid { files: source.into_files().into(), diagnostics })
            }
        },
        Err(ReadError::Io { path, error }) => Err(Error::Io { path, error }),
        Err(ReadError::Syntax { file, .. }) if says_nothing(file.text()) => {
            Ok(Loaded { path: Some(path), ..Loaded::default() })
        }
        Err(ReadError::Syntax { file, diagnostic }) => {
            let files = Arc::new(SourceFiles::from(*file));
            Err(Error::Invalid { files, diagnostics: vec![*diagnostic] })
        }
    }
}

/// Only blank lines and comments, as in a file where everything is commented out.
fn says_nothing(text: &str) -> bool {
    text.lines().map(str::trim_start).all(|line| line.is_empty() || line.starts_with('#'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_beside_the_document_is_found() {
        let dir = tempfile::tempdir().unwrap();
        let spec = dir.path().join("orders.yaml");
        assert_eq!(load(None, &spec).unwrap().path, None);
        let path = dir.path().join(FILE_NAME);
        std::fs::write(&path, "# client:\n\n").unwrap();
        assert_eq!(load(None, &spec).unwrap().config.client, Client::default());
        std::fs::write(&path, "client: {crate-name: shop}").unwrap();
        let loaded = load(None, &spec).unwrap();
        assert_eq!(loaded.path, Some(path));
        assert_eq!(loaded.config.client.crate_name.as_deref(), Some("shop"));
    }

    #[test]
    fn a_file_that_was_named_must_be_there() {
        let spec = Path::new("orders.yaml");
        assert!(matches!(load(Some(Path::new("none.yaml")), spec), Err(Error::Io { .. })));
    }
}
