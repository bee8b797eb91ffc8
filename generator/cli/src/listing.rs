//! Diagnostics with source excerpts, limited to a number for each code.

use std::collections::BTreeMap;

use renkei::diagnostic::{Code, Diagnostic, Style};
use renkei::pipeline::Report;

/// Renders diagnostics, up to a maximum for each code over all reports.
pub(crate) struct Listing {
    max: usize,
    seen: BTreeMap<Code, usize>,
}

impl Listing {
    /// Creates a listing with at most `max` diagnostics for each code; 0 means no limit.
    pub(crate) fn new(max: usize) -> Self {
        Self { max, seen: BTreeMap::new() }
    }

    /// Renders the diagnostics that `filter` accepts, each followed by an empty line.
    pub(crate) fn show(&mut self, report: &Report, filter: impl Fn(&Diagnostic) -> bool) -> String {
        let mut text = String::new();
        for diagnostic in report.diagnostics().iter().filter(|it| filter(it)) {
            let seen = self.seen.entry(diagnostic.code).or_insert(0);
            *seen += 1;
            if self.max == 0 || *seen <= self.max {
                text.push_str(&report.render(diagnostic, Style::Colour));
                text.push('\n');
            }
        }
        text
    }

    /// Returns how many diagnostics of a code were not rendered.
    pub(crate) fn hidden(&self, code: Code) -> usize {
        if self.max == 0 {
            return 0;
        }
        self.seen.get(&code).map_or(0, |seen| seen.saturating_sub(self.max))
    }

    /// Returns how many diagnostics were not rendered.
    pub(crate) fn all_hidden(&self) -> usize {
        self.seen.keys().map(|code| self.hidden(*code)).sum()
    }
}

/// Renders every diagnostic of a report, each followed by an empty line.
pub(crate) fn all(report: &Report) -> String {
    Listing::new(0).show(report, |_| true)
}
