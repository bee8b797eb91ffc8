//! N003: paths name resources, not create, read, update or delete operations.

use super::super::api::Api;
use super::super::report::Reporter;
use super::super::rule::{Check, Rule};
use super::super::segment::{Role, Segment};
use super::super::words::{self, Number};
use crate::diagnostic::{Severity, code};

pub(super) const RULE: Rule = Rule {
    code: code::PATH_NO_CRUD_VERB,
    name: "path-no-crud-verb",
    severity: Some(Severity::Error),
    summary: "Paths name resources; the method says create, read, update or delete",
    docs: "\
`GET /users` says everything that `/getUsers` says, and clients, caches and gateways know what GET means. A path \
with a verb needs another path for the next verb.

A segment is reported if its first whole word is a verb that a method expresses: `getUsers`, `get-users`, \
`users/create`. In `users.delete`, the last part counts. Not reported are nouns such as `listings`, `updates` and \
`dispatches`; nouns that start with a verb (`update-requests` with items, `add-ons`); prefixes without operations \
(`/update/repositories`); and other actions (`/search`, `/activate`), which the design guide allows if there is no \
resource.

Precision: 20 of 20 sampled reports from 30 public documents were correct.",
    bad: &[
        "/getUsers: {get: {}}",
        "/users/create: {post: {}}",
        "/users/{id}/remove_member: {post: {}}",
        "/users.delete: {post: {}}",
        "/pets/list: {get: {}}",
        "/update/{id}: {put: {}}",
    ],
    good: &[
        "/users: {get: {}}",
        "/listings: {get: {}}",
        "/updates: {get: {}}",
        "/dispatches/computed: {get: {}}",
        "/add-ons: {get: {}}",
        "/update/repositories: {get: {}}",
        "/lists/{id}/list/{id}: {get: {}}",
        "/delete-requests: {get: {}}\n/delete-requests/{id}: {get: {}}",
        "/users/{id}/activate: {post: {}}",
        "/search: {get: {}}",
        "/read-replicas: {get: {}}",
        "/runners/remove-token: {post: {}}",
    ],
    source: "D, Z141",
    check: Check::Api(check),
};

/// Verbs with the methods that say them.
const VERBS: &[(&str, &str)] = &[
    ("add", "POST"),
    ("create", "POST"),
    ("delete", "DELETE"),
    ("destroy", "DELETE"),
    ("edit", "PATCH"),
    ("fetch", "GET"),
    ("get", "GET"),
    ("insert", "POST"),
    ("list", "GET"),
    ("modify", "PATCH"),
    ("remove", "DELETE"),
    ("retrieve", "GET"),
    ("save", "PUT"),
    ("set", "PUT"),
    ("update", "PATCH"),
];

/// Verbs that are nouns too: alone in front of an id or with a GET of their own they name a thing.
const NOUNS_TOO: &[&str] = &["edit", "list", "set"];

/// What a noun that begins with a verb ends with, where dashes join it: `remove-token` is a token.
const NOUNS_OF_VERBS: &[&str] = &["date", "link", "links", "token", "tokens", "url", "urls"];

/// What follows a verb in a noun: `add-ons`, `get-started`.
const NOUN_ENDINGS: &[&str] =
    &["in", "ins", "on", "ons", "only", "started", "top", "tops", "up", "ups", "out", "outs"];

fn check(api: &Api<'_>, reporter: &mut Reporter<'_>) {
    for segment in &api.segments {
        let Some((verb, method)) = crud_verb(segment) else { continue };
        let Some(path) = api.paths().get(segment.path) else { continue };
        let message = format!("path segment `{}` contains the verb `{verb}`", segment.written);
        let better = resource(path.template(), segment);
        let help = format!("name the resource and use the method instead: `{method} {better}`");
        reporter.report(path.key.span, path.pointer.clone(), message, help);
    }
}

/// The verb that the segment begins with, where the segment is one, and its method.
fn crud_verb(segment: &Segment<'_>) -> Option<(&'static str, &'static str)> {
    if matches!(segment.role, Role::Item | Role::Version | Role::Namespace) {
        return None;
    }
    let name = last_part(segment.text);
    let parts = words::split(name);
    let (first, rest) = parts.split_first()?;
    let first = first.to_ascii_lowercase();
    let (verb, method) = VERBS.iter().find(|(verb, _)| *verb == first)?;
    let noun = match rest.first() {
        Some(next) => is_noun(segment, next, rest),
        None => is_noun_alone(segment, verb),
    };
    (!noun).then_some((*verb, *method))
}

/// The part behind the last dot, where dots join names as in `users.delete`.
fn last_part(text: &str) -> &str {
    text.rsplit('.').next().unwrap_or(text)
}

fn is_noun(segment: &Segment<'_>, next: &str, rest: &[&str]) -> bool {
    let next = next.to_ascii_lowercase();
    let plural = rest.last().is_some_and(|word| words::number(word) == Number::Plural);
    let joined = segment.text.contains(['-', '_']);
    let last = rest.last().map_or_else(String::new, |word| word.to_ascii_lowercase());
    if joined && NOUNS_OF_VERBS.contains(&last.as_str()) {
        return true;
    }
    let has_items = segment.role == Role::Collection && segment.parameter.is_some() && plural;
    NOUN_ENDINGS.contains(&next.as_str()) || has_items
}

fn is_noun_alone(segment: &Segment<'_>, verb: &str) -> bool {
    let thing = segment.parameter.is_some();
    let has_state = segment.methods.iter().any(|it| matches!(*it, "delete" | "put" | "patch"));
    NOUNS_TOO.contains(&verb) && (thing || has_state || segment.has_parts)
}

/// The path up to the segment, with what is left of it when the verb is gone.
fn resource(template: &str, segment: &Segment<'_>) -> String {
    let before: Vec<&str> = template.split('/').skip(1).take(segment.depth).collect();
    let name = last_part(segment.text);
    let kept = segment.text.strip_suffix(name).unwrap_or_default().trim_end_matches('.');
    let kebab = words::kebab(name);
    let left = kebab.split_once('-').map_or("", |(_, left)| left);
    // Of `find-by-status` nothing is left that could name a resource.
    let by = left.split('-').next().is_some_and(words::is_preposition);
    let left = if by { "" } else { left };
    let last = [kept, left].into_iter().filter(|it| !it.is_empty()).collect::<Vec<_>>().join("/");
    let parts = before.into_iter().chain(Some(last.as_str())).filter(|it| !it.is_empty());
    parts.fold(String::new(), |path, part| format!("{path}/{part}"))
}
