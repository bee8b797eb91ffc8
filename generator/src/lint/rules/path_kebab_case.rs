//! N002: path segments are in kebab-case.

use super::super::api::Api;
use super::super::report::Reporter;
use super::super::rule::{Check, LintRule};
use super::super::words;
use super::path_name;
use crate::diagnostic::{Applicability, Code, Severity};

pub(super) const RULE: LintRule = LintRule {
    code: Code("N002"),
    name: "path-kebab-case",
    severity: Some(Severity::Error),
    summary: "The words of a path segment are joined with hyphens",
    docs: "\
A path segment of several words joins them with hyphens: `/user-groups`. An underscore disappears under the \
underline of a link, and nobody remembers the paths of an API that mixes two styles.

The rule reports each segment once, at the shortest path that contains it.

Accepted are parameters, leading underscores that mark a reserved name (`/_search`, `/_links`), dots (extensions and \
file names), and custom methods after a colon. The rule `path-lowercase` checks upper-case letters.

To fix a report, rename the segment, as long as no client depends on it.",
    bad: &["/user_groups: {}", "/user_groups: {}\n/user_groups/{id}: {}", "/a%20b: {}"],
    good: &["/user-groups: {}", "/_links: {}", "/users/{user_id}: {}", "/jobs:cancel_all: {}", "/findAll: {}"],
    source: "D, Z129",
    fix: Some(Applicability::Suggestion),
    check: Check::Api(check),
    ..LintRule::BASE
};

fn check(api: &Api<'_, '_>, reporter: &mut Reporter<'_>) {
    for segment in path_name::literal(api) {
        // `<name>` is a placeholder for text outside this document.
        if segment.text.contains('<') {
            continue;
        }
        let trimmed = segment.text.trim_matches('_');
        if trimmed.contains(['_', ' ', '+']) || trimmed.contains("%20") {
            let spaced = trimmed.replace("%20", " ");
            let renamed = path_name::with_text(segment, &words::kebab(&spaced));
            let message =
                format!("the words of path segment `{}` are not joined with hyphens", segment.raw);
            path_name::report(api, segment, reporter, message, &renamed);
        }
    }
}
