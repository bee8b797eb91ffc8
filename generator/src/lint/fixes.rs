//! Combines the safe fixes of several reports into new texts of files.
//!
//! Takes the files and diagnostics of reports; returns the files with their new texts. Of fixes that overlap, the first one is
//! made. It must not write anything.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};

use crate::diagnostic::{Applicability, Diagnostic, Edit, Fix};
use crate::source;
use crate::text::SourceFiles;

/// The safe fixes of several reports.
#[derive(Debug, Default)]
pub struct Fixes {
    files: BTreeMap<PathBuf, FileEdits>,
    /// How many fixes are made.
    pub applied: usize,
    /// How many fixes overlap others. They may be possible after those are made.
    pub skipped: usize,
}

#[derive(Debug)]
struct FileEdits {
    text: String,
    /// Replaced bytes and new texts.
    edits: Vec<(Range<usize>, String)>,
}

/// A file that fixes change.
#[derive(Debug, PartialEq, Eq)]
pub struct FixedFile {
    /// The path, as the user wrote it.
    pub path: PathBuf,
    /// The text before, without a byte order mark.
    pub before: String,
    /// The replaced bytes and the new texts, in order and without overlaps.
    pub edits: Vec<(Range<usize>, String)>,
}

impl FixedFile {
    /// The text after the edits.
    #[must_use]
    pub fn after(&self) -> String {
        let mut text = self.before.clone();
        for (range, new) in self.edits.iter().rev() {
            text.replace_range(range.clone(), new);
        }
        text
    }
}

impl Fixes {
    /// Adds the safe fixes of diagnostics.
    pub fn add(&mut self, files: &SourceFiles, diagnostics: &[Diagnostic]) {
        let fixes = diagnostics.iter().filter_map(|it| it.fix.as_ref());
        for fix in fixes.filter(|it| it.applicability == Applicability::Safe) {
            self.add_fix(files, fix);
        }
    }

    /// Adds a fix, unless another report has added the same one. The edits of a fix are made together or not at all.
    fn add_fix(&mut self, files: &SourceFiles, fix: &Fix) {
        if fix.edits.iter().all(|edit| self.has(files, edit)) {
            return;
        }
        if fix.edits.iter().any(|edit| self.overlaps(files, edit)) {
            self.skipped += 1;
            return;
        }
        self.applied += 1;
        for edit in &fix.edits {
            let file = files.of(edit.span);
            let entry = self.files.entry(file.path().to_owned());
            let entry = entry
                .or_insert_with(|| FileEdits { text: file.text().to_owned(), edits: Vec::new() });
            entry.edits.push((range(edit), edit.text.clone()));
        }
    }

    fn edits_of(&self, path: &Path) -> &[(Range<usize>, String)] {
        self.files.get(path).map_or(&[], |it| it.edits.as_slice())
    }

    fn has(&self, files: &SourceFiles, edit: &Edit) -> bool {
        let range = range(edit);
        let edits = self.edits_of(files.of(edit.span).path());
        edits.iter().any(|(other, text)| *other == range && *text == edit.text)
    }

    fn overlaps(&self, files: &SourceFiles, edit: &Edit) -> bool {
        let range = range(edit);
        let edits = self.edits_of(files.of(edit.span).path());
        edits.iter().any(|(other, _)| {
            other.start < range.end && range.start < other.end
                || other.start == range.start
                || other.contains(&range.start)
                || range.contains(&other.start)
        })
    }

    /// The changed files. A file whose new text would be invalid is left out.
    #[must_use]
    pub fn into_files(self) -> Vec<FixedFile> {
        let files = self.files.into_iter().map(|(path, FileEdits { text, mut edits })| {
            edits.sort_by_key(|(range, _)| (range.start, range.end));
            FixedFile { path, before: text, edits }
        });
        files.filter(is_valid).collect()
    }
}

fn range(edit: &Edit) -> Range<usize> {
    edit.span.start as usize..edit.span.end as usize
}

/// Whether the new text can be read.
fn is_valid(file: &FixedFile) -> bool {
    let fits = file.edits.iter().all(|(range, _)| file.before.get(range.clone()).is_some());
    fits && source::read_text(&file.path.to_string_lossy(), &file.after()).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::code;
    use crate::source::read_text;
    use crate::text::Span;

    fn fixed(fixes: &[&[(u32, u32, &str)]]) -> (String, usize, usize) {
        let files = read_text("a.yaml", "one: 1\ntwo: 2\n").unwrap().into_files();
        let edit = |(start, end, text): &(u32, u32, &str)| Edit {
            span: Span::new(files.root().id(), *start, *end),
            text: (*text).to_owned(),
        };
        let diagnostics: Vec<Diagnostic> = fixes
            .iter()
            .map(|edits| {
                let mut diagnostic = Diagnostic::error(code::MALFORMED, "x");
                diagnostic.fix = Some(Fix::safe(edits.iter().map(edit).collect()));
                diagnostic
            })
            .collect();
        let mut all = Fixes::default();
        all.add(&files, &diagnostics);
        let counts = (all.applied, all.skipped);
        let text = all.into_files().first().map_or_else(String::new, FixedFile::after);
        (text, counts.0, counts.1)
    }

    #[test]
    fn fixes_that_overlap_an_earlier_one_are_skipped() {
        let text = |text: &str| text.to_owned();
        let one = (5, 6, "3");
        assert_eq!(fixed(&[&[one], &[(12, 13, "4")]]), (text("one: 3\ntwo: 4\n"), 2, 0));
        assert_eq!(
            fixed(&[&[one], &[(0, 7, ""), (12, 13, "4")]]),
            (text("one: 3\ntwo: 2\n"), 1, 1)
        );
        assert_eq!(fixed(&[&[one], &[one]]), (text("one: 3\ntwo: 2\n"), 1, 0));
        assert_eq!(fixed(&[&[(5, 6, "[")]]), (String::new(), 1, 0));
    }

    #[test]
    fn suggestions_are_left() {
        let files = read_text("a.yaml", "one: 1\n").unwrap().into_files();
        let mut diagnostic = Diagnostic::error(code::MALFORMED, "x");
        let span = Span::new(files.root().id(), 5, 6);
        diagnostic.fix = Some(Fix::suggestion(vec![Edit { span, text: "2".to_owned() }]));
        let mut fixes = Fixes::default();
        fixes.add(&files, &[diagnostic]);
        assert!(fixes.into_files().is_empty());
    }
}
