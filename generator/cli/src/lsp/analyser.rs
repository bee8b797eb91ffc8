//! Analyses documents: which files are documents, what is in them, and what is wrong with them.
//!
//! Takes the open texts; returns a snapshot and the diagnostics of each document that has an open file. A text that cannot be
//! read is read without the line that is being typed, or as it was before.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use lsp_types::Diagnostic;
use renkei::diagnostic::{self, code};
use renkei::pipeline::{self, Failure, Options, Report};
use renkei::source::UnsavedTexts;

use super::analysis::Snapshot;
use super::convert::{Ranges, Texts};
use super::recover::{recovered, syntax_error};
use super::workspace;

/// How many files of a document are read without the line that is being typed.
const MAX_REPAIRS: usize = 4;

/// The text of a file at the time of an analysis.
#[derive(Clone, Debug)]
pub(super) struct CurrentText {
    pub(super) text: Arc<str>,
    /// The offset of the last change.
    pub(super) edited: Option<usize>,
}

/// The open texts at the time of an analysis.
#[derive(Clone, Debug, Default)]
pub(super) struct CurrentTexts(pub(super) BTreeMap<PathBuf, CurrentText>);

impl Texts for CurrentTexts {
    fn text(&self, path: &Path) -> Option<&str> {
        self.0.get(path).map(|it| &*it.text)
    }
}

/// A document and the diagnostics of its files.
#[derive(Clone, Debug)]
pub(super) struct Analysed {
    /// What was read. A document that could never be read has none.
    pub(super) snapshot: Option<Arc<Snapshot>>,
    /// The diagnostics by file.
    pub(super) diagnostics: BTreeMap<PathBuf, Vec<Diagnostic>>,
}

/// All documents with an open file.
pub(super) struct Analyser {
    options: Options,
    folders: Vec<PathBuf>,
    documents: BTreeMap<PathBuf, Analysed>,
    /// The last text of each open file that could be read.
    readable: BTreeMap<PathBuf, Arc<str>>,
}

impl Analyser {
    pub(super) fn new(options: Options, folders: Vec<PathBuf>) -> Self {
        Self { options, folders, documents: BTreeMap::new(), readable: BTreeMap::new() }
    }

    /// All documents, by the path of the first file.
    pub(super) fn documents(&self) -> &BTreeMap<PathBuf, Analysed> {
        &self.documents
    }

    /// Analyses the documents that have a changed file.
    pub(super) fn update(&mut self, texts: &CurrentTexts, changed: &BTreeSet<PathBuf>) {
        let is_open = |path: &PathBuf| texts.0.contains_key(path);
        self.readable.retain(|path, _| is_open(path));
        let known = self.documents.iter().filter(|(path, it)| {
            changed.contains(*path) || it.files().iter().any(|it| changed.contains(it))
        });
        let mut waiting: BTreeSet<PathBuf> = known.map(|(path, _)| path.clone()).collect();
        let opened = changed.iter().filter(|it| is_open(it) && !self.is_known(it));
        for path in opened.cloned().collect::<Vec<_>>() {
            let looks_like_one = texts.text(&path).is_some_and(workspace::may_be_document);
            if looks_like_one {
                waiting.insert(path);
            } else {
                self.find_documents_of(&path, texts);
            }
        }
        for path in waiting {
            self.analyse(&path, texts);
        }
        // A document of which no file is open has no diagnostics.
        self.documents.retain(|path, it| is_open(path) || it.files().iter().any(is_open));
    }

    /// Whether a file belongs to a document.
    fn is_known(&self, path: &Path) -> bool {
        self.documents.values().any(|it| it.files().iter().any(|it| it == path))
    }

    /// Analyses the documents of the workspace, and keeps those that reference a file.
    fn find_documents_of(&mut self, path: &Path, texts: &CurrentTexts) {
        for document in workspace::documents(&self.folders) {
            if !self.documents.contains_key(&document) {
                self.analyse(&document, texts);
            }
            if self.is_known(path) {
                return;
            }
        }
    }

    fn analyse(&mut self, path: &Path, texts: &CurrentTexts) {
        let last = self.documents.get(path).and_then(|it| it.snapshot.clone());
        match Reading::new(self, texts).read(path) {
            Ok((snapshot, diagnostics)) => {
                self.documents
                    .insert(path.to_owned(), Analysed { snapshot: Some(snapshot), diagnostics });
            }
            // What was read last is better than nothing.
            Err(Some(diagnostics)) => {
                self.documents.insert(path.to_owned(), Analysed { snapshot: last, diagnostics });
            }
            Err(None) => {
                self.documents.remove(path);
            }
        }
    }
}

impl Analysed {
    /// The files that the analysis depends on.
    pub(super) fn files(&self) -> &[PathBuf] {
        self.snapshot.as_ref().map_or(&[], |it| it.files_read())
    }
}

type Diagnostics = BTreeMap<PathBuf, Vec<Diagnostic>>;

/// One attempt after the other to read a document.
struct Reading<'a> {
    analyser: &'a mut Analyser,
    texts: &'a CurrentTexts,
    /// The texts that are read in place of those that cannot be read.
    repaired: BTreeMap<PathBuf, Arc<str>>,
    /// The errors in the current texts.
    errors: Vec<(PathBuf, diagnostic::Diagnostic)>,
}

impl<'a> Reading<'a> {
    fn new(analyser: &'a mut Analyser, texts: &'a CurrentTexts) -> Self {
        Self { analyser, texts, repaired: BTreeMap::new(), errors: Vec::new() }
    }

