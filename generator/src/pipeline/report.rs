//! All diagnostics about one document, sorted by location.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic, Severity, Style, code, render, render_as};
use crate::lint::Fixes;
use crate::text::{SourceFile, SourceFiles, Span, visible};

/// The diagnostics about a document, with its files to show their locations.
#[derive(Debug)]
pub struct Report {
    files: Arc<SourceFiles>,
    diagnostics: Vec<Diagnostic>,
}

impl Report {
    /// Sorts diagnostics by location; those without one come first.
    #[must_use]
    pub fn new(files: impl Into<Arc<SourceFiles>>, mut diagnostics: Vec<Diagnostic>) -> Self {
        diagnostics.sort_by_key(|it| (it.span, it.code));
        Self { files: files.into(), diagnostics }
    }

    /// The diagnostics of several stages. Of those with the same code and location only the first is kept. All without
    /// a location are kept.
    pub(super) fn of_stages(
        files: impl Into<Arc<SourceFiles>>,
        mut diagnostics: Vec<Diagnostic>,
    ) -> Self {
        diagnostics.extend(recorded_bugs());
        let mut seen = BTreeSet::new();
        diagnostics.retain(|it| it.span.is_none_or(|span| seen.insert((it.code, span))));
        Self::new(files, diagnostics)
    }

    /// The first file.
    #[must_use]
    pub fn file(&self) -> &SourceFile {
        self.files.root()
    }

    /// All files.
    #[cfg(feature = "internals")]
    #[doc(hidden)]
    #[must_use]
    pub fn files(&self) -> &SourceFiles {
        &self.files
    }

    /// The file of a diagnostic.
    #[must_use]
    pub fn file_of(&self, finding: &Diagnostic) -> &SourceFile {
        finding.span.map_or(self.files.root(), |span| self.files.of(span))
    }

    /// Adds the safe fixes of the diagnostics.
    pub fn add_fixes(&self, fixes: &mut Fixes) {
        fixes.add(&self.files, &self.diagnostics);
    }

    /// The file of a location.
    #[must_use]
    pub fn file_at(&self, span: Span) -> &SourceFile {
        self.files.of(span)
    }

    /// The diagnostics, sorted by location.
    #[must_use]
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }

    /// Shows paths below a folder as relative to it.
    #[cfg(feature = "internals")]
    pub(super) fn relative_to(mut self, folder: &std::path::Path) -> Self {
        if let Some(files) = Arc::get_mut(&mut self.files) {
            files.make_relative_to(folder);
        }
        self
    }

    /// Other diagnostics about the same files.
    #[must_use]
    pub fn with_diagnostics(&self, diagnostics: Vec<Diagnostic>) -> Self {
        Self::new(Arc::clone(&self.files), diagnostics)
    }

    /// Keeps the diagnostics that `keep` accepts.
    pub fn retain(&mut self, keep: impl FnMut(&Diagnostic) -> bool) {
        self.diagnostics.retain(keep);
    }

    /// The number of diagnostics of each severity.
    #[must_use]
    pub fn counts(&self) -> Counts {
        Counts::of(&self.diagnostics)
    }

    /// The codes in the report.
    #[must_use]
    pub fn codes(&self) -> BTreeSet<Code> {
        self.diagnostics.iter().map(|it| it.code).collect()
    }

    /// Renders one diagnostic with its source line.
    #[must_use]
    pub fn render(&self, finding: &Diagnostic, style: Style) -> String {
        render(finding, &self.files, style)
    }

    /// Renders one diagnostic with its source line, and with `word` in place of the severity.
    #[cfg(feature = "internals")]
    #[doc(hidden)]
    #[must_use]
    pub fn render_as(&self, word: &str, finding: &Diagnostic, style: Style) -> String {
        render_as(word, finding, &self.files, style)
    }

    /// Formats one diagnostic on one line, without control characters: `a.yaml:1:2: warning[D004]: … (help)`.
    #[must_use]
    pub fn line(&self, finding: &Diagnostic) -> String {
        let file = self.file_of(finding);
        let mut text = file.path().display().to_string();
        if let Some(span) = finding.span {
            let at = file.position(span.start);
            text.push_str(&format!(":{}:{}", at.line, at.column));
        }
        let (severity, code) = (finding.severity.as_str(), finding.code);
        text.push_str(&format!(": {severity}[{code}]: {}", finding.message));
        if let Some(help) = &finding.help {
            text.push_str(&format!(" ({help})"));
        }
        visible(&text).into_owned()
    }
}

