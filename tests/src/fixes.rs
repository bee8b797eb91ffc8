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
    let changed = changed_lines(&file.before, &after);
    if changed > edited_lines(file) {
        problems.push(format!("{path}: {changed} lines differ, but {} edits", file.edits.len()));
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

/// The lines that edits touch.
fn edited_lines(file: &FixedFile) -> usize {
    let lines = |range: &std::ops::Range<usize>| {
        let text = file.before.get(range.clone()).unwrap_or("");
        text.trim_end_matches('\n').matches('\n').count() + 1
    };
    file.edits.iter().map(|(range, _)| lines(range)).sum()
}

/// The lines before that are not among those after, in order.
fn changed_lines(before: &str, after: &str) -> usize {
    let mut rest = after.lines();
    let is_changed = |line: &&str| {
        let mut ahead = rest.clone();
        let is_kept = ahead.any(|it| it == *line);
        if is_kept {
            rest = ahead;
        }
        !is_kept
    };
    before.lines().filter(is_changed).count()
}
