//! The definition of a rule, and lookup of rules by code, by name and by visited object.
//!
//! It must not know what any single rule checks.

use std::collections::HashMap;

use super::api::Api;
use super::config::Config;
use super::facts::Facts;
use super::option::LintOption;
use super::precision::{PRECISIONS, Precision};
use super::report::Reporter;
use super::rules::RULES;
use crate::diagnostic::{Applicability, Code, Severity};
use crate::document::{ObjectKind, Visit};

/// One rule of the linter: its documentation and its check.
#[derive(Debug)]
#[non_exhaustive]
pub struct LintRule {
    /// The stable code: `N005`.
    pub code: Code,
    /// The name in kebab-case: `path-plural-collection`.
    pub name: &'static str,
    /// The default severity; `None` means that the rule is off by default.
    pub severity: Option<Severity>,
    /// The summary, one line.
    pub summary: &'static str,
    /// The long documentation, in Markdown.
    pub docs: &'static str,
    /// Snippets that the rule reports; [`expand`](super::expand) turns them into documents.
    pub bad: &'static [&'static str],
    /// Snippets that the rule accepts.
    pub good: &'static [&'static str],
    /// The source of the rule: design guide (D), integration guide (G), Zalando guideline (Z), or a section of a standard.
    pub source: &'static str,
    /// Whether users can rely on it.
    pub status: Status,
    /// The first version of renkei that has it.
    pub since: &'static str,
    /// Its options in `renkei.yaml`.
    pub options: &'static [&'static LintOption],
    /// What its fixes are, if it has any.
    pub fix: Option<Applicability>,
    pub(super) check: Check,
}

impl LintRule {
    /// How many of its reports about public documents are correct, if it was measured.
    #[must_use]
    pub fn precision(&self) -> Option<&'static Precision> {
        PRECISIONS.iter().find(|(code, _)| *code == self.code.0).map(|(_, precision)| precision)
    }

    /// What most rules have in common, for `..LintRule::BASE`.
    pub(super) const BASE: Self = Self {
        code: Code(""),
        name: "",
        severity: None,
        summary: "",
        docs: "",
        bad: &[],
        good: &[],
        source: "",
        status: Status::Stable,
        since: "0.1.0",
        options: &[],
        fix: None,
        check: Check::Validation,
    };
}

/// Whether users can rely on a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// It may still change. It is off unless the configuration gives it a severity.
    Preview,
    /// It reports the same in later versions, or less.
    Stable,
    /// It will be removed. It is off unless the configuration gives it a severity.
    Deprecated,
}

impl Status {
    /// The name in texts and in JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Preview => "preview",
            Self::Stable => "stable",
            Self::Deprecated => "deprecated",
        }
    }
}

/// Checks one object during the walk.
pub(super) type VisitCheck = for<'a> fn(&Visit<'a, '_>, &Facts<'a>, &mut Reporter<'_>);

/// Checks the whole API after the walk.
pub(super) type ApiCheck = for<'a> fn(&Api<'a, '_>, &mut Reporter<'_>);

/// Where a rule looks.
#[derive(Clone, Copy, Debug)]
pub(super) enum Check {
    /// At each object of these kinds, during the walk.
    At(&'static [ObjectKind], VisitCheck),
    /// Once, after the walk.
    Api(ApiCheck),
    /// Nowhere: `document::validate` reports the findings with the rule's code.
    Validation,
}

/// All rules, sorted by code.
#[must_use]
pub fn rules() -> &'static [LintRule] {
    RULES
}

/// The rule with a code or name, ignoring case.
#[must_use]
pub fn rule(code_or_name: &str) -> Option<&'static LintRule> {
    RULES.iter().find(|rule| {
        rule.code.0.eq_ignore_ascii_case(code_or_name)
            || rule.name.eq_ignore_ascii_case(code_or_name)
    })
}

