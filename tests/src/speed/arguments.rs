//! The arguments of the commands that measure renkei beside other programs.
//!
//! Takes the words of a command line and the names of known peers; returns what to run. It must not know what is measured.

use std::path::PathBuf;
use std::time::Duration;

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

/// Another program.
#[derive(Clone, Debug)]
pub struct Peer<C> {
    /// The file to run.
    pub program: PathBuf,
    /// The name in tables, which the name of the file contains.
    pub name: &'static str,
    /// How it is called.
    pub command: C,
}

impl<C: Copy> Arguments<C> {
    /// Parses the arguments of this process. Prints the usage if they are invalid.
    #[must_use]
    pub fn of_process(known: &[(&'static str, C)]) -> Option<Self> {
        let mut all = std::env::args();
        let name = all.next().unwrap_or_default();
        let parsed = Self::parse(all, known);
        if parsed.is_none() {
            let peers: Vec<&str> = known.iter().map(|it| it.0).collect();
            eprintln!(
                "usage: {name} [--runs N] [--limit SECONDS] [--plot FILE] [--peer PROGRAM]… [FILES…]\n\
                 The file name of a PROGRAM contains one of: {}",
                peers.join(", ")
            );
        }
        parsed
    }

    /// Parses arguments. Returns `None` if they are invalid, or a peer is none of the known ones.
    #[must_use]
    pub fn parse(
        arguments: impl Iterator<Item = String>,
        known: &[(&'static str, C)],
    ) -> Option<Self> {
        let mut parsed = Self {
            runs: 3,
            limit: Duration::from_secs(300),
            plot: None,
            peers: Vec::new(),
            files: Vec::new(),
        };
        let mut arguments = arguments;
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--runs" => parsed.runs = arguments.next()?.parse().ok().filter(|it| *it > 0)?,
                "--limit" => parsed.limit = Duration::from_secs(arguments.next()?.parse().ok()?),
                "--plot" => parsed.plot = Some(arguments.next()?.into()),
                "--peer" => parsed.peers.push(Peer::of(arguments.next()?.into(), known)?),
                option if option.starts_with("--") => return None,
                _ => parsed.files.push(argument.into()),
            }
        }
        Some(parsed)
    }
}

impl<C: Copy> Peer<C> {
    fn of(program: PathBuf, known: &[(&'static str, C)]) -> Option<Self> {
        let file_name = program.file_name()?.to_string_lossy().into_owned();
        let (name, command) = *known.iter().find(|(name, _)| file_name.contains(name))?;
        Some(Self { program, name, command })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KNOWN: [(&str, u8); 2] = [("redocly", 1), ("openapi-generator", 2)];

    fn parsed(arguments: &[&str]) -> Option<Arguments<u8>> {
        Arguments::parse(arguments.iter().map(|it| (*it).to_owned()), &KNOWN)
    }

    #[test]
    fn a_peer_is_known_by_its_file_name() {
        let parsed = parsed(&["--peer", "/opt/redocly/openapi-generator.jar", "--runs", "5", "a"]);
        let parsed = parsed.unwrap();
        assert_eq!((parsed.runs, parsed.files), (5, vec![PathBuf::from("a")]));
        let peers: Vec<_> = parsed.peers.iter().map(|it| (it.name, it.command)).collect();
        assert_eq!(peers, [("openapi-generator", 2)]);
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
