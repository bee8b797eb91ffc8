//! A package that is compiled alone.

use std::path::{Path, PathBuf};
use std::process::Command;

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

/// A build that is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Build {
    /// How it is compiled.
    pub step: Step,
    /// Whether the earlier result is there, and only the package's change is new.
    pub is_incremental: bool,
}

impl Build {
    /// All from nothing, and those of development after a change.
    pub const ALL: [Self; 5] = [
        Self::clean(Step::Check),
        Self::clean(Step::Debug),
        Self::clean(Step::Release),
        Self { step: Step::Check, is_incremental: true },
        Self { step: Step::Debug, is_incremental: true },
    ];

    const fn clean(step: Step) -> Self {
        Self { step, is_incremental: false }
    }

    /// The name of the build in tables.
    #[must_use]
    pub fn name(self) -> String {
        let suffix = if self.is_incremental { " again" } else { "" };
        format!("{}{suffix}", self.step.name())
    }
}

/// A library on disk, and its name.
#[derive(Debug)]
pub struct Package {
    name: String,
    folder: PathBuf,
    change: Option<Change>,
}

/// A change of some files of a package.
#[derive(Debug)]
struct Change {
    /// The files, with their texts before and after it.
    files: Vec<(PathBuf, [String; 2])>,
    /// The example that is compiled, if it is not the library.
    example: Option<&'static str>,
}

impl Change {
    /// Writes the texts before (0) or after (1) the change.
    fn write(&self, version: usize) {
        for (path, texts) in &self.files {
            std::fs::write(path, &texts[version]).expect("the file can be written");
        }
    }
}

impl Package {
    /// Takes a folder with a package of this name. It compiles with the versions of this repository's lock file, as far
    /// as that lists its dependencies.
    #[must_use]
    pub fn new(name: &str, folder: &Path) -> Self {
        std::fs::copy(repo::root().join("Cargo.lock"), folder.join("Cargo.lock"))
            .expect("the lock file can be copied");
        Self { name: name.to_owned(), folder: folder.to_owned(), change: None }
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

    /// Takes the sources of another folder for those after a change of the document.
    #[must_use]
    pub fn changed_to(mut self, other: &Path) -> Self {
        let mut files = Vec::new();
        for changed in repo::rust_files_under(&other.join("src")) {
            let path = self.folder.join(changed.strip_prefix(other).expect("it is in the folder"));
            let texts = [&path, &changed]
                .map(|it| std::fs::read_to_string(it).expect("both have the same files"));
            if texts[0] != texts[1] {
                files.push((path, texts));
            }
        }
        assert!(!files.is_empty(), "the change of {} changes nothing", self.name);
        self.change = Some(Change { files, example: None });
        self
    }

    /// Adds a program as an example. A line in it is what changes.
    #[must_use]
    pub fn with_program(mut self, program: &Path) -> Self {
        const NAME: &str = "program";
        let examples = self.folder.join("examples");
        std::fs::create_dir_all(&examples).expect("the folder can be made");
        let before = std::fs::read_to_string(program).expect("the program can be read");
        let after = format!("{before}\npub fn added() -> &'static str {{\n    \"a line\"\n}}\n");
        let path = examples.join(format!("{NAME}.rs"));
        let change = Change { files: vec![(path, [before, after])], example: Some(NAME) };
        change.write(0);
        self.change = Some(change);
        self.check_examples();
        self
    }

    /// The number of types and lines of its sources.
    #[must_use]
    pub fn size(&self) -> [usize; 2] {
        let (mut types, mut lines) = (0, 0);
        for file in repo::rust_files_under(&self.folder.join("src")) {
            let text = std::fs::read_to_string(&file).expect("a generated file can be read");
            let is_type = |line: &&str| {
                let line = line.trim_start();
                line.starts_with("pub struct ") || line.starts_with("pub enum ")
            };
            types += text.lines().filter(is_type).count();
            lines += text.lines().count();
        }
        [types, lines]
    }

    /// Compiles the package with its examples.
    fn check_examples(&self) {
        self.compile(&mut cargo(&self.folder, &["check", "-q", "--examples"]));
    }

    /// Compiles the dependencies: those of a package of another name that has no code.
    pub fn prepare(&self, step: Step) {
        let folder = self.folder.with_extension("dependencies");
        std::fs::create_dir_all(folder.join("src")).expect("the folder can be made");
        let manifest = std::fs::read_to_string(self.folder.join("Cargo.toml"));
        let manifest = manifest.expect("a package has a manifest").replacen(
            &format!("name = {:?}", self.name),
            &format!("name = \"{}-dependencies\"", self.name),
            1,
        );
        std::fs::write(folder.join("Cargo.toml"), manifest).expect("the file can be written");
        std::fs::write(folder.join("src/lib.rs"), "").expect("the file can be written");
        Self::new(&self.name, &folder).compile(&mut cargo(&folder, step.arguments()));
    }

    /// Compiles the package alone, and returns the processor seconds; `None` for a build after a change if there is none.
    #[must_use]
    pub fn time(&self, build: Build, measurer: &Path) -> Option<f64> {
        let mut command = cargo(&self.folder, build.step.arguments());
        let change = if build.is_incremental { Some(self.change.as_ref()?) } else { None };
        // Packages of one name share the files of results, so those of another one may be there.
        let clean = ["clean", "-q", "-p", &self.name, "--profile", build.step.profile()];
        self.compile(&mut cargo(&self.folder, &clean));
        if let Some(change) = change {
            command.args(change.example.into_iter().flat_map(|it| ["--example", it]));
            self.compile(&mut command);
            change.write(1);
        }
        let (run, cost) = measure::run(measurer, &command);
        assert_eq!(run.code, 0, "{} does not compile:\n{}", self.name, run.stderr);
        if let Some(change) = change {
            change.write(0);
        }
        Some(cost.cpu.as_secs_f64())
    }

    fn compile(&self, command: &mut Command) {
        let run = Run::of(command);
        assert_eq!(run.code, 0, "{} does not compile:\n{}", self.name, run.stderr);
    }
}

/// All packages share one target folder, in which dependencies remain. The profiles are cargo's own, whatever the
/// environment says, so builds of development are incremental.
fn cargo(folder: &Path, arguments: &[&str]) -> Command {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.current_dir(folder).args(arguments).env("CARGO_TERM_COLOR", "never");
    cargo.env("CARGO_TARGET_DIR", repo::target().join("compile-time"));
    cargo.env_remove("CARGO_INCREMENTAL").env_remove("RUSTFLAGS");
    cargo
}
