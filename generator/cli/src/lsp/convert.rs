//! From the library's types to those of the protocol.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use lsp_types::{
    Code, CodeDescription, Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity,
    DiagnosticTag, Location, Message, Range, Uri,
};
use renkei::diagnostic::{self, SourceFiles, Span, code};

use super::analysis::{LineIndex, Position, Shift};
use super::uri;

/// The page of a rule.
const RULES: &str = "https://github.com/renkei-rs/renkei/blob/main/docs/rules/";

impl From<Position> for lsp_types::Position {
    fn from(Position { line, character }: Position) -> Self {
        Self { line, character }
    }
}

impl From<lsp_types::Position> for Position {
    fn from(lsp_types::Position { line, character }: lsp_types::Position) -> Self {
        Self { line, character }
    }
}

/// The current texts of files. A file that is not open has the text that was read.
pub(super) trait Texts {
    /// The text of a file, if it is open.
    fn text(&self, path: &Path) -> Option<&str>;
}

/// Where spans of a document are in the current texts of its files.
pub(super) struct Ranges<'t> {
    files: &'t SourceFiles,
    texts: &'t dyn Texts,
    known: HashMap<PathBuf, FileRanges<'t>>,
}

struct FileRanges<'t> {
    uri: Uri,
    lines: LineIndex<'t>,
    shift: Option<Shift>,
}

impl<'t> Ranges<'t> {
    pub(super) fn new(files: &'t SourceFiles, texts: &'t dyn Texts) -> Self {
        Self { files, texts, known: HashMap::new() }
    }

    /// The file and the range of a span; `None` if its text has changed since it was read.
    pub(super) fn location(&mut self, span: Span) -> Option<Location> {
        let file = self.files.of(span);
        let known = self.known.entry(file.path().to_owned()).or_insert_with(|| {
            let current = self.texts.text(file.path()).unwrap_or(file.text());
            let shift = (current != file.text()).then(|| Shift::between(file.text(), current));
            FileRanges { uri: uri::of_path(file.path()), lines: LineIndex::new(current), shift }
        });
        let (start, end) = (span.start as usize, span.end as usize);
        let moved = |it: usize| known.shift.map_or(Some(it), |shift| shift.to_new(it));
        let at = |it: usize| moved(it).map(|it| known.lines.position(it).into());
        let range = Range { start: at(start)?, end: at(end)? };
        Some(Location { uri: known.uri.clone(), range })
    }

    /// A diagnostic with the path of its file; `None` if the text that it is about has changed.
    pub(super) fn diagnostic(
        &mut self,
        found: &diagnostic::Diagnostic,
    ) -> Option<(PathBuf, Diagnostic)> {
        let start = Span::new(self.files.root().id(), 0, 0);
        let span = found.span.unwrap_or(start);
        // In YAML, a collection ends where the next one begins.
        let length = self.files.of(span).slice(span).trim_end().len();
        let end = span.start + u32::try_from(length).unwrap_or(0);
        let span = Span::new(span.file, span.start, end);
        let Location { range, .. } = self.location(span)?;
        let help = found.help.as_ref().map_or(String::new(), |it| format!("\nhelp: {it}"));
        let related = found.related.iter().filter_map(|(span, label)| {
            let location = self.location(*span)?;
            Some(DiagnosticRelatedInformation { location, message: label.clone() })
        });
        let related: Vec<_> = related.collect();
        let is_unused = found.code == code::COMPONENT_USED;
        let has_page = renkei::lint::rule(found.code.0).is_some();
        let page = format!("{RULES}{}.md", found.code);
        let diagnostic = Diagnostic {
            range,
            severity: Some(severity(found.severity)),
            code: Some(Code::String(found.code.to_string())),
            code_description: has_page.then_some(CodeDescription { href: Uri(page) }),
            source: Some("renkei".to_owned()),
            message: Message::String(format!("{}{help}", found.message)),
            tags: is_unused.then(|| vec![DiagnosticTag::Unnecessary]),
            related_information: (!related.is_empty()).then_some(related),
            data: None,
        };
        Some((self.files.of(span).path().to_owned(), diagnostic))
    }
}

fn severity(severity: diagnostic::Severity) -> DiagnosticSeverity {
    match severity {
        diagnostic::Severity::Error => DiagnosticSeverity::Error,
        diagnostic::Severity::Warning => DiagnosticSeverity::Warning,
        diagnostic::Severity::Info => DiagnosticSeverity::Information,
    }
}
