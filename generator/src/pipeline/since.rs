//! What is new in a document since an earlier version of it.

use std::path::Path;

use super::{BaseComparison, BaseDocument, Failure, Inputs, LintReport, Options, Report};
use crate::diagnostic::Diagnostic;
use crate::document::Document;
use crate::lint::{LintedVersion, compare_findings};

/// Lints the earlier version with the configuration of the later one, and keeps the findings that are new.
pub(super) fn lint_since(
    base: &BaseDocument,
    spec: &Path,
    (document, findings): (Document, Vec<Diagnostic>),
    options: &Options,
) -> Result<LintReport, Failure> {
    let Some(path) = &base.path else {
        let report = Report::new(document.into_files(), findings);
        return Ok(LintReport { report, comparison: Some(BaseComparison::default()) });
    };
    let root = base.root.clone().or_else(|| options.root.clone());
    let base_options = Options { root, base: None, ..options.clone() };
    let earlier = match Inputs::read_configured(path, spec, &base_options) {
        Err(Failure::Document(_)) => {
            let comparison = BaseComparison { is_base_invalid: true, ..BaseComparison::default() };
            let report = Report::new(document.into_files(), findings);
            return Ok(LintReport { report, comparison: Some(comparison) });
        }
        earlier => earlier?,
    };
    let earlier_findings = earlier.linted();
    let changes = compare_findings(
        LintedVersion { document: &earlier.document, findings: &earlier_findings },
        LintedVersion { document: &document, findings: &findings },
    );
    let count = findings.len();
    let each = findings.into_iter().zip(changes.is_new);
    let new: Vec<Diagnostic> = each.filter_map(|(it, is_new)| is_new.then_some(it)).collect();
    let unchanged = count - new.len();
    let comparison =
        BaseComparison { unchanged, fixed: changes.fixed, ..BaseComparison::default() };
    Ok(LintReport { report: Report::new(document.into_files(), new), comparison: Some(comparison) })
}
