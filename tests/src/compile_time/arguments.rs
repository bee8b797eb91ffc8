//! The arguments of the command `compile_time`.

use std::path::PathBuf;

use crate::speed::install::{OPENAPI_TO_RUST, Program};

/// How often each package is compiled, if the command does not say.
const RUNS: usize = 3;

/// The parsed arguments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arguments {
    /// What is compiled.
    pub subject: Subject,
    /// How often each package is compiled.
    pub runs: usize,
    /// The SVG file to write.
    pub plot: Option<PathBuf>,
}

/// What is compiled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// Three hundred structs.
    Structs {
        /// Whether miniserde compiles them too.
        miniserde: bool,
    },
    /// The clients of documents.
    Clients {
        /// The documents.
        documents: Vec<PathBuf>,
        /// The program openapi-to-rust.
        peer: Option<Program>,
        /// Whether release builds are measured too.
        release: bool,
    },
    /// What a program uses.
    Used {
        /// The document.
        document: PathBuf,
        /// The program.
        program: PathBuf,
        /// A tag, or a path, whose operations are another client.
        part: Option<String>,
    },
}

impl Arguments {
    /// Parses arguments. Returns `None` if they are invalid.
    #[must_use]
    pub fn parse(arguments: impl Iterator<Item = String>) -> Option<Self> {
        let mut arguments = arguments.peekable();
        let subject = arguments.next()?;
        let (mut runs, mut peer, mut miniserde, mut release) = (RUNS, None, false, true);
        let (mut part, mut plot) = (None, None);
        let mut names = Vec::new();
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--runs" => runs = arguments.next()?.parse().ok().filter(|it| *it > 0)?,
                "--peer" => {
                    let (name, package) = (OPENAPI_TO_RUST.name, OPENAPI_TO_RUST);
                    peer = Some(Program::of(&arguments.next()?, name, package));
                }
                "--part" => part = Some(arguments.next()?),
                "--plot" => plot = Some(PathBuf::from(arguments.next()?)),
                "--miniserde" => miniserde = true,
                "--no-release" => release = false,
                option if option.starts_with('-') => return None,
                _ => names.push(argument),
            }
        }
        let subject = match subject.as_str() {
            "structs" if names.is_empty() => Subject::Structs { miniserde },
            "clients" if !names.is_empty() => {
                let documents = names.into_iter().map(PathBuf::from).collect();
                Subject::Clients { documents, peer, release }
            }
            "used" => {
                let [document, program] = <[String; 2]>::try_from(names).ok()?.map(PathBuf::from);
                Subject::Used { document, program, part }
            }
            _ => return None,
        };
        Some(Self { subject, runs, plot })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(arguments: &[&str]) -> Option<Arguments> {
        Arguments::parse(arguments.iter().map(|it| (*it).to_owned()))
    }

    #[test]
    fn each_subject_takes_its_own_names() {
        let structs = parsed(&["structs", "--runs", "5"]).unwrap();
        let subject = Subject::Structs { miniserde: false };
        assert_eq!(structs, Arguments { subject, runs: 5, plot: None });
        let used = parsed(&["used", "a.yaml", "main.rs", "--part", "pets"]).unwrap();
        let (document, program) = ("a.yaml".into(), "main.rs".into());
        let part = Some("pets".to_owned());
        assert_eq!(used.subject, Subject::Used { document, program, part });
        for (word, peer) in [
            ("openapi-to-rust", Program::Package(OPENAPI_TO_RUST)),
            ("./openapi-to-rust", Program::File("./openapi-to-rust".into())),
        ] {
            let clients = parsed(&["clients", "a.yaml", "--peer", word]).unwrap();
            let documents = vec!["a.yaml".into()];
            let subject = Subject::Clients { documents, peer: Some(peer), release: true };
            assert_eq!(clients.subject, subject);
        }
        assert_eq!(parsed(&["used", "a.yaml"]), None);
        assert_eq!(parsed(&["clients"]), None);
        assert_eq!(parsed(&["structs", "--runs", "0"]), None);
        assert_eq!(parsed(&["structs", "--fast"]), None);
    }
}
