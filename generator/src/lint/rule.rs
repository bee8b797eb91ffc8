//! The definition of a rule, and lookup of rules by code, by name and by visited object.
//!
//! It must not know what any single rule checks.

use super::api::Api;
use super::config::Config;
use super::report::Reporter;
use super::rules::RULES;
use crate::diagnostic::{Code, Severity};
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
    pub(super) check: Check,
}

/// Checks one object during the walk.
pub(super) type VisitCheck = for<'a> fn(&Visit<'a, '_>, &Api<'a>, &mut Reporter<'_>);

/// Checks the whole API after the walk.
pub(super) type ApiCheck = for<'a> fn(&Api<'a>, &mut Reporter<'_>);

/// When a rule runs.
#[derive(Clone, Copy, Debug)]
pub(super) enum Check {
    /// At each schema, during the walk.
    Schema(VisitCheck),
    /// Once, when all paths and operations are known.
    Api(ApiCheck),
    /// Never: `document::validate` reports the findings with the rule's code.
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

/// The rules that a configuration enables, grouped by when they run.
pub(super) struct ActiveRules {
    rules: Vec<(&'static LintRule, Severity)>,
    schema: Vec<ActiveVisitRule>,
}

impl ActiveRules {
    pub(super) fn new(config: &Config) -> Self {
        let enabled = RULES.iter().filter_map(|rule| Some((rule, config.severity(rule)?)));
        let mut active = Self { rules: enabled.collect(), schema: Vec::new() };
        for (rule, severity) in &active.rules {
            match rule.check {
                _ if config.is_validity_only() => {}
                Check::Schema(check) => active.schema.push((rule, *severity, check)),
                Check::Api(_) | Check::Validation => {}
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
        if matches!(object, ObjectKind::Schema(_)) { &self.schema } else { &[] }
    }
}

#[cfg(test)]
mod tests {
    use super::super::example::expand;
    use super::super::{Config, lint};
    use super::*;
    use crate::diagnostic::code;
    use crate::document::Document;
    use crate::source::read_text;

    /// The messages of one rule about a snippet.
    fn findings(rule: &'static LintRule, snippet: &str) -> Vec<String> {
        let source = read_text("example.yaml", &expand(snippet)).expect("the example is YAML");
        let document = Document::new(source).expect("the example is OpenAPI");
        let found = lint(&document, &Config::only(rule));
        for diagnostic in &found {
            assert_eq!(diagnostic.code, rule.code);
            assert!(diagnostic.span.is_some() && diagnostic.pointer.is_some(), "{diagnostic:?}");
            assert!(diagnostic.help.is_some(), "{diagnostic:?}");
        }
        found.into_iter().map(|it| it.message).collect()
    }

    #[test]
    fn bad_examples_are_reported_and_good_ones_accepted() {
        for rule in rules() {
            assert!(!rule.bad.is_empty() && !rule.good.is_empty(), "{} has no examples", rule.name);
            for snippet in rule.bad {
                assert_eq!(findings(rule, snippet).len(), 1, "{} bad:\n{snippet}", rule.name);
            }
            for snippet in rule.good {
                let found = findings(rule, snippet);
                assert!(found.is_empty(), "{} good:\n{snippet}\n{found:?}", rule.name);
            }
        }
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
    fn codes_and_names_are_unique_and_documented() {
        assert!(rules().is_sorted_by(|a, b| a.code < b.code), "sorted, and no code twice");
        for rule in rules() {
            assert!(std::ptr::eq(super::rule(rule.name).unwrap(), rule));
            assert!(std::ptr::eq(super::rule(&rule.code.0.to_lowercase()).unwrap(), rule));
            let kebab = |it: char| it.is_ascii_lowercase() || it == '-';
            assert!(rule.name.chars().all(kebab), "{}", rule.name);
            assert!(!rule.summary.contains('\n') && !rule.summary.ends_with('.'), "{}", rule.name);
            assert!(rule.docs.len() > 200, "{} has no explanation", rule.name);
        }
    }
}
