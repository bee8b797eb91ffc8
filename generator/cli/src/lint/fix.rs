//! `renkei lint --fix`: writes the safe fixes of diagnostics, or prints them as a diff.

use std::io;

use renkei::lint::{FixedFile, Fixes};
use renkei::pipeline::LintReport;
use renkei::write::write_file;

use super::diff;
use crate::args::Lint;
use crate::exit::Exit;
use crate::terminal::Terminal;

/// The mark that some editors write before the text of a file.
const BYTE_ORDER_MARK: &str = "\u{FEFF}";

/// Makes the safe fixes of all reports.
pub(super) fn run(args: &Lint, reports: &[LintReport], terminal: &mut Terminal) -> Exit {
    let mut fixes = Fixes::default();
    reports.iter().for_each(|it| it.report.add_fixes(&mut fixes));
    let (applied, skipped) = (fixes.applied, fixes.skipped);
    let mut exit = Exit::Success;
    for file in fixes.into_files() {
        if args.dry_run {
            terminal.result(&diff::unified(&file));
        } else if let Err(message) = write(&file) {
            exit = exit.max(terminal.cannot_run(&message));
        }
    }
    let verb = if args.dry_run { "can be made" } else { "made" };
    if applied > 0 {
        terminal.message(&format!("{applied} fixes {verb}\n"));
    }
    if skipped > 0 {
        terminal.message(&format!("{skipped} fixes overlap others; run the command again\n"));
    }
    exit
}

/// Replaces a file whole, if it still has the text that was linted.
fn write(file: &FixedFile) -> Result<(), String> {
    let path = &file.path;
    let shown = path.display();
    let failed = |error: io::Error| format!("cannot write {shown}: {error}");
    let current = std::fs::read_to_string(path).map_err(failed)?;
    let mark = if current.starts_with(BYTE_ORDER_MARK) { BYTE_ORDER_MARK } else { "" };
    if current.strip_prefix(mark) != Some(file.before.as_str()) {
        return Err(format!("cannot write {shown}: it has changed, or is not UTF-8"));
    }
    let text = format!("{mark}{}", file.after());
    write_file(path, text.as_bytes()).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_linted_text_is_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.yaml");
        std::fs::write(&path, "\u{FEFF}a: 1\n").unwrap();
        let edits = vec![(3..4, "2".to_owned())];
        let file = |before: &str| FixedFile {
            path: path.clone(),
            before: before.to_owned(),
            edits: edits.clone(),
        };
        assert!(write(&file("a: 0\n")).unwrap_err().contains("it has changed"));
        write(&file("a: 1\n")).unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "\u{FEFF}a: 2\n");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
