//! Makes the safe fixes of the linter in copies of documents, and compares the generated clients before and after.
//!
//! ```text
//! cargo run --release -p renkei-tests --bin lint_fix [FILES…]
//! ```
//!
//! Without FILES, it takes the public documents next to the repository that consist of one file. A line is a document with its
//! edits by rule. Exits with 1 if a client differs, if other lines than the edited ones differ, or if a fix leaves its report.

#![allow(clippy::expect_used, reason = "a tool for developers; a broken environment ends it")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use renkei::diagnostic::Applicability;
use renkei::lint::Fixes;
use renkei::pipeline::{self, Options, Report};
use renkei_tests::{fixes, judged};

fn main() -> ExitCode {
    let mut files: Vec<PathBuf> = std::env::args().skip(1).map(PathBuf::from).collect();
    if files.is_empty() {
        files = judged::corpus().map_or_else(Vec::new, |(_, documents)| documents);
    }
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let mut is_safe = true;
    for path in files {
        let problems = fix_all(&path, folder.path());
        problems.iter().for_each(|it| println!("    {it}"));
        is_safe &= problems.is_empty();
    }
    if is_safe { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Fixes a copy of a document, prints the number of fixes by rule, and returns what is wrong.
fn fix_all(path: &Path, folder: &Path) -> Vec<String> {
    let name = PathBuf::from(path.file_name().expect("a file"));
    let Ok(linted) = pipeline::lint(path, &Options::default()) else {
        return vec![format!("{} cannot be read", path.display())];
    };
    let codes = safe_fixes(&linted.report);
    let counts: Vec<String> = codes.iter().map(|(code, count)| format!("{code} {count}")).collect();
    println!("{}\t{}", name.display(), counts.join(", "));
    let mut all = Fixes::default();
    linted.report.add_fixes(&mut all);
    let mut problems = Vec::new();
    for file in all.into_files() {
        problems.extend(fixes::problems(&file, &name));
        let after = folder.join(&name);
        std::fs::write(&after, file.after()).expect("the copy can be written");
        match pipeline::lint(&after, &Options::default()) {
            Ok(linted) => problems.extend(
                safe_fixes(&linted.report)
                    .iter()
                    .map(|(code, count)| format!("{count} reports of {code} with fixes are left")),
            ),
            Err(_) => problems.push("the fixed document cannot be read".to_owned()),
        }
    }
    problems
}

/// The number of reports with a safe fix, by code.
fn safe_fixes(report: &Report) -> BTreeMap<&'static str, usize> {
    let mut codes = BTreeMap::new();
    for diagnostic in report.diagnostics() {
        let is_safe =
            diagnostic.fix.as_ref().is_some_and(|it| it.applicability == Applicability::Safe);
        if is_safe {
            *codes.entry(diagnostic.code.0).or_default() += 1;
        }
    }
    codes
}
