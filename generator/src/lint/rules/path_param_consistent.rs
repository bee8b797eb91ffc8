//! N010: a path parameter has one name at each place.

use std::collections::BTreeMap;

use super::super::api::{Api, ApiPath};
use super::super::report::Reporter;
use super::super::rule::{Check, LintRule};
use super::super::subject::Subject;
use crate::diagnostic::{Code, Severity};

pub(super) const RULE: LintRule = LintRule {
    code: Code("N010"),
    name: "path-param-consistent",
    severity: Some(Severity::Info),
    summary: "A path parameter has one name at each place",
    docs: "\
`/users/{id}` and `/users/{userId}/orders` name the same value in two ways. Generated methods then have different \
arguments for the same thing.

The rule reports a path whose parameter has another name than in an earlier path with the same beginning.

To fix a report, use one name. No client notices, because the name is not part of the URL.",
    bad: &[
        "/users/{id}: {get: {}}\n/users/{userId}/orders: {get: {}}",
    ],
    good: &[
        "/users/{id}: {get: {}}\n/users/{id}/orders/{orderId}: {get: {}}\n/orders/{orderId}: {get: {}}",
    ],
    source: "OpenAPI 3.1 section \"Path Templating\"",
    check: Check::Api(check),
    ..LintRule::BASE
};

fn check(api: &Api<'_, '_>, reporter: &mut Reporter<'_>) {
    let mut places: BTreeMap<String, Vec<(&str, &ApiPath<'_>)>> = BTreeMap::new();
    for path in api.paths() {
        let segments = path.template().split('/').filter(|it| !it.is_empty());
        for (depth, segment) in segments.enumerate() {
            let name = segment.strip_prefix('{').and_then(|it| it.strip_suffix('}'));
            let Some(name) = name.filter(|it| !it.contains('{')) else { continue };
            let prefix = Subject::prefix(path.template(), depth).into_text();
            places.entry(prefix).or_default().push((name, path));
        }
    }
    for names in places.values() {
        let Some((usual, other)) = most_frequent(names) else { continue };
        for (name, path) in names.iter().filter(|(name, _)| *name != usual) {
            let message = format!("`{{{name}}}` is named `{{{usual}}}` in `{}`", other.key.name);
            let subject = Subject::path(path).with(name);
            reporter
                .report(*path, subject, message, format!("name it `{{{usual}}}` here too"))
                .related(other.key.span, "the other path");
        }
    }
}

/// The name that most paths have, with the first of them. Of names that are as frequent, the first in alphabetical order is
/// taken, so that the order of paths has no influence.
fn most_frequent<'p, 'a>(
    names: &[(&'a str, &'p ApiPath<'a>)],
) -> Option<(&'a str, &'p ApiPath<'a>)> {
    let count = |name: &str| names.iter().filter(|(it, _)| *it == name).count();
    let key = |(name, _): &&(&str, _)| (count(name), std::cmp::Reverse((*name).to_owned()));
    let usual = names.iter().max_by_key(key)?.0;
    names.iter().find(|(name, _)| *name == usual).copied()
}
