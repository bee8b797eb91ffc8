//! N002: the words of a path segment are joined by dashes.

use super::super::api::Api;
use super::super::report::Reporter;
use super::super::rule::{Check, Rule};
use super::super::words;
use super::path_name;
use crate::diagnostic::{Severity, code};

pub(super) const RULE: Rule = Rule {
    code: code::PATH_KEBAB_CASE,
    name: "path-kebab-case",
    severity: Some(Severity::Error),
    summary: "The words of a path segment are joined by dashes",
    docs: "\
Where a path segment needs several words, they are joined by a dash: `/user-groups`. An underscore disappears \
under the line that marks a link, and a path in two styles has to be looked up each time.

Reported once for each segment, at the shortest path that has it. Left alone are parameters, underscores at the \
beginning (`/_search`, `/_links`: marks of a reserved name, which join nothing), dots (extensions and names of \
files), and custom methods behind a colon. Capital letters are the business of `path-lowercase`.

Precision: 20 of 20 reports drawn from 30 public documents were judged right.",
    bad: &["/user_groups: {}", "/user_groups: {}\n/user_groups/{id}: {}", "/a%20b: {}"],
    good: &["/user-groups: {}", "/_links: {}", "/users/{user_id}: {}", "/jobs:cancel_all: {}", "/findAll: {}"],
    source: "D, Z129",
    check: Check::Api(check),
};

fn check(api: &Api<'_>, reporter: &mut Reporter<'_>) {
    for segment in path_name::literal(api) {
        // `<name>` stands for something that is no part of this document.
        if segment.text.contains('<') {
            continue;
        }
        let inside = segment.text.trim_matches('_');
        if inside.contains(['_', ' ', '+']) || inside.contains("%20") {
            let spaced = inside.replace("%20", " ");
            let better = path_name::rewritten(segment, &words::kebab(&spaced));
            let message = format!(
                "the words of the path segment `{}` are not joined by dashes",
                segment.written
            );
            path_name::report(api, segment, reporter, message, &better);
        }
    }
}
