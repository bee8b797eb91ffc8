//! `FilePart`: a file in a multipart body, from memory or from disk.
//!
//! A body is written through serde, which knows no files. While one is, each file that serde comes to is put aside here,
//! and a mark that nobody else knows stands in its place.

use std::cell::RefCell;
use std::fmt;
use std::path::{Path, PathBuf};

use bytes::Bytes;
use serde::de::{Deserialize, Deserializer};
use serde::ser::{Error as _, Serialize, Serializer};

/// A file in a multipart body (RFC 7578): from memory, or from disk, where it is read while it is sent.
///
/// ```
/// use renkei_runtime::FilePart;
///
/// let photo = FilePart::path("photos/cat.png").with_content_type("image/png");
/// let note = FilePart::bytes("meow").with_name("note.txt");
/// # let _ = (photo, note);
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct FilePart {
    source: FileSource,
    name: Option<String>,
    content_type: Option<String>,
}

#[derive(Clone, PartialEq, Eq, Hash)]
pub(super) enum FileSource {
    Bytes(Bytes),
    Path(PathBuf),
}

impl FilePart {
    /// A file that is in memory. Its name is that of the field, unless another is given.
    pub fn bytes(bytes: impl Into<Bytes>) -> Self {
        Self { source: FileSource::Bytes(bytes.into()), name: None, content_type: None }
    }

    /// A file on disk, with its own name. It is read while it is sent, for every attempt anew; one that cannot be read is
    /// an error when the request is sent.
    pub fn path(path: impl Into<PathBuf>) -> Self {
        Self { source: FileSource::Path(path.into()), name: None, content_type: None }
    }

    /// Gives it a name.
    #[must_use]
    pub fn with_name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Says what it is; else it is what the document says, or `application/octet-stream`.
    #[must_use]
    pub fn with_content_type(mut self, content_type: impl Into<String>) -> Self {
        self.content_type = Some(content_type.into());
        self
    }

    pub(super) fn source(&self) -> &FileSource {
        &self.source
    }

    pub(super) fn name(&self) -> Option<&str> {
        let own = || match &self.source {
            FileSource::Bytes(_) => None,
            FileSource::Path(path) => Path::file_name(path)?.to_str(),
        };
        self.name.as_deref().or_else(own)
    }

    pub(super) fn content_type(&self) -> Option<&str> {
        self.content_type.as_deref()
    }
}

impl<T: Into<Bytes>> From<T> for FilePart {
    fn from(bytes: T) -> Self {
        Self::bytes(bytes)
    }
}

impl fmt::Debug for FilePart {
    /// Says how long it is or where, and does not show it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.source {
            FileSource::Bytes(bytes) => write!(f, "FilePart({} bytes)", bytes.len()),
            FileSource::Path(path) => write!(f, "FilePart({})", path.display()),
        }
    }
}

impl Serialize for FilePart {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match put_aside(self) {
            Some(mark) => serializer.serialize_str(&mark),
            // The same type may be the body as JSON, which holds text only.
            None => match &self.source {
                FileSource::Bytes(bytes) => match std::str::from_utf8(bytes) {
                    Ok(text) => serializer.serialize_str(text),
                    Err(_) => {
                        Err(S::Error::custom("bytes that are not text need a multipart body"))
                    }
                },
                FileSource::Path(_) => {
                    Err(S::Error::custom("a file on disk needs a multipart body"))
                }
            },
        }
    }
}

impl<'de> Deserialize<'de> for FilePart {
    /// From the text that stands in its place where the type is read from JSON.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::bytes)
    }
}

/// The files of a body that is being written.
pub(super) struct Files {
    /// What marks begin with: random, so that no text of the body can be one.
    token: String,
    files: Vec<FilePart>,
}

impl Files {
    /// The file that a text stands for.
    pub(super) fn get(&self, mark: &str) -> Option<&FilePart> {
        self.files.get(mark.strip_prefix(&self.token)?.parse::<usize>().ok()?)
    }
}

thread_local! {
    static OPEN: RefCell<Option<Files>> = const { RefCell::new(None) };
}

/// Runs what writes a body, and gives the files that it came to. It does not wait, so it stays on its thread.
pub(super) fn collect<T>(write: impl FnOnce() -> T) -> (T, Files) {
    let token = format!("{}:", uuid::Uuid::new_v4());
    OPEN.set(Some(Files { token: token.clone(), files: Vec::new() }));
    let written = write();
    let files = OPEN.take().unwrap_or(Files { token, files: Vec::new() });
    (written, files)
}

fn put_aside(file: &FilePart) -> Option<String> {
    OPEN.with_borrow_mut(|open| {
        let open = open.as_mut()?;
        open.files.push(file.clone());
        Some(format!("{}{}", open.token, open.files.len() - 1))
    })
}
