//! Files that name other files: each is read once, into one tree.
//!
//! Takes the first file and a function that says which nodes name files; gives [`Sources`]. What cannot be read is
//! remembered with its cause and is no failure yet: whether it is needed is known only to who understands the document.

use std::collections::{BTreeMap, VecDeque};
use std::path::{Path, PathBuf};

use super::tree::{Node, Tree};
use super::{FileId, ReadError, SourceFile, SourceFiles, Sources, Span, decode, parse, path};

/// How many files one document may have.
pub const MAX_FILES: usize = 10_000;

/// How many bytes all files of a document may have together.
const MAX_TOTAL_BYTES: u64 = super::MAX_FILE_BYTES;

/// Names a file beside the one that the node stands in, as a relative path with forward slashes.
pub type Names = fn(Node<'_>) -> Option<String>;

/// Why a file that is named was not read.
#[derive(Clone, Debug)]
pub struct Unread {
    /// The cause, to be put behind the file's name.
    pub message: String,
    /// The place of a fault in its syntax.
    pub place: Option<Span>,
}

impl Unread {
    fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), place: None }
    }
}

/// What is known of a file that was named.
pub(super) type Link = Result<FileId, Unread>;

/// Reads the file at `path`, the files that it names, the files that those name, and so on.
///
/// # Errors
///
/// Those of [`read`](super::read), for the first file only.
pub fn read_all(path: &Path, names: Names) -> Result<Sources, ReadError> {
    let sources = super::read(path)?;
    let mut named = named(&sources.tree, 0, names);
    if named.is_empty() {
        return Ok(sources);
    }
    let mut loader = Loader::new(sources);
    let mut waiting = VecDeque::new();
    loop {
        waiting.extend(named);
        let Some((from, relative)) = waiting.pop_front() else { break };
        let before = loader.tree.len();
        loader.follow(from, &relative);
        named = self::named(&loader.tree, before, names);
    }
    Ok(loader.finish())
}

/// The files that nodes from an index on name, each once for each file that names it.
fn named(tree: &Tree, from: usize, names: Names) -> Vec<(FileId, String)> {
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

struct Loader {
    files: SourceFiles,
    tree: Tree,
    roots: Vec<Option<super::NodeId>>,
    links: BTreeMap<PathBuf, Link>,
    /// Two paths may lead to one file, by a symbolic link or around through the parent folder.
    identities: BTreeMap<PathBuf, FileId>,
    bytes: u64,
}

impl Loader {
    fn new(sources: Sources) -> Self {
        let Sources { files, tree, roots, .. } = sources;
        let root = files.root();
        let (path, bytes) = (root.path().to_owned(), root.text().len() as u64);
        let identities = std::fs::canonicalize(&path).into_iter().map(|it| (it, root.id()));
        let identities = identities.collect();
        let links = BTreeMap::from([(path::normal(&path), Ok(root.id()))]);
        Self { files, tree, roots, links, identities, bytes }
    }

    fn follow(&mut self, from: FileId, relative: &str) {
        let Some(path) = path::beside(self.files.get(from).path(), relative) else { return };
        if !self.links.contains_key(&path) {
            let link = self.load(&path);
            self.links.insert(path, link);
        }
    }

    fn load(&mut self, path: &Path) -> Link {
        let cannot = |error: std::io::Error| Unread::new(error.to_string());
        let about = std::fs::metadata(path).map_err(cannot)?;
        // Reading a pipe or a device could wait forever.
        if !about.is_file() {
            return Err(Unread::new("it is not a regular file"));
        }
        let identity = std::fs::canonicalize(path).map_err(cannot)?;
        if let Some(id) = self.identities.get(&identity) {
            return Ok(*id);
        }
        if self.files.len() >= MAX_FILES {
            return Err(Unread::new(format!("the document has more than {MAX_FILES} files")));
        }
        if self.bytes.saturating_add(about.len()) > MAX_TOTAL_BYTES {
            let message = format!("the files have more than {MAX_TOTAL_BYTES} bytes together");
            return Err(Unread::new(message));
        }
        let bytes = std::fs::read(path).map_err(cannot)?;
        self.bytes = self.bytes.saturating_add(bytes.len() as u64);
        self.add(path, bytes, identity)
    }

    fn add(&mut self, path: &Path, bytes: Vec<u8>, identity: PathBuf) -> Link {
        let id = self.files.next_id();
        let text = decode::to_text(bytes).map_err(|invalid| Unread::new(invalid.message))?;
        let file = SourceFile::new(id, path.to_owned(), text);
        let parsed = parse(&file);
        self.files.push(file);
        self.roots.push(None);
        let tree = parsed.map_err(|fault| {
            let place = Span::new(id, fault.at.start, fault.at.end);
            Unread { message: fault.message, place: Some(place) }
        })?;
        let root = self.tree.append(tree).map_err(Unread::new)?;
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
