//! Generated crates on disk, and cargo over all of them at once.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::binary::Run;
use crate::repo;

/// A workspace in a folder of its own, whose members are generated.
///
/// A file that is as an earlier run left it is not written again, so that cargo compiles only what has changed.
#[derive(Debug)]
pub struct Workspace {
    folder: PathBuf,
    members: Vec<String>,
    files: HashSet<PathBuf>,
}

impl Workspace {
    /// An empty workspace.
    #[must_use]
    pub fn new(folder: &Path) -> Self {
        std::fs::create_dir_all(folder).expect("the folder can be made");
        Self { folder: folder.to_owned(), members: Vec::new(), files: HashSet::new() }
    }

    /// Adds a file of a member; the first one makes it a member.
    pub fn add(&mut self, member: &str, path: &str, text: &str) {
        // A generated manifest may have an empty `[workspace]` table; here it is a member.
        let is_kept = |line: &&str| path != "Cargo.toml" || *line != "[workspace]";
        let text: Vec<&str> = text.split('\n').filter(is_kept).collect();
        self.write(&self.folder.join(member).join(path), &text.join("\n"));
        if !self.members.iter().any(|it| it == member) {
            self.members.push(member.to_owned());
        }
    }

    /// Writes the manifest, and removes what an earlier run left.
    #[must_use]
    pub fn finish(mut self) -> Self {
        let members: Vec<String> = self.members.iter().map(|it| format!("{it:?}")).collect();
        let text = format!("[workspace]\nresolver = \"3\"\nmembers = [{}]\n", members.join(", "));
        self.write(&self.folder.join("Cargo.toml"), &text);
        self.files.insert(self.folder.join("Cargo.lock"));
        for file in repo::files_under(&self.folder) {
            if !self.files.contains(&file) {
                std::fs::remove_file(&file).expect("the file can be removed");
            }
        }
        self
    }

    /// Runs cargo over all members, without the network: the versions are those of this repository's lock file.
    #[must_use]
    pub fn cargo(&self, arguments: &[&str]) -> Run {
        cargo_in(&self.folder, arguments)
    }

    /// The command that does so.
    #[must_use]
    pub fn command(&self, arguments: &[&str]) -> Command {
        cargo(&self.folder, arguments)
    }

    fn write(&mut self, file: &Path, text: &str) {
        if std::fs::read_to_string(file).ok().as_deref() != Some(text) {
            std::fs::create_dir_all(file.parent().expect("a file has a folder"))
                .expect("the folder can be made");
            std::fs::write(file, text).expect("the file can be written");
        }
        self.files.insert(file.to_owned());
    }
}

/// Runs cargo in the folder of a manifest that is not ours, with our lock file and our target folder.
#[must_use]
pub fn cargo_in(folder: &Path, arguments: &[&str]) -> Run {
    Run::of(&mut cargo(folder, arguments))
}

/// The command that does so.
#[must_use]
pub fn cargo(folder: &Path, arguments: &[&str]) -> Command {
    std::fs::copy(repo::root().join("Cargo.lock"), folder.join("Cargo.lock"))
        .expect("the lock file can be copied");
    let mut cargo = Command::new(env!("CARGO"));
    cargo.current_dir(folder).args(arguments).env("CARGO_TARGET_DIR", repo::target());
    cargo.env("CARGO_NET_OFFLINE", "true").env("CARGO_TERM_COLOR", "never");
    cargo.env("RUSTDOCFLAGS", "-Dwarnings");
    // The profile is the repository's, so that cargo finds the dependencies which it has built already.
    cargo.env("CARGO_PROFILE_DEV_DEBUG", "line-tables-only");
    cargo
}
