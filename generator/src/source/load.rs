//! Files that reference other files: each is read once, into one tree.
//!
//! Takes the first file and a function that finds references to files; returns [`Sources`]. A file that cannot be read
//! is kept with the cause and is no error yet, because only later stages know whether it is needed.

use std::collections::{BTreeMap, VecDeque};
use std::path::{Path, PathBuf};

use super::root::Root;
use super::tree::{Node, Tree};
use super::unsaved::{self, UnsavedTexts};
use super::{Access, ReadError, Remote, RemoteError, Sources, decode, parse, path, url};
use crate::text::{FileId, SourceFile, SourceFiles, Span};

/// How many files one document may have.
pub const MAX_FILES: usize = 10_000;

/// The limit of the size of all files of a document, in bytes.
const MAX_TOTAL_BYTES: u64 = super::MAX_FILE_BYTES;

/// How many documents on the network one document may need.
const MAX_REMOTE_FILES: usize = 1_000;

/// Returns the file that a node references: a path with forward slashes, relative to the node's file, or a URL.
pub type FindReference = fn(Node<'_>) -> Option<String>;

/// Why a referenced file was not read.
#[derive(Clone, Debug)]
pub struct LoadError {
    /// The cause, as the end of a sentence that begins with the file's name.
    pub message: String,
    /// The location of a syntax error.
    pub place: Option<Span>,
    /// The suggested fix, if there is a specific one.
    pub help: Option<&'static str>,
}

impl LoadError {
    fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), place: None, help: None }
    }

    fn outside() -> Self {
        let help = "`--root DIR`, or `root` in renkei.yaml, names a folder that contains the file";
        Self { help: Some(help), ..Self::new("it is outside of the document's root folder") }
    }

    fn too_large() -> Self {
        Self::new(format!("the files have more than {MAX_TOTAL_BYTES} bytes together"))
    }

    /// The text of such a file is no part of a document, so it is neither read nor shown.
    fn no_document() -> Self {
        let help = "reference a file with an OpenAPI document or a part of one";
        Self { help: Some(help), ..Self::new("it contains no object") }
    }
}

impl From<RemoteError> for LoadError {
    fn from(error: RemoteError) -> Self {
        Self { message: error.message, place: None, help: Some(error.help) }
    }
}

/// The result of reading a referenced file.
pub(super) type LoadResult = Result<FileId, LoadError>;

/// Reads the file at `path` and all files that it references, directly or indirectly, as far as `access` allows.
///
/// # Errors
///
/// Those of [`read`](super::read), for the first file only.
pub fn read_all(
    path: &Path,
    names: FindReference,
    access: Access<'_>,
) -> Result<Sources, ReadError> {
    Ok(follow(open(path, access)?, names, access))
}

/// Reads the file at `path` alone.
///
/// # Errors
///
/// Those of [`read`](super::read).
pub(crate) fn open(path: &Path, access: Access<'_>) -> Result<Sources, ReadError> {
    if let Some(url) = url::of(path) {
        return fetch(access.remote, url, path);
    }
    match access.unsaved.and_then(|it| it.get(path)) {
        Some(text) => super::source(SourceFile::new(FileId(0), path.to_owned(), text.to_owned())),
        None => super::read(path),
    }
}

/// Reads the files that the nodes of a tree name, the files that those name, and so on.
pub(crate) fn follow(sources: Sources, names: FindReference, access: Access<'_>) -> Sources {
    let can_fetch = access.remote.is_some();
    let names = |node: Node<'_>| names(node).filter(|it| can_fetch || !url::is_url(it));
    let mut named = named(&sources.tree, 0, names);
    if named.is_empty() {
        return sources;
    }
    let mut loader = Loader::new(sources, access);
    let mut waiting = VecDeque::new();
    loop {
        waiting.extend(named);
        let Some((from, relative)) = waiting.pop_front() else { break };
        let before = loader.tree.len();
        loader.follow(from, &relative);
        named = self::named(&loader.tree, before, names);
    }
    loader.finish()
}

/// Fetches the first document if it is remote.
fn fetch(remote: Option<&dyn Remote>, url: &str, path: &Path) -> Result<Sources, ReadError> {
    let bytes = match remote {
        Some(remote) => remote.read(url, None, MAX_TOTAL_BYTES),
        None => Err(RemoteError::refused()),
    };
    let bytes = bytes.map_err(|error| ReadError::Io {
        path: path.to_owned(),
        error: std::io::Error::other(error),
    })?;
    super::read_decoded(FileId(0), path, bytes)
}

