//! One HTML file with all diagnostics: search, filters by rule, file and severity, and excerpts of the documents.
//!
//! The file loads nothing from the network. Diagnostics are data in it, which its script shows as text, so that no text of a
//! document is read as HTML.

use renkei::diagnostic::SourceFile;
use renkei::pipeline::Counts;
use renkei::text::{escape_in_json, visible};
use serde::Serialize;

use super::Review;
use super::problem::{Problem, problems};

/// The page, with a place for the data.
const PAGE: &str = include_str!("report.html");
const DATA: &str = "@DATA@";
const TITLE: &str = "@TITLE@";

/// How many lines are shown before and after the marked one.
const CONTEXT: u32 = 2;

/// The length of a shown line, in characters. Minified documents have one line.
const MAX_LINE: usize = 160;

#[derive(Serialize)]
struct Data<'r> {
    summary: String,
    problems: Vec<Row<'r>>,
}

#[derive(Serialize)]
struct Row<'r> {
    code: &'r str,
    rule: &'r str,
    page: Option<String>,
    severity: &'r str,
    message: &'r str,
    help: Option<&'r str>,
    subject: Option<&'r str>,
    file: String,
    line: Option<u32>,
    column: Option<u32>,
    excerpt: Vec<Line>,
}

/// A line of an excerpt, with what is marked in it.
#[derive(Serialize, Debug, PartialEq)]
struct Line {
    number: u32,
    before: String,
    marked: String,
    after: String,
}

pub(super) fn text(review: Review<'_>) -> String {
    let problems = problems(review);
    let counts = review.reports.iter().map(|it| it.counts());
    let counts = counts.fold(Counts::default(), |sum, counts| sum + counts);
    let summary = if counts.total() == 0 { "no problems".to_owned() } else { counts.to_string() };
    let data = Data { summary, problems: problems.iter().map(row).collect() };
    // Structs of strings and numbers never fail to serialise.
    let json = serde_json::to_string(&data).unwrap_or_else(|_| "{}".to_owned());
    // `</script>` and `<!--` cannot occur without `<`.
    PAGE.replace(TITLE, review.title).replacen(
        DATA,
        &escape_in_json(json).replace('<', "\\u003c"),
        1,
    )
}

fn row<'r>(problem: &'r Problem<'_>) -> Row<'r> {
    let diagnostic = problem.diagnostic;
    let start = problem.range.map(|(start, _)| start);
    Row {
        code: diagnostic.code.0,
        rule: problem.rule_name(),
        page: problem.rule.as_ref().map(|it| it.page.clone()),
        severity: diagnostic.severity.as_str(),
        message: &diagnostic.message,
        help: diagnostic.help.as_deref(),
        subject: diagnostic.subject.as_deref(),
        file: problem.file.clone(),
        line: start.map(|it| it.line),
        column: start.map(|it| it.column),
        excerpt: problem.range.map_or_else(Vec::new, |(start, end)| {
            let end = if end.line == start.line { end.column } else { u32::MAX };
            excerpt(problem.report.file_of(diagnostic), start.line, start.column..end)
        }),
    }
}

/// The line with marked columns, and the lines around it.
fn excerpt(file: &SourceFile, marked: u32, columns: std::ops::Range<u32>) -> Vec<Line> {
    let last = file.position(u32::try_from(file.text().len()).unwrap_or(u32::MAX)).line;
    let lines = marked.saturating_sub(CONTEXT).max(1)..=(marked + CONTEXT).min(last);
    let line = |number: u32| {
        let text: Vec<char> = visible(file.line(number)).chars().collect();
        let part = |range: std::ops::Range<usize>| -> String {
            let start = range.start.min(text.len());
            text.get(start..range.end.clamp(start, text.len())).unwrap_or(&[]).iter().collect()
        };
        if number != marked {
            return Line {
                number,
                before: part(0..MAX_LINE),
                marked: String::new(),
                after: String::new(),
            };
        }
        let start = columns.start.saturating_sub(1) as usize;
        let end = (columns.end.saturating_sub(1) as usize).min(start + MAX_LINE / 2);
        let first = (start + MAX_LINE / 2).saturating_sub(MAX_LINE);
        let rest = end..first + MAX_LINE.max(end - first);
        Line { number, before: part(first..start), marked: part(start..end), after: part(rest) }
    };
    lines.map(line).collect()
}