    /// Reads a document. The error has the diagnostics of one that cannot be read, or nothing if the file is no document.
    fn read(mut self, path: &Path) -> Result<(Arc<Snapshot>, Diagnostics), Option<Diagnostics>> {
        self.repair_parts(path);
        for _ in 0..=MAX_REPAIRS {
            match pipeline::open(path, &self.unsaved(), &self.analyser.options) {
                Ok(open) => {
                    let snapshot = Arc::new(Snapshot::new(open));
                    let diagnostics = self.finish(&snapshot);
                    return Ok((snapshot, diagnostics));
                }
                Err(Failure::Document(report)) => {
                    if !self.repair(&report) {
                        return Err(self.unreadable(&report));
                    }
                }
                Err(Failure::Config(report)) => {
                    return Err(Some(diagnostics_of(&report, self.texts)));
                }
                Err(_) => return Err(None),
            }
        }
        Err(None)
    }

    fn unsaved(&self) -> UnsavedTexts {
        let mut unsaved = UnsavedTexts::default();
        for (path, current) in &self.texts.0 {
            let text = self.repaired.get(path).unwrap_or(&current.text);
            unsaved.insert(path, Arc::clone(text));
        }
        unsaved
    }

    /// Repairs the open files that are no documents themselves, since an error in them is no failure of the document.
    fn repair_parts(&mut self, document: &Path) {
        let parts = self.texts.0.iter().filter(|(path, it)| {
            *path != document && self.analyser.readable.get(*path) != Some(&it.text)
        });
        let parts: Vec<_> = parts.map(|(path, it)| (path.clone(), it.clone())).collect();
        for (path, current) in parts {
            if let Some(error) = syntax_error(&path, &current.text) {
                self.replace(&path, &current, error);
            } else {
                self.analyser.readable.insert(path, current.text);
            }
        }
    }

    /// Repairs the file in which a report has a syntax error. Returns whether there is something new to read.
    fn repair(&mut self, report: &Report) -> bool {
        let error = report.diagnostics().iter().find(|it| it.code == code::SYNTAX);
        let Some(error) = error else { return false };
        let path = report.file_of(error).path();
        match self.texts.0.get(path) {
            Some(current) if !self.repaired.contains_key(path) => {
                let (path, current) = (path.to_owned(), current.clone());
                self.replace(&path, &current, error.clone())
            }
            _ => false,
        }
    }

    /// Reads another text in place of one with an error.
    fn replace(
        &mut self,
        path: &Path,
        current: &CurrentText,
        error: diagnostic::Diagnostic,
    ) -> bool {
        self.errors.push((path.to_owned(), error));
        let repaired = recovered(path, &current.text, current.edited).map(Arc::from);
        let text = repaired.or_else(|| self.analyser.readable.get(path).cloned());
        let is_new = text.is_some();
        self.repaired.extend(text.map(|it| (path.to_owned(), it)));
        is_new
    }

    /// The diagnostics of a document that was read, and of the files that were repaired for it.
    fn finish(self, snapshot: &Snapshot) -> Diagnostics {
        let files = snapshot.document().files();
        for file in files.iter() {
            let text = self.repaired.get(file.path());
            let text = text.or_else(|| self.texts.0.get(file.path()).map(|it| &it.text));
            if let Some(text) = text {
                self.analyser.readable.insert(file.path().to_owned(), Arc::clone(text));
            }
        }
        let mut ranges = Ranges::new(files, self.texts);
        let mut diagnostics: Diagnostics =
            files.paths().map(|it| (it.to_owned(), Vec::new())).collect();
        for finding in snapshot.findings() {
            if let Some((path, diagnostic)) = ranges.diagnostic(finding) {
                diagnostics.entry(path).or_default().push(diagnostic);
            }
        }
        for (path, error) in &self.errors {
            // An open file that is no part of the document is none of its business.
            if snapshot.file(path).is_some() {
                let found = error_in(path, error, self.texts);
                diagnostics.entry(path.clone()).or_default().extend(found);
            }
        }
        diagnostics
    }

    /// The diagnostics of a file that cannot be read; `None` if it is no document.
    fn unreadable(self, report: &Report) -> Option<Diagnostics> {
        let is_document = self.analyser.documents.contains_key(report.file().path());
        let is_other = report.codes().contains(&code::NOT_OPENAPI);
        let is_text = workspace::may_be_document(report.file().text());
        (is_document || (is_text && !is_other)).then(|| diagnostics_of(report, self.texts))
    }
}

fn diagnostics_of(report: &Report, texts: &dyn Texts) -> Diagnostics {
    let mut diagnostics = Diagnostics::new();
    let mut ranges = Ranges::new(report.files(), texts);
    for found in report.diagnostics() {
        if let Some((path, diagnostic)) = ranges.diagnostic(found) {
            diagnostics.entry(path).or_default().push(diagnostic);
        }
    }
    diagnostics
}

/// A syntax error, whose offsets are those of the current text.
fn error_in(path: &Path, error: &diagnostic::Diagnostic, texts: &dyn Texts) -> Vec<Diagnostic> {
    let Some(text) = texts.text(path) else { return Vec::new() };
    let files = renkei::source::unread(path, text);
    let found = Ranges::new(&files, texts).diagnostic(error);
    found.map(|(_, diagnostic)| diagnostic).into_iter().collect()
}
