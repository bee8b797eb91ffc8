//! Silence where it is asked for: comments, the extension `x-lint-ignore`, and `lint.ignore` of `renkei.yaml`.
//!
//! Takes findings; removes those that are suppressed, and reports suppressions that are unused, expired or incomplete.

mod comment;
mod date;
mod extension;
mod ignore;

use super::config::Config;
use super::facts::Facts;
use super::rule::{ActiveRules, rule};
use crate::diagnostic::{Code, Diagnostic, code};
use crate::document::Visit;
use crate::text::{FileId, JsonPointer, Span};

pub use date::Day;
pub use ignore::Ignore;

/// A suppression that is written in a document.
#[derive(Debug)]
struct Suppression {
    /// Codes or names of rules.
    rules: Vec<String>,
    scope: Scope,
    reason: String,
    /// The last day, as written.
    until: Option<String>,
    /// Where it is written.
    span: Span,
    pointer: JsonPointer,
    subject: String,
    is_used: bool,
}

/// The findings that a suppression is about.
#[derive(Debug)]
enum Scope {
    /// Those that begin on a line.
    Line(FileId, u32),
    /// Those at a pointer of a file, and below it.
    Below(FileId, JsonPointer),
}

/// The suppressions of a document.
#[derive(Debug, Default)]
pub(super) struct Suppressions(Vec<Suppression>);

impl Suppressions {
    /// Adds the suppressions of a visited object.
    pub(super) fn visit(&mut self, visit: &Visit<'_, '_>, facts: &Facts<'_>) {
        self.0.extend(extension::find(visit, facts));
    }

    /// Removes the suppressed findings, and adds what is wrong with suppressions.
    pub(super) fn apply(
        mut self,
        facts: &Facts<'_>,
        active: &ActiveRules,
        findings: Vec<Diagnostic>,
    ) -> Vec<Diagnostic> {
        self.0.extend(comment::find(facts.document()));
        let config = facts.config();
        let is_ignored =
            |it: &Diagnostic| config.ignores.iter().any(|ignore| ignore.covers(facts, it));
        let mut kept = Vec::with_capacity(findings.len());
        for finding in findings {
            let is_suppressed = self.suppresses(facts, &finding) || is_ignored(&finding);
            if !is_suppressed {
                kept.push(finding);
            }
        }
        for suppression in &self.0 {
            let Some((code, message, help)) = suppression.problem(config) else { continue };
            let Some(severity) = active.severity(code) else { continue };
            let mut diagnostic = Diagnostic::new(code, severity, message)
                .at(suppression.span)
                .with_pointer(suppression.pointer.clone())
                .with_help(help);
            diagnostic.subject = Some(suppression.subject.clone());
            kept.push(diagnostic);
        }
        kept
    }

    fn suppresses(&mut self, facts: &Facts<'_>, finding: &Diagnostic) -> bool {
        let today = facts.config().today;
        let mut covering = self.0.iter_mut().filter(|it| it.covers(facts, finding));
        let found =
            covering.find(|it| it.last_day().is_none_or(|day| day.is_some_and(|it| it >= today)));
        found.map(|it| it.is_used = true).is_some()
    }
}

impl Suppression {
    /// Whether the suppression is about a finding, and is complete.
    fn covers(&self, facts: &Facts<'_>, finding: &Diagnostic) -> bool {
        let Some(span) = finding.span else { return false };
        let is_in_scope = match &self.scope {
            Scope::Line(file, line) => {
                span.file == *file
                    && facts.document().files().of(span).position(span.start).line == *line
            }
            Scope::Below(file, pointer) => {
                span.file == *file
                    && finding.pointer.as_ref().is_some_and(|it| it.is_below(pointer))
            }
        };
        is_in_scope
            && !self.reason.is_empty()
            && self.rules.iter().any(|it| names(it, finding.code))
    }

    /// The last day: `None` if there is none, `Some(None)` if it is no date.
    fn last_day(&self) -> Option<Option<Day>> {
        self.until.as_deref().map(Day::parse)
    }

    /// What is wrong with it: a code, a message and a help.
    fn problem(&self, config: &Config) -> Option<(Code, String, String)> {
        let until = self.until.as_deref().unwrap_or("");
        let is_custom = |name: &str| config.custom_rules.iter().any(|it| it.name() == name);
        let unknown = self.rules.iter().find(|it| rule(it).is_none() && !is_custom(it));
        let invalid =
            |message: String, help: &str| Some((code::IGNORE_VALID, message, help.to_owned()));
        if self.rules.is_empty() {
            return invalid(
                "the suppression names no rule".to_owned(),
                "name the code of the rule",
            );
        }
        if let Some(name) = unknown {
            return invalid(format!("there is no rule `{name}`"), "`renkei rules` lists all rules");
        }
        if self.reason.is_empty() {
            let names = self.rules.join(", ");
            return invalid(
                format!("the suppression of {names} has no reason"),
                "say why it is not fixed",
            );
        }
        match self.last_day() {
            Some(None) => {
                invalid(format!("`{until}` is no date"), "write a date such as 2027-01-31")
            }
            Some(Some(day)) if day < config.today => Some((
                code::IGNORE_EXPIRED,
                format!("the suppression of {} ended on {until}", self.rules.join(", ")),
                "fix the problem, or set a later date".to_owned(),
            )),
            _ if !self.is_used => Some((
                code::IGNORE_USED,
                format!("the suppression of {} is not used", self.rules.join(", ")),
                "remove it".to_owned(),
            )),
            _ => None,
        }
    }
}

