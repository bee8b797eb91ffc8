//! The outputs of `renkei lint`.

use renkei::diagnostic::Code;
use renkei::lint::rule;
use renkei::pipeline::{LintReport, Report};

use super::{human, json, markdown};
use crate::args::OutputFormat;
use crate::listing::PAGES;
use crate::report::{self, Review, RuleInfo};

/// What is rendered.
#[derive(Clone, Copy)]
pub(super) struct LintRun<'r> {
    pub(super) reports: &'r [LintReport],
    /// Whether only the summary is shown.
    pub(super) is_quiet: bool,
    /// The maximum number of diagnostics to show for each code; 0 shows all.
    pub(super) max: usize,
    /// Whether the output is a terminal that shows links.
    pub(super) has_links: bool,
}

/// Renders a run.
pub(super) fn text(format: OutputFormat, run: LintRun<'_>) -> String {
    let reports: Vec<&Report> = run.reports.iter().map(|it| &it.report).collect();
    let review = Review { title: "renkei lint", reports: &reports, rules };
    match format {
        OutputFormat::Human => human::text(run),
        OutputFormat::Json => json::text(run),
        OutputFormat::Markdown => markdown::text(review, run.max),
        OutputFormat::Review(format) => report::text(format, review),
    }
}

/// The documentation of a rule.
fn rules(code: Code) -> Option<RuleInfo> {
    let rule = rule(code.0)?;
    let page = format!("{PAGES}/{code}.md");
    Some(RuleInfo { name: rule.name, summary: rule.summary, docs: rule.docs, page })
}
