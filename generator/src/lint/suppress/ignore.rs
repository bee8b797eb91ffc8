//! Suppressions of `renkei.yaml`: by rule, file and subject.

use super::{Day, names};
use crate::diagnostic::Diagnostic;
use crate::lint::facts::Facts;
use crate::source::{Entry, Node};
use crate::text::{Span, glob};

/// An entry of `lint.ignore`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ignore {
    rules: Vec<String>,
    /// Patterns of paths; empty for all files.
    files: Vec<String>,
    /// Patterns of subjects; empty for all.
    subjects: Vec<String>,
    until: Option<Day>,
}

impl Ignore {
    /// Reads an entry whose members have the right kinds.
    ///
    /// # Errors
    ///
    /// Returns a message and its location if the entry is not complete, or if its date is invalid.
    pub fn read(entry: Entry<'_>) -> Result<Self, (String, Span)> {
        let node = entry.value;
        let missing = |key: &str| (format!("`{}` requires `{key}`", entry.key), entry.key_span);
        let words = |key: &str| {
            let items = node.get(key).into_iter().flat_map(Node::items);
            items.filter_map(Node::as_str).map(str::to_owned).collect::<Vec<_>>()
        };
        let rules = words("rules");
        if rules.is_empty() {
            return Err(missing("rules"));
        }
        if node.get("reason").and_then(Node::as_str).is_none_or(str::is_empty) {
            return Err(missing("reason"));
        }
        let until = node.get("until").map(|it| match it.as_str().and_then(Day::parse) {
            Some(day) => Ok(day),
            None => Err(("expected a date such as 2027-01-31".to_owned(), it.span())),
        });
        let (files, subjects) = (words("files"), words("subjects"));
        Ok(Self { rules, files, subjects, until: until.transpose()? })
    }

    /// Whether the entry is about a finding.
    pub(super) fn covers(&self, facts: &Facts<'_>, finding: &Diagnostic) -> bool {
        let files = facts.document().files();
        let path = || {
            let path = finding.span.map_or(files.root(), |span| files.of(span)).path();
            path.to_string_lossy().replace('\\', "/")
        };
        let subject = finding.subject.as_deref().unwrap_or("");
        self.until.is_none_or(|day| day >= facts.config().today)
            && self.rules.iter().any(|it| names(it, finding.code))
            && (self.subjects.is_empty()
                || self.subjects.iter().any(|it| glob::matches_text(it, subject)))
            && (self.files.is_empty() || self.files.iter().any(|it| matches_end(it, &path())))
    }
}

/// Whether a pattern matches the path or its last segments.
fn matches_end(pattern: &str, path: &str) -> bool {
    let each = glob::alternatives(pattern);
    each.iter().any(|it| glob::matches(it, path) || glob::matches(&format!("**/{it}"), path))
}
