//! Earlier versions of documents: the files of a git revision, which the git command writes to a temporary folder.

use std::ffi::OsStr;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use renkei::pipeline::BaseDocument;
use tempfile::TempDir;

/// The files of a revision that a document can consist of.
const DOCUMENTS: [&str; 3] = ["*.yaml", "*.yml", "*.json"];

/// The documents of a revision.
#[derive(Debug)]
pub(crate) struct Checkout {
    folder: TempDir,
    /// The folder of the repository, without symbolic links.
    top: PathBuf,
}

impl Checkout {
    /// Extracts the documents of a revision of the repository at `top`.
    ///
    /// # Errors
    ///
    /// Returns a message if the revision is unknown, or if git fails.
    pub(crate) fn new(top: PathBuf, revision: &str) -> Result<Self, String> {
        let commit = format!("{revision}^{{commit}}");
        let verify = ["rev-parse", "--verify", "--quiet", "--end-of-options", &commit];
        let commit = git(&top, &verify, b"").map_err(|_| {
            format!(
                "`{revision}` is neither a file nor a revision of {}; fetch it first, as with \
                 `git fetch origin main`",
                top.display()
            )
        })?;
        let folder =
            tempfile::tempdir().map_err(|error| format!("cannot create a folder: {error}"))?;
        let checkout = Self { folder, top };
        checkout.extract(commit.trim())?;
        Ok(checkout)
    }

    /// Writes the documents of a commit, by way of an index of their own.
    fn extract(&self, commit: &str) -> Result<(), String> {
        let index = self.folder.path().join("index");
        let run = |arguments: &[&str], input: &[u8]| {
            let environment = [("GIT_INDEX_FILE", index.as_os_str())];
            git_with(&self.top, &environment, arguments, input)
        };
        run(&["read-tree", commit], b"")?;
        let files = run(&[&["ls-files", "-z", "--"], DOCUMENTS.as_slice()].concat(), b"")?;
        let prefix = format!("--prefix={}/", self.root().display());
        run(&["checkout-index", "-z", "--stdin", &prefix], files.as_bytes())?;
        Ok(())
    }

    /// The folder with the extracted files.
    pub(crate) fn root(&self) -> PathBuf {
        self.folder.path().join("files")
    }

    /// The extracted version of a file; `None` if the revision does not have it.
    ///
    /// # Errors
    ///
    /// Returns a message if the file is outside of the repository.
    pub(crate) fn version_of(&self, path: &Path) -> Result<Option<PathBuf>, String> {
        let outside = || format!("{} is outside of {}", path.display(), self.top.display());
        let path = absolute(path);
        let relative = path.strip_prefix(&self.top).map_err(|_| outside())?;
        Ok(Some(self.root().join(relative)).filter(|it| it.exists()))
    }
}

/// The document of a revision that `base` names: a revision, for the path of `head`, or `REVISION:PATH` with a path from the
/// folder of the repository. The document lives as long as the checkout.
///
/// # Errors
///
/// Returns a message if there is no such revision or file.
pub(crate) fn document(base: &str, head: &Path) -> Result<(BaseDocument, Checkout), String> {
    let top = repository_of(head)?;
    let (revision, path) = match base.split_once(':') {
        Some((revision, path)) => (revision.to_owned(), top.join(path)),
        None => (branch_point(&top, base), head.to_owned()),
    };
    let checkout = Checkout::new(top, &revision)?;
    let root = Some(checkout.root());
    match checkout.version_of(&path)? {
        Some(path) => Ok((BaseDocument { path: Some(path), root }, checkout)),
        None => Err(format!("{} does not exist in revision `{revision}`", path.display())),
    }
}

/// Returns the folder of the repository around a file, without symbolic links.
///
/// # Errors
///
/// Returns a message if there is none, or if git is missing.
pub(crate) fn repository_of(path: &Path) -> Result<PathBuf, String> {
    let path = absolute(path);
    let folder =
        if path.is_dir() { path.as_path() } else { path.parent().unwrap_or(Path::new(".")) };
    let top = git(folder, &["rev-parse", "--show-toplevel"], b"")
        .map_err(|error| format!("{} is in no git repository: {error}", path.display()))?;
    Ok(absolute(Path::new(top.trim_end_matches(['\n', '\r']))))
}

