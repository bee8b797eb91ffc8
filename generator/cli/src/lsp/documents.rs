//! The texts that are open in the editor.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use lsp_types::TextDocumentContentChangeEvent as Change;

use super::analysis::{offset_at, replace};
use super::convert::Texts;

/// A text that is open in the editor.
#[derive(Clone, Debug)]
pub(super) struct OpenText {
    /// The text.
    pub(super) text: String,
    /// The number that the editor gave this version.
    pub(super) version: i32,
    /// The offset of the last change.
    pub(super) edited: Option<usize>,
}

/// All open texts, by path.
#[derive(Debug, Default)]
pub(super) struct Documents(BTreeMap<PathBuf, OpenText>);

impl Documents {
    pub(super) fn open(&mut self, path: PathBuf, text: String, version: i32) {
        self.0.insert(path, OpenText { text, version, edited: None });
    }

    /// Applies the changes of one notification, in their order.
    pub(super) fn change(&mut self, path: &Path, version: i32, changes: Vec<Change>) {
        let Some(document) = self.0.get_mut(path) else { return };
        document.version = version;
        for change in changes {
            match change {
                Change::TextDocumentContentChangePartial(it) => {
                    let (start, end) = (it.range.start.into(), it.range.end.into());
                    document.edited = Some(offset_at(&document.text, start) + it.text.len());
                    replace(&mut document.text, start..end, &it.text);
                }
                Change::TextDocumentContentChangeWholeDocument(it) => {
                    document.edited = None;
                    document.text = it.text;
                }
            }
        }
    }

    pub(super) fn close(&mut self, path: &Path) {
        self.0.remove(path);
    }

    pub(super) fn get(&self, path: &Path) -> Option<&OpenText> {
        self.0.get(path)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&PathBuf, &OpenText)> {
        self.0.iter()
    }
}

impl Texts for Documents {
    fn text(&self, path: &Path) -> Option<&str> {
        self.get(path).map(|it| it.text.as_str())
    }
}
