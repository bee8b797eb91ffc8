//! A package that is compiled alone.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::binary::Run;
use crate::corpus::measure;
use crate::repo;

/// A way to compile a package.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// `cargo check`.
    Check,
    /// `cargo build`.
    Debug,
    /// `cargo build --release`.
    Release,
}

impl Step {
    /// All steps, the cheapest first.
    pub const ALL: [Self; 3] = [Self::Check, Self::Debug, Self::Release];

    /// The name of the step's column.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Check => "check",
            Self::Debug => "debug",
            Self::Release => "release",
        }
    }

    fn arguments(self) -> &'static [&'static str] {
        match self {
            Self::Check => &["check", "-q"],
            Self::Debug => &["build", "-q"],
            Self::Release => &["build", "-q", "--release"],
        }
    }

    fn profile(self) -> &'static str {
        if self == Self::Release { "release" } else { "dev" }
    }
}

/// A library on disk, and its name.
#[derive(Debug)]
pub struct Package {
    name: String,
    folder: PathBuf,
}

impl Package {
    /// Takes a folder with a package of this name. It compiles with the versions of this repository's lock file, as far
    /// as that lists its dependencies.
    #[must_use]
    pub fn new(name: &str, folder: &Path) -> Self {
        std::fs::copy(repo::root().join("Cargo.lock"), folder.join("Cargo.lock"))
            .expect("the lock file can be copied");
        Self { name: name.to_owned(), folder: folder.to_owned() }
    }

    /// Writes a package with one file.
    #[must_use]
    pub fn create(name: &str, folder: &Path, dependencies: &str, code: &str) -> Self {
        let manifest = format!(
            "[package]\nname = {name:?}\nversion = \"0.1.0\"\nedition = \"2024\"\n\n\
             [dependencies]\n{dependencies}\n[workspace]\n"
        );
        std::fs::create_dir_all(folder.join("src")).expect("the folder can be made");
        std::fs::write(folder.join("Cargo.toml"), manifest).expect("the file can be written");
        std::fs::write(folder.join("src/lib.rs"), code).expect("the file can be written");
        Self::new(name, folder)
    }

    /// Compiles the package with its examples.
    pub fn check_examples(&self) {
        let run = Run::of(&mut self.cargo(&["check", "-q", "--examples"]));
        assert_eq!(run.code, 0, "{} does not compile:\n{}", self.name, run.stderr);
    }

    /// Compiles the package once, so that its dependencies are there.
    pub fn prepare(&self, step: Step) {
        let run = Run::of(&mut self.cargo(step.arguments()));
        assert_eq!(run.code, 0, "{} does not compile:\n{}", self.name, run.stderr);
    }

    /// Compiles the package alone, and returns the processor time.
    #[must_use]
    pub fn time(&self, step: Step, measurer: &Path) -> Duration {
        let clean = ["clean", "-q", "-p", &self.name, "--profile", step.profile()];
        let cleaned = Run::of(&mut self.cargo(&clean));
        assert_eq!(cleaned.code, 0, "cargo cannot clean {}:\n{}", self.name, cleaned.stderr);
        let (run, cost) = measure::run(measurer, &self.cargo(step.arguments()));
        assert_eq!(run.code, 0, "{} does not compile:\n{}", self.name, run.stderr);
        cost.cpu
    }

    /// All packages share one target folder, in which dependencies remain. The profiles are cargo's own, whatever the
    /// environment says.
    fn cargo(&self, arguments: &[&str]) -> Command {
        let mut cargo = Command::new(env!("CARGO"));
        cargo.current_dir(&self.folder).args(arguments).env("CARGO_TERM_COLOR", "never");
        cargo.env("CARGO_TARGET_DIR", repo::target().join("compile-time"));
        cargo.env_remove("CARGO_INCREMENTAL").env_remove("RUSTFLAGS");
        cargo
    }
}