/// Whether a word is the code or the name of a rule.
fn names(word: &str, code: Code) -> bool {
    word == code.0 || rule(word).is_some_and(|rule| rule.code == code)
}

#[cfg(test)]
mod tests {
    use super::super::lint;
    use super::*;
    use crate::document::Document;
    use crate::source::read_text;

    /// The codes and lines of the findings of some rules.
    fn found(text: &str, ignores: &str) -> Vec<(String, u32)> {
        let text = format!("openapi: 3.0.0\ninfo: {{title: A, version: '1'}}\npaths:\n{text}");
        let document = Document::new(read_text("specs/a.yaml", &text).unwrap()).unwrap();
        let rules = ["N001", "N002", "I001", "I002", "I003"].map(|it| rule(it).unwrap());
        let mut config = Config::house().only(&rules);
        config.today = Day::parse("2026-06-15").unwrap();
        let ignores = read_text("b.yaml", ignores).unwrap();
        let root = ignores.tree().root();
        config.ignores = root
            .into_iter()
            .flat_map(crate::source::Node::members)
            .map(|it| Ignore::read(it).unwrap())
            .collect();
        let findings = lint(&document, &config);
        let line = |it: &Diagnostic| document.files().root().position(it.span.unwrap().start).line;
        findings.iter().map(|it| (it.code.0.to_owned(), line(it))).collect()
    }

    fn check(text: &str, expected: &[(&str, u32)]) {
        let expected: Vec<_> =
            expected.iter().map(|(code, line)| ((*code).to_owned(), *line)).collect();
        assert_eq!(found(text, "{}"), expected, "{text}");
    }

    #[test]
    fn comments_suppress_the_findings_of_a_line() {
        check("  /Users: {}\n", &[("N001", 4)]);
        check("  /Users: {} # renkei-ignore N001: old\n", &[]);
        check("  # renkei-ignore path-lowercase: old\n  /Users: {}\n", &[]);
        check("  # renkei-ignore N002: old\n  /Users: {}\n", &[("I001", 4), ("N001", 5)]);
        check("  # renkei-ignore N001: old\n  /a: {}\n  /Users: {}\n", &[("I001", 4), ("N001", 6)]);
    }

    #[test]
    fn an_extension_suppresses_the_findings_below_its_object() {
        check("  /Users: {x-lint-ignore: {N001: old}}\n", &[]);
        check("  /Orders/{id}: {}\n  /Users: {x-lint-ignore: {N001: old}}\n", &[("N001", 4)]);
        check("  /Users: {x-lint-ignore: {N001: {reason: old, until: 2026-06-15}}}\n", &[]);
    }

    #[test]
    fn a_suppression_needs_a_reason_and_a_rule_and_can_expire() {
        check("  /Users: {x-lint-ignore: {N001: ''}}\n", &[("N001", 4), ("I002", 4)]);
        check("  /Users: {} # renkei-ignore N001\n", &[("N001", 4), ("I002", 4)]);
        check("  /a: {} # renkei-ignore N999: x\n", &[("I002", 4)]);
        check("  /a: {} # renkei-ignore: x\n", &[("I002", 4)]);
        check("  /Users: {} # renkei-ignore N001 until soon: x\n", &[("N001", 4), ("I002", 4)]);
        check(
            "  /Users: {} # renkei-ignore N001 until 2026-06-14: x\n",
            &[("N001", 4), ("I003", 4)],
        );
    }

    #[test]
    fn the_configuration_suppresses_by_file_and_subject() {
        let users = "  /Users: {}\n  /Orders: {}\n";
        let all = [("N001".to_owned(), 4), ("N001".to_owned(), 5)];
        for (ignore, left) in [
            ("a: {rules: [N001], reason: x}", &all[..0]),
            ("a: {rules: [N001], reason: x, files: ['specs/*.yaml']}", &all[..0]),
            ("a: {rules: [N001], reason: x, files: ['*.yaml']}", &all[..0]),
            ("a: {rules: [N001], reason: x, files: ['other/*.yaml']}", &all[..]),
            ("a: {rules: [N001], reason: x, subjects: ['/Us*']}", &all[1..]),
            ("a: {rules: [N002], reason: x}", &all[..]),
            ("a: {rules: [N001], reason: x, until: '2026-06-14'}", &all[..]),
        ] {
            assert_eq!(found(users, ignore), left, "{ignore}");
        }
    }
}
