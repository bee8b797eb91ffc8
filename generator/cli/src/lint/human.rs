//! Lint output for people: diagnostics with excerpts, then a count for each rule.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use renkei::diagnostic::{Code, Severity};
use renkei::lint::rule;
use renkei::pipeline::{BaseComparison, LintReport, Report};

use super::output::LintRun;
use crate::listing::Listing;
use crate::paint::{self, paint};

/// Renders the diagnostics of all documents.
pub(super) fn text(LintRun { reports, is_quiet, max, has_links }: LintRun<'_>) -> String {
    let mut listing = Listing::new(max).with_links(has_links);
    let mut text: String = reports.iter().map(|it| listing.show(&it.report, |_| true)).collect();
    if is_quiet {
        text.clear();
    }
    for LintReport { report, comparison, .. } in reports {
        let file = report.file().path().display().to_string();
        let counts = report.counts();
        let style = paint::severity(worst(report));
        let words = match (counts.total(), comparison) {
            (0, None) => paint(paint::GOOD, "no problems"),
            (0, Some(_)) => paint(paint::GOOD, "no new problems"),
            _ => paint(style, &counts.to_string()),
        };
        let since = comparison.map_or_else(String::new, since_base);
        let _ = writeln!(text, "{}: {words}{since}", paint(paint::NAME, &file));
    }
    text.push_str(&table(reports, &listing, is_quiet));
    if listing.all_hidden() > 0 && !is_quiet {
        let hidden = listing.all_hidden();
        let _ = writeln!(text, "{hidden} diagnostics are not shown; `--max 0` shows all");
    }
    text
}

/// What an earlier version has in common with the document.
fn since_base(comparison: BaseComparison) -> String {
    match comparison {
        it if it.is_base_invalid => ", all new: the base is no OpenAPI document".to_owned(),
        it => format!(" ({} unchanged, {} fixed)", it.unchanged, it.fixed),
    }
}

fn worst(report: &Report) -> Option<Severity> {
    report.diagnostics().iter().map(|it| it.severity).max()
}

/// Renders one line for each rule, by severity and then by count.
fn table(reports: &[LintReport], listing: &Listing, is_quiet: bool) -> String {
    let mut rules: BTreeMap<Code, (Severity, usize)> = BTreeMap::new();
    for diagnostic in reports.iter().flat_map(|it| it.report.diagnostics()) {
        let row = rules.entry(diagnostic.code).or_insert((diagnostic.severity, 0));
        row.0 = row.0.max(diagnostic.severity);
        row.1 += 1;
    }
    let mut rows: Vec<_> = rules.into_iter().collect();
    rows.sort_by_key(|(code, (severity, count))| (std::cmp::Reverse((*severity, *count)), *code));
    let name = |code: Code| rule(code.0).map_or("(document)", |rule| rule.name);
    let width = rows.iter().map(|(code, _)| name(*code).len()).max().unwrap_or(0);
    let mut text = String::new();
    for (code, (severity, count)) in rows {
        let severity = paint(paint::severity(Some(severity)), &format!("{:7}", severity.as_str()));
        let hidden = match listing.hidden(code) {
            0 => String::new(),
            _ if is_quiet => String::new(),
            hidden => paint(paint::QUIET, &format!("  ({} shown)", count - hidden)),
        };
        let _ = writeln!(
            text,
            "  {}  {:width$}  {severity} {count:>6}{hidden}",
            listing.link(code),
            name(code)
        );
    }
    text
}
