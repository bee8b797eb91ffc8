//! The colours of the output. A colour means the same everywhere.

use anstyle::{AnsiColor, Style};
use renkei::diagnostic::Severity;

/// A name.
pub(crate) const NAME: Style = Style::new().bold();
/// Less important text.
pub(crate) const QUIET: Style = Style::new().dimmed();
/// An error.
pub(crate) const ERROR: Style = AnsiColor::Red.on_default().bold();
const WARNING: Style = AnsiColor::Yellow.on_default().bold();
const INFO: Style = AnsiColor::Cyan.on_default().bold();
/// A success.
pub(crate) const GOOD: Style = AnsiColor::Green.on_default().bold();

/// Returns the style of a severity; `None` means that the rule is off.
pub(crate) fn severity(severity: Option<Severity>) -> Style {
    match severity {
        Some(Severity::Error) => ERROR,
        Some(Severity::Warning) => WARNING,
        Some(Severity::Info) => INFO,
        None => QUIET,
    }
}

/// Wraps text in a style.
pub(crate) fn paint(style: Style, text: &str) -> String {
    format!("{style}{text}{style:#}")
}
