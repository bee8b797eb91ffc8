//! N007: the words of path segments are spelt correctly.

use super::super::api::Api;
use super::super::report::Reporter;
use super::super::rule::{Check, LintRule};
use super::path_name;
use super::spelling;
use crate::diagnostic::{Applicability, Code, Severity};

pub(super) const RULE: LintRule = LintRule {
    code: Code("N007"),
    name: "path-spelling",
    severity: Some(Severity::Warning),
    summary: "The words of path segments are spelt correctly",
    docs: spelling::DOCS,
    bad: &["/commisions: {get: {}}", "/user-adresses/{id}: {get: {}}"],
    good: &["/commissions: {get: {}}", "/acme-kafka/{adress}: {get: {}}"],
    source: "D, Z103",
    fix: Some(Applicability::Suggestion),
    check: Check::Api(check),
    ..LintRule::BASE
};

fn check(api: &Api<'_, '_>, reporter: &mut Reporter<'_>) {
    for segment in path_name::literal(api) {
        let Some((wrong, text)) = spelling::corrected(&api.name(segment.text)) else { continue };
        let message = format!("`{wrong}` is misspelt");
        path_name::report(api, segment, reporter, message, &path_name::with_text(segment, &text));
    }
}
