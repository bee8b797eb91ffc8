//! Workflow commands of GitHub Actions, which show diagnostics in the changed files of a pull request.
//!
//! GitHub shows at most ten errors, ten warnings and ten notices of a step, so the worst come first and a group is one
//! annotation.
//! Source: GitHub Docs, "Workflow commands for GitHub Actions".

use std::collections::BTreeMap;
use std::fmt::Write as _;

use renkei::diagnostic::{Code, Group, Severity};

use super::Review;
use super::problem::{Problem, problems};

pub(super) fn text(review: Review<'_>) -> String {
    let mut problems = problems(review);
    problems.sort_by_key(|it| std::cmp::Reverse(it.severity()));
    let mut sizes: BTreeMap<(Code, &Group), usize> = BTreeMap::new();
    for it in &problems {
        if let Some(group) = it.diagnostic.group.as_deref() {
            *sizes.entry((it.diagnostic.code, group)).or_default() += 1;
        }
    }
    let mut text = String::new();
    for problem in &problems {
        let group = problem.diagnostic.group.as_deref();
        // The size is removed once the group is rendered.
        match group.map(|group| sizes.remove(&(problem.diagnostic.code, group))) {
            None | Some(Some(1)) => push(&mut text, problem, &problem.message_with_help()),
            Some(Some(size)) => {
                let group = group.map(|it| format!("{} (×{size})\nhelp: {}", it.message, it.help));
                push(&mut text, problem, &group.unwrap_or_else(|| problem.message_with_help()));
            }
            Some(None) => {}
        }
    }
    text
}

fn push(text: &mut String, problem: &Problem<'_>, message: &str) {
    let command = match problem.severity() {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "notice",
    };
    let _ = write!(text, "::{command} file={}", property(&problem.file));
    if let Some((start, end)) = problem.range {
        let _ = write!(text, ",line={},endLine={}", start.line, end.line);
        // Columns are only allowed within one line.
        if start.line == end.line {
            let _ = write!(text, ",col={},endColumn={}", start.column, end.column);
        }
    }
    let title = format!("{} {}", problem.code(), problem.rule_name());
    let _ = writeln!(text, ",title={}::{}", property(&title), data(message));
}

/// Escapes the message of a command.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Escapes a property of a command.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_stays_within_its_property() {
        assert_eq!(property("a:b,c%\n::error::x"), "a%3Ab%2Cc%25%0A%3A%3Aerror%3A%3Ax");
        assert_eq!(data("a: b\nc"), "a: b%0Ac");
    }
}
