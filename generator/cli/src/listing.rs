//! Diagnostics with source excerpts, limited to a number for each code.

use std::collections::BTreeMap;

use renkei::diagnostic::{Code, Diagnostic, Group, Style};
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

    /// Renders the diagnostics that `filter` accepts, each followed by an empty line. A group is rendered once, at its first
    /// diagnostic.
    pub(crate) fn show(&mut self, report: &Report, filter: impl Fn(&Diagnostic) -> bool) -> String {
        let mut text = String::new();
        let shown = || report.diagnostics().iter().filter(|it| filter(it));
        let mut sizes: BTreeMap<(Code, &Group), usize> = BTreeMap::new();
        for (code, group) in shown().filter_map(member) {
            *sizes.entry((code, group)).or_default() += 1;
        }
        for diagnostic in shown() {
            // The size is removed once the group is rendered.
            let folded = match member(diagnostic) {
                Some(member) => match sizes.remove(&member) {
                    Some(size) if size > 1 => Some(fold(diagnostic, member.1, size)),
                    Some(_) => None,
                    None => continue,
                },
                None => None,
            };
            let seen = self.seen.entry(diagnostic.code).or_insert(0);
            *seen += 1;
            if self.max == 0 || *seen <= self.max {
                let diagnostic = folded.as_ref().unwrap_or(diagnostic);
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

/// The group of a diagnostic.
fn member(diagnostic: &Diagnostic) -> Option<(Code, &Group)> {
    diagnostic.group.as_deref().map(|group| (diagnostic.code, group))
}

/// One diagnostic for all of a group.
fn fold(first: &Diagnostic, group: &Group, size: usize) -> Diagnostic {
    let mut folded = first.clone();
    folded.message = format!("{} (×{size})", group.message);
    folded.help = Some(group.help.clone());
    folded
}

/// Renders every diagnostic of a report, each followed by an empty line.
pub(crate) fn all(report: &Report) -> String {
    Listing::new(0).show(report, |_| true)
}
