//! Changes that were approved: a text file with one fingerprint a line.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use renkei::diff::{ApiDiff, Change, Level};
use renkei::write::write_file;

/// What begins a reason after a fingerprint.
const REASON: &str = " # ";

const HEAD: &str = "\
# Changes that `renkei diff --approved` does not report, one a line.
# The text after ` # ` is the reason.
";

pub(super) struct Approved {
    path: Option<PathBuf>,
    /// The lines, with their reasons.
    lines: Vec<String>,
}

impl Approved {
    /// Reads the file. One that does not exist approves nothing.
    pub(super) fn read(path: Option<&Path>) -> Result<Self, String> {
        let Some(path) = path else { return Ok(Self { path: None, lines: Vec::new() }) };
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
            Err(error) => return Err(format!("cannot read {}: {error}", path.display())),
        };
        let lines = text.lines().map(str::trim).filter(|it| !it.is_empty() && !it.starts_with('#'));
        Ok(Self { path: Some(path.to_owned()), lines: lines.map(str::to_owned).collect() })
    }

    pub(super) fn contains(&self, change: &Change) -> bool {
        let wanted = change.fingerprint();
        self.lines.iter().any(|it| fingerprint(it) == wanted)
    }

    /// Returns the approved changes that the comparison does not find.
    pub(super) fn unused<'a>(&'a self, diff: &'a ApiDiff) -> impl Iterator<Item = &'a str> {
        let found: BTreeSet<String> = diff.changes.iter().map(Change::fingerprint).collect();
        self.lines.iter().map(|it| fingerprint(it)).filter(move |it| !found.contains(*it))
    }

    /// Writes the file with all changes that can harm, and keeps the reasons that it has. Returns how many there are.
    pub(super) fn update(&self, diff: &ApiDiff) -> Result<usize, String> {
        let path = self.path.as_ref().ok_or("`--update-approved` needs `--approved FILE`")?;
        let harmful = diff.changes.iter().filter(|it| it.level() > Level::Safe);
        let lines: Vec<String> = harmful
            .map(|change| {
                let wanted = change.fingerprint();
                let known = self.lines.iter().find(|it| fingerprint(it) == wanted);
                known.cloned().unwrap_or(wanted)
            })
            .collect();
        let text = format!("{HEAD}\n{}\n", lines.join("\n"));
        write_file(path, text.as_bytes()).map_err(|error| error.to_string())?;
        Ok(lines.len())
    }
}

fn fingerprint(line: &str) -> &str {
    line.split_once(REASON).map_or(line, |(it, _)| it).trim_end()
}
