//! Findings for people: each with its excerpt, then how many there are of which rule.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use renkei::diagnostic::{Code, Severity};
use renkei::lint::rule;
use renkei::pipeline::Report;

use crate::listing::Listing;
use crate::paint::{self, paint};

/// The whole text for all documents.
pub(super) fn text(reports: &[Report], max: usize) -> String {
    let mut listing = Listing::new(max);
    let mut text: String = reports.iter().map(|report| listing.show(report, |_| true)).collect();
    for report in reports {
        let file = report.file().path().display().to_string();
        let counts = report.counts();
        let style = paint::severity(worst(report));
        let words = if counts.total() == 0 {
            paint(paint::GOOD, "nothing to report")
        } else {
            paint(style, &counts.to_string())
        };
        let _ = writeln!(text, "{}: {words}", paint(paint::NAME, &file));
    }
    text.push_str(&table(reports, &listing));
    if listing.all_hidden() > 0 {
        let hidden = listing.all_hidden();
        let _ = writeln!(text, "{hidden} findings are not shown; `--max 0` shows all");
    }
    text
}

fn worst(report: &Report) -> Option<Severity> {
    report.diagnostics().iter().map(|it| it.severity).max()
}

/// One line a rule, the worst first, then the most frequent.
fn table(reports: &[Report], listing: &Listing) -> String {
    let mut rules: BTreeMap<Code, (Severity, usize)> = BTreeMap::new();
    for finding in reports.iter().flat_map(|report| report.diagnostics()) {
        let row = rules.entry(finding.code).or_insert((finding.severity, 0));
        row.0 = row.0.max(finding.severity);
        row.1 += 1;
    }
    let mut rows: Vec<_> = rules.into_iter().collect();
    rows.sort_by_key(|(code, (severity, count))| (std::cmp::Reverse((*severity, *count)), *code));
    let name = |code: Code| rule(code.0).map_or("(reading)", |rule| rule.name);
    let width = rows.iter().map(|(code, _)| name(*code).len()).max().unwrap_or(0);
    let mut text = String::new();
    for (code, (severity, count)) in rows {
        let severity = paint(paint::severity(Some(severity)), &format!("{:7}", severity.as_str()));
        let hidden = match listing.hidden(code) {
            0 => String::new(),
            hidden => paint(paint::QUIET, &format!("  ({} shown)", count - hidden)),
        };
        let _ = writeln!(text, "  {code}  {:width$}  {severity} {count:>6}{hidden}", name(code));
    }
    text
}
