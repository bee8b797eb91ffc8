//! Named changes of documents, each with what it means in both directions. Tests of `renkei diff` make pairs of documents from them.

mod case;
mod clients;
mod operations;
mod others;
mod schemas;

use std::path::{Path, PathBuf};

pub use case::Case;
pub use clients::CLIENTS;
pub use operations::OPERATIONS;
pub use others::OTHERS;
pub use schemas::SCHEMAS;

use crate::repo;

/// The document that [`OPERATIONS`] and [`SCHEMAS`] change.
pub const DOCUMENT: &str = "changes.yaml";

/// The document that [`OTHERS`] changes.
pub const DOCUMENT_3_1: &str = "changes-3-1.yaml";

/// The document that [`CLIENTS`] changes.
pub const DOCUMENT_CLIENT: &str = "changes-client.yaml";

/// Every case with the name of its document.
pub fn all() -> impl Iterator<Item = (&'static str, &'static Case)> {
    let first = OPERATIONS.iter().chain(SCHEMAS).map(|it| (DOCUMENT, it));
    let others = OTHERS.iter().map(|it| (DOCUMENT_3_1, it));
    first.chain(others).chain(CLIENTS.iter().map(|it| (DOCUMENT_CLIENT, it)))
}

/// The text of a document.
#[must_use]
pub fn text(document: &str) -> String {
    let path: PathBuf = repo::root().join("specs").join(document);
    std::fs::read_to_string(path).expect("the document is there")
}

impl Case {
    /// The changed text of the document.
    #[must_use]
    pub fn applied(&self, base: &str) -> String {
        let (from, to) = self.change;
        assert_eq!(base.matches(from).count(), 1, "{from:?} is not there once");
        base.replace(from, to)
    }
}

/// Writes two versions of a document and compares them.
///
/// # Panics
///
/// Panics if one of them cannot be read.
#[must_use]
pub fn compare(folder: &Path, base: &str, head: &str) -> renkei::diff::ApiDiff {
    let (one, two) = (folder.join("base.yaml"), folder.join("head.yaml"));
    std::fs::write(&one, base).expect("the folder is writable");
    std::fs::write(&two, head).expect("the folder is writable");
    let found =
        renkei::pipeline::diff(&one.as_path().into(), &two, &renkei::pipeline::Options::default());
    found.unwrap_or_else(|failure| panic!("{failure}\n{head}")).diff
}
