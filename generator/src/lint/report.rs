//! Reporting a finding: the reporter fills in the rule's code and severity.

use super::rule::LintRule;
use crate::diagnostic::{Diagnostic, Severity};
use crate::text::{JsonPointer, Span};

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
        span: Span,
        pointer: JsonPointer,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Finding<'_> {
        let diagnostic = Diagnostic::new(self.rule.code, self.severity, message)
            .at(span)
            .with_pointer(pointer)
            .with_help(help);
        self.findings.push(diagnostic);
        Finding(self.findings.last_mut())
    }
}

/// A handle to the finding that was added last.
pub(super) struct Finding<'r>(Option<&'r mut Diagnostic>);

impl Finding<'_> {
    /// Lowers the severity to at most `severity`.
    pub(super) fn cap_severity(self, severity: Severity) {
        if let Some(diagnostic) = self.0 {
            diagnostic.severity = diagnostic.severity.min(severity);
        }
    }
}
