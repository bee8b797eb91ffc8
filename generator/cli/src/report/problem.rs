//! A diagnostic with everything that the formats for programs need.

use std::collections::HashMap;

use renkei::diagnostic::{Diagnostic, LineColumn, Severity};
use renkei::pipeline::Report;

use super::{Review, RuleInfo};
use crate::digest::sha256;

/// A diagnostic of a document.
pub(crate) struct Problem<'r> {
    pub(crate) report: &'r Report,
    pub(crate) diagnostic: &'r Diagnostic,
    /// The path with forward slashes.
    pub(crate) file: String,
    /// The first and the last position, the last one exclusive.
    pub(crate) range: Option<(LineColumn, LineColumn)>,
    /// The documentation of its code.
    pub(super) rule: Option<RuleInfo>,
    /// What identifies it in all versions of the document, as a hash.
    pub(crate) fingerprint: String,
}

impl Problem<'_> {
    pub(super) fn code(&self) -> &'static str {
        self.diagnostic.code.0
    }

    pub(crate) fn severity(&self) -> Severity {
        self.diagnostic.severity
    }

    /// The name of the rule, or the code of a diagnostic that belongs to no rule.
    pub(super) fn rule_name(&self) -> &'static str {
        self.rule.as_ref().map_or(self.code(), |rule| rule.name)
    }

    /// The message with its help, on two lines.
    pub(super) fn message_with_help(&self) -> String {
        match &self.diagnostic.help {
            Some(help) => format!("{}\nhelp: {help}", self.diagnostic.message),
            None => self.diagnostic.message.clone(),
        }
    }

    /// The first line, 1 for a diagnostic about a whole file.
    pub(crate) fn line(&self) -> u32 {
        self.range.map_or(1, |(start, _)| start.line)
    }
}

/// The diagnostics of a run, in the order of its documents.
pub(crate) fn problems(review: Review<'_>) -> Vec<Problem<'_>> {
    review.reports.iter().flat_map(|it| problems_of(review, it)).collect()
}

/// The diagnostics of one document.
pub(super) fn problems_of<'r>(review: Review<'_>, report: &'r Report) -> Vec<Problem<'r>> {
    let document = slashed(report.file().path());
    let mut counts: HashMap<String, usize> = HashMap::new();
    let each = report.diagnostics().iter().map(|diagnostic| {
        let source = report.file_of(diagnostic);
        let range = diagnostic.span.map(|it| (source.position(it.start), source.position(it.end)));
        let subject = diagnostic.subject.as_ref().unwrap_or(&diagnostic.message);
        let identity = format!("{document}\0{}\0{subject}", diagnostic.code);
        // Two findings of a rule about one thing have numbers.
        let count = counts.entry(identity.clone()).or_default();
        *count += 1;
        let fingerprint = sha256(format!("{identity}\0{count}").as_bytes());
        let rule = (review.rules)(diagnostic.code);
        Problem { report, diagnostic, file: slashed(source.path()), range, rule, fingerprint }
    });
    each.collect()
}

/// The path with forward slashes and without a leading `./`.
pub(crate) fn slashed(path: &std::path::Path) -> String {
    let text = path.display().to_string().replace('\\', "/");
    text.strip_prefix("./").map(str::to_owned).unwrap_or(text)
}