/// Returns the commit at which the current branch left the one of `revision`, which is what a pull request is compared with.
/// Without a common commit, as in a shallow clone, it is `revision` itself.
pub(crate) fn branch_point(top: &Path, revision: &str) -> String {
    match git(top, &["merge-base", "--end-of-options", revision, "HEAD"], b"") {
        Ok(commit) => commit.trim().to_owned(),
        Err(_) => revision.to_owned(),
    }
}

/// The path without symbolic links. The path of a file that does not exist is resolved up to its folder.
fn absolute(path: &Path) -> PathBuf {
    if let Ok(path) = std::fs::canonicalize(path) {
        return path;
    }
    let folder = path.parent().filter(|it| !it.as_os_str().is_empty()).unwrap_or(Path::new("."));
    match (std::fs::canonicalize(folder), path.file_name()) {
        (Ok(folder), Some(name)) => folder.join(name),
        _ => path.to_owned(),
    }
}

fn git(folder: &Path, arguments: &[&str], input: &[u8]) -> Result<String, String> {
    git_with(folder, &[], arguments, input)
}

/// Runs git and returns its output.
fn git_with(
    folder: &Path,
    environment: &[(&str, &OsStr)],
    arguments: &[&str],
    input: &[u8],
) -> Result<String, String> {
    let mut command = Command::new("git");
    command.arg("-C").arg(folder).args(arguments).envs(environment.iter().copied());
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let failed = |error: std::io::Error| format!("cannot run git: {error}");
    let mut child = command.spawn().map_err(failed)?;
    if let Some(mut stdin) = child.stdin.take() {
        // A command that ends early reports the reason itself.
        let _ = stdin.write_all(input);
    }
    let output = child.wait_with_output().map_err(failed)?;
    if output.status.success() {
        return String::from_utf8(output.stdout).map_err(|_| "a path is not UTF-8".to_owned());
    }
    let message = String::from_utf8_lossy(&output.stderr);
    Err(format!("git {}: {}", arguments.first().unwrap_or(&""), message.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(folder: &Path, name: &str, text: &str) {
        let path = folder.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    fn commit(folder: &Path, message: &str) {
        let author = ["-c", "user.name=A", "-c", "user.email=a@example.com"];
        git(folder, &["add", "-A"], b"").unwrap();
        let arguments = [author.as_slice(), &["commit", "-q", "--allow-empty", "-m", message]];
        git(folder, &arguments.concat(), b"").unwrap();
    }

    #[test]
    fn the_files_of_a_revision_are_extracted() {
        let folder = tempfile::tempdir().unwrap();
        let top = folder.path();
        git(top, &["init", "-q", "-b", "main"], b"").unwrap();
        write(top, "specs/api.yaml", "old");
        write(top, "specs/code.rs", "fn main() {}");
        commit(top, "first");
        git(top, &["checkout", "-q", "-b", "change"], b"").unwrap();
        write(top, "specs/api.yaml", "new");
        write(top, "specs/added.yaml", "new");
        commit(top, "second");
        git(top, &["checkout", "-q", "main"], b"").unwrap();
        commit(top, "third");
        git(top, &["checkout", "-q", "change"], b"").unwrap();

        let spec = top.join("specs/api.yaml");
        let found = repository_of(&spec).unwrap();
        let point = branch_point(&found, "main");
        assert_eq!(point, git(top, &["rev-parse", "main~1"], b"").unwrap().trim());
        let checkout = Checkout::new(found.clone(), &point).unwrap();
        let version = checkout.version_of(&spec).unwrap().unwrap();
        assert_eq!(std::fs::read_to_string(version).unwrap(), "old");
        assert_eq!(checkout.version_of(&top.join("specs/added.yaml")).unwrap(), None);
        assert_eq!(checkout.version_of(&top.join("specs/code.rs")).unwrap(), None);
        assert!(checkout.version_of(Path::new("/none.yaml")).is_err());
        // The index and the files of the repository stay as they are.
        assert_eq!(git(top, &["status", "--porcelain"], b"").unwrap(), "");
        let error = Checkout::new(found, "--none").unwrap_err();
        assert!(error.contains("`--none` is neither a file nor a revision"), "{error}");
    }
}
