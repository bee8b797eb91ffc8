//! The changes for a terminal.

use std::fmt::Write as _;

use renkei::diagnostic::{Code, Diagnostic, Style};
use renkei::diff::{Change, Level, Scope};
use renkei::pipeline::{ApiComparison, Report};

use super::review::severity;
use super::{count, operations, versions};
use crate::paint::{self, paint};

/// Renders the changes down to `least`, and the counts of all.
pub(super) fn text(found: &ApiComparison, least: Level) -> String {
    let diff = &found.diff;
    let mut text = String::new();
    for change in diff.changes.iter().filter(|it| it.level() >= least) {
        text.push_str(&one(found, change));
        text.push('\n');
    }
    let _ = writeln!(text, "{}: {}", paint(paint::NAME, &diff.title), versions(diff));
    for scope in [Scope::Wire, Scope::Rust] {
        let counts = Level::ALL.map(|level| {
            let words = format!("{} {}", count(diff, scope, level), level.as_str());
            paint(if count(diff, scope, level) > 0 { style(level) } else { paint::QUIET }, &words)
        });
        let whom = match scope {
            Scope::Wire => "callers of the API ",
            Scope::Rust => "users of the client",
        };
        let _ = writeln!(text, "  {whom}  {}", counts.join(", "));
    }
    let _ = writeln!(text, "  version bump         {}", diff.bump.as_str());
    let hidden = diff.changes.iter().filter(|it| it.level() < least).count();
    if hidden > 0 {
        let _ = writeln!(text, "{hidden} changes are not shown; `--level safe` shows all");
    }
    text
}

fn style(level: Level) -> anstyle::Style {
    paint::severity(Some(severity(level)))
}

fn one(found: &ApiComparison, change: &Change) -> String {
    let location = change.location;
    let (report, span) = match location.head {
        Some(span) => (&found.head, Some(span)),
        None => (&found.base, location.base),
    };
    let mut diagnostic =
        Diagnostic::new(Code(change.check.id()), severity(change.level()), &change.message);
    diagnostic.span = span;
    let mut text = report.render_as(change.level().as_str(), &diagnostic, Style::Colour);
    let mut note = |words: &str| {
        let _ = writeln!(text, "  = {words}");
    };
    if let (Some(base), Some(_)) = (location.base, location.head) {
        note(&format!("before: {}", place(&found.base, base)));
    }
    if let Some(names) = operations(change) {
        note(&format!("used by: {names}"));
    }
    note(change.check.explanation());
    if !change.check.help().is_empty() {
        note(&format!("help: {}", change.check.help()));
    }
    text
}

/// The location as `file:line:column`.
pub(super) fn place(report: &Report, span: renkei::diagnostic::Span) -> String {
    let file = report.file_at(span);
    let at = file.position(span.start);
    format!("{}:{}:{}", file.path().display(), at.line, at.column)
}
