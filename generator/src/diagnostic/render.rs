//! Renders a diagnostic as text: code, message, location, the source line with marks, and the help.

use std::fmt::Write as _;

use super::{Diagnostic, Severity};
use crate::text::{LineColumn, SourceFile, SourceFiles, Span, visible};

/// Whether to colour the text with ANSI escapes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Plain text.
    Plain,
    /// For a terminal.
    Colour,
}

/// The length of an excerpt, in characters. Longer source lines are cut around the marks.
const MAX_EXCERPT: usize = 100;

/// Renders a diagnostic in the style of rustc, with a final line break.
#[must_use]
pub fn render(diagnostic: &Diagnostic, files: &SourceFiles, style: Style) -> String {
    render_as(diagnostic.severity.as_str(), diagnostic, files, style)
}

/// Renders a diagnostic with another word than its severity.
pub(crate) fn render_as(
    word: &str,
    diagnostic: &Diagnostic,
    files: &SourceFiles,
    style: Style,
) -> String {
    let mut text = String::new();
    let paint = Paint { style };
    let severity = diagnostic.severity;
    let head = format!("{word}[{}]", diagnostic.code);
    let _ = writeln!(
        text,
        "{}: {}",
        paint.severity(severity, &head),
        paint.bold(&visible(&diagnostic.message))
    );
    if let Some(span) = diagnostic.span {
        excerpt(&mut text, files.of(span), span, paint, severity);
    }
    for (span, words) in &diagnostic.related {
        let file = files.of(*span);
        let at = file.position(span.start);
        let place = location(file, at);
        let _ = writeln!(text, "  {} {place}: {}", paint.frame("::"), visible(words));
    }
    if let Some(help) = &diagnostic.help {
        let _ =
            writeln!(text, "  {} {}", paint.frame("="), format_args!("help: {}", visible(help)));
    }
    text
}

fn excerpt(text: &mut String, file: &SourceFile, span: Span, paint: Paint, severity: Severity) {
    let start = file.position(span.start);
    let end = file.position(span.end.max(span.start));
    let gutter = start.line.to_string().len();
    let place = location(file, start);
    let _ = writeln!(text, "{:gutter$}{} {place}", "", paint.frame("-->"));
    let line = file.line(start.line);
    let column = start.column as usize - 1;
    // The end of a span can be inside a character, which has no column.
    let one_line = end.line == start.line;
    let length = if one_line { end.column.saturating_sub(start.column) } else { u32::MAX };
    let (shown, offset) = cut(line, column);
    let room = shown.chars().count().saturating_sub(column - offset).max(1);
    let marks = "^".repeat((length as usize).clamp(1, room));
    let pad = column - offset;
    let number = paint.frame(&start.line.to_string());
    let _ = writeln!(text, "{number} {} {shown}", paint.frame("|"));
    let _ = writeln!(
        text,
        "{:gutter$} {} {:pad$}{}",
        "",
        paint.frame("|"),
        "",
        paint.severity(severity, &marks)
    );
}

/// `file:line:column`.
fn location(file: &SourceFile, at: LineColumn) -> String {
    format!("{}:{}:{}", visible(&file.path().to_string_lossy()), at.line, at.column)
}

/// Cuts a line around a column. Returns safe text and the number of characters that were cut before it.
fn cut(line: &str, column: usize) -> (String, usize) {
    let from = if column > MAX_EXCERPT * 3 / 4 { column - MAX_EXCERPT / 2 } else { 0 };
    let shown: String = line.chars().skip(from).take(MAX_EXCERPT).collect();
    (visible(&shown).into_owned(), from)
}

#[derive(Clone, Copy)]
struct Paint {
    style: Style,
}

impl Paint {
    fn with(self, ansi: &str, text: &str) -> String {
        match self.style {
            Style::Plain => text.to_owned(),
            Style::Colour => format!("\u{1b}[{ansi}m{text}\u{1b}[0m"),
        }
    }

    fn severity(self, severity: Severity, text: &str) -> String {
        let ansi = match severity {
            Severity::Error => "1;31",
            Severity::Warning => "1;33",
            Severity::Info => "1;36",
        };
        self.with(ansi, text)
    }

    fn bold(self, text: &str) -> String {
        self.with("1", text)
    }

    fn frame(self, text: &str) -> String {
        self.with("1;34", text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::code;
    use crate::text::FileId;

    fn files(text: &str) -> SourceFiles {
        SourceFile::new(FileId(0), "a.yaml".into(), text.to_owned()).into()
    }

    #[test]
    fn the_place_is_marked() {
        let files = files("paths:\n  /Users: {}\n");
        let diagnostic = Diagnostic::error(code::MALFORMED, "no \u{1b}[2J escapes")
            .at(Span::new(FileId(0), 9, 15))
            .with_help("write /users");
        let text = render(&diagnostic, &files, Style::Plain);
        let expected = "error[D004]: no \u{FFFD}[2J escapes\n --> a.yaml:2:3\n2 |   /Users: {}\n  |   ^^^^^^\n  = help: write /users\n";
        assert_eq!(text, expected);
    }

    #[test]
    fn a_place_may_end_inside_a_character() {
        let files = files("key: \u{e9}\n");
        let span = Span::new(FileId(0), 5, 6);
        let shown = render(&Diagnostic::info(code::SYNTAX, "m").at(span), &files, Style::Plain);
        assert!(shown.ends_with("\n1 | key: \u{e9}\n  |      ^\n"), "{shown}");
    }

    #[test]
    fn long_lines_are_cut_around_the_place() {
        let text = format!("{}: {}", "k", "x".repeat(5000));
        let files = files(&text);
        let span = Span::new(FileId(0), 3000, 3004);
        let shown = render(&Diagnostic::info(code::SYNTAX, "m").at(span), &files, Style::Plain);
        assert!(shown.lines().all(|line| line.chars().count() < 130), "{shown}");
        assert!(shown.contains("^^^^"));
    }
}
