//! Findings with their excerpts, but not hundreds of one kind: who sees the first twenty knows what to look for.

use std::collections::BTreeMap;

use renkei::diagnostic::{Code, Diagnostic, Style};
use renkei::pipeline::Report;

/// Lists findings, at most so many of one code in all reports together.
pub(crate) struct Listing {
    max: usize,
    seen: BTreeMap<Code, usize>,
}

impl Listing {
    /// `max` of one code; 0 for all.
    pub(crate) fn new(max: usize) -> Self {
        Self { max, seen: BTreeMap::new() }
    }

    /// The findings of a report that are `wanted`, an empty line behind each.
    pub(crate) fn show(&mut self, report: &Report, wanted: impl Fn(&Diagnostic) -> bool) -> String {
        let mut text = String::new();
        for finding in report.diagnostics().iter().filter(|it| wanted(it)) {
            let seen = self.seen.entry(finding.code).or_default();
            *seen += 1;
            if self.max == 0 || *seen <= self.max {
                text.push_str(&report.render(finding, Style::Colour));
                text.push('\n');
            }
        }
        text
    }

    /// How many findings of a code were not shown.
    pub(crate) fn hidden(&self, code: Code) -> usize {
        if self.max == 0 {
            return 0;
        }
        self.seen.get(&code).map_or(0, |seen| seen.saturating_sub(self.max))
    }

    /// How many findings were not shown.
    pub(crate) fn all_hidden(&self) -> usize {
        self.seen.keys().map(|code| self.hidden(*code)).sum()
    }
}

/// Every finding of a report, with an empty line behind each.
pub(crate) fn all(report: &Report) -> String {
    Listing::new(0).show(report, |_| true)
}
