//! The changes as diagnostics, for the formats of code review systems.
//!
//! A change is reported where the later version has it; what is gone is reported in the earlier version.

use renkei::diagnostic::{Code, Diagnostic, Severity};
use renkei::diff::{Change, Check, Level};
use renkei::pipeline::{ApiComparison, Report};

use crate::args::ReviewFormat;
use crate::report::{self, Review, RuleInfo};

/// The page that lists all checks.
const PAGE: &str = "https://github.com/renkei-rs/renkei/blob/main/docs/changes.md#checks";

pub(super) fn text(format: ReviewFormat, found: &ApiComparison) -> String {
    let mut base = Vec::new();
    let mut head = Vec::new();
    for change in &found.diff.changes {
        let is_gone = change.location.head.is_none() && change.location.base.is_some();
        if is_gone { &mut base } else { &mut head }.push(diagnostic(found, change));
    }
    let head = found.head.with_diagnostics(head);
    let base = found.base.with_diagnostics(base);
    let reports: &[&Report] = if base.counts().total() == 0 { &[&head] } else { &[&head, &base] };
    report::text(format, Review { title: "renkei diff", reports, rules })
}

/// How severe a change is.
pub(super) fn severity(level: Level) -> Severity {
    match level {
        Level::Breaking => Severity::Error,
        Level::Risky => Severity::Warning,
        Level::Safe => Severity::Info,
    }
}

fn diagnostic(found: &ApiComparison, change: &Change) -> Diagnostic {
    let code = Code(change.check.id());
    let location = change.location;
    let mut diagnostic = Diagnostic::new(code, severity(change.level()), &change.message);
    diagnostic.span = location.head.or(location.base);
    let help = change.check.help();
    let before = match (location.base, location.head) {
        (Some(base), Some(_)) => format!(" (before: {})", super::human::place(&found.base, base)),
        _ => String::new(),
    };
    diagnostic.help = Some(match help {
        "" => format!("{}{before}", change.check.explanation()),
        _ => format!("{} {help}{before}", change.check.explanation()),
    });
    diagnostic.subject = Some(format!("{}: {}", change.subject, change.message));
    diagnostic
}

fn rules(code: Code) -> Option<RuleInfo> {
    let check = Check::ALL.iter().find(|it| it.id() == code.0)?;
    let explanation = check.explanation();
    Some(RuleInfo {
        name: check.id(),
        summary: explanation,
        docs: explanation,
        page: PAGE.to_owned(),
    })
}
