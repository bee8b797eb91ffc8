//! Suppressions in comments of YAML files: `# renkei-ignore N003 until 2027-01-31: public since 2019`.
//!
//! A comment at the end of a line is about that line; a comment on a line of its own is about the next line with content.

use std::collections::BTreeSet;

use super::{Scope, Suppression};
use crate::document::Document;
use crate::source::{Node, NodeId};
use crate::text::{FileId, JsonPointer, SourceFile, Span, offset};

/// The word that begins a suppression.
const WORD: &str = "renkei-ignore";

/// Finds the suppressions in the comments of all files.
pub(super) fn find(document: &Document) -> Vec<Suppression> {
    document.files().iter().flat_map(|file| of_file(document, file)).collect()
}

fn of_file(document: &Document, file: &SourceFile) -> Vec<Suppression> {
    let is_json = file.path().extension().is_some_and(|it| it.eq_ignore_ascii_case("json"));
    if is_json || !file.text().contains(WORD) {
        return Vec::new();
    }
    let strings =
        document.file_root(file.id()).map_or_else(Vec::new, |root| strings(root, file.id()));
    let mut found = Vec::new();
    let mut start = 0;
    let lines: Vec<&str> = file.text().split_inclusive('\n').collect();
    for (index, line) in lines.iter().enumerate() {
        if let Some((at, text)) = comment(line) {
            let span =
                Span::new(file.id(), offset(start + at), offset(start + line.trim_end().len()));
            let is_in_string =
                strings.iter().any(|it| it.start <= span.start && span.start < it.end);
            if !is_in_string {
                let is_alone = line.get(..at).is_some_and(|it| it.trim().is_empty());
                let rest = lines.get(index + 1..).unwrap_or(&[]);
                let next = if is_alone {
                    1 + rest.iter().take_while(|it| is_blank(it)).count()
                } else {
                    0
                };
                found.push(suppression(
                    text,
                    span,
                    Scope::Line(file.id(), offset(index + 1 + next)),
                ));
            }
        }
        start += line.len();
    }
    found
}

/// Whether a line has no content.
fn is_blank(line: &str) -> bool {
    let line = line.trim_start();
    line.is_empty() || line.starts_with('#')
}

/// The offset of a comment that is a suppression, and what follows the word.
fn comment(line: &str) -> Option<(usize, &str)> {
    let mut hashes = line.match_indices('#').map(|(at, _)| at);
    hashes.find_map(|at| {
        let is_start = line.get(..at)?.chars().next_back().is_none_or(char::is_whitespace);
        let text = line.get(at + 1..)?.trim_start().strip_prefix(WORD)?;
        let is_word = text.chars().next().is_none_or(|it| it.is_whitespace() || it == ':');
        (is_start && is_word).then_some((at, text.trim()))
    })
}

/// Reads `N003, N005 until 2027-01-31: reason`.
fn suppression(text: &str, span: Span, scope: Scope) -> Suppression {
    let (head, reason) = text.split_once(':').unwrap_or((text, ""));
    let (rules, until) = match head.split_once(" until ") {
        Some((rules, until)) => (rules, Some(until.trim().to_owned())),
        None => (head, None),
    };
    let rules = rules.split([',', ' ']).filter(|it| !it.is_empty()).map(str::to_owned).collect();
    Suppression {
        rules,
        scope,
        reason: reason.trim().to_owned(),
        until,
        span,
        pointer: JsonPointer::root(),
        subject: format!("comment {WORD} {}", head.trim()),
        is_used: false,
    }
}

/// The spans of all strings of a file, where a `#` is no comment.
fn strings(root: Node<'_>, file: FileId) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut seen: BTreeSet<NodeId> = BTreeSet::new();
    let mut rest = vec![root];
    while let Some(node) = rest.pop() {
        if node.span().file != file || !seen.insert(node.id()) {
            continue;
        }
        if node.as_str().is_some() {
            spans.push(node.span());
        }
        rest.extend(node.items());
        rest.extend(node.members().map(|it| it.value));
    }
    spans
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::read_text;

    #[test]
    fn comments_name_a_line_rules_a_date_and_a_reason() {
        let text = "openapi: 3.0.0 # renkei-ignore A001: here\npaths:\n  # renkei-ignore A002, some-rule until 2027-01-31: below: it\n  # another comment\n\n  /a: {description: 'no # renkei-ignore A003: x'}\n  /b:\n    description: |\n      # renkei-ignore A004: text\n  # renkei-ignored A005: x\n  # renkei-ignore A006\n  /c: {}\n";
        let document = Document::new(read_text("a.yaml", text).unwrap()).unwrap();
        let found = find(&document);
        let shown: Vec<_> = found
            .iter()
            .map(|it| {
                let Scope::Line(_, line) = it.scope else { panic!("{it:?}") };
                (it.rules.join("+"), line, it.until.as_deref(), it.reason.as_str())
            })
            .collect();
        assert_eq!(
            shown,
            [
                ("A001".to_owned(), 1, None, "here"),
                ("A002+some-rule".to_owned(), 6, Some("2027-01-31"), "below: it"),
                ("A006".to_owned(), 12, None, ""),
            ]
        );
        let slice = document.files().root().slice(found[2].span);
        assert_eq!(slice, "# renkei-ignore A006");
    }
}
