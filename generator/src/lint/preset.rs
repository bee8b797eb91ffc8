//! Presets: which rules are on, how severe each is, and their options. Plain data.

use super::option::LintOption;
use super::rule::LintRule;
use crate::diagnostic::Severity::{self, Error, Info, Warning};

/// A named set of rules with severities.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Preset {
    /// Every rule of the catalogue at its default severity.
    #[default]
    House,
    /// The rules of the Zalando RESTful API Guidelines.
    Zalando,
    /// Only validity: what the standard requires.
    Minimal,
}

/// A rule in a preset.
#[derive(Debug)]
struct Row {
    code: &'static str,
    severity: Severity,
    /// The options that differ from the rule's defaults.
    options: &'static [(&'static str, PresetValue)],
    /// The first version of renkei whose preset has the row.
    since: &'static str,
}

/// The value of an option in a preset.
#[derive(Clone, Copy, Debug)]
enum PresetValue {
    Choice(&'static str),
    Flag(bool),
}

const fn row(code: &'static str, severity: Severity) -> Row {
    Row { code, severity, options: &[], since: "0.1.0" }
}

const fn row_with(
    code: &'static str,
    severity: Severity,
    options: &'static [(&'static str, PresetValue)],
) -> Row {
    Row { code, severity, options, since: "0.1.0" }
}

impl Preset {
    /// The names of all presets.
    pub const NAMES: &[&str] = &["house", "zalando", "minimal"];

    /// The preset of a name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        match name {
            "house" => Some(Self::House),
            "zalando" => Some(Self::Zalando),
            "minimal" => Some(Self::Minimal),
            _ => None,
        }
    }

    /// The rows; `None` for the preset that takes everything from the rules.
    fn rows(self) -> Option<&'static [Row]> {
        match self {
            Self::House => None,
            Self::Zalando => Some(ZALANDO),
            Self::Minimal => Some(MINIMAL),
        }
    }

    fn row(self, code: &str) -> Option<&'static Row> {
        self.rows()?.iter().find(|row| row.code == code)
    }

    /// The severity of a rule; `None` means that the rule is off.
    #[must_use]
    pub fn severity(self, rule: &LintRule) -> Option<Severity> {
        match self.rows() {
            None => rule.severity,
            Some(_) => self.row(rule.code.0).map(|row| row.severity),
        }
    }

    /// The first version of renkei in which the preset has a rule.
    #[must_use]
    pub fn since(self, rule: &LintRule) -> &'static str {
        self.row(rule.code.0).map_or(rule.since, |row| row.since)
    }

    fn value(self, option: &LintOption) -> Option<PresetValue> {
        let options = self.row(option.rule)?.options;
        options.iter().find(|(key, _)| *key == option.key).map(|(_, value)| *value)
    }

    pub(super) fn choice(self, option: &LintOption) -> Option<&'static str> {
        match self.value(option)? {
            PresetValue::Choice(word) => Some(word),
            PresetValue::Flag(_) => None,
        }
    }

    pub(super) fn flag(self, option: &LintOption) -> Option<bool> {
        match self.value(option)? {
            PresetValue::Flag(flag) => Some(flag),
            PresetValue::Choice(_) => None,
        }
    }
}

/// Violations of the standard's grammar are errors. A link between two parts of the document is a warning if the
/// standard's own examples violate it: excerpts often omit the parameters or schemes that they name.
const MINIMAL: &[Row] = &[
    row("I001", Warning),
    row("I002", Warning),
    row("I003", Warning),
    row("S005", Warning),
    row("X001", Error),
    row_with("X002", Error, &[("required", PresetValue::Flag(false))]),
    row("X003", Warning),
    row("X004", Error),
    row("X005", Warning),
    row("X006", Warning),
    row("X007", Error),
    row("X010", Warning),
    row("X011", Error),
    row("X012", Warning),
    row("X013", Warning),
    row("X014", Error),
    row("X015", Warning),
    row("X016", Warning),
];

/// MUST is an error, SHOULD a warning, and MAY informational (Zalando RESTful API Guidelines).
const ZALANDO: &[Row] = &[
    row("G001", Info),
    row("G002", Warning),
    row("I001", Warning),
    row("I002", Warning),
    row("I003", Warning),
    row("M001", Info),
    row("N001", Error),
    row("N002", Error),
    row("N003", Error),
    row("N004", Warning),
    row("N005", Error),
    row("N006", Warning),
    row("N007", Warning),
    row("N008", Error),
    row("N009", Warning),
    row("N020", Error),
    row_with("N030", Error, &[("style", PresetValue::Choice("snake_case"))]),
    row("N031", Warning),
    row("N035", Warning),
    row("P002", Warning),
    row("P003", Info),
    row("P004", Info),
    row("R001", Error),
    row("R002", Error),
    row("R003", Warning),
    row("R006", Error),
    row("R008", Warning),
    row("R009", Error),
    row("R016", Info),
    row("S001", Error),
    row("S005", Error),
    row("T003", Warning),
    row("X001", Error),
    row("X002", Error),
    row("X003", Error),
    row("X004", Error),
    row("X005", Warning),
    row("X006", Warning),
    row("X007", Error),
    row("X010", Warning),
    row("X011", Error),
    row("X012", Warning),
    row("X013", Warning),
    row("X014", Error),
    row("X015", Warning),
    row("X016", Warning),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_a_preset_and_every_row_is_of_a_rule() {
        for name in Preset::NAMES {
            let preset = Preset::parse(name).unwrap();
            let rows = preset.rows().unwrap_or_default();
            assert!(rows.is_sorted_by(|a, b| a.code < b.code), "{name}");
            for row in rows {
                let rule = super::super::rule(row.code).unwrap_or_else(|| panic!("{}", row.code));
                for (key, _) in row.options {
                    assert!(rule.options.iter().any(|it| it.key == *key), "{} {key}", row.code);
                }
                assert!(!preset.since(rule).is_empty());
            }
        }
    }
}
