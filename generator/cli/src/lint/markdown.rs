//! A summary in Markdown, for the page of a job or a comment on a pull request.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use renkei::diagnostic::{Code, Severity};
use renkei::lint::rule;

use crate::listing::PAGES;
use crate::policies::escaped;
use crate::report::{Review, problems};

/// How many diagnostics are listed by default for each rule. Pages of jobs have a limited size.
const LISTED: usize = 10;

pub(super) fn text(review: Review<'_>, max: usize) -> String {
    let mut text = String::from("# renkei lint\n\n| document | problems |\n|---|---|\n");
    for report in review.reports {
        let counts = report.counts();
        let words = if counts.total() == 0 { "none".to_owned() } else { counts.to_string() };
        let _ = writeln!(
            text,
            "| {} | {words} |",
            escaped(&report.file().path().display().to_string())
        );
    }
    let all = problems(review);
    let mut rules: BTreeMap<(std::cmp::Reverse<Severity>, Code), Vec<_>> = BTreeMap::new();
    for it in &all {
        let key = (std::cmp::Reverse(it.severity()), it.diagnostic.code);
        rules.entry(key).or_default().push(it);
    }
    let max = if max == 0 { usize::MAX } else { max.min(LISTED) };
    for ((severity, code), problems) in rules {
        let (severity, count) = (severity.0.as_str(), problems.len());
        let title = match rule(code.0) {
            Some(rule) => format!("[{code}]({PAGES}/{code}.md) {}", rule.name),
            None => escaped(code.0),
        };
        let _ = writeln!(text, "\n## {title}: {count} × {severity}\n");
        for problem in problems.iter().take(max) {
            let place = format!("{}:{}", problem.file, problem.line());
            let _ = write!(
                text,
                "- `{}`: {}",
                place.replace('`', "'"),
                escaped(&problem.diagnostic.message)
            );
            match &problem.diagnostic.help {
                Some(help) => {
                    let _ = writeln!(text, " ({})", escaped(help));
                }
                None => text.push('\n'),
            }
        }
        if count > max {
            let _ = writeln!(text, "- and {} more", count - max);
        }
    }
    text
}
