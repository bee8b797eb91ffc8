//! The text of a definition, for a hover.

use renkei::text::{SourceFile, Span};

/// How many lines are shown.
const MAX_LINES: usize = 20;

/// How many characters of a line are shown.
const MAX_COLUMNS: usize = 120;

/// A definition as a block of code in Markdown.
pub(super) fn markdown(file: &SourceFile, name: Span, value: Span) -> String {
    let start = name.start.min(value.start) as usize;
    let text = file.text();
    let line = text.get(..start).and_then(|it| it.rfind('\n')).map_or(0, |at| at + 1);
    let indent = text.get(line..start).filter(|it| it.trim().is_empty());
    let code = text.get(start..value.end.max(name.end) as usize).unwrap_or("").trim_end();
    let mut lines = code.lines().map(|it| strip(it, indent.unwrap_or("")));
    let mut shown: Vec<String> = lines.by_ref().take(MAX_LINES).collect();
    if lines.next().is_some() {
        shown.push("…".to_owned());
    }
    let is_json = text.trim_start().starts_with(['{', '[']);
    let language = if is_json { "json" } else { "yaml" };
    // A text with backticks needs a longer fence.
    let fence = if code.contains("```") { "~~~~~~" } else { "```" };
    format!("{fence}{language}\n{}\n{fence}", shown.join("\n"))
}

fn strip(line: &str, indent: &str) -> String {
    let line = line.strip_prefix(indent).unwrap_or(line);
    let mut characters = line.chars();
    let mut shown: String = characters.by_ref().take(MAX_COLUMNS).collect();
    if characters.next().is_some() {
        shown.push('…');
    }
    shown
}
