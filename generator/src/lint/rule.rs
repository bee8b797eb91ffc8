//! What a rule is, and how the active ones are found: by code, by name, and by the object that is visited.
//!
//! It must not know what any single rule looks at.

use super::api::Api;
use super::config::Config;
use super::report::Reporter;
use super::rules::RULES;
use crate::diagnostic::{Code, Severity};
use crate::document::{ObjectKind, Visit};

/// One rule of the linter: what people read about it, and its check.
#[derive(Debug)]
#[non_exhaustive]
pub struct Rule {
    /// The stable code: `N005`.
    pub code: Code,
    /// The name in kebab-case: `path-plural-collection`.
    pub name: &'static str,
    /// How bad a finding is by default; `None` is off by default.
    pub severity: Option<Severity>,
    /// One line.
    pub summary: &'static str,
    /// The long documentation, in Markdown.
    pub docs: &'static str,
    /// Snippets that the rule reports; [`expand`](super::expand) makes whole documents of them.
    pub bad: &'static [&'static str],
    /// Snippets that the rule is silent about.
    pub good: &'static [&'static str],
    /// Where the rule comes from: D design guide, G integration guide, Z Zalando guideline, or a section of the standard.
    pub source: &'static str,
    pub(super) check: Check,
}

/// Looks at one object while the document is walked.
pub(super) type VisitCheck = for<'a> fn(&Visit<'a, '_>, &Api<'a>, &mut Reporter<'_>);

/// Looks at the whole API, after the walk.
pub(super) type ApiCheck = for<'a> fn(&Api<'a>, &mut Reporter<'_>);

/// When a rule looks.
#[derive(Clone, Copy, Debug)]
pub(super) enum Check {
    /// At each schema, while the document is walked.
    Schema(VisitCheck),
    /// Once, when all paths and operations are known.
    Api(ApiCheck),
    /// Not at all: `document::validate` finds what carries the rule's code.
    Validation,
}

/// All rules, sorted by code.
#[must_use]
pub fn rules() -> &'static [Rule] {
    RULES
}

/// The rule of a code or a name, in any case of letters.
#[must_use]
pub fn rule(code_or_name: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| {
        rule.code.0.eq_ignore_ascii_case(code_or_name)
            || rule.name.eq_ignore_ascii_case(code_or_name)
    })
}

type OnVisit = (&'static Rule, Severity, VisitCheck);

/// The rules that a configuration has on, sorted by when they look.
pub(super) struct Active {
    rules: Vec<(&'static Rule, Severity)>,
    schema: Vec<OnVisit>,
}

impl Active {
    pub(super) fn of(config: &Config) -> Self {
        let on = RULES.iter().filter_map(|rule| Some((rule, config.severity(rule)?)));
        let mut active = Self { rules: on.collect(), schema: Vec::new() };
        for (rule, severity) in &active.rules {
            match rule.check {
                _ if config.is_validity_only() => {}
                Check::Schema(check) => active.schema.push((rule, *severity, check)),
                Check::Api(_) | Check::Validation => {}
            }
        }
        active
    }

    pub(super) fn rules(&self) -> impl Iterator<Item = (&'static Rule, Severity)> + '_ {
        self.rules.iter().copied()
    }

    /// How bad a finding of this code is; `None` where its rule is off.
    pub(super) fn severity(&self, code: Code) -> Option<Severity> {
        self.rules.iter().find(|(rule, _)| rule.code == code).map(|(_, severity)| *severity)
    }

    pub(super) fn for_object(&self, object: ObjectKind) -> &[OnVisit] {
        if matches!(object, ObjectKind::Schema(_)) { &self.schema } else { &[] }
    }
}

#[cfg(test)]
mod tests {
    use super::super::example::expand;
    use super::super::{Config, lint};
    use super::*;
    use crate::document::Document;
    use crate::source::read_text;

    /// What one rule alone says about a snippet.
    fn findings(rule: &'static Rule, snippet: &str) -> Vec<String> {
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
    fn every_example_does_what_it_says() {
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

    #[test]
    fn the_catalogue_is_tidy() {
        assert!(rules().is_sorted_by(|a, b| a.code < b.code), "sorted, and no code twice");
        for rule in rules() {
            assert!(std::ptr::eq(super::rule(rule.name).unwrap(), rule));
            assert!(std::ptr::eq(super::rule(&rule.code.0.to_lowercase()).unwrap(), rule));
            let kebab = |it: char| it.is_ascii_lowercase() || it == '-';
            assert!(rule.name.chars().all(kebab), "{}", rule.name);
            assert!(!rule.summary.contains('\n') && !rule.summary.ends_with('.'), "{}", rule.name);
            assert!(rule.docs.len() > 200, "{} explains nothing", rule.name);
        }
    }
}
