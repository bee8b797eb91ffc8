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
    docs: "\
A misspelt name is part of the API for as long as it exists: correcting it breaks every client, and until then \
everyone who types it from memory gets it wrong.

The rule compares the words of each name with a list of common misspellings, and reports a name once. It knows no \
other words, so names of products and abbreviations are accepted.

To fix a report, rename it, as long as no client depends on it.",
    bad: &[
        "/commisions: {get: {}}",
        "/user-adresses/{id}: {get: {}}",
    ],
    good: &[
        "/commissions: {get: {}}",
        "/acme-kafka/{adress}: {get: {}}",
    ],
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
