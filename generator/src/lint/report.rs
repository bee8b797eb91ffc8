//! Reporting a finding: the reporter fills in the rule's code and severity.

use std::sync::Arc;

use super::location::Location;
use super::rule::LintRule;
use super::subject::Subject;
use crate::diagnostic::{Diagnostic, Fix, Group, Severity};
use crate::text::Span;

/// Collects the findings of one rule.
pub(super) struct Reporter<'r> {
    rule: &'static LintRule,
    severity: Severity,
    findings: &'r mut Vec<Diagnostic>,
}

impl<'r> Reporter<'r> {
    pub(super) fn new(
        rule: &'static LintRule,
        severity: Severity,
        findings: &'r mut Vec<Diagnostic>,
    ) -> Self {
        Self { rule, severity, findings }
    }

    /// Adds a finding and returns a handle to adjust it.
    pub(super) fn report(
        &mut self,
        location: impl Into<Location>,
        subject: Subject,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Finding<'_> {
        let Location { span, pointer } = location.into();
        let mut diagnostic = Diagnostic::new(self.rule.code, self.severity, message)
            .at(span)
            .with_pointer(pointer)
            .with_help(help);
        diagnostic.subject = Some(subject.into_text());
        self.findings.push(diagnostic);
        Finding(self.findings.last_mut())
    }
}

/// The cause that several findings of a rule have in common, and the one action that resolves all of them.
pub(super) fn group(message: impl Into<String>, help: impl Into<String>) -> Arc<Group> {
    Arc::new(Group { message: message.into(), help: help.into() })
}

/// A handle to the finding that was added last.
pub(super) struct Finding<'r>(Option<&'r mut Diagnostic>);

impl Finding<'_> {
    /// Lowers the severity to at most `severity`.
    pub(super) fn cap_severity(self, severity: Severity) -> Self {
        self.change(|it| it.severity = it.severity.min(severity))
    }

    /// Adds another location with a label.
    pub(super) fn related(self, span: Span, label: impl Into<String>) -> Self {
        self.change(|it| it.related.push((span, label.into())))
    }

    /// Puts the finding into a group, which people see as one line with a count.
    pub(super) fn in_group(self, group: &Arc<Group>) -> Self {
        self.change(|it| it.group = Some(Arc::clone(group)))
    }

    /// Adds a change that resolves the finding.
    pub(super) fn fix(self, fix: Fix) -> Self {
        self.change(|it| it.fix = Some(fix))
    }

    fn change(mut self, change: impl FnOnce(&mut Diagnostic)) -> Self {
        if let Some(diagnostic) = self.0.as_deref_mut() {
            change(diagnostic);
        }
        self
    }
}
