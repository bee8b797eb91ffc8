//! Presets: which rules are on, and how severe each is. Plain data.

use super::rule::LintRule;
use crate::diagnostic::Severity::{self, Error, Warning};

/// A named set of rules with severities.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Preset {
    /// Every rule of the catalogue at its default severity.
    #[default]
    House,
    /// Only validity: what the standard requires.
    Minimal,
}

impl Preset {
    /// The names of all presets.
    pub const NAMES: &[&str] = &["house", "minimal"];

    /// The preset of a name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        match name {
            "house" => Some(Self::House),
            "minimal" => Some(Self::Minimal),
            _ => None,
        }
    }

    /// The severity of a rule; `None` means that the rule is off.
    pub(super) fn severity(self, rule: &LintRule) -> Option<Severity> {
        match self {
            Self::House => rule.severity,
            Self::Minimal => {
                MINIMAL.iter().find(|(code, _)| *code == rule.code.0).map(|(_, severity)| *severity)
            }
        }
    }
}

/// Violations of the standard's grammar are errors. A link between two parts of the document is a warning if the
/// standard's own examples violate it: excerpts often omit the parameters or schemes that they name.
const MINIMAL: &[(&str, Severity)] = &[
    ("S005", Warning),
    ("X001", Error),
    ("X002", Error),
    ("X003", Warning),
    ("X004", Error),
    ("X007", Error),
    ("X011", Error),
    ("X014", Error),
    ("X015", Warning),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_a_preset_and_every_code_a_rule() {
        assert!(Preset::NAMES.iter().all(|name| Preset::parse(name).is_some()));
        for (code, _) in MINIMAL {
            assert!(super::super::rule(code).is_some(), "{code}");
        }
    }
}
