//! Known problems of documents: a JSON file with a count for each document, rule and subject.
//!
//! Takes the reports of a run; removes the problems that the file knows. It counts, so a second problem of the same kind is new.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use renkei::diagnostic::Diagnostic;
use renkei::pipeline::LintReport;
use renkei::write::write_file;
use serde::{Deserialize, Serialize};

use crate::json::json_text;
use crate::report::slashed;

/// The version of the format.
const FORMAT: u32 = 1;

/// How often a rule reports a subject.
type Counts = BTreeMap<String, usize>;

#[derive(Serialize, Deserialize)]
struct File {
    format: u32,
    /// By the path of the document, relative to the folder of this file, and by code and subject.
    documents: BTreeMap<String, BTreeMap<String, Counts>>,
}

/// The known problems.
pub(super) struct Baseline {
    path: PathBuf,
    file: File,
}

impl Baseline {
    /// Reads the file.
    ///
    /// # Errors
    ///
    /// Returns a message if it cannot be read, or is no baseline.
    pub(super) fn read(path: &Path) -> Result<Self, String> {
        let shown = path.display();
        let text = std::fs::read_to_string(path).map_err(|error| {
            format!("cannot read {shown}: {error}; `--update-baseline` writes it")
        })?;
        let file: File = serde_json::from_str(&text)
            .map_err(|error| format!("{shown} is not a baseline: {error}"))?;
        if file.format != FORMAT {
            let format = file.format;
            return Err(format!("{shown} has format {format}; this version reads format {FORMAT}"));
        }
        Ok(Self { path: path.to_owned(), file })
    }

    /// Removes the known problems from the reports. Returns how many known problems are fixed.
    pub(super) fn apply(mut self, reports: &mut [LintReport]) -> usize {
        let mut fixed = 0;
        for LintReport { report, .. } in reports {
            let document = relative(&self.path, report.file().path());
            let Some(mut known) = self.file.documents.remove(&document) else { continue };
            report.retain(|it| {
                let count = known.get_mut(it.code.0).and_then(|it2| it2.get_mut(subject(it)));
                match count {
                    Some(count) if *count > 0 => {
                        *count -= 1;
                        false
                    }
                    _ => true,
                }
            });
            fixed += known.values().flat_map(BTreeMap::values).sum::<usize>();
        }
        fixed
    }
}

/// Writes the problems of all reports as known. Documents that are not part of the run stay as they are. Returns how many
/// problems of the run are known.
///
/// # Errors
///
/// Returns a message if an existing file is no baseline, or if it cannot be written.
pub(super) fn update(path: &Path, reports: &[LintReport]) -> Result<usize, String> {
    let mut documents = match path.exists() {
        true => Baseline::read(path)?.file.documents,
        false => BTreeMap::new(),
    };
    let mut count = 0;
    for LintReport { report, .. } in reports {
        let mut rules: BTreeMap<String, Counts> = BTreeMap::new();
        for it in report.diagnostics() {
            let rule = rules.entry(it.code.0.to_owned()).or_default();
            *rule.entry(subject(it).to_owned()).or_default() += 1;
            count += 1;
        }
        let document = relative(path, report.file().path());
        if rules.is_empty() {
            documents.remove(&document);
        } else {
            documents.insert(document, rules);
        }
    }
    let text = json_text(&File { format: FORMAT, documents });
    write_file(path, text.as_bytes()).map_err(|error| error.to_string())?;
    Ok(count)
}

fn subject(diagnostic: &Diagnostic) -> &str {
    diagnostic.subject.as_ref().unwrap_or(&diagnostic.message)
}

/// The path of a document relative to the folder of the baseline, so that the current folder has no influence.
fn relative(baseline: &Path, document: &Path) -> String {
    let folder = baseline.parent().filter(|it| !it.as_os_str().is_empty());
    let folder = std::fs::canonicalize(folder.unwrap_or(Path::new(".")));
    let paths = folder.and_then(|folder| Ok((folder, std::fs::canonicalize(document)?)));
    match &paths {
        Ok((folder, path)) => slashed(path.strip_prefix(folder).unwrap_or(document)),
        Err(_) => slashed(document),
    }
}
