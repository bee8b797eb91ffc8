//! The edits of a file as a unified diff, in the format of `diff -u` and git.

use std::fmt::Write as _;
use std::ops::Range;

use renkei::lint::FixedFile;

use crate::paint::{self, paint};

/// How many unchanged lines are shown around a change.
const CONTEXT: usize = 3;

/// Replaced bytes and the new text.
type TextEdit = (Range<usize>, String);

/// Replaced lines of the old text, by number from 0, and the text that replaces them.
struct Change {
    old: Range<usize>,
    new: String,
}

/// Renders the edits of a file.
pub(super) fn unified(file: &FixedFile) -> String {
    let lines: Vec<&str> = file.before.split_inclusive('\n').collect();
    let changes = changes(file, &lines);
    let path = file.path.display();
    let head = format!("--- a/{path}\n+++ b/{path}");
    let mut text = format!("{}\n", paint(paint::NAME, &head));
    // How many lines the hunks before have added, less those that they have removed.
    let mut added = 0_isize;
    let mut rest = changes.as_slice();
    while !rest.is_empty() {
        let is_apart = |pair: &[Change]| match pair {
            [first, second] => second.old.start > first.old.end + 2 * CONTEXT,
            _ => false,
        };
        let count = rest.windows(2).position(is_apart).map_or(rest.len(), |at| at + 1);
        let (hunk, others) = rest.split_at(count);
        added += push_hunk(&mut text, &lines, hunk, added);
        rest = others;
    }
    text
}

/// The edits as replaced whole lines. Edits of one line are one change.
fn changes(file: &FixedFile, lines: &[&str]) -> Vec<Change> {
    let mut starts = vec![0];
    // A last line without a line break is followed by no other line.
    for line in lines.iter().filter(|it| it.ends_with('\n')) {
        starts.push(starts.last().copied().unwrap_or(0) + line.len());
    }
    let line_of = |at: usize| starts.partition_point(|start| *start <= at).saturating_sub(1);
    let mut groups: Vec<(Range<usize>, Vec<&TextEdit>)> = Vec::new();
    for edit in &file.edits {
        let first = line_of(edit.0.start);
        let is_at_line_start = starts.contains(&edit.0.end);
        let last = if is_at_line_start && edit.0.end > edit.0.start {
            line_of(edit.0.end)
        } else {
            line_of(edit.0.end) + 1
        };
        let is_insertion = edit.0.is_empty() && is_at_line_start && edit.1.ends_with('\n');
        let old = first..if is_insertion { first } else { last.min(lines.len()).max(first) };
        match groups.last_mut() {
            Some((range, edits)) if old.start < range.end || *range == old => {
                range.end = range.end.max(old.end);
                edits.push(edit);
            }
            _ => groups.push((old, vec![edit])),
        }
    }
    let change = |(old, edits): (Range<usize>, Vec<&TextEdit>)| {
        let base = starts.get(old.start).copied().unwrap_or(file.before.len());
        let end = starts.get(old.end).copied().unwrap_or(file.before.len());
        let mut new = file.before.get(base..end).unwrap_or("").to_owned();
        for (range, text) in edits.into_iter().rev() {
            new.replace_range(range.start - base..range.end - base, text);
        }
        Change { old, new }
    };
    groups.into_iter().map(change).collect()
}

/// Adds one hunk. Returns how many lines it adds.
fn push_hunk(text: &mut String, lines: &[&str], hunk: &[Change], added: isize) -> isize {
    let (Some(first), Some(last)) = (hunk.first(), hunk.last()) else { return 0 };
    let start = first.old.start.saturating_sub(CONTEXT);
    let end = (last.old.end + CONTEXT).min(lines.len());
    let new_lines = |change: &Change| change.new.split_inclusive('\n').count();
    let removed: usize = hunk.iter().map(|it| it.old.len()).sum();
    let inserted: usize = hunk.iter().map(new_lines).sum();
    let signed = |count: usize| isize::try_from(count).unwrap_or(isize::MAX);
    let grows = signed(inserted) - signed(removed);
    let old_count = end - start;
    let new_count = old_count.saturating_add_signed(grows);
    let first_line = |start: usize, count: usize| if count == 0 { start } else { start + 1 };
    let old_start = first_line(start, old_count);
    let new_start = first_line(start.saturating_add_signed(added), new_count);
    let head = format!("@@ -{old_start},{old_count} +{new_start},{new_count} @@");
    let _ = writeln!(text, "{}", paint(paint::QUIET, &head));
    let mut at = start;
    for change in hunk {
        push_lines(text, ' ', lines.get(at..change.old.start).unwrap_or(&[]));
        push_lines(text, '-', lines.get(change.old.clone()).unwrap_or(&[]));
        push_lines(text, '+', &change.new.split_inclusive('\n').collect::<Vec<_>>());
        at = change.old.end;
    }
    push_lines(text, ' ', lines.get(at..end).unwrap_or(&[]));
    grows
}

fn push_lines(text: &mut String, mark: char, lines: &[&str]) {
    for line in lines {
        let style = match mark {
            '-' => paint::ERROR,
            '+' => paint::GOOD,
            _ => anstyle::Style::new(),
        };
        let shown = line.strip_suffix('\n');
        let _ = writeln!(text, "{}", paint(style, &format!("{mark}{}", shown.unwrap_or(line))));
        if shown.is_none() {
            text.push_str("\\ No newline at end of file\n");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn diff(before: &str, edits: &[(Range<usize>, &str)]) -> String {
        let edits = edits.iter().map(|(range, text)| (range.clone(), (*text).to_owned())).collect();
        let text = unified(&FixedFile { path: "a.yaml".into(), before: before.to_owned(), edits });
        anstream::adapter::strip_str(&text).to_string()
    }

    #[test]
    fn changed_lines_have_context() {
        let before: String = (1..=20).map(|it| format!("{it:02}\n")).collect();
        let head = "--- a/a.yaml\n+++ b/a.yaml\n";
        assert_eq!(
            diff(&before, &[(15..17, "six"), (18..18, "new\n")]),
            format!("{head}@@ -3,7 +3,8 @@\n 03\n 04\n 05\n-06\n+six\n+new\n 07\n 08\n 09\n")
        );
        assert_eq!(
            diff(&before, &[(0..3, ""), (57..60, "")]),
            format!(
                "{head}@@ -1,4 +1,3 @@\n-01\n 02\n 03\n 04\n@@ -17,4 +16,3 @@\n 17\n 18\n 19\n-20\n"
            )
        );
        assert_eq!(
            diff("a", &[(1..1, "\nb")]),
            format!(
                "{head}@@ -1,1 +1,2 @@\n-a\n\\ No newline at end of file\n+a\n+b\n\\ No newline at end of file\n"
            )
        );
    }
}
