//! Stage 1: reads files into one tree in which every node has a source location.
//!
//! Takes a path, and a function that finds references to further files; returns [`Sources`]. It knows JSON and YAML,
//! and must not know OpenAPI.

mod compact;
mod decode;
mod index;
mod json;
mod json_text;
mod load;
mod manifest;
mod node_set;
mod number;
mod path;
mod remote;
mod root;
mod tree;
mod unsaved;
mod url;
mod yaml;
mod yaml_text;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

pub use load::{FindReference, LoadError, MAX_FILES, read_all};
pub use manifest::manifest_has_table;
pub use remote::{Remote, RemoteError};
pub use tree::{DuplicateKey, Entry, MAX_DEPTH, Member, Node, NodeId, NodeKind, Tree};
pub use unsaved::UnsavedTexts;

pub(crate) use json_text::{compact, indented};
pub(crate) use load::{follow, open};
pub(crate) use node_set::NodeSet;
pub(crate) use url::{is_url, join_server, of as url_of};
pub(crate) use yaml_text::yaml;

use crate::diagnostic::{Diagnostic, code};
use crate::text::{FileId, SourceFile, SourceFiles, Span, offset};

/// The files and URLs that a document may read.
#[derive(Clone, Copy, Debug, Default)]
pub struct Access<'a> {
    /// Fetches remote documents. Without it, a URL is an error.
    pub remote: Option<&'a dyn Remote>,
    /// The folder that contains all referenced files. Defaults to the folder of the nearest repository or cargo workspace
    /// around the document, or else to the document's.
    pub root: Option<&'a Path>,
    /// Texts that are read in place of those on the disk.
    pub unsaved: Option<&'a UnsavedTexts>,
}

/// The largest file that is read, in bytes. The largest public OpenAPI document known is under 40 MB.
pub const MAX_FILE_BYTES: u64 = 256 * 1024 * 1024;

/// The help for a URL where remote documents are disabled.
pub(crate) const ALLOW_REMOTE: &str =
    "fetch it with `--allow-remote`, or download it and reference it by a relative path";

/// Files, and one tree of their content. The tree's root is that of the first file.
#[derive(Debug)]
pub struct Sources {
    files: SourceFiles,
    tree: Tree,
    /// The root of each file; a file with a syntax error has none.
    roots: Vec<Option<NodeId>>,
    links: BTreeMap<PathBuf, load::LoadResult>,
}

impl Sources {
    /// The files.
    #[must_use]
    pub fn files(&self) -> &SourceFiles {
        &self.files
    }

    /// The tree.
    #[must_use]
    pub fn tree(&self) -> &Tree {
        &self.tree
    }

    /// Returns the files alone, to show locations without the tree.
    #[must_use]
    pub fn into_files(self) -> SourceFiles {
        self.files
    }

    /// Adds the file at `path` and returns its root. Relative references in it start from the first file, as if they were
    /// written there.
    ///
    /// # Errors
    ///
    /// Those of [`read`].
    pub(crate) fn add_overlay(&mut self, path: &Path) -> Result<Option<NodeId>, ReadError> {
        let read = read_as(self.files.next_id(), path)?;
        let base = self.files.root().base().to_owned();
        let too_large = |message| ReadError::Io {
            path: path.to_owned(),
            error: std::io::Error::other(message),
        };
        let root = self.tree.append(read.tree).map_err(too_large)?;
        self.files.push(read.files.into_root().with_base(base));
        self.roots.push(None);
        Ok(root)
    }

    /// The tree, for changes of the first file.
    pub(crate) fn tree_mut(&mut self) -> &mut Tree {
        &mut self.tree
    }

    /// Makes a node the root of the first file and of the overlays, and drops all nodes that it does not reach.
    ///
    /// # Errors
    ///
    /// Returns the reason if the tree is too deep or too large.
    pub(crate) fn set_root(&mut self, root: NodeId) -> Result<(), &'static str> {
        self.tree = self.tree.compact(root)?;
        let root = self.tree.root().map(Node::id);
        self.roots.fill(root);
        Ok(())
    }

    /// Splits into the files, the tree, and the links between the files.
    pub(crate) fn into_parts(self) -> (SourceFiles, Tree, Links) {
        (self.files, self.tree, Links { roots: self.roots, by_path: self.links })
    }
}

/// How the files of one tree reference each other.
#[derive(Clone, Debug, Default)]
pub(crate) struct Links {
    roots: Vec<Option<NodeId>>,
    by_path: BTreeMap<PathBuf, load::LoadResult>,
}

impl Links {
    /// The links of a bundled tree, which has one root.
    pub(crate) fn to_one_root(root: Option<NodeId>, files: usize) -> Self {
        Self { roots: vec![root; files], by_path: BTreeMap::new() }
    }

    /// The paths of all referenced files, read or not.
    pub(crate) fn paths(&self) -> impl Iterator<Item = &Path> {
        self.by_path.keys().map(PathBuf::as_path)
    }

    /// Whether any file references another one, read or not.
    pub(crate) fn any(&self) -> bool {
        !self.by_path.is_empty()
    }

    /// The root of a file.
    pub(crate) fn root(&self, file: FileId) -> Option<NodeId> {
        self.roots.get(file.0 as usize).copied().flatten()
    }

