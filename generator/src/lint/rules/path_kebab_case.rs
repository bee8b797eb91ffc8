//! N002: path segments are in kebab-case.

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
    summary: "Path segments are in kebab-case",
    docs: "\
The words of a path segment are separated by hyphens: `/user-groups`. Underscores are hard to see in underlined \
links, and with two styles every path has to be looked up.

Each segment is reported once, at the shortest path that contains it. Not reported are parameters, leading \
underscores (`/_search`, `/_links`), dots (file names and extensions), and custom methods after a colon. \
`path-lowercase` reports capital letters.

Precision: 20 of 20 sampled reports from 30 public documents were correct.",
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
            let message = format!("path segment `{}` is not in kebab-case", segment.written);
            path_name::report(api, segment, reporter, message, &better);
        }
    }
}