/// The files that nodes from an index on reference, each once for each referencing file.
fn named(
    tree: &Tree,
    from: usize,
    names: impl Fn(Node<'_>) -> Option<String>,
) -> Vec<(FileId, String)> {
    let mut found: Vec<(FileId, String)> = Vec::new();
    let mut seen = std::collections::BTreeSet::new();
    for node in tree.nodes_from(from) {
        let Some(name) = names(node) else { continue };
        let key = (node.span().file, name);
        if seen.insert(key.clone()) {
            found.push(key);
        }
    }
    found
}

struct Loader<'r> {
    files: SourceFiles,
    tree: Tree,
    roots: Vec<Option<super::NodeId>>,
    links: BTreeMap<PathBuf, LoadResult>,
    /// The canonical paths of the files. Two paths can mean one file, through a symbolic link or a parent folder.
    identities: BTreeMap<PathBuf, FileId>,
    bytes: u64,
    root: Root,
    remote: Option<&'r dyn Remote>,
    unsaved: Option<&'r UnsavedTexts>,
    fetched: usize,
}

impl<'r> Loader<'r> {
    fn new(sources: Sources, access: Access<'r>) -> Self {
        let Sources { files, tree, roots, .. } = sources;
        let root = files.root();
        let (path, bytes) = (root.path().to_owned(), root.text().len() as u64);
        let identities = BTreeMap::from([(unsaved::identity(&path), root.id())]);
        let links = BTreeMap::from([(path::normal(&path), Ok(root.id()))]);
        let root = Root::new(access.root, &path);
        let Access { remote, unsaved, .. } = access;
        Self { files, tree, roots, links, identities, bytes, root, remote, unsaved, fetched: 0 }
    }

    fn follow(&mut self, from: FileId, relative: &str) {
        let Some(path) = path::join(self.files.get(from).base(), relative) else { return };
        if !self.links.contains_key(&path) {
            let link = match url::of(&path) {
                None => self.load(&path),
                Some(url) => self.fetch(from, url),
            };
            self.links.insert(path, link);
        }
    }

    fn load(&mut self, path: &Path) -> LoadResult {
        if !self.root.contains(path) {
            return Err(LoadError::outside());
        }
        if let Some(text) = self.unsaved.and_then(|it| it.get(path)) {
            return self.load_unsaved(path, text);
        }
        let cannot = |error: std::io::Error| LoadError::new(error.to_string());
        let about = std::fs::metadata(path).map_err(cannot)?;
        // Reading a pipe or a device might never end.
        if !about.is_file() {
            return Err(LoadError::new("it is not a regular file"));
        }
        let identity = std::fs::canonicalize(path).map_err(cannot)?;
        if let Some(id) = self.identities.get(&identity) {
            return Ok(*id);
        }
        if about.len() > self.room()? {
            return Err(LoadError::too_large());
        }
        let bytes = std::fs::read(path).map_err(cannot)?;
        self.add(path, bytes, identity)
    }

    fn load_unsaved(&mut self, path: &Path, text: &str) -> LoadResult {
        let identity = unsaved::identity(path);
        match self.identities.get(&identity) {
            Some(id) => Ok(*id),
            None if text.len() as u64 > self.room()? => Err(LoadError::too_large()),
            None => self.add(path, text.as_bytes().to_vec(), identity),
        }
    }

    fn fetch(&mut self, from: FileId, url: &str) -> LoadResult {
        let Some(remote) = self.remote else { return Err(RemoteError::refused().into()) };
        if self.fetched >= MAX_REMOTE_FILES {
            let message = format!("the document needs more than {MAX_REMOTE_FILES} URLs");
            return Err(LoadError::new(message));
        }
        self.fetched += 1;
        let limit = self.room()?;
        let bytes = remote.read(url, Some(self.files.get(from).base()), limit)?;
        self.add(Path::new(url), bytes, url.into())
    }

    /// The greatest size of one more file, in bytes.
    fn room(&self) -> Result<u64, LoadError> {
        if self.files.len() >= MAX_FILES {
            return Err(LoadError::new(format!("the document has more than {MAX_FILES} files")));
        }
        Ok(MAX_TOTAL_BYTES.saturating_sub(self.bytes))
    }

    fn add(&mut self, path: &Path, bytes: Vec<u8>, identity: PathBuf) -> LoadResult {
        self.bytes = self.bytes.saturating_add(bytes.len() as u64);
        let id = self.files.next_id();
        let text = decode::to_text(bytes).map_err(|invalid| LoadError::new(invalid.message))?;
        let file = SourceFile::new(id, path.to_owned(), text);
        let parsed = parse(&file);
        self.files.push(file);
        self.roots.push(None);
        let tree = parsed.map_err(|error| {
            let place = Span::new(id, error.at.start, error.at.end);
            LoadError { message: error.message, place: Some(place), help: None }
        })?;
        let is_text =
            |root: Node<'_>| !root.is_object() && !root.is_array() && root.as_bool().is_none();
        if tree.root().is_none_or(is_text) {
            return Err(LoadError::no_document());
        }
        let root = self.tree.append(tree).map_err(LoadError::new)?;
        if let Some(slot) = self.roots.last_mut() {
            *slot = root;
        }
        self.identities.insert(identity, id);
        Ok(id)
    }

    fn finish(self) -> Sources {
        let Self { files, tree, roots, links, .. } = self;
        Sources { files, tree, roots, links }
    }
}
