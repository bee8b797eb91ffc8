//! How a rule says what it found: the reporter fills in code and severity.

use super::rule::Rule;
use crate::diagnostic::{Diagnostic, Severity};
use crate::source::{JsonPointer, Span};

/// Takes the findings of one rule.
pub(super) struct Reporter<'r> {
    rule: &'static Rule,
    severity: Severity,
    found: &'r mut Vec<Diagnostic>,
}

impl<'r> Reporter<'r> {
    pub(super) fn new(
        rule: &'static Rule,
        severity: Severity,
        found: &'r mut Vec<Diagnostic>,
    ) -> Self {
        Self { rule, severity, found }
    }

    /// Notes a finding; what comes back takes what not every finding has.
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
        self.found.push(diagnostic);
        Finding(self.found.last_mut())
    }
}

/// A finding that was just noted.
pub(super) struct Finding<'r>(Option<&'r mut Diagnostic>);

impl Finding<'_> {
    /// Makes it no worse than this.
    pub(super) fn at_most(self, severity: Severity) {
        if let Some(diagnostic) = self.0 {
            diagnostic.severity = diagnostic.severity.min(severity);
        }
    }
}
