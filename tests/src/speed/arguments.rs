//! The arguments of the commands that measure renkei beside other programs.
//!
//! Takes the words of a command line and the known peers; returns what to run. It must not know what is measured.

use std::path::{Path, PathBuf};
use std::time::Duration;

use super::install::{Package, Program};

/// The parsed arguments. `C` says how a command calls a peer.
#[derive(Clone, Debug)]
pub struct Arguments<C> {
    /// How often each program runs.
    pub runs: usize,
    /// How long one run of a program may take.
    pub limit: Duration,
    /// The SVG file to write.
    pub plot: Option<PathBuf>,
    /// The programs to measure beside renkei.
    pub peers: Vec<Peer<C>>,
    /// The documents.
    pub files: Vec<PathBuf>,
}

/// A program that can be measured beside renkei.
#[derive(Clone, Copy, Debug)]
pub struct Known<C> {
    /// The name in tables and arguments.
    pub name: &'static str,
    /// Where it is published.
    pub package: Package,
    /// How it is called.
    pub command: C,
}

/// A program that is measured.
#[derive(Clone, Debug)]
pub struct Peer<C> {
    /// The file to run.
    pub program: PathBuf,
    /// The name in tables.
    pub name: &'static str,
    /// How it is called.
    pub command: C,
}

impl<C: Copy> Arguments<C> {
    /// Parses the arguments of this process, and installs the peers that they name. Prints the usage if they are invalid.
    #[must_use]
    pub fn of_process(known: &[Known<C>]) -> Option<Self> {
        let mut all = std::env::args();
        let name = all.next().unwrap_or_default();
        let parsed = Self::parse(all, known, Package::installed);
        if parsed.is_none() {
            let peers: Vec<&str> = known.iter().map(|it| it.name).collect();
            eprintln!(
                "usage: {name} [--runs N] [--limit SECONDS] [--plot FILE] [--peer NAME|FILE]… [FILES…]\n\
                 The NAME of a peer, which the name of its FILE contains, is one of: {}",
                peers.join(", ")
            );
        }
        parsed
    }

    /// Parses arguments. Returns `None` if they are invalid, or a peer is none of the known ones. A peer that cannot be installed
    /// is left out.
    #[must_use]
    pub fn parse(
        arguments: impl Iterator<Item = String>,
        known: &[Known<C>],
        install: impl Fn(&Package) -> Option<PathBuf>,
    ) -> Option<Self> {
        let mut parsed = Self {
            runs: 3,
            limit: Duration::from_secs(300),
            plot: None,
            peers: Vec::new(),
            files: Vec::new(),
        };
        let mut wanted = Vec::new();
        let mut arguments = arguments;
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--runs" => parsed.runs = arguments.next()?.parse().ok().filter(|it| *it > 0)?,
                "--limit" => parsed.limit = Duration::from_secs(arguments.next()?.parse().ok()?),
                "--plot" => parsed.plot = Some(arguments.next()?.into()),
                "--peer" => wanted.push(Wanted::of(&arguments.next()?, known)?),
                option if option.starts_with("--") => return None,
                _ => parsed.files.push(argument.into()),
            }
        }
        parsed.peers = wanted.into_iter().filter_map(|it| it.found(&install)).collect();
        Some(parsed)
    }
}

/// A peer whose program may not be installed yet.
struct Wanted<C> {
    known: Known<C>,
    program: Program,
}

impl<C: Copy> Wanted<C> {
    fn of(word: &str, known: &[Known<C>]) -> Option<Self> {
        let file_name = Path::new(word).file_name()?.to_string_lossy();
        let known = *known.iter().find(|it| file_name.contains(it.name))?;
        Some(Self { known, program: Program::of(word, known.name, known.package) })
    }

    fn found(self, install: impl Fn(&Package) -> Option<PathBuf>) -> Option<Peer<C>> {
        let Known { name, command, .. } = self.known;
        Some(Peer { program: self.program.found(install)?, name, command })
    }
}

#[cfg(test)]
mod tests {
    use super::super::install::Registry;
    use super::*;

    const fn known(name: &'static str, command: u8) -> Known<u8> {
        let package = Package { name, version: "1.0.0", registry: Registry::Crates };
        Known { name, package, command }
    }

    const KNOWN: [Known<u8>; 3] =
        [known("redocly", 1), known("openapi-generator", 2), known("missing", 3)];

    fn parsed(arguments: &[&str]) -> Option<Arguments<u8>> {
        let install = |it: &Package| (it.name != "missing").then(|| "/installed".into());
        Arguments::parse(arguments.iter().map(|it| (*it).to_owned()), &KNOWN, install)
    }

    #[test]
    fn a_file_is_known_by_its_name() {
        let jar = "/opt/redocly/openapi-generator.jar";
        let Arguments { runs, files, peers, .. } =
            parsed(&["--peer", jar, "--runs", "5", "a"]).unwrap();
        assert_eq!((runs, files), (5, vec![PathBuf::from("a")]));
        let [peer] = &peers[..] else { panic!("one peer: {peers:?}") };
        assert_eq!((peer.name, peer.command), ("openapi-generator", 2));
        assert_eq!(peer.program, PathBuf::from(jar));
    }

    #[test]
    fn a_name_is_installed_and_left_out_if_that_fails() {
        let parsed = parsed(&["--peer", "missing", "--peer", "redocly"]).unwrap();
        let peers: Vec<_> = parsed.peers.iter().map(|it| (it.name, &it.program)).collect();
        assert_eq!(peers, [("redocly", &PathBuf::from("/installed"))]);
    }

    #[test]
    fn invalid_arguments_are_refused() {
        for arguments in [
            &["--peer", "other"][..],
            &["--peer"],
            &["--runs", "0"],
            &["--limit", "x"],
            &["--fast"],
        ] {
            assert!(parsed(arguments).is_none(), "{arguments:?}");
        }
    }

    #[test]
    fn a_plot_and_a_limit_are_optional() {
        let parsed = parsed(&["--limit", "60", "--plot", "a.svg"]).unwrap();
        assert_eq!(parsed.limit, Duration::from_secs(60));
        assert_eq!(parsed.plot, Some("a.svg".into()));
    }
}
