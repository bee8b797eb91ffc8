//! N001: path segments are in lower case.

use super::super::api::Api;
use super::super::report::Reporter;
use super::super::rule::{Check, LintRule};
use super::super::segment::Segment;
use super::super::words;
use super::{path_name, path_no_crud_verb};
use crate::diagnostic::{Applicability, Code, Severity};

pub(super) const RULE: LintRule = LintRule {
    code: Code("N001"),
    name: "path-lowercase",
    severity: Some(Severity::Error),
    summary: "Path segments are in lower case",
    docs: "\
The path of a URL is case-sensitive (RFC 3986 section 6.2.2.1): `/Users` and `/users` are two resources, and the \
wrong one returns 404. If all paths are in lower case, nobody has to remember the spelling.

The rule reports each segment once, at the shortest path that contains it. If the words of a segment run together as \
in `findByStatus`, the suggested name joins them with hyphens.

Accepted are the names of parameters (`{userId}`), which are not part of the URL, and the paths of SCIM such as \
`/scim/v2/Users`, which RFC 7644 defines. A segment that ends in an identifier instead of words \
(`/template-6VMVochwUWo`) is data, and accepted. Where the rule `path-no-crud-verb` reports a segment (`/getUsers`), this one \
is silent.

To fix a report, rename the segment, as long as no client depends on it.",
    bad: &["/Users: {}", "/users/{id}/resetPassword: {}", "/Users: {}\n/Users/{id}: {}", "/users.JSON: {}"],
    good: &["/users/{userId}: {}", "/user-groups: {}", "/users/{Id}.json: {}", "/: {}", "/scim/v2/Users: {}", "/template-6VMVochwUWo: {}"],
    source: "D, Z129",
    fix: Some(Applicability::Suggestion),
    check: Check::Api(check),
    ..LintRule::BASE
};

fn check(api: &Api<'_, '_>, reporter: &mut Reporter<'_>) {
    for segment in path_name::literal(api) {
        let name = path_name::literal_text(segment.raw);
        if name.chars().any(char::is_uppercase)
            && !is_scim_resource(api, segment)
            && !is_identifier(name)
            && !path_no_crud_verb::is_reported(api, segment)
        {
            let lower: Vec<String> = segment.text.split('.').map(words::kebab).collect();
            let renamed = path_name::with_text(segment, &lower.join("."));
            let message = format!("path segment `{}` has upper-case letters", segment.raw);
            path_name::report(api, segment, reporter, message, &renamed);
        }
    }
}

/// Whether SCIM defines the name of the segment (RFC 7644 section 3.2).
fn is_scim_resource(api: &Api<'_, '_>, segment: &Segment<'_>) -> bool {
    let path = api.paths().get(segment.path).map_or("", |path| path.template());
    path.split('/').skip(1).take(segment.depth).any(|it| it == "scim")
}

/// Whether the segment ends in an identifier that does not consist of words: `6VMVochwUWo`.
fn is_identifier(text: &str) -> bool {
    let last = text.rsplit(['-', '_', '.']).next().unwrap_or(text);
    let short_words = words::split(last).iter().filter(|word| word.len() <= 2).count();
    last.contains(|it: char| it.is_ascii_digit()) && short_words > 2
}
