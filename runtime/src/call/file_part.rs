//! `FilePart`: a file in a multipart body, from memory or from disk.
//!
//! serde has no notion of files. While a body is serialized, each file is stored here, and a random
//! marker replaces it in the JSON.

use std::cell::RefCell;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};

use bytes::Bytes;
use serde::de::{Deserialize, Deserializer};
use serde::ser::{Error as _, Serialize, Serializer};

/// A file in a multipart body (RFC 7578), from memory or from disk.
///
/// # Examples
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
    headers: Vec<(String, String)>,
}

#[derive(Clone, PartialEq, Eq, Hash)]
pub(super) enum FileSource {
    Bytes(Bytes),
    Path(PathBuf),
}

impl FilePart {
    /// Creates a file from bytes. Its name defaults to that of the field.
    pub fn bytes(bytes: impl Into<Bytes>) -> Self {
        Self::from_source(FileSource::Bytes(bytes.into()))
    }

    /// Creates a file from a path. Its name defaults to the file's own.
    ///
    /// Each attempt reads the file while it sends it. A file that cannot be read is an error when
    /// the request is sent.
    pub fn path(path: impl Into<PathBuf>) -> Self {
        Self::from_source(FileSource::Path(path.into()))
    }

    fn from_source(source: FileSource) -> Self {
        Self { source, name: None, content_type: None, headers: Vec::new() }
    }

    /// Sets the file name.
    #[must_use]
    pub fn with_name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Sets the content type. Defaults to the one that the document declares, or to
    /// `application/octet-stream`.
    #[must_use]
    pub fn with_content_type(mut self, content_type: impl Into<String>) -> Self {
        self.content_type = Some(content_type.into());
        self
    }

    /// Adds a header to the part. A name or value that is invalid in a header is an error when the request is sent.
    #[must_use]
    pub fn with_header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    pub(super) fn headers(&self) -> &[(String, String)] {
        &self.headers
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
    /// Shows the length or the path, never the contents.
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
            // The same type may be used in a JSON body, which holds only text.
            None => match &self.source {
                FileSource::Bytes(bytes) => match std::str::from_utf8(bytes) {
                    Ok(text) => serializer.serialize_str(text),
                    Err(_) => {
                        Err(S::Error::custom("bytes that are not UTF-8 require a multipart body"))
                    }
                },
                FileSource::Path(_) => {
                    Err(S::Error::custom("a file on disk requires a multipart body"))
                }
            },
        }
    }
}

impl<'de> Deserialize<'de> for FilePart {
    /// Reads the string that represents the file in JSON.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::bytes)
    }
}

/// The files of a body that is being serialized.
pub(super) struct Files {
    /// The prefix of markers: random, so that no string of the body equals a marker.
    token: String,
    files: Vec<FilePart>,
}

impl Files {
    /// Returns the file that a marker stands for.
    pub(super) fn get(&self, mark: &str) -> Option<&FilePart> {
        self.files.get(mark.strip_prefix(&self.token)?.parse::<usize>().ok()?)
    }

    /// Hashes the body and its files, without the random part of the markers.
    pub(super) fn hash_body(&self, body: &[u8], hasher: &mut impl Hasher) {
        match std::str::from_utf8(body) {
            Ok(text) if !self.files.is_empty() => {
                text.split(&self.token).for_each(|piece| piece.hash(hasher));
            }
            _ => body.hash(hasher),
        }
        self.files.hash(hasher);
    }
}

thread_local! {
    static OPEN: RefCell<Option<Files>> = const { RefCell::new(None) };
}

/// Marks that a body with files is being serialized, as long as it exists. A panic of a user's
/// `Serialize` ends it too; otherwise the next body of the thread would contain markers.
struct FileScope {
    before: Option<Files>,
}

impl FileScope {
    fn begin() -> Self {
        let token = format!("{}:", uuid::Uuid::new_v4());
        Self { before: OPEN.replace(Some(Files { token, files: Vec::new() })) }
    }

    /// Returns the files so far.
    fn end(self) -> Option<Files> {
        OPEN.take()
    }
}

impl Drop for FileScope {
    fn drop(&mut self) {
        OPEN.set(self.before.take());
    }
}

/// Serializes a body and returns the files in it. `write` is synchronous, so it stays on this
/// thread.
pub(super) fn collect<T>(write: impl FnOnce() -> T) -> (T, Files) {
    let scope = FileScope::begin();
    let written = write();
    let files = scope.end();
    (written, files.unwrap_or(Files { token: String::new(), files: Vec::new() }))
}

fn put_aside(file: &FilePart) -> Option<String> {
    OPEN.with_borrow_mut(|open| {
        let open = open.as_mut()?;
        open.files.push(file.clone());
        Some(format!("{}{}", open.token, open.files.len() - 1))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_leaves_no_trace_in_later_bodies() {
        let panicked = std::panic::catch_unwind(|| collect(|| panic!("as a user's type might")));
        assert!(panicked.is_err());
        let text = serde_json::to_string(&FilePart::bytes("x")).unwrap();
        assert_eq!(text, "\"x\"");
        let (text, files) = collect(|| serde_json::to_value(FilePart::bytes("x")).unwrap());
        assert_eq!(files.get(text.as_str().unwrap()), Some(&FilePart::bytes("x")));
        assert!(OPEN.take().is_none());
    }
}
