//! Diagnostics with source excerpts, limited to a number for each code.

use std::collections::BTreeMap;

use renkei::diagnostic::{Code, Diagnostic, Group, Style};
use renkei::pipeline::Report;

/// The guide's page of a lint rule.
pub(crate) const PAGES: &str = "https://github.com/renkei-rs/renkei/blob/main/docs/rules";

/// Renders diagnostics, up to a maximum for each code over all reports.
pub(crate) struct Listing {
    max: usize,
    has_links: bool,
    rows: BTreeMap<Code, Row>,
}

/// The diagnostics of a code.
#[derive(Default)]
struct Row {
    /// How many excerpts there are. A group has one.
    excerpts: usize,
    /// How many diagnostics have no excerpt that shows them.
    hidden: usize,
}

impl Listing {
    /// Creates a listing with at most `max` diagnostics for each code; 0 means no limit.
    pub(crate) fn new(max: usize) -> Self {
        Self { max, has_links: false, rows: BTreeMap::new() }
    }

    /// Links codes to the pages of their rules, for a terminal.
    pub(crate) fn with_links(self, has_links: bool) -> Self {
        Self { has_links, ..self }
    }

    /// The code, with a link to the page of its rule.
    pub(crate) fn link(&self, code: Code) -> String {
        if !self.has_links || renkei::lint::rule(code.0).is_none() {
            return code.to_string();
        }
        format!("\x1b]8;;{PAGES}/{code}.md\x1b\\{code}\x1b]8;;\x1b\\")
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
            let mut size = 1;
            let mut folded = None;
            if let Some(member) = member(diagnostic) {
                // The size is removed once the group is rendered.
                let Some(count) = sizes.remove(&member) else { continue };
                size = count;
                folded = (size > 1).then(|| fold(diagnostic, member.1, size));
            }
            let row = self.rows.entry(diagnostic.code).or_default();
            row.excerpts += 1;
            if self.max != 0 && row.excerpts > self.max {
                row.hidden += size;
                continue;
            }
            let rendered = report.render(folded.as_ref().unwrap_or(diagnostic), Style::Colour);
            let code = format!("[{}]", diagnostic.code);
            let linked = format!("[{}]", self.link(diagnostic.code));
            text.push_str(&rendered.replacen(&code, &linked, 1));
            text.push('\n');
        }
        text
    }

    /// Returns how many diagnostics of a code were not rendered.
    pub(crate) fn hidden(&self, code: Code) -> usize {
        self.rows.get(&code).map_or(0, |row| row.hidden)
    }

    /// Returns how many diagnostics were not rendered.
    pub(crate) fn all_hidden(&self) -> usize {
        self.rows.values().map(|row| row.hidden).sum()
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