    /// The file at a relative path in another file; `None` if it was not looked for.
    pub(crate) fn find(
        &self,
        from: &SourceFile,
        relative: &str,
    ) -> Option<Result<FileId, &LoadError>> {
        let link = self.by_path.get(&path::join(from.base(), relative)?)?;
        Some(link.as_ref().copied())
    }
}

/// Why a source could not be read.
#[derive(Debug)]
#[non_exhaustive]
pub enum ReadError {
    /// The file cannot be opened or read.
    Io {
        /// The path.
        path: PathBuf,
        /// The error of the operating system.
        error: std::io::Error,
    },
    /// The text is neither JSON nor YAML.
    Syntax {
        /// The file, to show the location.
        file: Box<SourceFile>,
        /// The syntax error with its location.
        diagnostic: Box<Diagnostic>,
    },
}

/// Reads and parses the file at `path`.
///
/// # Errors
///
/// [`ReadError::Io`] if it cannot be read or is larger than [`MAX_FILE_BYTES`]; [`ReadError::Syntax`] if it is not JSON
/// or YAML.
pub fn read(path: &Path) -> Result<Sources, ReadError> {
    read_as(FileId(0), path)
}

/// Reads and parses the configuration, whose locations differ from those of the document.
pub(crate) fn read_config(path: &Path) -> Result<Sources, ReadError> {
    read_as(FileId::CONFIG, path)
}

/// Parses the text of a configuration.
pub(crate) fn config_text(name: &str, text: &str) -> Result<Sources, ReadError> {
    source(SourceFile::new(FileId::CONFIG, name.into(), text.to_owned()))
}

/// Parses the settings that a program adds to the configuration.
pub(crate) fn settings_text(name: &str, text: &str) -> Result<Sources, ReadError> {
    source(SourceFile::new(FileId::SETTINGS, name.into(), text.to_owned()))
}

fn read_as(id: FileId, path: &Path) -> Result<Sources, ReadError> {
    let bytes = read_bytes(path).map_err(|error| ReadError::Io { path: path.to_owned(), error })?;
    read_decoded(id, path, bytes)
}

fn read_decoded(id: FileId, path: &Path, bytes: Vec<u8>) -> Result<Sources, ReadError> {
    match decode::to_text(bytes) {
        Ok(text) => source(SourceFile::new(id, path.to_owned(), text)),
        Err(invalid) => {
            let file = SourceFile::new(id, path.to_owned(), invalid.readable);
            let at = offset(file.text().len());
            let error =
                ParseError { at: at..at, message: invalid.message, help: Some(invalid.help) };
            Err(syntax_error(file, error))
        }
    }
}

/// Parses the text of a file named `name`, for tests and for tools that have a document in memory.
///
/// # Errors
///
/// [`ReadError::Syntax`] if it is not JSON or YAML.
pub fn read_text(name: &str, text: &str) -> Result<Sources, ReadError> {
    source(SourceFile::new(FileId(0), name.into(), text.to_owned()))
}

/// A file without a tree, to show locations in a text that cannot be parsed.
#[must_use]
pub fn unread(path: &Path, text: &str) -> SourceFiles {
    SourceFile::new(FileId(0), path.to_owned(), text.to_owned()).into()
}

/// A syntax error, before it becomes a diagnostic.
#[derive(Debug)]
pub(crate) struct ParseError {
    at: std::ops::Range<u32>,
    message: String,
    help: Option<String>,
}

impl ParseError {
    fn new(at: usize, message: impl Into<String>) -> Self {
        let at = offset(at);
        Self { at: at..at.saturating_add(1), message: message.into(), help: None }
    }

    fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

fn read_bytes(path: &Path) -> std::io::Result<Vec<u8>> {
    let about = std::fs::metadata(path)?;
    // Reading a pipe or a device might never end.
    if !about.is_file() {
        return Err(std::io::Error::other("it is not a regular file"));
    }
    let size = about.len();
    if size > MAX_FILE_BYTES {
        let message = format!("the file has {size} bytes, more than the limit of {MAX_FILE_BYTES}");
        return Err(std::io::Error::other(message));
    }
    std::fs::read(path)
}

fn source(file: SourceFile) -> Result<Sources, ReadError> {
    match parse(&file) {
        Ok(tree) => {
            let roots = vec![tree.root().map(Node::id)];
            Ok(Sources { files: file.into(), tree, roots, links: BTreeMap::new() })
        }
        Err(error) => Err(syntax_error(file, error)),
    }
}

fn parse(file: &SourceFile) -> Result<Tree, ParseError> {
    let first = file.text().trim_start().chars().next();
    let named_json = file.path().extension().is_some_and(|it| it.eq_ignore_ascii_case("json"));
    match (named_json, first) {
        (true, _) => json::parse(file.id(), file.text()),
        // Flow-style YAML also begins with a brace, so JSON is only the first guess.
        (false, Some('{' | '[')) => {
            json::parse(file.id(), file.text()).or_else(|_| yaml::parse(file.id(), file.text()))
        }
        (false, _) => yaml::parse(file.id(), file.text()),
    }
}

fn syntax_error(file: SourceFile, error: ParseError) -> ReadError {
    let span = Span::new(file.id(), error.at.start, error.at.end);
    let mut diagnostic = Diagnostic::error(code::SYNTAX, error.message).at(span);
    if let Some(help) = error.help {
        diagnostic = diagnostic.with_help(help);
    }
    ReadError::Syntax { file: Box::new(file), diagnostic: Box::new(diagnostic) }
}
