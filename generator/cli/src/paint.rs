//! Colours, in one place, so that they mean the same everywhere.

use anstyle::{AnsiColor, Style};
use renkei::diagnostic::Severity;

/// What a thing is called.
pub(crate) const NAME: Style = Style::new().bold();
/// What matters less.
pub(crate) const QUIET: Style = Style::new().dimmed();
/// What must be mended.
pub(crate) const ERROR: Style = AnsiColor::Red.on_default().bold();
const WARNING: Style = AnsiColor::Yellow.on_default().bold();
const INFO: Style = AnsiColor::Cyan.on_default().bold();
/// What went well.
pub(crate) const GOOD: Style = AnsiColor::Green.on_default().bold();

/// The style of a severity; `None` is off.
pub(crate) fn severity(severity: Option<Severity>) -> Style {
    match severity {
        Some(Severity::Error) => ERROR,
        Some(Severity::Warning) => WARNING,
        Some(Severity::Info) => INFO,
        None => QUIET,
    }
}

/// Text in a style.
pub(crate) fn paint(style: Style, text: &str) -> String {
    format!("{style}{text}{style:#}")
}
