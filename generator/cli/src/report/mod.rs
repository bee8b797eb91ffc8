//! Diagnostics in the formats of code review systems, for `renkei lint` and `renkei diff`.
//!
//! Each format takes reports and returns text. None of them decides what is reported.

mod checkstyle;
mod github;
mod gitlab;
mod html;
mod junit;
mod problem;
mod sarif;
mod xml;

use renkei::diagnostic::Code;
use renkei::pipeline::Report;

use crate::args::ReviewFormat;

pub(crate) use problem::{problems, slashed};

/// What the formats render.
#[derive(Clone, Copy)]
pub(crate) struct Review<'r> {
    /// The command: `renkei lint`.
    pub(crate) title: &'static str,
    pub(crate) reports: &'r [&'r Report],
    /// Documents the codes.
    pub(crate) rules: fn(Code) -> Option<RuleInfo>,
}

/// The documentation of a code.
pub(crate) struct RuleInfo {
    /// The name in kebab-case.
    pub(crate) name: &'static str,
    /// One line.
    pub(crate) summary: &'static str,
    /// Markdown.
    pub(crate) docs: &'static str,
    /// The URL of its page.
    pub(crate) page: String,
}

/// Renders reports.
pub(crate) fn text(format: ReviewFormat, review: Review<'_>) -> String {
    match format {
        ReviewFormat::Sarif => sarif::text(review),
        ReviewFormat::Github => github::text(review),
        ReviewFormat::Gitlab => gitlab::text(review),
        ReviewFormat::Junit => junit::text(review),
        ReviewFormat::Checkstyle => checkstyle::text(review),
        ReviewFormat::Html => html::text(review),
    }
}