type ActiveVisitRule = (&'static LintRule, Severity, VisitCheck);

/// The rules that a configuration enables, with those that look at objects by kind of object.
pub(super) struct ActiveRules {
    rules: Vec<(&'static LintRule, Severity)>,
    by_kind: HashMap<ObjectKind, Vec<ActiveVisitRule>>,
}

impl ActiveRules {
    pub(super) fn new(config: &Config) -> Self {
        let enabled = RULES.iter().filter_map(|rule| Some((rule, config.severity(rule)?)));
        let mut active = Self { rules: enabled.collect(), by_kind: HashMap::new() };
        for (rule, severity) in &active.rules {
            let Check::At(kinds, check) = rule.check else { continue };
            for kind in kinds {
                active.by_kind.entry(*kind).or_default().push((rule, *severity, check));
            }
        }
        active
    }

    pub(super) fn rules(&self) -> impl Iterator<Item = (&'static LintRule, Severity)> + '_ {
        self.rules.iter().copied()
    }

    /// The severity of findings with this code; `None` if the rule is off.
    pub(super) fn severity(&self, code: Code) -> Option<Severity> {
        self.rules.iter().find(|(rule, _)| rule.code == code).map(|(_, severity)| *severity)
    }

    pub(super) fn for_object(&self, object: ObjectKind) -> &[ActiveVisitRule] {
        self.by_kind.get(&object).map_or(&[], Vec::as_slice)
    }
}

#[cfg(test)]
mod tests {
    use super::super::example::expand;
    use super::super::{Config, lint};
    use super::*;
    use crate::diagnostic::{Diagnostic, code};
    use crate::document::Document;
    use crate::source::read_text;

    /// The messages of one rule about a snippet, one for each group.
    fn findings(rule: &'static LintRule, snippet: &str) -> Vec<String> {
        let source = read_text("example.yaml", &expand(snippet)).expect("the example is YAML");
        let document = Document::new(source).expect("the example is OpenAPI");
        let found = lint(&document, &Config::house().only(&[rule]));
        for diagnostic in &found {
            assert_eq!(diagnostic.code, rule.code);
            assert!(diagnostic.span.is_some() && diagnostic.pointer.is_some(), "{diagnostic:?}");
            assert!(diagnostic.help.is_some(), "{diagnostic:?}");
            assert!(diagnostic.fingerprint().is_some(), "{diagnostic:?}");
            let applicability = diagnostic.fix.as_ref().map(|it| it.applicability);
            assert!(applicability.is_none_or(|it| rule.fix == Some(it)), "{diagnostic:?}");
        }
        let mut groups = Vec::new();
        let mut is_first = |it: &Diagnostic| {
            let Some(group) = it.group.clone() else { return true };
            let is_new = !groups.contains(&group);
            groups.push(group);
            is_new
        };
        found.into_iter().filter(|it| is_first(it)).map(|it| it.message).collect()
    }

    #[test]
    fn bad_examples_are_reported_and_good_ones_accepted() {
        let mut wrong = Vec::new();
        for rule in rules() {
            assert!(!rule.bad.is_empty() && !rule.good.is_empty(), "{} has no examples", rule.name);
            for snippet in rule.bad {
                let found = findings(rule, snippet);
                if found.len() != 1 {
                    wrong.push(format!("{} bad:\n{snippet}\n{found:?}", rule.name));
                }
            }
            for snippet in rule.good {
                let found = findings(rule, snippet);
                if !found.is_empty() {
                    wrong.push(format!("{} good:\n{snippet}\n{found:?}", rule.name));
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    }

    /// A rule declares its code itself, unless the standard has the rule and other stages report it too.
    #[test]
    fn no_code_has_two_meanings() {
        for LintRule { code, name, check, .. } in rules() {
            let is_of_standard = matches!(check, Check::Validation) || code.0.starts_with('X');
            assert_eq!(code::ALL.contains(code), is_of_standard, "{code} {name}");
            assert!(code.is_well_formed(), "{code} {name}");
        }
    }

    #[test]
    fn options_belong_to_their_rule() {
        for rule in rules() {
            for option in rule.options {
                assert_eq!(option.rule, rule.code.0, "{}", option.key);
                assert!(option.docs.ends_with('.') && !option.example.is_empty(), "{}", option.key);
            }
        }
    }

    #[test]
    fn codes_and_names_are_unique_and_documented() {
        assert!(rules().is_sorted_by(|a, b| a.code < b.code), "sorted, and no code twice");
        for rule in rules() {
            assert!(std::ptr::eq(super::rule(rule.name).unwrap(), rule));
            assert!(std::ptr::eq(super::rule(&rule.code.0.to_lowercase()).unwrap(), rule));
            let kebab = |it: char| it.is_ascii_lowercase() || it.is_ascii_digit() || it == '-';
            assert!(rule.name.chars().all(kebab), "{}", rule.name);
            assert!(!rule.summary.contains('\n') && !rule.summary.ends_with('.'), "{}", rule.name);
            assert!(rule.docs.len() > 200, "{} has no explanation", rule.name);
        }
    }
}
