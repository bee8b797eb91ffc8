//! Installs the programs that renkei is measured beside, in the versions that the tables name.
//!
//! Takes a package; returns its program, below `target/peers`, where a later run finds it again. It must not know what is measured.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::repo;

/// A published program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Package {
    /// The name of the package in its registry.
    pub name: &'static str,
    /// The version, as its registry writes it.
    pub version: &'static str,
    /// Where it is published.
    pub registry: Registry,
}

/// Where packages are published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Registry {
    /// crates.io. The package has a program of its name, which is built in the profile of the caller.
    Crates,
    /// npm. The package has this program.
    Npm(&'static str),
    /// PyPI. The package has this file.
    Pypi(&'static str),
    /// The module proxy of Go. The last part of the name is the program.
    Go,
}

/// A generator, beside which generators and what they generate are measured.
pub const OPENAPI_TO_RUST: Package =
    Package { name: "openapi-to-rust", version: "0.23.0", registry: Registry::Crates };

/// The profile of this program, in which peers in Rust are built too.
const PROFILE: &str = if cfg!(debug_assertions) { "debug" } else { "release" };

/// The program that an argument names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Program {
    /// That of a package, which is installed.
    Package(Package),
    /// This file.
    File(PathBuf),
}

impl Program {
    /// The program of the package if the word is `name`, else the file of this path.
    #[must_use]
    pub fn of(word: &str, name: &str, package: Package) -> Self {
        if word == name { Self::Package(package) } else { Self::File(word.into()) }
    }

    /// The file to run. Returns `None` if the package cannot be installed.
    #[must_use]
    pub fn found(self, install: impl Fn(&Package) -> Option<PathBuf>) -> Option<PathBuf> {
        match self {
            Self::Package(package) => install(&package),
            Self::File(file) => Some(file),
        }
    }
}

impl Package {
    /// Installs the package, unless it is there. Says on stderr what it does, and if it fails.
    #[must_use]
    pub fn installed(&self) -> Option<PathBuf> {
        let folder = repo::root().join("target/peers");
        let program = folder.join(self.program());
        let version = format!("{} {}", self.name, self.version);
        let note = program.with_extension("installed");
        if program.is_file() && std::fs::read_to_string(&note).is_ok_and(|it| it == version) {
            return Some(program);
        }
        eprintln!("installing {version} in {}", folder.display());
        let is_installed = std::fs::create_dir_all(&folder).is_ok()
            && self.command(&folder).status().is_ok_and(|it| it.success())
            && program.is_file()
            && std::fs::write(&note, &version).is_ok();
        if !is_installed {
            eprintln!("!! SKIPPED: {version} cannot be installed");
        }
        is_installed.then_some(program)
    }

    /// The program, below the folder of all packages.
    fn program(&self) -> PathBuf {
        match self.registry {
            Registry::Crates => Path::new(PROFILE).join("bin").join(self.name),
            Registry::Npm(program) => Path::new("node/node_modules/.bin").join(program),
            Registry::Pypi(file) => Path::new("python").join(file),
            Registry::Go => Path::new("go").join(self.name.rsplit('/').next().unwrap_or(self.name)),
        }
    }

    /// The command that installs the package in a folder.
    fn command(&self, folder: &Path) -> Command {
        let Self { name, version, registry } = *self;
        match registry {
            Registry::Crates => {
                let mut command = Command::new("cargo");
                command.args(["install", "--quiet", "--locked", name, "--version", version]);
                command.arg("--root").arg(folder.join(PROFILE));
                command.args(cfg!(debug_assertions).then_some("--debug"));
                command
            }
            Registry::Npm(_) => {
                let mut command = Command::new("npm");
                command.args(["install", "--silent", "--no-fund", "--no-audit", "--prefix"]);
                command.arg(folder.join("node")).arg(format!("{name}@{version}"));
                command
            }
            Registry::Pypi(_) => {
                let mut command = Command::new("python3");
                command.args(["-m", "pip", "install", "--quiet", "--upgrade", "--target"]);
                command.arg(folder.join("python")).arg(format!("{name}=={version}"));
                command
            }
            Registry::Go => {
                let mut command = Command::new("go");
                command.env("GOBIN", folder.join("go"));
                command.arg("install").arg(format!("{name}@{version}"));
                command
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_registry_has_its_command_and_program() {
        let package = |registry| Package { name: "a.test/peer", version: "1.2.3", registry };
        let cases = [
            (Registry::Npm("lint"), "node/node_modules/.bin/lint", "a.test/peer@1.2.3"),
            (Registry::Pypi("peer.jar"), "python/peer.jar", "a.test/peer==1.2.3"),
            (Registry::Go, "go/peer", "a.test/peer@1.2.3"),
        ];
        for (registry, program, last) in cases {
            let package = package(registry);
            assert_eq!(package.program(), Path::new(program));
            let command = package.command(Path::new("target/peers"));
            assert_eq!(command.get_args().last().unwrap(), last, "{command:?}");
        }
    }

    #[test]
    fn a_crate_is_built_in_the_profile_of_the_caller() {
        let command = OPENAPI_TO_RUST.command(Path::new("peers"));
        let is_debug = command.get_args().any(|it| it == "--debug");
        assert_eq!(is_debug, cfg!(debug_assertions), "{command:?}");
        assert_eq!(OPENAPI_TO_RUST.program(), Path::new(PROFILE).join("bin/openapi-to-rust"));
    }
}
