//! N013: actions are verbs.

use super::super::api::Api;
use super::super::report::Reporter;
use super::super::rule::{Check, LintRule};
use super::path_name;
use crate::diagnostic::{Applicability, Code};

pub(super) const RULE: LintRule = LintRule {
    code: Code("N013"),
    name: "action-is-verb",
    summary: "Actions are verbs",
    docs: "\
Where no resource fits, the path names an action, and an action is a verb: `/search`, `/convert`. A noun for the one \
who acts, such as `/product-finder`, looks like a resource that can be read and changed.

The rule reports a last segment of a path that has one method only and ends in such a noun.

Accepted are resources: segments with items or several methods.

To fix a report, use the verb.",
    bad: &[
        "/product-finder: {get: {}}",
        "/orders/{id}/price-calculator: {post: {}}",
    ],
    good: &[
        "/search: {get: {}}",
        "/finders: {get: {}}\n/finders/{id}: {get: {}}",
        "/calculator: {get: {}, put: {}}",
    ],
    source: "D",
    fix: Some(Applicability::Suggestion),
    check: Check::Api(check),
    ..LintRule::BASE
};

/// Nouns for the one who acts, with their verbs.
const NOUNS: &[(&str, &str)] = &[
    ("analyzer", "analyze"),
    ("calculator", "calculate"),
    ("checker", "check"),
    ("comparator", "compare"),
    ("converter", "convert"),
    ("creator", "create"),
    ("estimator", "estimate"),
    ("exporter", "export"),
    ("fetcher", "fetch"),
    ("finder", "search"),
    ("generator", "generate"),
    ("getter", "get"),
    ("importer", "import"),
    ("parser", "parse"),
    ("resolver", "resolve"),
    ("searcher", "search"),
    ("sender", "send"),
    ("translator", "translate"),
    ("updater", "update"),
    ("uploader", "upload"),
    ("validator", "validate"),
    ("verifier", "verify"),
];

fn check(api: &Api<'_, '_>, reporter: &mut Reporter<'_>) {
    for segment in path_name::literal(api) {
        let is_single = segment.methods.len() == 1
            && segment.parameter.is_none()
            && !segment.has_literal_children;
        let name = api.name(segment.text);
        let Some((noun, verb)) = NOUNS.iter().find(|(noun, _)| *noun == name.last()) else {
            continue;
        };
        if is_single {
            let message = format!("`{noun}` is no verb");
            path_name::report(api, segment, reporter, message, verb);
        }
    }
}