/// The impossible states that stages recorded in this thread.
pub(super) fn recorded_bugs() -> impl Iterator<Item = Diagnostic> {
    crate::bug::take().into_iter().map(bug)
}

/// An impossible state that a stage recorded.
fn bug(message: String) -> Diagnostic {
    let help = "please report it with the document, at https://github.com/renkei-rs/renkei/issues";
    Diagnostic::warning(code::BUG, format!("a bug in renkei: {message}")).with_help(help)
}

impl fmt::Display for Report {
    /// All diagnostics with their source lines, without colours.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.diagnostics.iter().try_for_each(|it| f.write_str(&self.render(it, Style::Plain)))
    }
}

/// The number of diagnostics of each severity.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Errors.
    pub errors: usize,
    /// Warnings.
    pub warnings: usize,
    /// Informations.
    pub infos: usize,
}

impl Counts {
    /// Counts findings.
    #[must_use]
    pub fn of<'a>(findings: impl IntoIterator<Item = &'a Diagnostic>) -> Self {
        findings.into_iter().fold(Self::default(), |counts, finding| counts.and(finding.severity))
    }

    /// All of them.
    #[must_use]
    pub fn total(self) -> usize {
        self.errors + self.warnings + self.infos
    }

    /// How many are at least as bad as `severity`.
    #[must_use]
    pub fn at_least(self, severity: Severity) -> usize {
        match severity {
            Severity::Error => self.errors,
            Severity::Warning => self.errors + self.warnings,
            Severity::Info => self.total(),
        }
    }

    fn and(mut self, severity: Severity) -> Self {
        match severity {
            Severity::Error => self.errors += 1,
            Severity::Warning => self.warnings += 1,
            Severity::Info => self.infos += 1,
        }
        self
    }
}

impl std::ops::Add for Counts {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            errors: self.errors + other.errors,
            warnings: self.warnings + other.warnings,
            infos: self.infos + other.infos,
        }
    }
}

impl fmt::Display for Counts {
    /// `2 errors, 1 warning`; `nothing` where there is nothing.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words = [
            (self.errors, "error", "errors"),
            (self.warnings, "warning", "warnings"),
            (self.infos, "note", "notes"),
        ];
        let words = words.into_iter().filter(|(count, ..)| *count > 0);
        let words: Vec<String> = words
            .map(|(count, one, many)| format!("{count} {}", if count == 1 { one } else { many }))
            .collect();
        f.write_str(if words.is_empty() { "nothing" } else { "" })?;
        f.write_str(&words.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::code;
    use crate::source::read_text;

    fn report(diagnostics: Vec<Diagnostic>) -> Report {
        let files = read_text("a.yaml", "one: 1\ntwo: 2\n").unwrap().into_files();
        Report::of_stages(files, diagnostics)
    }

    fn finding(at: u32, severity: Severity, message: &str) -> Diagnostic {
        let files = read_text("a.yaml", "one: 1").unwrap().into_files();
        Diagnostic::new(code::MALFORMED, severity, message).at(Span::new(
            files.root().id(),
            at,
            at + 3,
        ))
    }

    #[test]
    fn findings_are_sorted_and_said_once() {
        let nowhere = || Diagnostic::info(code::MALFORMED, "nowhere");
        let report = report(vec![
            finding(7, Severity::Warning, "second"),
            finding(0, Severity::Error, "first"),
            finding(7, Severity::Warning, "second again"),
            nowhere(),
            nowhere(),
        ]);
        let messages: Vec<_> = report.diagnostics().iter().map(|it| it.message.as_str()).collect();
        assert_eq!(messages, ["nowhere", "nowhere", "first", "second"]);
        assert!(report.codes().contains(&code::MALFORMED));
        assert!(!report.codes().contains(&code::CONFIG));
        assert_eq!(report.counts().to_string(), "1 error, 1 warning, 2 notes");
        assert_eq!(report.counts().at_least(Severity::Warning), 2);
        assert_eq!(Counts::default().to_string(), "nothing");
    }

    #[test]
    fn a_line_stays_one_line() {
        let finding =
            finding(7, Severity::Warning, "bad\ncargo::rustc-env=A=1").with_help("mend\rit");
        let report = report(vec![finding]);
        let line = report.line(&report.diagnostics()[0]);
        assert_eq!(
            line,
            "a.yaml:2:1: warning[D004]: bad\u{FFFD}cargo::rustc-env=A=1 (mend\u{FFFD}it)"
        );
    }
}
