//! The values of arguments that accept one of a few words.

use clap::ValueEnum;
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

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum DiffFormat {
    Human,
    Json,
    Markdown,
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
