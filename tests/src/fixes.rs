//! What the fixes of the linter must leave as it is: the generated client, and the lines that they do not edit.

use std::path::Path;

use renkei::emit::Layout;
use renkei::lint::FixedFile;
use renkei::pipeline::{self, Options};

/// What a fixed file breaks; empty if all is well. `name` is the name of a document, which becomes part of its client.
#[must_use]
pub fn problems(file: &FixedFile, name: &Path) -> Vec<String> {
    let (path, after) = (file.path.display(), file.after());
    let mut problems = Vec::new();
    if client(name, &file.before) != client(name, &after) {
        problems.push(format!("{path}: the client differs"));
    }
    if !has_in_order(&after, &untouched_lines(file)) {
        problems.push(format!("{path}: other lines than the edited ones differ"));
    }
    if after.lines().count() > file.before.lines().count() + file.edits.len() {
        problems.push(format!("{path}: too many lines"));
    }
    problems
}

/// The files of the client; `None` if there is none.
fn client(name: &Path, text: &str) -> Option<Vec<String>> {
    let options = Options { lint: false, ..Options::default() };
    let name = name.to_string_lossy();
    let made = pipeline::generate_text(&name, text, Layout::Module, &options).ok()?;
    Some(made.files.iter().map(|(path, text)| format!("{path:?}\n{text}")).collect())
}

/// The lines before that no edit touches.
fn untouched_lines(file: &FixedFile) -> Vec<&str> {
    let mut at = 0;
    let mut lines = Vec::new();
    for line in file.before.split_inclusive('\n') {
        let (start, end) = (at, at + line.len());
        at = end;
        let touches = |range: &std::ops::Range<usize>| range.start < end && range.end > start;
        let is_inside = |range: &std::ops::Range<usize>| range.is_empty() && range.start > start;
        if !file.edits.iter().any(|(it, _)| touches(it) || is_inside(it) && it.start < end) {
            lines.push(line.trim_end_matches('\n'));
        }
    }
    lines
}

/// Whether a text has all lines in this order, between others.
fn has_in_order(text: &str, lines: &[&str]) -> bool {
    let mut all = text.lines();
    lines.iter().all(|line| all.any(|it| it == line.trim_end_matches('\r')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_outside_of_edits_are_found() {
        let before = "a\nb\nc\nb\n";
        let file = |edits| FixedFile { path: "a.yaml".into(), before: before.to_owned(), edits };
        let removed = file(vec![(2..4, String::new())]);
        assert_eq!(untouched_lines(&removed), ["a", "c", "b"]);
        assert!(has_in_order(&removed.after(), &untouched_lines(&removed)));
        assert!(!has_in_order("a\nb\nC\n", &untouched_lines(&removed)));
        assert_eq!(untouched_lines(&file(vec![(2..2, "x\n".to_owned())])), ["a", "b", "c", "b"]);
        assert_eq!(untouched_lines(&file(vec![(3..3, "x".to_owned())])), ["a", "c", "b"]);
    }
}
