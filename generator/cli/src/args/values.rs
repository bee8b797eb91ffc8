//! The values of arguments that accept one of a few words.

use std::path::PathBuf;
use std::str::FromStr;

use clap::ValueEnum;
use clap::builder::PossibleValue;
use renkei::diagnostic::Severity;
use renkei::diff::Level;
use renkei::emit::Layout;
use renkei::lint::Preset;
use renkei::pipeline::Stage;

/// Declares the words that an argument accepts, and the library's value for each.
macro_rules! words {
    ($(#[$docs:meta])* $name:ident => $target:ty { $($(#[$variant_docs:meta])* $variant:ident => $value:expr,)+ }) => {
        $(#[$docs])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
        pub(crate) enum $name { $($(#[$variant_docs])* $variant,)+ }

        impl From<$name> for $target {
            fn from(word: $name) -> Self {
                match word { $($name::$variant => $value,)+ }
            }
        }
    };
}

words! {
    Color => anstream::ColorChoice {
        Auto => Self::Auto,
        Always => Self::Always,
        Never => Self::Never,
    }
}

words! {
    ClientFormat => Layout {
        Crate => Self::Crate,
        Module => Self::Module,
    }
}

words! {
    FailOn => Severity {
        Error => Self::Error,
        Warning => Self::Warning,
        Info => Self::Info,
    }
}

words! {
    LintPreset => Preset {
        House => Self::House,
        Zalando => Self::Zalando,
        Minimal => Self::Minimal,
    }
}

words! {
    PrintStage => Stage {
        Document => Self::Document,
        Normalised => Self::Normalised,
        Model => Self::Model,
        Plan => Self::Plan,
    }
}

words! {
    ChangeLevel => Level {
        Breaking => Self::Breaking,
        Risky => Self::Risky,
        Safe => Self::Safe,
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum FailOnChange {
    Breaking,
    Risky,
    Safe,
    Never,
}

impl FailOnChange {
    /// The level; `None` if no change is a failure.
    pub(crate) fn level(self) -> Option<Level> {
        match self {
            Self::Breaking => Some(Level::Breaking),
            Self::Risky => Some(Level::Risky),
            Self::Safe => Some(Level::Safe),
            Self::Never => None,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OutputFormat {
    Human,
    Json,
    Markdown,
    Review(ReviewFormat),
}

/// A format of code review systems.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ReviewFormat {
    Sarif,
    Github,
    Gitlab,
    Junit,
    Checkstyle,
    Html,
}

impl ValueEnum for OutputFormat {
    fn value_variants<'a>() -> &'a [Self] {
        &[
            Self::Human,
            Self::Json,
            Self::Markdown,
            Self::Review(ReviewFormat::Sarif),
            Self::Review(ReviewFormat::Github),
            Self::Review(ReviewFormat::Gitlab),
            Self::Review(ReviewFormat::Junit),
            Self::Review(ReviewFormat::Checkstyle),
            Self::Review(ReviewFormat::Html),
        ]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(match self {
            Self::Human => "human",
            Self::Json => "json",
            Self::Markdown => "markdown",
            Self::Review(ReviewFormat::Sarif) => "sarif",
            Self::Review(ReviewFormat::Github) => "github",
            Self::Review(ReviewFormat::Gitlab) => "gitlab",
            Self::Review(ReviewFormat::Junit) => "junit",
            Self::Review(ReviewFormat::Checkstyle) => "checkstyle",
            Self::Review(ReviewFormat::Html) => "html",
        }))
    }
}

/// An output: a format, and the file that it is written to. Without a file, it is written to stdout.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Output {
    pub(crate) format: OutputFormat,
    pub(crate) file: Option<PathBuf>,
}

impl FromStr for Output {
    type Err = String;

    /// Reads `FORMAT` or `FORMAT=FILE`.
    fn from_str(text: &str) -> Result<Self, String> {
        let (word, file) = match text.split_once('=') {
            Some((_, "")) => return Err("the name of the file is missing after `=`".to_owned()),
            Some((word, file)) => (word, Some(PathBuf::from(file))),
            None => (text, None),
        };
        let known = OutputFormat::value_variants().iter().filter_map(ValueEnum::to_possible_value);
        let names: Vec<String> = known.map(|it| it.get_name().to_owned()).collect();
        let format = OutputFormat::from_str(word, false).map_err(|_| {
            format!("`{word}` is not a format; the formats are {}", names.join(", "))
        })?;
        Ok(Self { format, file })
    }
}

/// Reports a second output to stdout, where both would be mixed.
pub(crate) fn one_stdout(outputs: &[Output]) -> Result<(), String> {
    match outputs.iter().filter(|it| it.file.is_none()).count() {
        0 | 1 => Ok(()),
        _ => Err("only one format can be written to stdout; write the others to files, as in `--format sarif=lint.sarif`".to_owned()),
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ReportFormat {
    Human,
    Json,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum PolicyFormat {
    Human,
    Json,
    Markdown,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ProbeFormat {
    Human,
    Json,
    Prometheus,
}
