//! The arguments of the command `corpus`.

use std::path::PathBuf;

use super::roots;

/// The help for invalid arguments.
pub const USAGE: &str =
    "usage: corpus DIR [FILES…] [--check|--clippy|--build] [--examples] [--drive] [--drill[=SEED]]";

/// The parsed arguments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arguments {
    /// The folder, from which documents are named.
    pub folder: PathBuf,
    /// The documents.
    pub documents: Vec<PathBuf>,
    /// Whether and how generated code is compiled.
    pub compile: Option<Compile>,
    /// Whether examples are read and written.
    pub examples: bool,
    /// Whether every operation is called.
    pub drive: bool,
    /// The seed of the faults with which every operation is called, if it is.
    pub drill: Option<u64>,
}

/// How generated code is compiled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compile {
    /// `cargo check`, without warnings.
    Check,
    /// `cargo clippy`, without warnings.
    Clippy,
    /// `cargo build`.
    Build,
}

impl Arguments {
    /// Parses arguments; without file names, they stand for all documents of the folder.
    #[must_use]
    pub fn parse(arguments: impl Iterator<Item = String>) -> Option<Self> {
        let (mut compile, mut examples, mut drive, mut drill) = (None, false, false, None);
        let mut names = Vec::new();
        for argument in arguments {
            match argument.as_str() {
                "--check" => compile = Some(Compile::Check),
                "--clippy" => compile = Some(Compile::Clippy),
                "--build" => compile = Some(Compile::Build),
                "--examples" => examples = true,
                "--drive" => drive = true,
                "--drill" => drill = Some(1),
                option if option.starts_with("--drill=") => {
                    drill = Some(option.strip_prefix("--drill=")?.parse().ok()?);
                }
                option if option.starts_with('-') => return None,
                _ => names.push(argument),
            }
        }
        let folder = PathBuf::from(names.first()?);
        let mut documents: Vec<PathBuf> = names.iter().skip(1).map(|it| folder.join(it)).collect();
        if documents.is_empty() {
            documents = roots::under(&folder);
        }
        Some(Self { folder, documents, compile, examples, drive, drill })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(arguments: &[&str]) -> Option<Arguments> {
        Arguments::parse(arguments.iter().map(|it| (*it).to_owned()))
    }

    #[test]
    fn options_may_stand_anywhere() {
        let arguments = parsed(&["--examples", "a", "b.yaml", "--check"]).unwrap();
        assert_eq!(arguments.documents, [PathBuf::from("a/b.yaml")]);
        assert_eq!((arguments.compile, arguments.examples), (Some(Compile::Check), true));
        assert_eq!(parsed(&["a", "--chek"]), None);
        assert_eq!(parsed(&["a", "--drill"]).unwrap().drill, Some(1));
        assert_eq!(parsed(&["a", "--drill=7"]).unwrap().drill, Some(7));
        assert_eq!(parsed(&["a", "--drill=x"]), None);
        assert_eq!(parsed(&[]), None);
    }
}
