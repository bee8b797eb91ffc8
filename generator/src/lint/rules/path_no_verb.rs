//! N004: paths contain no verbs.

use super::super::api::Api;
use super::super::option::{LintOption, OptionKind};
use super::super::report::Reporter;
use super::super::rule::{Check, LintRule};
use super::super::segment::{Role, Segment};
use super::super::subject::Subject;
use super::super::words;
use super::path_no_crud_verb;
use crate::diagnostic::Code;

pub(super) const RULE: LintRule = LintRule {
    code: Code("N004"),
    name: "path-no-verb",
    summary: "Paths name resources; actions are resources too",
    docs: "\
`POST /users/{id}/activate` is a call of a function. If the state that the action changes is a resource \
(`PUT /users/{id}/activation`), it can be read, repeated and undone with the methods of HTTP.

The rule reports a segment that is an action: it begins with a verb, it is called by POST, PUT or PATCH or follows an \
item, and nothing follows it. The verbs that a method expresses are those of the rule `path-no-crud-verb`. The house's \
design guide allows actions where no resource fits, so this rule is off in the preset `house`.

Accepted are nouns that are verbs as well (`/tests`, `/export` with items), and the actions of the option \
`allowed-actions`.

To fix a report, name what the action creates or changes.",
    bad: &[
        "/users/{id}/activate: {post: {}}",
        "/orders/{id}/resend-invoice: {post: {}}",
    ],
    good: &[
        "/users/{id}/activation: {put: {}}",
        "/users/search: {post: {}}",
        "/users/{id}/tests: {get: {}}",
        "/exports/{id}: {get: {}}",
        "/users/getAll: {get: {}}",
    ],
    source: "Z138",
    options: &[&ALLOWED],
    check: Check::Api(check),
    ..LintRule::BASE
};

/// Actions that are accepted.
const ALLOWED: LintOption = LintOption {
    rule: "N004",
    key: "allowed-actions",
    kind: OptionKind::Words(&[]),
    docs: "First words of actions that are accepted, in addition to `search`, `login` and `logout`.",
    example: "[cancel, refund]",
};

/// Actions that have no resource.
const USUAL: &[&str] = &["login", "logout", "search"];

fn check(api: &Api<'_, '_>, reporter: &mut Reporter<'_>) {
    for segment in api.segments() {
        let Some(verb) = verb(segment) else { continue };
        let is_allowed = USUAL.contains(&verb.to_ascii_lowercase().as_str());
        if is_allowed || api.has_word(&ALLOWED, verb) || path_no_crud_verb::is_crud(verb) {
            continue;
        }
        let Some(path) = api.paths().get(segment.path) else { continue };
        let message = format!("path segment `{}` is an action", segment.raw);
        let help = "name the resource that it creates or changes";
        reporter.report(path, Subject::prefix(path.template(), segment.depth), message, help);
    }
}

/// The verb of an action.
fn verb<'a>(segment: &Segment<'a>) -> Option<&'a str> {
    let is_last = segment.parameter.is_none() && !segment.has_literal_children;
    let first = *words::split(segment.text).first()?;
    let is_action = segment.role == Role::Action && is_last;
    (is_action && words::is_verb(first) && !words::is_noun_and_verb(first)).then_some(first)
}
