//! N005: collections have plural names.

use super::super::api::Api;
use super::super::option::{LintOption, OptionKind};
use super::super::report::Reporter;
use super::super::rule::{Check, LintRule};
use super::super::segment::{Role, Segment};
use super::super::words::{self, Number};
use super::path_name;
use crate::diagnostic::{Applicability, Code, Severity};

pub(super) const RULE: LintRule = LintRule {
    code: Code("N005"),
    name: "path-plural-collection",
    severity: Some(Severity::Warning),
    summary: "Collections have plural names",
    docs: "\
`/users` is the collection of all users, and `/users/{id}` is one of them. An API that mixes `/user/{id}` and \
`/orders/{id}` makes its users look up every path.

The rule reports only collections: segments followed by a parameter that identifies an item, by its name \
(`/pet/{petId}`) or by how the segment is used.

Accepted are singletons (`/users/{id}/profile`), also those that ids follow: GET returns one object, and the collection has the \
plural name or the object is changed without an id. Also accepted are a collective noun below the collection that it lists \
(`/models/catalog`), actions, versions, prefixes, selectors (`/by-name/{name}`, \
`/starred/{owner}`, `/compare/{refs}`), and words with one form for singular and plural (`/media/{id}`, \
`/news/{id}`).

To fix a report, rename the segment, as long as no client depends on it.",
    bad: &[
        "/user/{id}: {get: {}}",
        "/pet: {post: {}}\n/pet/{petId}: {get: {}, delete: {}}",
        "/address/{address_id}: {get: {}}",
        "/saved_query/{pk}: {get: {}}",
        "/query: {get: {}}\n/query/{id}: {get: {}}",
        "/status/{status_id}: {get: {}}",
        "/job: {get: {responses: {'200': {content: {a/json: {schema: {properties: {total: {}, data: {type: array, items: {type: object}}}}}}}}}, delete: {}}\n/job/{jobId}: {get: {}}\n/jobs: {get: {}}",
        "/job: {get: {responses: {'200': {content: {a/json: {schema: {properties: {id: {}}}}}}}}}\n/job/{jobId}: {get: {}}",
        "/catalog: {get: {}}\n/catalog/{id}: {get: {}}",
    ],
    good: &[
        "/users/{id}: {get: {}}",
        "/users/{id}/profile: {get: {}}",
        "/me: {get: {}}",
        "/media/{id}: {get: {}}",
        "/news/{id}: {get: {}}",
        "/people/{id}: {get: {}}",
        "/skus/{id}: {get: {}}",
        "/sagas/{id}: {get: {}}",
        "/statuses/{id}: {get: {}}",
        "/codes_of_conduct/{key}: {get: {}}",
        "/users/by-name/{name}: {get: {}}",
        "/user/starred/{owner}: {get: {}}",
        "/compare/{basehead}: {get: {}}",
        "/search/{term}: {get: {}}",
        "/v1/{id}: {get: {}}",
        "/orders/{id}/resend/{id}: {post: {}}",
        "/files/{id}/metadata/{key}: {get: {}}",
        "/job: {get: {responses: {'200': {content: {a/json: {schema: {properties: {job: {type: object, properties: {id: {}, tags: {type: array, items: {type: string}}}}}}}}}}}}\n/job/{jobId}: {put: {}}\n/jobs: {get: {}}",
        "/migration: {put: {}, get: {responses: {'200': {content: {a/json: {schema: {properties: {id: {}}}}}}}}}\n/migration/{migration_id}: {delete: {}}",
        "/models: {get: {}}\n/models/catalog: {get: {}}\n/models/catalog/{id}: {get: {}}",
    ],
    source: "D, Z134",
    options: &[&SINGULAR_WORDS],
    fix: Some(Applicability::Suggestion),
    check: Check::Api(check),
    ..LintRule::BASE
};

/// Words that need no plural.
const SINGULAR_WORDS: LintOption = LintOption {
    rule: "N005",
    key: "singular-words",
    kind: OptionKind::Words(&[]),
    docs: "Words of path segments that need no plural, in addition to the usual ones.",
    example: "[staff, fleet]",
};

fn check(api: &Api<'_, '_>, reporter: &mut Reporter<'_>) {
    for segment in api.segments() {
        let Some(word) = singular_head(segment) else { continue };
        if api.has_word(&SINGULAR_WORDS, word) {
            continue;
        }
        let renamed = path_name::with_text(segment, &with_plural(segment.text, word));
        let message = format!("collection `{}` has a singular name", segment.raw);
        path_name::report(api, segment, reporter, message, &renamed);
    }
}

/// The noun that names a collection, if it is singular.
fn singular_head<'a>(segment: &Segment<'a>) -> Option<&'a str> {
    if segment.role != Role::Collection || segment.parameter.is_none() {
        return None;
    }
    let word = words::head(&words::split(segment.text))?;
    (words::number(word) == Number::Singular).then_some(word)
}

/// The text with the word replaced by its plural.
fn with_plural(text: &str, word: &str) -> String {
    let plural = words::plural(word);
    let plural = words::in_case_of(word, &plural);
    match text.rsplit_once(word) {
        Some((prefix, suffix)) => format!("{prefix}{plural}{suffix}"),
        None => plural,
    }
}
