//! The diagnostics that the editor shows: those of all documents, by file.

use std::collections::BTreeMap;
use std::path::PathBuf;

use lsp_types::Diagnostic;

use super::analyser::Analysed;

/// How many diagnostics of one file are sent, the worst first. Editors get slow with more.
const MAX_DIAGNOSTICS: usize = 1_000;

/// What the editor shows at the moment.
#[derive(Debug, Default)]
pub(super) struct Published(BTreeMap<PathBuf, Vec<Diagnostic>>);

impl Published {
    /// Takes the diagnostics of all documents, and returns those of the files for which they differ from what is shown.
    pub(super) fn update(
        &mut self,
        documents: &[(PathBuf, Analysed)],
    ) -> Vec<(PathBuf, Vec<Diagnostic>)> {
        let mut current: BTreeMap<PathBuf, Vec<Diagnostic>> = BTreeMap::new();
        for (path, diagnostics) in documents.iter().flat_map(|(_, it)| &it.diagnostics) {
            let entry = current.entry(path.clone()).or_default();
            for diagnostic in diagnostics {
                // Two documents can share a file.
                if documents.len() == 1 || !entry.contains(diagnostic) {
                    entry.push(diagnostic.clone());
                }
            }
        }
        current.values_mut().for_each(limit);
        let removed = self.0.keys().filter(|it| !current.contains_key(*it));
        let mut changed: Vec<_> = removed.map(|it| (it.clone(), Vec::new())).collect();
        for (path, diagnostics) in &current {
            if self.0.get(path) != Some(diagnostics) {
                changed.push((path.clone(), diagnostics.clone()));
            }
        }
        self.0 = current;
        changed
    }
}

/// Keeps the worst diagnostics, in their order.
fn limit(diagnostics: &mut Vec<Diagnostic>) {
    if diagnostics.len() <= MAX_DIAGNOSTICS {
        return;
    }
    let rank = |it: &Diagnostic| it.severity.map_or(0, u32::from);
    let mut ranks: Vec<u32> = diagnostics.iter().map(rank).collect();
    ranks.sort_unstable();
    let Some(worst) = ranks.get(MAX_DIAGNOSTICS - 1).copied() else { return };
    let better = ranks.iter().filter(|it| **it < worst).count();
    let mut room = MAX_DIAGNOSTICS - better;
    diagnostics.retain(|it| {
        let is_last_rank = rank(it) == worst;
        let keep = rank(it) < worst || (is_last_rank && room > 0);
        room -= usize::from(is_last_rank && keep);
        keep
    });
}

#[cfg(test)]
mod tests {
    use lsp_types::DiagnosticSeverity;

    use super::*;

    fn diagnostic(line: u32, severity: DiagnosticSeverity) -> Diagnostic {
        let at = lsp_types::Position { line, character: 0 };
        let range = lsp_types::Range { start: at, end: at };
        Diagnostic { range, severity: Some(severity), ..Diagnostic::default() }
    }

    #[test]
    fn the_worst_diagnostics_are_kept_in_order() {
        let severities = [DiagnosticSeverity::Information, DiagnosticSeverity::Warning];
        let all = (0..1_500).map(|line| diagnostic(line, severities[usize::from(line % 3 == 0)]));
        let mut all: Vec<_> = all.collect();
        limit(&mut all);
        assert_eq!(all.len(), MAX_DIAGNOSTICS);
        let is_warning = |it: &&Diagnostic| it.severity == Some(DiagnosticSeverity::Warning);
        assert_eq!(all.iter().filter(is_warning).count(), 500);
        assert!(all.is_sorted_by_key(|it| it.range.start.line));
    }

    #[test]
    fn only_changed_files_are_sent() {
        let analysed = |files: &[(&str, u32)]| {
            let list = |line: u32| vec![diagnostic(line, DiagnosticSeverity::Error)];
            let diagnostics = files.iter().map(|(path, line)| (PathBuf::from(path), list(*line)));
            vec![(
                PathBuf::from("a"),
                Analysed { snapshot: None, diagnostics: diagnostics.collect() },
            )]
        };
        let mut published = Published::default();
        let mut names = |documents: &[(PathBuf, Analysed)]| {
            let changed = published.update(documents).into_iter();
            changed.map(|(path, it)| format!("{} {}", path.display(), it.len())).collect::<Vec<_>>()
        };
        assert_eq!(names(&analysed(&[("a", 1), ("b", 1)])), ["a 1", "b 1"]);
        assert_eq!(names(&analysed(&[("a", 1), ("b", 2)])), ["b 1"]);
        assert_eq!(names(&analysed(&[("a", 1)])), ["b 0"]);
        assert_eq!(names(&[]), ["a 0"]);
    }
}
