//! What the linter reports about the documents of a folder.

use std::path::{Path, PathBuf};
use std::sync::Mutex;

use renkei::diagnostic::{Diagnostic, Severity};
use renkei::lint;
use renkei::pipeline::{self, Options};

use crate::repo;

/// A report of a rule about a document.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Report {
    /// The code of the rule.
    pub code: String,
    /// The file, below the folder of the documents.
    pub file: String,
    /// The pointer in the file.
    pub pointer: String,
    /// The severity and the message.
    pub text: String,
}

impl Report {
    /// The document: the first folder or file of the path.
    #[must_use]
    pub fn document(&self) -> &str {
        self.file.split('/').next().unwrap_or(&self.file)
    }
}

/// The document of many files.
const FOLDER: &str = "digitalocean/specification/DigitalOcean-public.v2.yaml";

/// The public documents, next to the repository on the machines that have them, with the folder that contains them.
#[must_use]
pub fn corpus() -> Option<(PathBuf, Vec<PathBuf>)> {
    let folder = repo::root().join("../shared/corpus").canonicalize().ok()?;
    let mut documents = repo::documents(&folder);
    documents.push(folder.join(FOLDER));
    documents.retain(|it| it.is_file());
    Some((folder, documents))
}

/// All reports of rules that are error or warning by default about the documents, sorted and without repetitions.
#[must_use]
pub fn reports(folder: &Path, documents: &[PathBuf]) -> Vec<Report> {
    let queue = Mutex::new(documents.iter());
    let all = Mutex::new(Vec::new());
    let work = || {
        loop {
            let next = queue.lock().expect("no thread fails").next();
            let Some(path) = next else { return };
            let found = of_document(folder, path);
            all.lock().expect("no thread fails").extend(found);
        }
    };
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(work);
        }
    });
    let mut reports = all.into_inner().expect("no thread fails");
    reports.sort();
    reports.dedup_by(|a, b| (&a.code, &a.file, &a.pointer) == (&b.code, &b.file, &b.pointer));
    reports
}

fn of_document(folder: &Path, path: &Path) -> Vec<Report> {
    let linted = pipeline::lint(path, &Options::default()).expect("the document can be read");
    let report = |it: &Diagnostic| {
        let rule = lint::rule(it.code.0)?;
        rule.severity.filter(|it| *it >= Severity::Warning)?;
        let file = linted.report.file_at(it.span?).path();
        let file = file.strip_prefix(folder).unwrap_or(file).to_string_lossy().into_owned();
        let pointer = it.pointer.as_ref().map_or("", |it| it.as_str()).to_owned();
        let text = format!("{}\t{}", it.severity.as_str(), it.message);
        Some(Report { code: it.code.0.to_owned(), file, pointer, text })
    };
    linted.report.diagnostics().iter().filter_map(report).collect()
}
