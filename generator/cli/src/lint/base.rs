//! The earlier versions of documents, which `--base` names: a revision of git, a folder, or a file.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use renkei::pipeline::BaseDocument;

use crate::args::Lint;
use crate::git::{self, Checkout};

/// The earlier version of each document, and the temporary folders that contain them.
pub(super) struct Bases {
    documents: Vec<Option<BaseDocument>>,
    /// Removed when the run ends.
    _checkouts: Vec<Checkout>,
}

impl Bases {
    /// Finds the earlier version of each document.
    ///
    /// # Errors
    ///
    /// Returns a message if there is no such revision, or if a file is given for several documents.
    pub(super) fn find(args: &Lint, specs: &[PathBuf]) -> Result<Self, String> {
        let Some(base) = &args.base else {
            return Ok(Self { documents: vec![None; specs.len()], _checkouts: Vec::new() });
        };
        let path = Path::new(base);
        if path.is_dir() {
            let documents = specs.iter().map(|spec| Some(in_folder(path, spec))).collect();
            return Ok(Self { documents, _checkouts: Vec::new() });
        }
        if path.is_file() || base.contains("://") {
            if specs.len() > 1 {
                let count = specs.len();
                return Err(format!(
                    "`--base {base}` is one file for {count} documents; name a revision or a folder"
                ));
            }
            let document = BaseDocument { path: Some(path.to_owned()), root: None };
            return Ok(Self { documents: vec![Some(document)], _checkouts: Vec::new() });
        }
        Self::of_revision(base, args.config.root.folder.as_deref(), specs)
    }

    fn of_revision(revision: &str, root: Option<&Path>, specs: &[PathBuf]) -> Result<Self, String> {
        let mut checkouts: HashMap<PathBuf, Checkout> = HashMap::new();
        let mut documents = Vec::new();
        for spec in specs {
            if spec.to_string_lossy().contains("://") {
                return Err(format!("{} is no file, so it has no revisions", spec.display()));
            }
            let top = git::repository_of(spec)?;
            if !checkouts.contains_key(&top) {
                let commit = git::branch_point(&top, revision);
                checkouts.insert(top.clone(), Checkout::new(top.clone(), &commit)?);
            }
            let Some(checkout) = checkouts.get(&top) else { continue };
            let root = root.map(|it| checkout.version_of(it)).transpose()?.flatten();
            let root = Some(root.unwrap_or_else(|| checkout.root()));
            documents.push(Some(BaseDocument { path: checkout.version_of(spec)?, root }));
        }
        Ok(Self { documents, _checkouts: checkouts.into_values().collect() })
    }

    /// The earlier version of the document with this index; `None` without `--base`.
    pub(super) fn get(&self, index: usize) -> Option<BaseDocument> {
        self.documents.get(index).cloned().flatten()
    }
}

/// The document with the same path in another folder.
fn in_folder(folder: &Path, spec: &Path) -> BaseDocument {
    let path = folder.join(spec.strip_prefix("/").unwrap_or(spec));
    BaseDocument { path: Some(path).filter(|it| it.exists()), root: Some(folder.to_owned()) }
}
