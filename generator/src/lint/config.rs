//! The linter's configuration: severities and options of rules. Plain data, which `config` fills in.

use std::collections::BTreeMap;

use super::custom::CustomRule;
use super::option::{LintOption, OptionKind, OptionValue, OptionValues, default_choice};
use super::preset::Preset;
use super::rule::{LintRule, Status, rule, rules};
use super::suppress::{Day, Ignore};
use crate::diagnostic::Severity;
use crate::text::closest;

/// The linter's configuration.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Config {
    /// The preset, which `severities` changes.
    pub preset: Preset,
    /// Severity by rule, under its code or its name; `None` is off. Rules that are not here keep that of the preset.
    /// A key under the code wins over one under the name.
    pub severities: BTreeMap<String, Option<Severity>>,
    /// Case-insensitive names of headers that are idempotency keys (rule G001).
    pub idempotency_headers: Vec<String>,
    /// Options of rules. Those that are not here keep the value of the preset or their default.
    pub options: OptionValues,
    /// Rules of the user.
    pub custom_rules: Vec<CustomRule>,
    /// Suppressions of findings.
    pub ignores: Vec<Ignore>,
    /// The day on which suppressions are judged.
    pub today: Day,
}

/// A configuration key that names no rule.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct UnknownRule {
    /// The key.
    pub key: String,
    /// The closest rule.
    pub suggestion: Option<&'static str>,
}

impl std::fmt::Display for UnknownRule {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "unknown rule `{}`", self.key)?;
        self.suggestion.map_or(Ok(()), |name| write!(f, "; did you mean `{name}`?"))
    }
}

impl std::error::Error for UnknownRule {}

impl Default for Config {
    fn default() -> Self {
        Self::house()
    }
}

impl Config {
    /// The house preset: every rule as the catalogue has it.
    #[must_use]
    pub fn house() -> Self {
        Self {
            preset: Preset::House,
            severities: BTreeMap::new(),
            idempotency_headers: vec!["Idempotency-Key".to_owned()],
            options: OptionValues::new(),
            custom_rules: Vec::new(),
            ignores: Vec::new(),
            today: Day::today(),
        }
    }

    /// Replaces the preset and keeps the severities of single rules.
    #[must_use]
    pub fn with_preset(self, preset: Preset) -> Self {
        Self { preset, ..self }
    }

    /// The house preset with other severities.
    ///
    /// # Errors
    ///
    /// Returns each key that names no rule, with the closest name.
    pub fn with_severities(
        severities: BTreeMap<String, Option<Severity>>,
    ) -> Result<Self, Vec<UnknownRule>> {
        let unknown = severities.keys().filter(|key| rule(key).is_none());
        let unknown: Vec<_> = unknown
            .map(|key| UnknownRule { key: key.clone(), suggestion: similar_rule(key) })
            .collect();
        if unknown.is_empty() { Ok(Self { severities, ..Self::house() }) } else { Err(unknown) }
    }

    /// The configuration with these rules alone. A rule that is off by default is a warning.
    #[must_use]
    pub fn only(mut self, selected: &[&LintRule]) -> Self {
        let severity = |rule: &LintRule| {
            let is_selected = selected.iter().any(|it| it.code == rule.code);
            let severity = self.severity(rule).or(rule.severity).unwrap_or(Severity::Warning);
            is_selected.then_some(severity)
        };
        self.severities = rules().iter().map(|it| (it.code.0.to_owned(), severity(it))).collect();
        self
    }

    /// How bad a finding of the rule is; `None` where the rule is off.
    #[must_use]
    pub fn severity(&self, rule: &LintRule) -> Option<Severity> {
        let set =
            |wanted: &str| self.severities.iter().find(|(key, _)| key.eq_ignore_ascii_case(wanted));
        let overridden = set(rule.code.0).or_else(|| set(rule.name)).map(|(_, severity)| *severity);
        let preset = || self.preset.severity(rule).filter(|_| rule.status == Status::Stable);
        overridden.unwrap_or_else(preset)
    }

    /// The value of an option: the configured one, the preset's, or the default.
    fn option(&self, option: &LintOption) -> Option<&OptionValue> {
        self.options.get(&(option.rule, option.key))
    }

    /// The value of an option that is a list of words.
    pub(super) fn words(&self, option: &LintOption) -> Vec<&str> {
        match (self.option(option), option.kind) {
            (Some(OptionValue::Words(words)), _) => words.iter().map(String::as_str).collect(),
            (_, OptionKind::Words(words)) => words.to_vec(),
            _ => Vec::new(),
        }
    }

    /// The value of an option that is one of several words.
    pub(super) fn choice(&self, option: &LintOption) -> &str {
        let preset = || self.preset.choice(option);
        match (self.option(option), option.kind) {
            (Some(OptionValue::Choice(word)), _) => word,
            (_, OptionKind::Choice(words)) => preset().unwrap_or_else(|| default_choice(words)),
            _ => "",
        }
    }

    /// The value of an option that is a number.
    pub(super) fn count(&self, option: &LintOption) -> u64 {
        match (self.option(option), option.kind) {
            (Some(OptionValue::Count(count)), _) => *count,
            (_, OptionKind::Count(count)) => count,
            _ => 0,
        }
    }

    /// The value of an option that is `true` or `false`.
    pub(super) fn flag(&self, option: &LintOption) -> bool {
        match (self.option(option), option.kind) {
            (Some(OptionValue::Flag(flag)), _) => *flag,
            (_, OptionKind::Flag(flag)) => self.preset.flag(option).unwrap_or(flag),
            _ => false,
        }
    }
}

/// Returns the code or name of a rule that is similar to an unknown one.
#[must_use]
pub fn similar_rule(key: &str) -> Option<&'static str> {
    closest(key, rules().iter().flat_map(|rule| [rule.name, rule.code.0]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(entries: &[(&str, Option<Severity>)]) -> Result<Config, Vec<UnknownRule>> {
        let entries = entries.iter().map(|(key, severity)| ((*key).to_owned(), *severity));
        Config::with_severities(entries.collect())
    }

    #[test]
    fn unknown_rules_have_a_suggestion() {
        let cases =
            [("path-lowercas", Some("path-lowercase")), ("N0O1", Some("N001")), ("zzz", None)];
        for (key, suggestion) in cases {
            let unknown = UnknownRule { key: key.to_owned(), suggestion };
            assert_eq!(with(&[(key, None)]).unwrap_err(), vec![unknown]);
        }
    }

    #[test]
    fn codes_and_names_set_severities() {
        let rule = rule("N001").unwrap();
        type Case = (&'static [(&'static str, Option<Severity>)], Option<Severity>);
        let cases: [Case; 4] = [
            (&[], Some(Severity::Error)),
            (&[("n001", None)], None),
            (&[("path-lowercase", Some(Severity::Info))], Some(Severity::Info)),
            (&[("N001", Some(Severity::Info)), ("path-lowercase", None)], Some(Severity::Info)),
        ];
        for (entries, expected) in cases {
            assert_eq!(with(entries).unwrap().severity(rule), expected, "{entries:?}");
        }
    }
}
